import JSONText
import Memory

/// Questions to the store about which card is which.
package struct IdentityStore {
    private let database: Database

    init(database: Database) {
        self.database = database
    }

    /// A card with its text; empty when nobody knows it any more.
    package struct Card: Sendable {
        package var id: String
        package var question: String
        package var answer: String
    }

    private func cards(_ sql: String, _ limit: Int) throws(DatabaseFault) -> [Card] {
        try database.all(sql, SQLValue(limit)) {
            Card(id: $0.text(0), question: $0.text(1), answer: $0.text(2))
        }
    }

    /// Cards that are remembered, in no pack any more, and continued by no card of the packs.
    package func gone(limit: Int) throws(DatabaseFault) -> [Card] {
        try cards(
            """
            SELECT gone.card, question, answer FROM gone JOIN memory ON memory.card = gone.card
            WHERE NOT EXISTS (SELECT 1 FROM card WHERE card.id = gone.card) AND NOT EXISTS (
                SELECT 1 FROM ancestor JOIN card ON card.id = ancestor.card WHERE ancestor.was = gone.card)
            ORDER BY gone.card LIMIT ?
            """, limit)
    }

    /// Cards that came into a pack that was there before, and were not answered yet.
    package func appeared(limit: Int) throws(DatabaseFault) -> [Card] {
        try cards(
            """
            SELECT appeared.card, question, answer FROM appeared JOIN card ON card.id = appeared.card
            WHERE NOT EXISTS (SELECT 1 FROM memory WHERE memory.card = appeared.card) ORDER BY appeared.card LIMIT ?
            """, limit)
    }

    /// Cards of the packs that end in the same concept and question as one that is gone, or in the same question within
    /// its pack, and were never answered.
    package func namesakes(of card: String, inPack pack: String?, limit: Int) throws(DatabaseFault) -> [String] {
        let parts = card.split(separator: "/").map(String.init)
        guard parts.count == 3 else { return [] }
        let ending = "/" + (pack == nil ? parts[1...].joined(separator: "/") : parts[2])
        return try database.all(
            """
            SELECT id FROM card WHERE id > ? AND id < ? AND substr(id, -length(?)) = ?
                AND NOT EXISTS (SELECT 1 FROM memory WHERE memory.card = card.id) ORDER BY id LIMIT ?
            """, .text(pack.map { $0 + "/" } ?? ""), .text(pack.map { $0 + "0" } ?? "\u{10FFFF}"), .text(ending),
            .text(ending), SQLValue(limit)
        ) { $0.text(0) }
    }

    /// Of the cards that one continues, those that are back in the packs.
    package func back(of card: String) throws(DatabaseFault) -> [String] {
        try database.all(
            "SELECT was FROM ancestor JOIN card ON card.id = ancestor.was WHERE ancestor.card = ? ORDER BY was",
            .text(card)
        ) { $0.text(0) }
    }

    /// Whether anything was ever said of the two, were it taken back.
    package func isSpokenOf(_ card: String, _ was: String) throws(DatabaseFault) -> Bool {
        try database.first(
            "SELECT 1 FROM event WHERE subject = ? AND name IN ('same', 'apart', 'resembles') AND other = ? LIMIT 1",
            .text(card), .text(was)
        ) { _ in true } ?? false
    }

    /// Two cards that may be one, or are.
    package struct Pair: Sendable {
        package var card: String
        package var was: String
        /// How they ask; nil when that was not written down.
        package var now: String?
        package var before: String?
        package var at: Instant
    }

    private static let eventCounts = MemoryStore.eventCounts

    /// What waits for a decision, oldest first.
    package func open(limit: Int) throws(DatabaseFault) -> [Pair] {
        try pairs(
            """
            SELECT subject, other, max(value), min(at) AS since FROM event
            WHERE name = 'resembles' AND \(Self.eventCounts) AND NOT EXISTS (
                SELECT 1 FROM event AS said
                WHERE said.subject = event.subject AND said.name IN ('same', 'apart') AND said.other = event.other
                    AND \(MemoryStore.counts("said")))
            GROUP BY subject, other ORDER BY since, subject, other LIMIT ?
            """, limit)
    }

    /// What was decided to be the same, the last first.
    package func decided(limit: Int) throws(DatabaseFault) -> [Pair] {
        try pairs(
            """
            SELECT link.card, link.was, '', max(at) AS since FROM event
            JOIN link ON link.card = event.subject AND link.was = event.other
            WHERE name = 'same' AND link.card != link.was AND \(Self.eventCounts)
            GROUP BY link.card, link.was ORDER BY since DESC, link.card, link.was LIMIT ?
            """, limit)
    }

    private func pairs(_ sql: String, _ limit: Int) throws(DatabaseFault) -> [Pair] {
        try database.all(sql, SQLValue(limit)) { row in
            let texts = (try? JSONReader.read(row.text(2).utf8))?.list?.compactMap(\.text) ?? []
            return Pair(
                card: row.text(0), was: row.text(1), now: texts.first, before: texts.count > 1 ? texts[1] : nil,
                at: Instant(milliseconds: row.integer(3)))
        }
    }
}
