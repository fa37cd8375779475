import Knowledge
import Memory

/// Questions to the store about what may be asked.
extension MemoryStore {
    /// Which cards are meant; nil means all.
    package struct Filter: Sendable {
        package var topic: String?
        /// The number of a concept.
        package var concept: Int64?
        package var pack: String?
        /// The numbers of some concepts.
        package var concepts: [Int64]?
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
                + (concepts == nil ? "" : " AND card.concept IN (SELECT value FROM json_each(?))")
        }

        fileprivate var values: [SQLValue] {
            let list = concepts.map { SQLValue.text("[" + $0.map(\.description).joined(separator: ",") + "]") }
            return [topic.map { .text($0) }, concept.map { .integer($0) }, pack.map { .text($0) }, list]
                .compactMap { $0 }
        }
    }

    /// A card that may be asked.
    package struct Askable: Sendable {
        package var card: String
        /// The number of its concept.
        package var concept: Int64
        package var kind: Kind
        /// Nil for a card never answered.
        package var memory: CardMemory?

        package init(card: String, concept: Int64, kind: Kind, memory: CardMemory? = nil) {
            self.card = card
            self.concept = concept
            self.kind = kind
            self.memory = memory
        }

        fileprivate init(_ row: Row, hasMemory: Bool = true) {
            card = row.text(0)
            concept = row.integer(1)
            kind = Kind(rawValue: row.text(2)) ?? .recall
            memory = hasMemory ? MemoryStore.memory(row, from: 3) : nil
        }
    }

    private static let askable = "card.id, card.concept, card.kind"

    /// A step is due to the moment, a review all through its day, whose start is `due_at` on the clock of the last review:
    /// no clock on earth is more than a day ahead of another, which bounds the range of the index.
    static let isDue =
        "memory.due_at <= ? AND (memory.due_day <= ? OR (memory.due_day IS NULL AND memory.due_at <= ?))"

    static func dueValues(_ now: Instant, _ today: StudyDay) -> [SQLValue] {
        let latest = max(now, today.start(zoneMinutes: -1_440))
        return [SQLValue(latest.milliseconds), SQLValue(today.number), SQLValue(now.milliseconds)]
    }

    private static let isNotSuspended = "NOT EXISTS (SELECT 1 FROM suspended WHERE suspended.card = card.id)"

    /// Not suspended, and not buried today: a day more, since who buried it may have been east of here.
    static let isAsked = """
        \(isNotSuspended)
        AND NOT EXISTS (SELECT 1 FROM buried WHERE buried.card = card.id AND buried.day BETWEEN ? AND ?)
        """

    static func askedValues(_ today: StudyDay) -> [SQLValue] {
        [SQLValue(today.number), SQLValue(today.adding(days: 1).number)]
    }

    /// Cards that are due and still in a pack, the longest overdue first; without suspended and buried ones.
    package func due(
        _ filter: Filter, now: Instant, today: StudyDay, limit: Int
    ) throws(DatabaseFault) -> [Askable] {
        try cards(
            filter,
            """
            SELECT \(Self.askable), \(Self.columns) FROM memory JOIN card ON card.id = memory.card \(filter.join)
            WHERE \(Self.isDue)\(filter.conditions) AND \(Self.isAsked) ORDER BY memory.due_at, memory.card LIMIT ?
            """, Self.dueValues(now, today) + filter.values + Self.askedValues(today), limit: limit)
    }

    /// How many cards are due, in the same sense.
    package func dueCount(_ filter: Filter, now: Instant, today: StudyDay) throws(DatabaseFault) -> Int {
        try database.first(
            """
            SELECT count(*) FROM memory JOIN card ON card.id = memory.card \(filter.join)
            WHERE \(Self.isDue)\(filter.conditions) AND \(Self.isAsked)
            """, values: Self.dueValues(now, today) + filter.values + Self.askedValues(today)
        ) { $0.int(0) } ?? 0
    }

    /// Cards in review that fall due within so many days after today, the first due first; without suspended and buried
    /// ones.
    package func ahead(
        _ filter: Filter, today: StudyDay, days: Int, limit: Int
    ) throws(DatabaseFault) -> [Askable] {
        try cards(
            filter,
            """
            SELECT \(Self.askable), \(Self.columns) FROM memory JOIN card ON card.id = memory.card \(filter.join)
            WHERE memory.due_day > ? AND memory.due_day <= ?\(filter.conditions) AND \(Self.isAsked)
            ORDER BY memory.due_day LIMIT ?
            """,
            [SQLValue(today.number), SQLValue(today.adding(days: days).number)] + filter.values
                + Self.askedValues(today), limit: limit)
    }

    /// Cards that were answered before, the longest not seen first, due or not; without suspended and buried ones.
    package func seen(_ filter: Filter, today: StudyDay, limit: Int) throws(DatabaseFault) -> [Askable] {
        try cards(
            filter,
            """
            SELECT \(Self.askable), \(Self.columns) FROM memory JOIN card ON card.id = memory.card \(filter.join)
            WHERE memory.last_at > ?\(filter.conditions) AND \(Self.isAsked) ORDER BY memory.last_at LIMIT ?
            """, [SQLValue(Int64.min)] + filter.values + Self.askedValues(today), limit: limit)
    }

    /// Cards never answered: the first question of every concept before any second one, concepts in an order in which
    /// they make sense.
    package func new(_ filter: Filter, today: StudyDay, limit: Int) throws(DatabaseFault) -> [Askable] {
        try cards(
            filter,
            """
            SELECT \(Self.askable) FROM card \(filter.join)
            WHERE NOT EXISTS (SELECT 1 FROM memory WHERE memory.card = card.id)\(filter.conditions) AND \(Self.isAsked)
            ORDER BY card.place, card.concept_place, card.id LIMIT ?
            """, filter.values + Self.askedValues(today), limit: limit, hasMemory: false)
    }

    private func cards(
        _ filter: Filter, _ sql: String, _ values: [SQLValue], limit: Int, hasMemory: Bool = true
    ) throws(DatabaseFault) -> [Askable] {
        let found = try database.all(sql, values + [SQLValue(limit + filter.excluded.count)]) { row in
            let card = Askable(row, hasMemory: hasMemory)
            return filter.excluded.contains(card.card) ? nil : card
        }
        return Array(found.prefix(limit))
    }

    /// Cards that slip again and again (`CardMemory.isLeech`), suspended ones left out.
    package func leeches(limit: Int) throws(DatabaseFault) -> [Askable] {
        try database.all(
            """
            SELECT \(Self.askable), \(Self.columns) FROM memory JOIN card ON card.id = memory.card
            WHERE memory.phase = 2 AND memory.lapses >= \(CardMemory.leechLapses)
                AND \(Self.isNotSuspended)
            ORDER BY memory.lapses, memory.card LIMIT ?
            """, SQLValue(limit)
        ) { row in
            let card = Askable(row)
            return card.memory?.isLeech == true ? card : nil
        }
    }

    /// The earliest time at which a card of the packs that is not due comes up, on a clock `zoneMinutes` east of UTC.
    package func nextDue(after now: Instant, today: StudyDay, zoneMinutes: Int) throws(DatabaseFault) -> Instant? {
        let step = try database.first(
            """
            SELECT memory.due_at FROM memory JOIN card ON card.id = memory.card
            WHERE memory.due_at > ? AND memory.due_day IS NULL AND \(Self.isNotSuspended)
            ORDER BY memory.due_at LIMIT 1
            """, SQLValue(now.milliseconds)
        ) { Instant(milliseconds: $0.integer(0)) }
        let day = try database.first(
            """
            SELECT memory.due_day FROM memory JOIN card ON card.id = memory.card
            WHERE memory.due_day > ? AND \(Self.isNotSuspended)
            ORDER BY memory.due_day LIMIT 1
            """, SQLValue(today.number)
        ) { StudyDay(number: $0.int(0)).start(zoneMinutes: zoneMinutes) }
        return [step, day].compactMap { $0 }.min()
    }

    // MARK: How long answers take

    /// An answer that took its time.
    package struct TimedAnswer: Sendable {
        package var at: Instant
        package var concept: Int64
        package var kind: Kind
        /// Whether it was the card's first.
        package var isFirst: Bool
        /// How long it took; nil where that was not told.
        package var milliseconds: Int?

        fileprivate init(_ row: Row) {
            at = Instant(milliseconds: row.integer(0))
            concept = row.integer(1)
            kind = Kind(rawValue: row.text(2)) ?? .recall
            isFirst = row.int(3) == 1
            milliseconds = row.isNull(4) ? nil : row.int(4)
        }
    }

    private static func timed(_ table: String) -> String {
        """
        \(table).at, card.concept, card.kind, NOT EXISTS (
            SELECT 1 FROM review AS earlier
            WHERE earlier.card = \(table).card AND earlier.at < \(table).at AND \(counts("earlier"))),
        \(table).milliseconds
        """
    }

    /// The reviews of a study day that count, of all devices.
    package func answers(on day: StudyDay) throws(DatabaseFault) -> [TimedAnswer] {
        // The earliest moment anywhere on earth at which the day may have begun.
        let earliest = SQLValue(day.start(zoneMinutes: 1_440).milliseconds)
        return try database.all(
            """
            SELECT \(Self.timed("review")), review.zone
            FROM memory JOIN review ON review.card = memory.card JOIN card ON card.id = memory.card
            WHERE memory.last_at >= ? AND review.at >= ? AND \(Self.counts("review"))
            """, earliest, earliest
        ) { row in
            let answer = TimedAnswer(row)
            return StudyDay(at: answer.at, zoneMinutes: row.int(5)) == day ? answer : nil
        }
    }

    /// The last answers of all devices that count, practice included, the newest first; at most so many of each device.
    package func answers(limit: Int) throws(DatabaseFault) -> [TimedAnswer] {
        let devices = try database.all("SELECT name FROM device ORDER BY name") { $0.text(0) }
        var found: [TimedAnswer] = []
        for device in devices {
            for table in ["review", "practice"] {
                try database.rows(
                    """
                    SELECT \(Self.timed(table)) FROM \(table) JOIN card ON card.id = \(table).card
                    WHERE \(table).device = ? AND \(Self.counts(table)) ORDER BY \(table).seq DESC LIMIT ?
                    """, .text(device), SQLValue(limit)
                ) { found.append(TimedAnswer($0)) }
            }
        }
        return Array(found.sorted { $0.at > $1.at }.prefix(limit))
    }
}
