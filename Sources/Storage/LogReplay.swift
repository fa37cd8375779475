import Machine
import Memory

/// Brings the store's memory in line with the logs: reads what was added to any of them and folds the cards concerned
/// anew. The order in which logs arrive makes no difference: reviews are ordered by time, device and number.
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
        for name in names { try run(folder: folder, name: name) }
    }

    /// Takes what is new in one log.
    func run(folder: String, name: String) throws(DatabaseFault) {
        let path = folder + "/" + name
        while let stamp = Files.stamp(path) {
            let place = try place(name)
            if stamp.size == place.taken, stamp.changed == place.changed { return }
            switch try take(path, name, from: place, to: stamp) {
            case .more: continue
            case .end: return
            case .replaced:
                // What it said before no longer counts, so everything is read anew.
                try forgetAll()
                return try run(folder: folder)
            }
        }
    }

    /// How far a log was read.
    private struct Place: Equatable {
        var taken: Int64 = 0
        var changed: Int64 = 0
        var tail: Int64 = Checksum.empty
    }

    private enum Outcome { case more, end, replaced }

    private func place(_ name: String) throws(DatabaseFault) -> Place {
        try database.first("SELECT taken, changed, tail FROM log WHERE file = ?", .text(name)) {
            Place(taken: $0.integer(0), changed: $0.integer(1), tail: $0.integer(2))
        } ?? Place()
    }

    private func forgetAll() throws(DatabaseFault) {
        try database.transaction { () throws(DatabaseFault) in
            for table in ["log", "device", "review", "undone", "memory"] { try database.run("DELETE FROM \(table)") }
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
        _ path: String, _ name: String, from place: Place, to stamp: FileStamp
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
        try database.transaction { () throws(DatabaseFault) in
            // Another process may have come first.
            guard try self.place(name) == place else { return }
            var news = News()
            var start = before
            while start <= end {
                let stop = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? end
                if stop > start {
                    try take(bytes[start..<stop], name, place.taken + Int64(start - before), &news)
                }
                start = stop + 1
            }
            for card in news.cards.sorted() { try fold(card) }
            for (device, last) in news.devices.sorted(by: { $0.key < $1.key }) {
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
            "INSERT OR REPLACE INTO log (file, taken, changed, tail) VALUES (?, ?, ?, ?)", .text(name),
            SQLValue(place.taken), SQLValue(place.changed), SQLValue(place.tail))
    }

    /// Passes over a line longer than a chunk, to keep noise from hiding all that comes after it.
    private func skip(_ path: String, _ name: String, _ place: Place) throws(DatabaseFault) -> Outcome {
        var start = place.taken
        while let bytes = try? Files.read(path, from: start, count: Self.chunkBytes), !bytes.isEmpty {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                var next = place
                next.taken = start + Int64(end) + 1
                let from = max(0, next.taken - Self.tailBytes)
                guard let tail = try? Files.read(path, from: from, count: Int(next.taken - from)) else { return .end }
                next.tail = Checksum.of(tail)
                try database.transaction { () throws(DatabaseFault) in
                    guard try self.place(name) == place else { return }
                    try complain(name, 1, "at byte \(place.taken): the line is very long; it is passed over")
                    try reach(next, name)
                }
                return .more
            }
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

    /// What a chunk concerns: the cards to fold anew, and the highest number of each device.
    private struct News {
        var cards: Set<String> = []
        var devices: [String: Int64] = [:]
    }

    private func take(
        _ line: ArraySlice<UInt8>, _ name: String, _ offset: Int64, _ news: inout News
    ) throws(DatabaseFault) {
        switch Event.read(line) {
        case .failure(let fault):
            try complain(name, 1, "at byte \(offset): \(fault.sentence); the line is passed over")
        case .success(let event):
            news.devices[event.device] = max(news.devices[event.device] ?? 0, event.seq)
            switch event.what {
            case .review(let card, let grade, let zone, let milliseconds):
                // Should two lines tell of one review otherwise, then whichever comes first the same one wins.
                try database.run(
                    """
                    INSERT INTO review (device, seq, at, zone, card, grade, milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET zone = min(zone, excluded.zone), grade = min(grade, excluded.grade),
                        milliseconds = min(milliseconds, excluded.milliseconds)
                    """,
                    .text(event.device), SQLValue(event.seq), SQLValue(event.at.milliseconds), SQLValue(zone),
                    .text(card), SQLValue(grade.rawValue), SQLValue(milliseconds))
                news.cards.insert(card)
            case .undo(let device, let seq):
                try database.run(
                    "INSERT OR IGNORE INTO undone (device, seq) VALUES (?, ?)", .text(device), SQLValue(seq))
                try database.rows("SELECT card FROM review WHERE device = ? AND seq = ?", .text(device), SQLValue(seq))
                {
                    news.cards.insert($0.text(0))
                }
            case .unknown:
                break
            }
        }
    }

    /// Computes a card's memory from its reviews that count.
    private func fold(_ card: String) throws(DatabaseFault) {
        var reviews: [Review] = []
        try database.rows(
            """
            SELECT at, zone, grade FROM review
            WHERE card = ? AND NOT EXISTS (
                SELECT 1 FROM undone WHERE undone.device = review.device AND undone.seq = review.seq)
            ORDER BY at, device, seq
            """, .text(card)
        ) { row in
            if let grade = Grade(rawValue: row.int(2)) {
                reviews.append(
                    Review(at: Instant(milliseconds: row.integer(0)), zoneMinutes: row.int(1), grade: grade))
            }
        }
        guard let memory = scheduler.fold(reviews, card: card), let first = reviews.first else {
            return try database.run("DELETE FROM memory WHERE card = ?", .text(card))
        }
        let firstDay = StudyDay(at: first.at, zoneMinutes: first.zoneMinutes)
        let (phase, step) = memory.phase.stored
        try database.run(
            """
            INSERT INTO memory (card, stability, difficulty, phase, step, last_at, last_day, due_at, due_day,
                scheduled_days, reviews, lapses, first_day)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty,
                phase = excluded.phase, step = excluded.step, last_at = excluded.last_at, last_day = excluded.last_day,
                due_at = excluded.due_at, due_day = excluded.due_day, scheduled_days = excluded.scheduled_days,
                reviews = excluded.reviews, lapses = excluded.lapses, first_day = excluded.first_day
            """,
            .text(card), SQLValue(memory.state.stability), SQLValue(memory.state.difficulty), SQLValue(phase),
            SQLValue(step), SQLValue(memory.lastReview.milliseconds), SQLValue(memory.lastDay.number),
            SQLValue(memory.due.milliseconds), SQLValue(memory.dueDay?.number), SQLValue(memory.scheduledDays),
            SQLValue(memory.reviews), SQLValue(memory.lapses), SQLValue(firstDay.number))
    }
}

/// FNV-1a with 64 bits (Fowler, Noll, Vo): tells texts apart, keeps no secret.
private enum Checksum {
    static let empty = of([])

    static func of(_ bytes: ArraySlice<UInt8>) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    static func of(_ bytes: [UInt8]) -> Int64 { of(bytes[...]) }
}

extension Phase {
    fileprivate var stored: (phase: Int, step: Int) {
        switch self {
        case .learning(let step): (0, step)
        case .review: (1, 0)
        case .relearning(let step): (2, step)
        }
    }
}
