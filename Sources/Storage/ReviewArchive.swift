import Memory

/// All that was answered, for statistics: read on a connection of its own, so that the serving thread goes on meanwhile.
package struct ReviewArchive {
    private let database: Database
    private var memory: MemoryStore { MemoryStore(database: database) }

    /// - Parameter store: the path of the store, which must be there.
    package init(store: String) throws(DatabaseFault) {
        database = try Database(path: store)
    }

    /// What the closure asks is answered from one state of the store, and sooner than question by question.
    package func atOnce<Value>(_ body: () throws(DatabaseFault) -> Value) throws(DatabaseFault) -> Value {
        try database.snapshot(body)
    }

    /// A card that was answered.
    package struct AnsweredCard: Sendable {
        package var card: String
        /// Nil when it is in no pack any more.
        package var topic: String?
        package var isSuspended: Bool
        package var memory: CardMemory
    }

    /// Every card that was answered, by id.
    package func answeredCards() throws(DatabaseFault) -> [AnsweredCard] {
        try database.all(
            """
            SELECT \(MemoryStore.columns), memory.card, concept.topic,
                EXISTS (SELECT 1 FROM suspended WHERE suspended.card = memory.card)
            FROM memory LEFT JOIN card ON card.id = memory.card LEFT JOIN concept ON concept.number = card.concept
            ORDER BY memory.card
            """
        ) { row in
            AnsweredCard(
                card: row.text(11), topic: row.isNull(12) ? nil : row.text(12), isSuspended: row.int(13) == 1,
                memory: MemoryStore.memory(row, from: 0))
        }
    }

    /// The reviews of a card that count, oldest first.
    package func history(_ card: String) throws(DatabaseFault) -> [MemoryStore.PastReview] {
        try memory.history(card)
    }

    /// How many cards each topic has.
    package func topics() throws(DatabaseFault) -> [(topic: String, cards: Int)] {
        try database.all(
            "SELECT topic, count(*) FROM card JOIN concept ON concept.number = card.concept GROUP BY topic ORDER BY topic"
        ) { ($0.text(0), $0.int(1)) }
    }

    /// Answers outside the schedule since a moment: when, on which clock, and how long they took.
    package func practice(
        since moment: Instant
    ) throws(DatabaseFault) -> [(at: Instant, zoneMinutes: Int, milliseconds: Int)] {
        try database.all(
            """
            SELECT at, zone, milliseconds FROM practice WHERE at >= ? AND \(MemoryStore.counts("practice"))
            """, SQLValue(moment.milliseconds)
        ) { (Instant(milliseconds: $0.integer(0)), $0.int(1), $0.isNull(2) ? 0 : $0.int(2)) }
    }
}
