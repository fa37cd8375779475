import Memory

/// Which concepts are meant by what they are and how well they are known.
package struct ConceptFilter: Sendable {
    /// Any of them; empty for all.
    package var topics: [String] = []
    /// Numbers of levels; empty for all.
    package var levels: [Int] = []
    package var packs: [String] = []
    /// Those with a card that is due at that moment or on that study day.
    package var due: (at: Instant, day: StudyDay)?
    /// Those with a card that was answered.
    package var isAsked = false

    package init() {}

    /// Whether memory is asked at all.
    package var needsMemory: Bool { due != nil || isAsked }

    fileprivate var conditions: String {
        var conditions = ""
        for (column, count) in [("topic", topics.count), ("level", levels.count), ("pack", packs.count)] where count > 0
        {
            let places = repeatElement("?", count: count).joined(separator: ", ")
            conditions += " AND concept.\(column) IN (\(places))"
        }
        return conditions
    }

    fileprivate var values: [SQLValue] {
        topics.map { .text($0) } + levels.map { SQLValue($0) } + packs.map { .text($0) }
    }
}

extension KnowledgeStore {
    package struct Listed: Sendable {
        package var number: Int64
        /// When the first of its cards comes up; nil when memory was not asked.
        package var due: Instant?
        /// Of the card remembered least surely: the time since its last review in parts of its stability.
        package var age: Double?
    }

    /// The concepts that fit, in the order in which they make sense.
    package func concepts(_ filter: ConceptFilter, limit: Int) throws(DatabaseFault) -> [Listed] {
        try database.all(
            "SELECT number FROM concept WHERE 1\(filter.conditions) ORDER BY place, number LIMIT ?",
            filter.values + [SQLValue(limit)]
        ) { Listed(number: $0.integer(0)) }
    }

    /// The concepts that fit and were asked: the least surely remembered first, or the soonest due.
    package func asked(
        _ filter: ConceptFilter, now: Instant, limit: Int
    ) throws(DatabaseFault) -> [Listed] {
        var found: [Listed] = []
        let isDue = filter.due == nil ? "1" : MemoryStore.isDue + " AND " + MemoryStore.isAsked
        let due = filter.due.map { MemoryStore.dueValues($0.at, $0.day) + MemoryStore.askedValues($0.day) } ?? []
        try database.rows(
            """
            SELECT card.concept, min(memory.due_at) AS first, max((? - memory.last_at) / 86400000.0 / memory.stability) AS age
            FROM memory JOIN card ON card.id = memory.card CROSS JOIN concept ON concept.number = card.concept
            WHERE \(isDue)\(filter.conditions) GROUP BY card.concept
            ORDER BY \(filter.isAsked ? "age DESC" : "first, age DESC"), card.concept LIMIT ?
            """, [SQLValue(now.milliseconds)] + due + filter.values + [SQLValue(limit)]
        ) {
            found.append(
                Listed(number: $0.integer(0), due: Instant(milliseconds: $0.integer(1)), age: $0.number(2)))
        }
        return found
    }

    package func packNames() throws(DatabaseFault) -> [String] {
        try database.all("SELECT name FROM pack ORDER BY place") { $0.text(0) }
    }
}
