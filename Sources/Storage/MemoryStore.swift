import Memory

/// Questions to the store about what is remembered. Every answer follows from the logs.
package struct MemoryStore {
    private let database: Database

    init(database: Database) {
        self.database = database
    }

    package func memory(_ card: String) throws(DatabaseFault) -> CardMemory? {
        try database.first("SELECT \(Self.columns) FROM memory WHERE card = ?", .text(card)) {
            Self.memory($0, from: 0)
        }
    }

    private static let columns = """
        memory.stability, memory.difficulty, memory.phase, memory.step, memory.last_at, memory.last_day, memory.due_at,
        memory.due_day, memory.scheduled_days, memory.reviews, memory.lapses
        """

    private static func memory(_ row: Row, from column: Int32) -> CardMemory {
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

    // MARK: What to ask

    /// Which cards are meant; nil means all.
    package struct Filter: Sendable {
        package var topic: String?
        /// The number of a concept.
        package var concept: Int64?
        package var pack: String?
        package var excluded: Set<String> = []

        package init() {}

        /// Only what is asked for stands in the statement, so that each wish has a plan of its own. The concept's row is
        /// joined when it is needed, and last (CROSS JOIN), so that the order wished for comes from the card's index.
        fileprivate var join: String {
            topic == nil && pack == nil ? "" : "CROSS JOIN concept ON concept.number = card.concept"
        }

        fileprivate var conditions: String {
            (topic == nil ? "" : " AND concept.topic = ?") + (concept == nil ? "" : " AND card.concept = ?")
                + (pack == nil ? "" : " AND concept.pack = ?")
        }

        fileprivate var values: [SQLValue] {
            [topic.map { .text($0) }, concept.map { .integer($0) }, pack.map { .text($0) }].compactMap { $0 }
        }
    }

    /// A step is due to the moment, a review all through its day, whose start is `due_at` on the clock of the last review:
    /// no clock on earth is more than a day ahead of another, which bounds the range of the index.
    private static let isDue =
        "memory.due_at <= ? AND (memory.due_day <= ? OR (memory.due_day IS NULL AND memory.due_at <= ?))"

    private static func dueValues(_ now: Instant, _ today: StudyDay) -> [SQLValue] {
        let latest = max(now, today.start(zoneMinutes: -1_440))
        return [SQLValue(latest.milliseconds), SQLValue(today.number), SQLValue(now.milliseconds)]
    }

    /// Cards that are due and still in a pack, the longest overdue first.
    package func due(
        _ filter: Filter, now: Instant, today: StudyDay, limit: Int
    ) throws(DatabaseFault) -> [(card: String, memory: CardMemory)] {
        var found: [(String, CardMemory)] = []
        try database.rows(
            """
            SELECT memory.card, \(Self.columns) FROM memory JOIN card ON card.id = memory.card \(filter.join)
            WHERE \(Self.isDue)\(filter.conditions) ORDER BY memory.due_at, memory.card LIMIT ?
            """, Self.dueValues(now, today) + filter.values + [SQLValue(limit)]
        ) { row in
            if !filter.excluded.contains(row.text(0)) { found.append((row.text(0), Self.memory(row, from: 1))) }
        }
        return found
    }

    package func dueCount(_ filter: Filter, now: Instant, today: StudyDay) throws(DatabaseFault) -> Int {
        var count = 0
        try database.rows(
            """
            SELECT count(*) FROM memory JOIN card ON card.id = memory.card \(filter.join)
            WHERE \(Self.isDue)\(filter.conditions)
            """, Self.dueValues(now, today) + filter.values
        ) { count = $0.int(0) }
        return count
    }

    /// Cards never answered: the first question of every concept before any second one, concepts in an order in which
    /// they make sense.
    package func new(_ filter: Filter, limit: Int) throws(DatabaseFault) -> [String] {
        var found: [String] = []
        try database.rows(
            """
            SELECT card.id FROM card \(filter.join)
            WHERE NOT EXISTS (SELECT 1 FROM memory WHERE memory.card = card.id)\(filter.conditions)
            ORDER BY card.place, card.concept_place, card.id LIMIT ?
            """, filter.values + [SQLValue(limit + filter.excluded.count)]
        ) { row in
            if !filter.excluded.contains(row.text(0)) { found.append(row.text(0)) }
        }
        return Array(found.prefix(limit))
    }

    /// How many cards were answered for the first time on a study day.
    package func startedCount(on day: StudyDay) throws(DatabaseFault) -> Int {
        try database.first("SELECT count(*) FROM memory WHERE first_day = ?", SQLValue(day.number)) { $0.int(0) } ?? 0
    }

    /// The earliest time at which a card of the packs that is not due comes up, on a clock `zoneMinutes` east of UTC.
    package func nextDue(after now: Instant, today: StudyDay, zoneMinutes: Int) throws(DatabaseFault) -> Instant? {
        let step = try database.first(
            """
            SELECT memory.due_at FROM memory JOIN card ON card.id = memory.card
            WHERE memory.due_at > ? AND memory.due_day IS NULL ORDER BY memory.due_at LIMIT 1
            """, SQLValue(now.milliseconds)
        ) { Instant(milliseconds: $0.integer(0)) }
        let day = try database.first(
            """
            SELECT memory.due_day FROM memory JOIN card ON card.id = memory.card
            WHERE memory.due_day > ? ORDER BY memory.due_day LIMIT 1
            """, SQLValue(today.number)
        ) { StudyDay(number: $0.int(0)).start(zoneMinutes: zoneMinutes) }
        return [step, day].compactMap { $0 }.min()
    }

    /// The memories of a concept's cards, of those that were answered.
    package func memories(ofConcept number: Int64) throws(DatabaseFault) -> [CardMemory] {
        var found: [CardMemory] = []
        try database.rows(
            "SELECT \(Self.columns) FROM card JOIN memory ON memory.card = card.id WHERE card.concept = ?",
            SQLValue(number)
        ) { found.append(Self.memory($0, from: 0)) }
        return found
    }

    // MARK: What happened

    package struct PastReview: Sendable {
        package var at: Instant
        package var grade: Int
        package var device: String
        package var seq: Int64
        package var milliseconds: Int?
        package var card: String
    }

    private static let counting = """
        FROM review WHERE NOT EXISTS (
            SELECT 1 FROM undone WHERE undone.device = review.device AND undone.seq = review.seq)
        """

    private static func past(_ row: Row) -> PastReview {
        PastReview(
            at: Instant(milliseconds: row.integer(0)), grade: row.int(1), device: row.text(2), seq: row.integer(3),
            milliseconds: row.isNull(4) ? nil : row.int(4), card: row.text(5))
    }

    /// The reviews of a card that count, oldest first.
    package func history(_ card: String) throws(DatabaseFault) -> [PastReview] {
        var found: [PastReview] = []
        try database.rows(
            "SELECT at, grade, device, seq, milliseconds, card \(Self.counting) AND card = ? ORDER BY at, device, seq",
            .text(card)
        ) { found.append(Self.past($0)) }
        return found
    }

    /// The last review of this device that counts.
    package func lastReview(device: String) throws(DatabaseFault) -> PastReview? {
        try database.first(
            "SELECT at, grade, device, seq, milliseconds, card \(Self.counting) AND device = ? ORDER BY seq DESC LIMIT 1",
            .text(device)
        ) { Self.past($0) }
    }

    package func reviewCount() throws(DatabaseFault) -> Int {
        try database.first(
            """
            SELECT (SELECT count(*) FROM review)
                - (SELECT count(*) FROM undone JOIN review ON review.device = undone.device AND review.seq = undone.seq)
            """
        ) { $0.int(0) } ?? 0
    }

    /// How long the last reviews of a device took, in milliseconds, newest first; those that do not tell are left out.
    package func answerTimes(device: String, limit: Int) throws(DatabaseFault) -> [Int] {
        var times: [Int] = []
        try database.rows(
            "SELECT milliseconds FROM review WHERE device = ? ORDER BY seq DESC LIMIT ?", .text(device), SQLValue(limit)
        ) { if !$0.isNull(0) { times.append($0.int(0)) } }
        return times
    }

    /// The number of this device's last event, 0 before the first.
    package func lastSeq(device: String) throws(DatabaseFault) -> Int64 {
        try database.first("SELECT last FROM device WHERE name = ?", .text(device)) { $0.integer(0) } ?? 0
    }

    package func logFaults() throws(DatabaseFault) -> [String] {
        var faults: [String] = []
        try database.rows("SELECT path, sentence FROM complaint WHERE pack = '' ORDER BY path, rowid") {
            faults.append($0.text(0) + " " + $0.text(1))
        }
        return faults
    }
}
