import Machine

/// This device's own log: appended to, never rewritten. An event counts once `append` has returned.
package final class EventLog {
    package let path: String
    private let folder: String
    private var appender: Appender?
    /// The highest number given to an event so far, also to one whose writing failed: a number is never used twice.
    private var used: Int64 = 0
    /// A line was cut off by a crash or a full disk; the next one must begin on a line of its own.
    private var isTorn = false

    package init(folder: String, device: String) {
        self.folder = folder
        path = "\(folder)/\(device).jsonl"
    }

    /// Gives the event the next number, writes it, and waits until it is on the disk (fdatasync).
    ///
    /// - Parameter last: the highest number of this device that the store knows.
    package func append(_ event: Event, after last: Int64) throws(SystemFault) {
        let appender = try openAppender()
        // A line that was cut off may hold a whole event that nobody was told of; its number is taken.
        used = max(used, last) + (isTorn ? 2 : 1)
        var event = event
        event.seq = used
        do throws(SystemFault) {
            try appender.append((isTorn ? [UInt8(ascii: "\n")] : []) + event.line)
            isTorn = false
        } catch {
            isTorn = true
            throw error
        }
    }

    private func openAppender() throws(SystemFault) -> Appender {
        if let appender { return appender }
        try Files.makeFolder(folder)
        let appender = try Appender(path: path)
        isTorn = !appender.endsWithLineFeed
        self.appender = appender
        return appender
    }
}
