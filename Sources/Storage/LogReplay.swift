import Machine
import Memory

/// Reads what was added to any of the logs; what follows from it is `LogFold`'s.
struct LogReplay {
    let database: Database
    let scheduler: Scheduler

    /// What is read at once, some thirty thousand events: each card concerned is folded once, and a writer on the other
    /// thread waits half a second at most.
    private static let chunkBytes = 4 * 1_048_576
    /// How many bytes before the place reached go into the checksum: an event's line, time and number included.
    private static let tailBytes: Int64 = 256
    /// Faults of one log that are kept; noise has a new one every line.
    private static let faults = 50

    /// Takes what is new in all logs of the folder.
    func run(folder: String) throws(DatabaseFault) {
        try forgetOtherScheduler()
        let names = Files.names(in: folder).filter { $0.hasSuffix(".jsonl") }
        var isGone = false
        try database.rows("SELECT file FROM log") { row in
            // One that only cannot be reached now still counts.
            if !names.contains(row.text(0)), Files.isMissing(folder + "/" + row.text(0)) { isGone = true }
        }
        if isGone { try forgetAll() }
        // What is found here was left by a replay that was cut short.
        var isBulk = try !fold.isIndexed()
        if !isBulk, try isLong(folder, names) {
            try fold.dropIndex()
            isBulk = true
        }
        for name in names { try read(folder: folder, name: name, isBulk: isBulk) }
        if isBulk { try fold.makeIndex() }
        try fold.finish()
    }

    /// Takes what we have just appended to our own log.
    func run(folder: String, name: String) throws(DatabaseFault) {
        try read(folder: folder, name: name, isBulk: false, isOurs: true)
        try fold.finish()
    }

    /// From here on it is quicker to sort the reviews at the end than to put each in its place.
    private static let longBytes: Int64 = 16 * 1_048_576

    /// Whether a long history is to be read into an empty store.
    private func isLong(_ folder: String, _ names: [String]) throws(DatabaseFault) -> Bool {
        let isEmpty = try database.first("SELECT 1 FROM review LIMIT 1") { _ in false } ?? true
        guard isEmpty else { return false }
        return names.reduce(0) { $0 + (Files.stamp(folder + "/" + $1)?.size ?? 0) } > Self.longBytes
    }

    private var fold: LogFold { LogFold(database: database, scheduler: scheduler) }

    private func read(
        folder: String, name: String, isBulk: Bool, isOurs: Bool = false
    ) throws(DatabaseFault) {
        let path = folder + "/" + name
        var isVerified = isOurs
        while let stamp = Files.stamp(path) {
            let place = try place(name)
            if stamp.size == place.taken, stamp.changed == place.changed { return }
            // A log that somebody else has changed may be another one as far as we have read it.
            let isAnother = !isVerified && !isUnchanged(path, place)
            isVerified = true
            switch try isAnother
                ? .replaced
                : take(path, name, from: place, to: stamp, isBulk: isBulk)
            {
            case .more: continue
            case .end: return
            case .replaced:
                // What it said before no longer counts, so everything is read anew.
                try forgetAll()
                for name in Files.names(in: folder).filter({ $0.hasSuffix(".jsonl") }) {
                    try read(folder: folder, name: name, isBulk: isBulk)
                }
                return
            }
        }
    }

    /// Whether a log still says what it said as far as it was read; also when it cannot be read, which `take` will tell.
    private func isUnchanged(_ path: String, _ place: Place) -> Bool {
        var whole = Checksum.empty
        var start: Int64 = 0
        while start < place.taken {
            let wanted = Int(min(place.taken - start, Int64(Self.chunkBytes)))
            guard let bytes = try? Files.read(path, from: start, count: wanted), !bytes.isEmpty else { return true }
            whole = Checksum.extend(whole, bytes[...])
            start += Int64(bytes.count)
        }
        return whole == place.whole
    }

    /// How far a log was read.
    private struct Place: Equatable {
        var taken: Int64 = 0
        var changed: Int64 = 0
        var tail: Int64 = Checksum.empty
        var whole: Int64 = Checksum.empty
    }

    private enum Outcome { case more, end, replaced }

    private func place(_ name: String) throws(DatabaseFault) -> Place {
        try database.first("SELECT taken, changed, tail, whole FROM log WHERE file = ?", .text(name)) {
            Place(taken: $0.integer(0), changed: $0.integer(1), tail: $0.integer(2), whole: $0.integer(3))
        } ?? Place()
    }

    /// Everything that is made from logs.
    static let tables = [
        "log", "device", "review", "practice", "undo", "event", "look", "miss", "suspended", "buried", "flagged",
        "pause",
        "setting", "link", "ancestor", "stale", "memory",
    ]

    private func forgetAll() throws(DatabaseFault) {
        try database.transaction { () throws(DatabaseFault) in
            for table in Self.tables { try database.run("DELETE FROM \(table)") }
            try database.run("DELETE FROM complaint WHERE pack = ''")
        }
    }

    /// Memories that were computed otherwise than this scheduler would are none.
    private func forgetOtherScheduler() throws(DatabaseFault) {
        let mine = scheduler.fingerprint
        let known = try database.first("SELECT scheduler FROM computed") { $0.text(0) }
        if known == mine { return }
        if known != nil { try forgetAll() }
        try database.transaction { () throws(DatabaseFault) in
            try database.run("DELETE FROM computed")
            try database.run("INSERT INTO computed (scheduler) VALUES (?)", .text(mine))
        }
    }

