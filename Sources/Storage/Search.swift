import Knowledge

/// Questions to the text index: names, words and how often they occur. The cost of each is bounded, however many concepts there are.
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
    /// the one that is called like it (`g` of `flask.g`), then the first to be learned.
    package func concept(ofSymbol symbol: String) throws(DatabaseFault) -> Int64? {
        let tail = symbol.split { $0 == "." || $0 == ":" }.last.map { Folding.fold(String($0)) } ?? ""
        return try database.first(
            """
            SELECT name.concept FROM name JOIN concept ON concept.number = name.concept
            WHERE name.name = ? AND name.sort = ?
            ORDER BY name.place, NOT EXISTS (
                SELECT 1 FROM name AS own WHERE own.name = ? AND own.sort <= ? AND own.concept = name.concept
            ), concept.place, concept.pack, concept.id LIMIT 1
            """, .text(symbol), SQLValue(NameSort.exactSymbol.rawValue), .text(tail), SQLValue(NameSort.alias.rawValue)
        ) { $0.integer(0) }
    }

    /// The stem under which the number of all concepts is kept; no text has it.
    static let allConcepts = ""

    /// How many concepts there are.
    package func conceptCount() throws(DatabaseFault) -> Int { try frequency(Self.allConcepts) }

    /// In how many concepts the stem occurs; stop words count in names and wordings only.
    package func frequency(_ stem: String) throws(DatabaseFault) -> Int {
        try database.first("SELECT concepts FROM posting WHERE stem = ? AND first = 0", .text(stem)) { $0.int(0) } ?? 0
    }

    /// Concepts that hold the stem, `limit` at most: those with the lowest numbers.
    package func postings(_ stem: String, limit: Int) throws(DatabaseFault) -> PostingList {
        var list = PostingList()
        try database.rows(
            "SELECT first, entries FROM posting WHERE stem = ? ORDER BY first LIMIT ?", .text(stem),
            SQLValue(limit)
        ) { row in
            if list.numbers.count < limit { row.withBytes(1) { list.append($0, first: row.integer(0), limit: limit) } }
        }
        list.isWhole = list.numbers.count < limit
        return list
    }

    /// Where the concept holds the stem; 0 for nowhere.
    package func mark(_ stem: String, _ number: Int64) throws(DatabaseFault) -> PostingList.Mark {
        var list = PostingList()
        try database.rows(
            "SELECT first, entries FROM posting WHERE stem = ? AND first <= ? ORDER BY first DESC LIMIT 1", .text(stem),
            SQLValue(number)
        ) { row in row.withBytes(1) { list.append($0, first: row.integer(0), limit: .max) } }
        return list.mark(number)
    }

    /// The concept's phrases (`Wording`).
    package func wording(_ number: Int64) throws(DatabaseFault) -> [UInt8] {
        try database.first("SELECT phrases FROM wording WHERE concept = ?", SQLValue(number)) {
            $0.withBytes(0) { Array($0) }
        } ?? []
    }

    /// Reads the bytes of a concept's Markdown file, within the call; nil when there is no such concept.
    package func withText<Value>(
        ofConcept number: Int64, _ body: (UnsafeRawBufferPointer) -> Value
    ) throws(DatabaseFault) -> Value? {
        try database.first("SELECT text FROM markdown WHERE concept = ?", SQLValue(number)) { $0.withBytes(0, body) }
    }

    /// The text of a concept's phrase by its number in `wording`.
    package func phrase(_ place: Int, ofConcept number: Int64) throws(DatabaseFault) -> String? {
        guard let concept = try concept(number: number) else { return nil }
        // A phrase without words has no bytes.
        let phrases = ConceptReader.phrases(of: concept).filter { !SearchText.words($0.text).isEmpty }
        return place < phrases.count ? phrases[place].text : nil
    }

    // MARK: Spelling

    /// In how many concepts' names and wordings the word stands as it is.
    package func nameFrequency(_ word: String) throws(DatabaseFault) -> Int {
        try database.first("SELECT concepts FROM word WHERE word = ?", .text(word)) { $0.int(0) } ?? 0
    }

    /// Words of names that begin with the letter and are so long, the most frequent first.
    package func words(
        letter: UInt8, length: Int, limit: Int
    ) throws(DatabaseFault) -> [(word: String, concepts: Int)] {
        var found: [(String, Int)] = []
        try database.rows(
            "SELECT word, concepts FROM word WHERE shape = ? ORDER BY concepts DESC, word LIMIT ?",
            SQLValue(Self.shape(letter: letter, length: length)), SQLValue(limit)
        ) { found.append(($0.text(0), $0.int(1))) }
        return found
    }

    static func shape(_ word: String) -> Int { shape(letter: word.utf8.first ?? 0, length: word.utf8.count) }

    private static func shape(letter: UInt8, length: Int) -> Int { Int(letter) << 8 | min(length, 255) }
}
