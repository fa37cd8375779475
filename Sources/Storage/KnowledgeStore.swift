import Knowledge

/// Questions to the store about concepts and cards. Every answer is what the packs say.
package struct KnowledgeStore {
    let database: Database

    /// A concept without its body.
    package struct Entry: Sendable {
        package var number: Int64
        package var pack: String
        package var id: String
        package var title: String
        package var aliases: [String]
        package var summary: String
        package var topic: String
        package var level: Int
        package var see: [String]
        package var source: String
        package var path: String
    }

    private static let columns = "number, pack, id, title, aliases, summary, topic, level, see, source, path"

    private func entry(_ row: Row) -> Entry {
        Entry(
            number: row.integer(0), pack: row.text(1), id: row.text(2), title: row.text(3), aliases: row.lines(4),
            summary: row.text(5), topic: row.text(6), level: row.int(7), see: row.lines(8), source: row.text(9),
            path: row.text(10))
    }

    package func entry(number: Int64) throws(DatabaseFault) -> Entry? {
        try database.first("SELECT \(Self.columns) FROM concept WHERE number = ?", SQLValue(number)) { entry($0) }
    }

    /// All concepts with this id, in the order of their packs.
    package func entries(id: String) throws(DatabaseFault) -> [Entry] {
        try database.all(
            """
            SELECT \(Self.columns) FROM concept
            WHERE id = ? ORDER BY (SELECT place FROM pack WHERE pack.name = concept.pack), pack
            """, .text(id)
        ) { entry($0) }
    }

    /// The concepts that a concept builds on, those that its pack has.
    package func needs(of number: Int64) throws(DatabaseFault) -> [Int64] {
        try database.all(
            """
            SELECT below.number FROM concept, json_each('["' || replace(concept.needs, char(10), '","') || '"]') AS need
            JOIN concept AS below ON below.id = need.value AND below.pack = concept.pack WHERE concept.number = ?
            """, SQLValue(number)
        ) { $0.integer(0) }
    }

    /// The Markdown file of a concept.
    package func text(number: Int64) throws(DatabaseFault) -> String? {
        try database.first("SELECT text FROM markdown WHERE concept = ?", SQLValue(number)) { $0.text(0) }
    }

    /// A concept as it was indexed.
    func concept(number: Int64) throws(DatabaseFault) -> Concept? {
        guard let text = try text(number: number), let path = try entry(number: number)?.path else { return nil }
        return PackText.readConcept(text, file: path).0
    }

    package func titles(ids: [String], pack: String) throws(DatabaseFault) -> [String: String] {
        var titles: [String: String] = [:]
        for id in ids {
            titles[id] = try database.first(
                "SELECT title FROM concept WHERE id = ? AND pack = ?", .text(id), .text(pack)
            ) { $0.text(0) }
        }
        return titles
    }

    // MARK: Counts

    package func counts() throws(DatabaseFault) -> (concepts: Int, cards: Int) {
        let concepts = try database.first("SELECT count(*) FROM concept") { $0.int(0) } ?? 0
        let cards = try database.first("SELECT count(*) FROM card") { $0.int(0) } ?? 0
        return (concepts, cards)
    }

    /// Whether more than so many files of packs are in the index.
    package func holdsMore(thanFiles count: Int) throws(DatabaseFault) -> Bool {
        try database.first("SELECT 1 FROM file LIMIT 1 OFFSET ?", SQLValue(count)) { _ in true } ?? false
    }

    package struct Pack: Sendable {
        package var name: String
        package var folder: String
        package var title: String
        package var version: String?
        package var source: String?
        package var concepts: Int
        package var cards: Int
        package var faults: Int
    }

    package func packs() throws(DatabaseFault) -> [Pack] {
        try database.all(
            """
            SELECT name, folder, title, version, source,
                (SELECT count(concept) FROM file WHERE pack = name),
                (SELECT count(*) FROM card JOIN concept ON card.concept = concept.number WHERE concept.pack = name),
                (SELECT count(*) FROM complaint WHERE pack = name AND is_error = 1)
            FROM pack ORDER BY place
            """
        ) {
            Pack(
                name: $0.text(0), folder: $0.text(1), title: $0.text(2), version: $0.isNull(3) ? nil : $0.text(3),
                source: $0.isNull(4) ? nil : $0.text(4), concepts: $0.int(5), cards: $0.int(6), faults: $0.int(7))
        }
    }

    package func topics() throws(DatabaseFault) -> [String] {
        try database.all("SELECT DISTINCT topic FROM concept ORDER BY topic") { $0.text(0) }
    }

    // MARK: Cards

    package struct Card: Sendable {
        package var id: String
        package var concept: Int64
    }

    package func card(_ id: String) throws(DatabaseFault) -> Card? {
        try database.first("SELECT id, concept FROM card WHERE id = ?", .text(id)) {
            Card(id: $0.text(0), concept: $0.integer(1))
        }
    }

    /// Ids of the concept's cards, in the order of its questions.
    package func cards(ofConcept number: Int64) throws(DatabaseFault) -> [String] {
        try database.all("SELECT id FROM card WHERE concept = ? ORDER BY place", SQLValue(number)) { $0.text(0) }
    }
}