    /// Takes the whole lines of one chunk. A last line without its line feed is still being written, or was cut off;
    /// it waits.
    private func take(
        _ path: String, _ name: String, from place: Place, to stamp: FileStamp, isBulk: Bool
    ) throws(DatabaseFault) -> Outcome {
        if stamp.size < place.taken { return .replaced }
        let before = Int(min(place.taken, Self.tailBytes))
        let wanted = Int(min(stamp.size - place.taken, Int64(Self.chunkBytes)))
        let bytes: [UInt8]
        do throws(SystemFault) {
            bytes = try Files.read(path, from: place.taken - Int64(before), count: before + wanted)
        } catch {
            try complain(name, 0, "\(error.sentence); what it said before still counts")
            return .end
        }
        guard bytes.count >= before, Checksum.of(bytes[..<before]) == place.tail else { return .replaced }
        // As long as it was, but touched: it may have been rewritten anywhere.
        if wanted == 0 { return place.taken == 0 ? .end : .replaced }
        guard let end = bytes[before...].lastIndex(of: UInt8(ascii: "\n")) else {
            return wanted == Self.chunkBytes ? try skip(path, name, place) : .end
        }
        var next = place
        next.taken += Int64(end + 1 - before)
        next.changed = stamp.changed
        next.tail = Checksum.of(bytes[...end].suffix(Int(Self.tailBytes)))
        next.whole = Checksum.extend(place.whole, bytes[before...end])
        try database.transaction { () throws(DatabaseFault) in
            // Another process may have come first.
            guard try self.place(name) == place else { return }
            var news = LogFold.News()
            var devices: [String: Int64] = [:]
            var start = before
            while start <= end {
                let stop = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? end
                if stop > start {
                    let offset = place.taken + Int64(start - before)
                    switch Event.read(bytes[start..<stop]) {
                    case .failure(let fault):
                        try complain(name, 1, "at byte \(offset): \(fault.sentence); the line is passed over")
                    case .success(let event):
                        devices[event.device] = max(devices[event.device] ?? 0, event.seq)
                        try fold.take(event, &news)
                    }
                }
                start = stop + 1
            }
            try fold.settle(news, isBulk: isBulk)
            for (device, last) in devices.sorted(by: { $0.key < $1.key }) {
                try database.run(
                    "INSERT INTO device (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
                    .text(device), SQLValue(last))
            }
            try reach(next, name)
        }
        return next.taken < stamp.size ? .more : .end
    }

    private func reach(_ place: Place, _ name: String) throws(DatabaseFault) {
        try database.run("DELETE FROM complaint WHERE pack = '' AND path = ? AND line = 0", .text(name))
        try database.run(
            "INSERT OR REPLACE INTO log (file, taken, changed, tail, whole) VALUES (?, ?, ?, ?, ?)", .text(name),
            SQLValue(place.taken), SQLValue(place.changed), SQLValue(place.tail), SQLValue(place.whole))
    }

    /// Passes over a line longer than a chunk, to keep noise from hiding all that comes after it.
    private func skip(_ path: String, _ name: String, _ place: Place) throws(DatabaseFault) -> Outcome {
        var start = place.taken
        var whole = place.whole
        while let bytes = try? Files.read(path, from: start, count: Self.chunkBytes), !bytes.isEmpty {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                var next = place
                next.taken = start + Int64(end) + 1
                let from = max(0, next.taken - Self.tailBytes)
                guard let tail = try? Files.read(path, from: from, count: Int(next.taken - from)) else { return .end }
                next.tail = Checksum.of(tail)
                next.whole = Checksum.extend(whole, bytes[...end])
                try database.transaction { () throws(DatabaseFault) in
                    guard try self.place(name) == place else { return }
                    try complain(name, 1, "at byte \(place.taken): the line is very long; it is passed over")
                    try reach(next, name)
                }
                return .more
            }
            whole = Checksum.extend(whole, bytes[...])
            start += Int64(bytes.count)
        }
        return .end
    }

    private func complain(_ name: String, _ line: Int, _ sentence: String) throws(DatabaseFault) {
        let count =
            try database.first(
                "SELECT count(*) FROM complaint WHERE pack = '' AND path = ? AND line = ?", .text(name), SQLValue(line)
            ) {
                $0.int(0)
            } ?? 0
        guard count < (line == 0 ? 1 : Self.faults) else { return }
        try database.run(
            "INSERT INTO complaint (pack, path, line, is_error, sentence) VALUES ('', ?, ?, 1, ?)", .text(name),
            SQLValue(line), .text(sentence))
    }
}

/// FNV-1a with 64 bits (Fowler, Noll, Vo): tells texts apart, keeps no secret.
private enum Checksum {
    static let empty = of([])

    static func of(_ bytes: ArraySlice<UInt8>) -> Int64 { extend(Int64(bitPattern: 0xcbf2_9ce4_8422_2325), bytes) }

    static func of(_ bytes: [UInt8]) -> Int64 { of(bytes[...]) }

    /// The checksum of what one stands for with more bytes behind it.
    static func extend(_ checksum: Int64, _ bytes: ArraySlice<UInt8>) -> Int64 {
        var hash = UInt64(bitPattern: checksum)
        bytes.withUnsafeBufferPointer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
        return Int64(bitPattern: hash)
    }
}
