import Machine
import Memory

/// Brings the store's memory in line with the logs: reads what was added to any of them and folds the cards concerned
/// anew. The order in which logs arrive makes no difference: reviews are ordered by time, device and number.
struct LogReplay {
    let database: Database
    let scheduler: Scheduler

    /// What is read at once.
    private static let chunkBytes = 1_048_576
    /// How much of the text before the place reached is remembered, to notice a file that was replaced.
    private static let tailBytes = 64

    /// Takes what is new in all logs of the folder.
    func run(folder: String) throws(DatabaseFault) {
        for name in Files.names(in: folder) where name.hasSuffix(".jsonl") {
            try run(folder: folder, name: name)
        }
    }

    /// Takes what is new in one log.
    func run(folder: String, name: String) throws(DatabaseFault) {
        let path = folder + "/" + name
        guard let stamp = Files.stamp(path) else { return }
        let known = try database.first("SELECT taken, tail FROM log WHERE file = ?", .text(name)) {
            (taken: $0.integer(0), tail: $0.text(1))
        }
        var place = known ?? (taken: 0, tail: "")
        if stamp.size == place.taken { return }
        if stamp.size < place.taken || tail(of: path, before: place.taken) != place.tail {
            // Not the file it was: what it said before no longer counts, so everything is read anew.
            try forgetAll()
            return try run(folder: folder)
        }
        while true {
            let next = try take(path, name, from: place.taken)
            if next == place.taken { return }
            place.taken = next
        }
    }

    private func forgetAll() throws(DatabaseFault) {
        try database.transaction { () throws(DatabaseFault) in
            for table in ["log", "device", "review", "undone", "memory"] { try database.run("DELETE FROM \(table)") }
            try database.run("DELETE FROM complaint WHERE pack = ''")
        }
    }

    private func tail(of path: String, before offset: Int64) -> String {
        let start = max(0, offset - Int64(Self.tailBytes))
        let bytes = (try? Files.read(path, from: start, count: Int(offset - start))) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Takes the whole lines of one chunk; gives the offset behind the last of them. A last line without its line feed
    /// is still being written, or was cut off; it waits.
    private func take(_ path: String, _ name: String, from offset: Int64) throws(DatabaseFault) -> Int64 {
        guard let chunk = try? Files.read(path, from: offset, count: Self.chunkBytes),
            let end = chunk.lastIndex(of: UInt8(ascii: "\n"))
        else { return offset }
        var touched: Set<String> = []
        let next = offset + Int64(end) + 1
        try database.transaction { () throws(DatabaseFault) in
            var start = 0
            while start <= end {
                let stop = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) ?? end
                if stop > start { try take(chunk[start..<stop], name, offset + Int64(start), &touched) }
                start = stop + 1
            }
            for card in touched.sorted() { try fold(card) }
            try database.run(
                "INSERT OR REPLACE INTO log (file, taken, tail) VALUES (?, ?, ?)", .text(name), SQLValue(next),
                .text(tail(of: path, before: next)))
        }
        return next
    }

    private func take(
        _ line: ArraySlice<UInt8>, _ name: String, _ offset: Int64, _ touched: inout Set<String>
    ) throws(DatabaseFault) {
        switch Event.read(line) {
        case .failure(let fault):
            try database.run(
                "INSERT INTO complaint (pack, path, line, is_error, sentence) VALUES ('', ?, 0, 1, ?)", .text(name),
                .text("at byte \(offset): \(fault.sentence); the line is passed over"))
        case .success(let event):
            try database.run(
                "INSERT INTO device (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
                .text(event.device), SQLValue(event.seq))
            switch event.what {
            case .review(let card, let grade, let zone, let milliseconds):
                try database.run(
                    """
                    INSERT OR IGNORE INTO review (device, seq, at, zone, card, grade, milliseconds)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                    .text(event.device), SQLValue(event.seq), SQLValue(event.at.milliseconds), SQLValue(zone),
                    .text(card), SQLValue(grade.rawValue), SQLValue(milliseconds))
                touched.insert(card)
            case .undo(let device, let seq):
                try database.run("INSERT OR IGNORE INTO undone (device, seq) VALUES (?, ?)", .text(device), SQLValue(seq))
                let card = try database.first(
                    "SELECT card FROM review WHERE device = ? AND seq = ?", .text(device), SQLValue(seq)) { $0.text(0) }
                if let card { touched.insert(card) }
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
            INSERT OR REPLACE INTO memory (card, stability, difficulty, phase, step, last_at, last_day, due_at, due_day,
                scheduled_days, reviews, lapses, first_day)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(card), SQLValue(memory.state.stability), SQLValue(memory.state.difficulty), SQLValue(phase),
            SQLValue(step), SQLValue(memory.lastReview.milliseconds), SQLValue(memory.lastDay.number),
            SQLValue(memory.due.milliseconds), SQLValue(memory.dueDay?.number), SQLValue(memory.scheduledDays),
            SQLValue(memory.reviews), SQLValue(memory.lapses), SQLValue(firstDay.number))
    }
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
