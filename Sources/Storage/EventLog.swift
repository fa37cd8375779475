import Machine

/// This device's own log: appended to, never rewritten. An event counts once `append` has returned; one that is only noted
/// may be lost when the power goes.
package final class EventLog {
    package let path: String
    private let folder: String
    private let device: String
    private var appender: Appender?
    /// The highest number given to an event so far, also to one whose writing failed: a number is never used twice.
    private var used: Int64 = 0
    /// How much of the log's end is searched for its last number.
    private static let endBytes = 16_384

    package init(folder: String, device: String) {
        self.folder = folder
        self.device = device
        path = "\(folder)/\(device).jsonl"
    }

    /// Gives the event the next number, writes it, and waits until it is on the disk (fdatasync) unless told otherwise.
    ///
    /// - Parameter last: the highest number of this device that the store knows; it may stand in another file, a copy.
    package func append(_ event: Event, after last: Int64, durably: Bool = true) throws(SystemFault) {
        let appender = try openAppender()
        used = max(used, last)
        guard used < Event.numbers.upperBound else {
            throw SystemFault("cannot write \(path): the numbers of its events have come to an end")
        }
        used += 1
        var event = event
        event.seq = used
        // A line may be cut off by a crash or a full disk; the next one must begin on a line of its own.
        try appender.append((appender.endsWithLineFeed ? [] : [UInt8(ascii: "\n")]) + event.line, durably: durably)
    }

    private func openAppender() throws(SystemFault) -> Appender {
        // A log that was deleted or replaced meanwhile must not swallow events.
        if let appender, appender.isInPlace { return appender }
        try Files.makeFolder(folder)
        let appender = try Appender(path: path)
        used = max(used, lastNumber())
        self.appender = appender
        return appender
    }

    /// The highest number at the log's end. A last line that lacks its line feed may be a whole event all the same.
    private func lastNumber() -> Int64 {
        guard let size = Files.stamp(path)?.size,
            let end = try? Files.read(path, from: max(0, size - Int64(Self.endBytes)), count: Self.endBytes)
        else { return 0 }
        var last: Int64 = 0
        for line in end.split(separator: UInt8(ascii: "\n")) {
            if case .success(let event) = Event.read(line), event.device == device { last = max(last, event.seq) }
        }
        return last
    }
}
