import Knowledge

/// Notes while packs are indexed which cards that were answered vanish, and which cards appear in a pack that was there
/// before.
final class IdentityChanges {
    private let database: Database
    private var knownPacks: Set<String> = []
    /// Cards deleted in this run, most of them to be inserted again.
    private var dropped: Set<String> = []
    /// Whether any card may be noted as gone.
    private var areGone = false
    /// Cards noted of each kind at most.
    private static let limit = 2_000

    init(database: Database) {
        self.database = database
    }

    func begin() throws(DatabaseFault) {
        try database.rows("SELECT name FROM pack") { knownPacks.insert($0.text(0)) }
        areGone = try database.first("SELECT 1 FROM gone LIMIT 1") { _ in true } ?? false
    }

    /// A concept is taken out of the index; perhaps to be put back, edited.
    func forget(_ concept: Concept, pack: String) throws(DatabaseFault) {
        areGone = true
        for question in concept.questions {
            let card = "\(pack)/\(concept.id)/\(question.key)"
            dropped.insert(card)
            try database.run("DELETE FROM appeared WHERE card = ?", .text(card))
            try database.run(
                """
                INSERT OR REPLACE INTO gone (card, question, answer) SELECT ?1, ?2, ?3
                WHERE EXISTS (SELECT 1 FROM memory WHERE card = ?1) AND (SELECT count(*) FROM gone) < ?4
                """, .text(card), .text(question.prompt), .text(question.answer), SQLValue(Self.limit))
        }
    }

    func insert(_ card: String, _ question: Question, pack: String) throws(DatabaseFault) {
        if areGone { try database.run("DELETE FROM gone WHERE card = ?", .text(card)) }
        guard dropped.remove(card) == nil, knownPacks.contains(pack) else { return }
        try database.run(
            """
            INSERT OR REPLACE INTO appeared (card, question, answer) SELECT ?1, ?2, ?3
            WHERE (SELECT count(*) FROM appeared) < ?4
            """, .text(card), .text(question.prompt), .text(question.answer), SQLValue(Self.limit))
    }

    /// Into a new store all cards come at once, and what was answered and is not among them has no text any more.
    func end() throws(DatabaseFault) {
        dropped = []
        guard knownPacks.isEmpty else { return }
        try database.run(
            """
            INSERT OR IGNORE INTO gone (card, question, answer) SELECT card, '', '' FROM memory
            WHERE NOT EXISTS (SELECT 1 FROM card WHERE card.id = memory.card) LIMIT ?
            """, SQLValue(Self.limit))
    }
}
