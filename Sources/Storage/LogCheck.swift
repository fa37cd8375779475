import Machine

/// What is in one log, read from its first byte to its last; nothing is kept of it.
package struct LogCheck: Sendable {
    /// Its name in the folder of logs.
    package var name: String
    package var events = 0
    /// Lines that are no events.
    package var faults = 0
    /// The first of them: the byte it begins at, and what is wrong with it.
    package var firstFault: String?
    /// Whether the last line lacks its line feed: it is being written, or was cut off, and does not count.
    package var isUnfinished = false
    /// The latest time any event has, in milliseconds since 1970.
    package var latest: Int64?
    /// Why it cannot be read to its end.
    package var refusal: String?

    private static let chunkBytes = 1_048_576
    /// A line that goes on so long is one fault, however long it is.
    private static let lineBytes = 4 * Event.lineBytes

    /// All logs of a folder, in the order of their names.
    package static func all(in folder: String) -> [LogCheck] {
        Files.names(in: folder).filter { $0.hasSuffix(".jsonl") }.map { LogCheck(folder: folder, name: $0) }
    }

    private init(folder: String, name: String) {
        self.name = name
        var rest: [UInt8] = []
        // Where `rest` begins in the file.
        var start: Int64 = 0
        var isSkipping = false
        do throws(SystemFault) {
            while true {
                let chunk = try Files.read(
                    folder + "/" + name, from: start + Int64(rest.count), count: Self.chunkBytes)
                if chunk.isEmpty { break }
                rest += chunk
                var begin = 0
                while let end = rest[begin...].firstIndex(of: UInt8(ascii: "\n")) {
                    if !isSkipping, end > begin { take(rest[begin..<end], at: start + Int64(begin)) }
                    isSkipping = false
                    begin = end + 1
                }
                rest.removeFirst(begin)
                start += Int64(begin)
                guard rest.count > Self.lineBytes else { continue }
                if !isSkipping { take(rest[...], at: start) }
                isSkipping = true
                start += Int64(rest.count)
                rest = []
            }
        } catch {
            refusal = error.sentence
        }
        isUnfinished = !rest.isEmpty || isSkipping
    }

    private mutating func take(_ line: ArraySlice<UInt8>, at offset: Int64) {
        switch Event.read(line) {
        case .success(let event):
            events += 1
            latest = max(latest ?? .min, event.at.milliseconds)
        case .failure(let fault):
            faults += 1
            if firstFault == nil { firstFault = "at byte \(offset): \(fault.sentence)" }
        }
    }
}
