/// Questions to the text index: names, words and how often they occur.
extension KnowledgeStore {
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
}
