/// Questions to the store about concepts and cards. Every answer is what the packs say.
package struct KnowledgeStore {
    private let database: Database

    init(database: Database) {
        self.database = database
    }

    /// What the closure asks is answered from one state of the store, and sooner than question by question.
    package func atOnce<Value>(_ body: () throws(DatabaseFault) -> Value) throws(DatabaseFault) -> Value {
        try database.snapshot(body)
    }

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
        var found: [Entry] = []
        try database.rows(
            """
            SELECT \(Self.columns) FROM concept
            WHERE id = ? ORDER BY (SELECT place FROM pack WHERE pack.name = concept.pack), pack
            """, .text(id)
        ) { found.append(entry($0)) }
        return found
    }

    /// The Markdown file of a concept.
    package func text(number: Int64) throws(DatabaseFault) -> String? {
        try database.first("SELECT text FROM concept WHERE number = ?", SQLValue(number)) { $0.text(0) }
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

    // MARK: Search

    /// Concepts that have exactly this folded name, the surest kind of name first.
    package func named(_ folded: String, limit: Int = 20) throws(DatabaseFault) -> [(number: Int64, sort: NameSort)] {
        var found: [(Int64, NameSort)] = []
        try database.rows(
            "SELECT concept, sort FROM name WHERE name = ? ORDER BY sort, place, concept LIMIT ?", .text(folded),
            SQLValue(limit)
        ) { row in
            if let sort = NameSort(rawValue: row.int(1)) { found.append((row.integer(0), sort)) }
        }
        return found
    }

    /// The concept that is most about exactly this symbol, capitals and all (`flask.Request` is not `flask.request`); of several
    /// the first to be learned.
    package func concept(ofSymbol symbol: String) throws(DatabaseFault) -> Int64? {
        try database.first(
            """
            SELECT concept FROM name JOIN concept ON concept.number = name.concept
            WHERE name = ? AND sort = ? ORDER BY name.place, concept.place LIMIT 1
            """, .text(symbol), SQLValue(NameSort.exactSymbol.rawValue)
        ) { $0.integer(0) }
    }

    /// Concepts that hold any of the words, best first. The score is SQLite's bm25 (Robertson and Zaragoza 2009; k1 1.2,
    /// b 0.75) with a weight for each field, turned so that more is better.
    package func search(words: [String], limit: Int) throws(DatabaseFault) -> [(number: Int64, score: Double)] {
        guard !words.isEmpty else { return [] }
        var found: [(Int64, Double)] = []
        try database.rows(
            """
            SELECT rowid, bm25(concept_text, 10.0, 8.0, 6.0, 5.0, 3.0, 1.0) AS rank FROM concept_text
            WHERE concept_text MATCH ? ORDER BY rank, rowid LIMIT ?
            """, .text(Self.match(words)), SQLValue(limit)
        ) { found.append(($0.integer(0), -$0.number(1))) }
        return found
    }

    package enum Fields: String, Sendable {
        /// All but the body.
        case names = "{title aliases symbols asked summary} : "
        case anywhere = ""
    }

    /// Whether the concept holds the word, in any form that the stemmer takes for the same.
    package func holds(_ number: Int64, _ word: String, where fields: Fields) throws(DatabaseFault) -> Bool {
        try database.first(
            "SELECT 1 FROM concept_text WHERE rowid = ? AND concept_text MATCH ?", SQLValue(number),
            .text(fields.rawValue + Self.match([word]))
        ) { _ in true } ?? false
    }

    /// In how many concepts the word occurs.
    package func frequency(_ word: String) throws(DatabaseFault) -> Int {
        try database.first("SELECT count(*) FROM concept_text WHERE concept_text MATCH ?", .text(Self.match([word]))) {
            $0.int(0)
        } ?? 0
    }

    /// Quoted, so that nothing in a query is taken for FTS5's own syntax.
    private static func match(_ words: [String]) -> String {
        words.map { "\"" + $0.filter { $0 != "\"" && $0 != "\0" } + "\"" }.joined(separator: " OR ")
    }

    /// Every word of the titles and other names, for spelling: each folded name in parts.
    package func vocabulary() throws(DatabaseFault) -> Set<String> {
        var words: Set<String> = []
        try database.rows("SELECT name FROM name WHERE sort != ?", SQLValue(NameSort.exactSymbol.rawValue)) { row in
            for word in row.text(0).split(separator: " ") where word.count > 2 { words.insert(String(word)) }
        }
        return words
    }

    // MARK: Counts

    package func counts() throws(DatabaseFault) -> (concepts: Int, cards: Int) {
        let concepts = try database.first("SELECT count(*) FROM concept") { $0.int(0) } ?? 0
        let cards = try database.first("SELECT count(*) FROM card") { $0.int(0) } ?? 0
        return (concepts, cards)
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
        var packs: [Pack] = []
        try database.rows(
            """
            SELECT name, folder, title, version, source,
                (SELECT count(*) FROM concept WHERE pack = name),
                (SELECT count(*) FROM card JOIN concept ON card.concept = concept.number WHERE concept.pack = name),
                (SELECT count(*) FROM complaint WHERE pack = name AND is_error = 1)
            FROM pack ORDER BY place
            """
        ) {
            packs.append(
                Pack(
                    name: $0.text(0), folder: $0.text(1), title: $0.text(2), version: $0.isNull(3) ? nil : $0.text(3),
                    source: $0.isNull(4) ? nil : $0.text(4), concepts: $0.int(5), cards: $0.int(6), faults: $0.int(7)))
        }
        return packs
    }

    package func topics() throws(DatabaseFault) -> [String] {
        var topics: [String] = []
        try database.rows("SELECT DISTINCT topic FROM concept ORDER BY topic") { topics.append($0.text(0)) }
        return topics
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
        var cards: [String] = []
        try database.rows("SELECT id FROM card WHERE concept = ? ORDER BY place", SQLValue(number)) {
            cards.append($0.text(0))
        }
        return cards
    }
}
