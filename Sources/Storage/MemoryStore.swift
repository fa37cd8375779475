import JSONText
import Memory

/// Questions to the store about what is remembered. Every answer follows from the logs.
package struct MemoryStore {
    let database: Database

    package func memory(_ card: String) throws(DatabaseFault) -> CardMemory? {
        try database.first("SELECT \(Self.columns) FROM memory WHERE card = ?", .text(card)) {
            Self.memory($0, from: 0)
        }
    }

    static let columns = """
        memory.stability, memory.difficulty, memory.phase, memory.step, memory.last_at, memory.last_day, memory.due_at,
        memory.due_day, memory.scheduled_days, memory.reviews, memory.lapses
        """

    static func memory(_ row: Row, from column: Int32) -> CardMemory {
        let phase: Phase =
            switch row.int(column + 2) {
            case 0: .learning(step: row.int(column + 3))
            case 2: .relearning(step: row.int(column + 3))
            default: .review
            }
        return CardMemory(
            state: MemoryState(stability: row.number(column), difficulty: row.number(column + 1)), phase: phase,
            lastReview: Instant(milliseconds: row.integer(column + 4)),
            lastDay: StudyDay(number: row.int(column + 5)), due: Instant(milliseconds: row.integer(column + 6)),
            dueDay: row.isNull(column + 7) ? nil : StudyDay(number: row.int(column + 7)),
            scheduledDays: row.int(column + 8), reviews: row.int(column + 9), lapses: row.int(column + 10))
    }

    /// The memories of a concept's cards, of those that were answered.
    package func memories(ofConcept number: Int64) throws(DatabaseFault) -> [CardMemory] {
        try database.all(
            "SELECT \(Self.columns) FROM card JOIN memory ON memory.card = card.id WHERE card.concept = ?",
            SQLValue(number)
        ) { Self.memory($0, from: 0) }
    }

    // MARK: What happened

    package struct PastReview: Sendable {
        /// When it was made, by the clock of its device.
        package var at: Instant
        /// When it counts as made: the same, unless that clock had jumped (`ClockRepair`).
        package var countsAt: Instant
        package var zoneMinutes: Int
        package var grade: Int
        package var device: String
        package var seq: Int64
        package var milliseconds: Int?
        package var card: String
    }

    /// What takes in the events of a card, the first value, and of those it continues.
    static let ofCard = "subject IN (SELECT ?1 UNION ALL SELECT was FROM ancestor WHERE card = ?1)"
    static let eventCounts = """
        NOT EXISTS (SELECT 1 FROM undone WHERE undone.device = event.device AND undone.seq = event.seq)
        """

    /// The reviews of a card and of those it continues that count, oldest first: those taken back do not, nor those before
    /// a reset.
    package func history(_ card: String) throws(DatabaseFault) -> [PastReview] {
        typealias Entry = ClockRepair.Entry<PastReview?>
        var entries = try database.all(
            """
            SELECT at, device, seq, zone, grade, milliseconds, card FROM review
            WHERE card IN (SELECT ?1 UNION ALL SELECT was FROM ancestor WHERE card = ?1) AND NOT EXISTS (
                SELECT 1 FROM undone WHERE undone.device = review.device AND undone.seq = review.seq)
            ORDER BY at, device, seq, card
            """, .text(card)
        ) { row in
            let at = Instant(milliseconds: row.integer(0))
            let review = PastReview(
                at: at, countsAt: at, zoneMinutes: row.int(3), grade: row.int(4), device: row.text(1),
                seq: row.integer(2), milliseconds: row.isNull(5) ? nil : row.int(5), card: row.text(6))
            return Entry(at: at, device: review.device, seq: review.seq, value: review)
        }
        try database.rows(
            """
            SELECT at, device, seq FROM event WHERE \(Self.ofCard) AND \(Self.eventCounts)
                AND (name = 'reset' OR (name = 'apart' AND other = subject))
            """, .text(card)
        ) {
            let at = Instant(milliseconds: $0.integer(0))
            entries.append(Entry(at: at, device: $0.text(1), seq: $0.integer(2), value: nil))
        }
        ClockRepair.order(&entries)
        let lastReset = entries.lastIndex { $0.value == nil }.map { $0 + 1 } ?? 0
        return entries[lastReset...].compactMap { entry in
            var review = entry.value
            review?.countsAt = entry.at
            return review
        }
    }

    /// Whether a person wrote down an event, and not Retort by itself: a question about identity, or a `same` before which
    /// nothing was said of the two cards.
    private static let isByPerson = """
        name != 'resembles' AND (name != 'same' OR EXISTS (
            SELECT 1 FROM event AS earlier WHERE earlier.subject = event.subject AND earlier.other = event.other
                AND earlier.name IN ('same', 'apart', 'resembles')
                AND (earlier.device != event.device OR earlier.seq < event.seq)))
        """

    /// The last thing that a person did on a device, that counts and can be taken back: everything but undos and look-ups.
    package func lastEvent(device: String) throws(DatabaseFault) -> Event? {
        func last(
            _ table: String, _ columns: String, where condition: String = "1", _ event: (Row) -> Event?
        ) throws(DatabaseFault) -> Event? {
            try database.first(
                """
                SELECT at, seq, \(columns) FROM \(table) WHERE device = ? AND \(condition) AND NOT EXISTS (
                    SELECT 1 FROM undone WHERE undone.device = \(table).device AND undone.seq = \(table).seq)
                ORDER BY seq DESC LIMIT 1
                """, .text(device), row: event
            ) ?? nil
        }
        func event(_ row: Row, _ what: Event.What?) -> Event? {
            what.map {
                Event(at: Instant(milliseconds: row.integer(0)), device: device, seq: row.integer(1), what: $0)
            }
        }
        func answer(_ row: Row) -> (card: String, grade: Grade, zone: Int, milliseconds: Int?)? {
            Grade(rawValue: row.int(3)).map { (row.text(2), $0, row.int(4), row.isNull(5) ? nil : row.int(5)) }
        }
        let columns = "card, grade, zone, milliseconds"
        let found = [
            try last("review", columns) { row in
                event(row, answer(row).map { .review(card: $0, grade: $1, zoneMinutes: $2, milliseconds: $3) })
            },
            try last("practice", columns) { row in
                event(row, answer(row).map { .practice(card: $0, grade: $1, zoneMinutes: $2, milliseconds: $3) })
            },
            try last("event", "name, subject, other, value, zone", where: Self.isByPerson) { event($0, Self.what($0)) },
        ]
        return found.compactMap { $0 }.max { $0.seq < $1.seq }
    }

    /// An event as the table `event` has it, from column 2 on.
    private static func what(_ row: Row) -> Event.What? {
        let (subject, other, value, zone) = (row.text(3), row.text(4), row.text(5), row.int(6))
        switch row.text(2) {
        case "suspend": return .suspend(card: subject)
        case "unsuspend": return .unsuspend(card: subject)
        case "bury": return .bury(card: subject, zoneMinutes: zone)
        case "flag": return .flag(card: subject, note: value.isEmpty ? nil : value)
        case "unflag": return .unflag(card: subject)
        case "reset": return .reset(card: subject)
        case "pause": return .pause(zoneMinutes: zone, until: StudyDay(iso8601: value))
        case "resume": return .resume
        case "setting":
            return (try? JSONReader.read(value.utf8)).map {
                .setting(name: subject, value: $0, pack: other.isEmpty ? nil : other)
            }
        case "same": return .same(card: subject, was: other)
        case "apart": return .apart(card: subject, was: other)
        case "resembles": return .resembles(card: subject, was: other, now: "", before: "")
        default: return nil
        }
    }

    /// The time of the last event that one would contradict, so that it can be dated after it whatever the clock says.
    func latest(contradicting what: Event.What) throws(DatabaseFault) -> Instant? {
        let (names, subject, other): (String, String, String?) =
            switch what {
            case .suspend(let card), .unsuspend(let card): ("'suspend', 'unsuspend'", card, nil)
            case .flag(let card, _), .unflag(let card): ("'flag', 'unflag'", card, nil)
            case .pause, .resume: ("'pause', 'resume'", "", nil)
            case .setting(let name, _, let pack): ("'setting'", name, pack ?? "")
            case .same(let card, let was), .apart(let card, let was): ("'same', 'apart'", card, was)
            default: ("", "", nil)
            }
        if names.isEmpty { return nil }
        return try database.first(
            """
            SELECT max(at) FROM event WHERE \(Self.ofCard) AND name IN (\(names))\(other == nil ? "" : " AND other = ?2")
            """, values: [.text(subject)] + (other.map { [.text($0)] } ?? [])
        ) { $0.isNull(0) ? nil : Instant(milliseconds: $0.integer(0)) } ?? nil
    }

    package func reviewCount() throws(DatabaseFault) -> Int {
        try database.first(
            """
            SELECT (SELECT count(*) FROM review) - (
                SELECT count(*) FROM (SELECT DISTINCT device, seq FROM undone) AS undone
                JOIN review ON review.device = undone.device AND review.seq = undone.seq)
            """
        ) { $0.int(0) } ?? 0
    }

    // MARK: What the person has said

    /// How a card stands beside its memory.
    package struct Standing: Sendable, Equatable {
        package var isSuspended = false
        /// Not asked any more today.
        package var isBuried = false
        package var isFlagged = false
        /// What the person said to the flag.
        package var note: String?

        package init() {}
    }

    package func standing(_ card: String, today: StudyDay) throws(DatabaseFault) -> Standing {
        var standing = Standing()
        standing.isSuspended =
            try database.first("SELECT 1 FROM suspended WHERE card = ?", .text(card)) { _ in true } ?? false
        standing.isBuried =
            try database.first(
                "SELECT 1 FROM buried WHERE card = ? AND day BETWEEN ? AND ? LIMIT 1",
                values: [.text(card)] + Self.askedValues(today)
            ) { _ in true } ?? false
        try database.rows("SELECT note FROM flagged WHERE card = ?", .text(card)) {
            standing.isFlagged = true
            standing.note = $0.isNull(0) ? nil : $0.text(0)
        }
        return standing
    }

    /// Cards that are suspended, by their ids.
    package func suspended(limit: Int) throws(DatabaseFault) -> [String] {
        try database.all("SELECT card FROM suspended ORDER BY card LIMIT ?", SQLValue(limit)) { $0.text(0) }
    }

    /// Cards that are flagged, each with its note.
    package func flagged(limit: Int) throws(DatabaseFault) -> [(card: String, note: String?)] {
        try database.all("SELECT card, note FROM flagged ORDER BY card LIMIT ?", SQLValue(limit)) {
            ($0.text(0), $0.isNull(1) ? nil : $0.text(1))
        }
    }

    /// A pause that was begun and not ended by a word.
    package struct Pause: Sendable {
        package var since: Instant
        /// The study day on whose morning it ends by itself.
        package var until: StudyDay?
    }

    /// The pause that is in force today.
    package func pause(today: StudyDay) throws(DatabaseFault) -> Pause? {
        let pause = try database.first("SELECT at, until FROM pause") {
            Pause(
                since: Instant(milliseconds: $0.integer(0)),
                until: $0.isNull(1) ? nil : StudyDay(number: $0.int(1)))
        }
        guard let pause, pause.until.map({ today < $0 }) ?? true else { return nil }
        return pause
    }

    /// A setting that travels with the logs.
    package struct Setting: Sendable {
        package var name: String
        /// The pack it holds for; nil for all that have none of their own.
        package var pack: String?
        package var value: JSON
    }

    package func settings() throws(DatabaseFault) -> [Setting] {
        try database.all("SELECT name, pack, value FROM setting ORDER BY name, pack") { row in
            guard let value = try? JSONReader.read(row.text(2).utf8) else { return nil }
            return Setting(name: row.text(0), pack: row.text(1).isEmpty ? nil : row.text(1), value: value)
        }
    }

    /// The cards whose history a card continues.
    package func ancestors(_ card: String) throws(DatabaseFault) -> [String] {
        try database.all("SELECT was FROM ancestor WHERE card = ? ORDER BY was", .text(card)) { $0.text(0) }
    }

    // MARK: What was looked up

    /// Concepts (`pack/id`) looked up since a moment, the last one first, each once.
    package func looks(since: Instant, limit: Int) throws(DatabaseFault) -> [String] {
        try database.all(
            "SELECT concept, max(at) AS last FROM look WHERE at >= ? GROUP BY +concept ORDER BY last DESC, concept LIMIT ?",
            SQLValue(since.milliseconds), SQLValue(limit)
        ) { $0.text(0) }
    }

    /// Look-ups since a moment that found nothing, with how often and when last: the most frequent first.
    package func missCounts(
        since: Instant, limit: Int
    ) throws(DatabaseFault) -> [(query: String, count: Int, last: Instant)] {
        try database.all(
            """
            SELECT query, count(*) AS count, max(at) AS last FROM miss WHERE at >= ?
            GROUP BY +query ORDER BY count DESC, last DESC, query LIMIT ?
            """, SQLValue(since.milliseconds), SQLValue(limit)
        ) { ($0.text(0), $0.int(1), Instant(milliseconds: $0.integer(2))) }
    }

    /// What a device noted since a moment, with the kind before it.
    func notes(device: String, since: Instant) throws(DatabaseFault) -> [String] {
        var found: [String] = []
        for (table, column) in [("look", "concept"), ("miss", "query")] {
            try database.rows(
                "SELECT \(column) FROM \(table) WHERE at >= ? AND device = ?", SQLValue(since.milliseconds),
                .text(device)
            ) { found.append(table + " " + $0.text(0)) }
        }
        return found
    }

    /// The number of this device's last event, 0 before the first.
    package func lastSeq(device: String) throws(DatabaseFault) -> Int64 {
        try database.first("SELECT last FROM device WHERE name = ?", .text(device)) { $0.integer(0) } ?? 0
    }

    /// When the last reviews of each device were made by its clock, in milliseconds and in the order of their numbers.
    package func times(limit: Int) throws(DatabaseFault) -> [(device: String, times: [Int64])] {
        let devices = try database.all("SELECT name FROM device ORDER BY name") { $0.text(0) }
        var found: [(String, [Int64])] = []
        for device in devices {
            let times = try database.all(
                "SELECT at FROM review WHERE device = ? ORDER BY seq DESC LIMIT ?", .text(device), SQLValue(limit)
            ) { $0.integer(0) }
            found.append((device, times.reversed()))
        }
        return found
    }

    package func logFaults() throws(DatabaseFault) -> [String] {
        try database.all("SELECT path, sentence FROM complaint WHERE pack = '' ORDER BY path, rowid") {
            $0.text(0) + " " + $0.text(1)
        }
    }
}

extension Scheduler {
    /// The scheduler with the settings that travel. A value that cannot be is passed over.
    package func with(_ settings: [MemoryStore.Setting]) -> Scheduler {
        func retention(_ setting: MemoryStore.Setting) -> Double? {
            guard setting.name == "desiredRetention", case .number(let value) = setting.value,
                (0.7...0.99).contains(value)
            else { return nil }
            return value
        }
        func value(_ name: String) -> JSON? { settings.first { $0.name == name && $0.pack == nil }?.value }
        var packs: [String: Double] = [:]
        for setting in settings {
            if let pack = setting.pack, let retention = retention(setting) { packs[pack] = retention }
        }
        let days = value("maximumIntervalDays")?.integer.flatMap { (1...36_500).contains($0) ? Int($0) : nil }
        let easyDays = value("easyDays")?.list.map { Set($0.compactMap { $0.text.flatMap(Weekday.init) }) }
        return with(
            desiredRetention: settings.lazy.filter { $0.pack == nil }.compactMap(retention).first,
            retentionOfPacks: packs.isEmpty ? nil : packs, easyDays: easyDays, maximumIntervalDays: days)
    }
}
