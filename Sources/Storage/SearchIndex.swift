import Knowledge

/// Writes the text index: for each stem the concepts that hold it, for each concept its wording, and the words of names for
/// spelling. What is added or removed is gathered and written by `flush`, which belongs into the same transaction.
final class SearchIndex {
    private let database: Database
    private var changes: [String: [(number: Int64, mark: PostingList.Mark?)]] = [:]
    private var words: [String: Int] = [:]
    private var concepts = 0
    private var gathered = 0
    private var stems: [String: String] = [:]

    /// Changes gathered before they must be written.
    private static let most = 200_000
    private static let stemsKept = 50_000
    /// Words of a concept's body that are indexed: bounds what one monstrous file costs.
    private static let bodyWords = 20_000

    init(database: Database) {
        self.database = database
    }

    /// Adds a concept. Numbers come in ascending order.
    func add(_ concept: Concept, number: Int64) throws(DatabaseFault) {
        let terms = terms(of: concept)
        for (stem, mark) in terms.marks { changes[stem, default: []].append((number, mark)) }
        for word in terms.words { words[word, default: 0] += 1 }
        concepts += 1
        try database.run(
            "INSERT INTO wording (concept, phrases) VALUES (?, ?)", SQLValue(number), .bytes(terms.wording))
        try gather(terms.marks.count)
    }

    /// Takes a concept out, which must read as it did when it was added.
    func remove(_ concept: Concept, number: Int64) throws(DatabaseFault) {
        let terms = terms(of: concept)
        for stem in terms.marks.keys { changes[stem, default: []].append((number, nil)) }
        for word in terms.words { words[word, default: 0] -= 1 }
        concepts -= 1
        try database.run("DELETE FROM wording WHERE concept = ?", SQLValue(number))
        try gather(terms.marks.count)
    }

    private func gather(_ count: Int) throws(DatabaseFault) {
        gathered += count
        if gathered > Self.most { try flush() }
    }

    /// Writes what was gathered.
    func flush() throws(DatabaseFault) {
        for (stem, changes) in changes.sorted(by: { $0.key < $1.key }) { try write(stem, changes) }
        for (word, change) in words.sorted(by: { $0.key < $1.key }) where change != 0 { try count(word, change) }
        if concepts != 0 { try count(stem: KnowledgeStore.allConcepts, concepts) }
        changes.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
        concepts = 0
        gathered = 0
    }

    // MARK: What a concept holds

    private struct Terms {
        var marks: [String: PostingList.Mark] = [:]
        /// For spelling.
        var words: Set<String> = []
        var wording: [UInt8] = []
    }

    /// What a concept is called and asked for, in the order of its wording.
    static func phrases(of concept: Concept) -> [(text: String, field: Wording.Field)] {
        let others: [([String], Wording.Field)] = [
            (concept.aliases, .alias), (concept.symbols, .symbol), (concept.asked, .asked),
        ]
        // A phrase without words has no bytes, so it must not be counted here either.
        return
            ([(concept.title, .title), (concept.id, .title)]
            + others.flatMap { list, field in list.map { ($0, field) } })
            .filter { !SearchText.words($0.0).isEmpty }
    }

    private func terms(of concept: Concept) -> Terms {
        var terms = Terms()
        func name(_ phrase: String, _ field: Wording.Field) {
            let words = Wording.words(phrase, field) { stem($0) }
            Wording.append(words, field, to: &terms.wording)
            for word in words {
                terms.marks[word.stem, default: 0] |= field.bit
                if word.text.utf8.count > 2 { terms.words.insert(word.text) }
            }
        }
        for (phrase, field) in Self.phrases(of: concept) { name(phrase, field) }
        for word in SearchText.words(concept.summary) where !SearchText.isStopWord(word.text) {
            terms.marks[stem(word.text), default: 0] |= Wording.Field.summary.bit
        }
        var counts: [String: Int] = [:]
        var left = Self.bodyWords
        for section in concept.sections where left > 0 {
            for word in SearchText.words(section.body).prefix(left) where !SearchText.isStopWord(word.text) {
                counts[stem(word.text), default: 0] += 1
                left -= 1
            }
        }
        for (stem, count) in counts {
            terms.marks[stem, default: 0] |= Wording.Field.body.bit | PostingList.level(count) << 6
        }
        return terms
    }

    private func stem(_ word: String) -> String {
        if let known = stems[word] { return known }
        if stems.count >= Self.stemsKept { stems.removeAll(keepingCapacity: true) }
        let stem = PorterStem.of(word)
        stems[word] = stem
        return stem
    }

    // MARK: Tables

    private func write(_ stem: String, _ changes: [(number: Int64, mark: PostingList.Mark?)]) throws(DatabaseFault) {
        var change = 0
        for (number, mark) in changes where mark == nil {
            if try remove(number, from: stem) { change -= 1 }
        }
        // A concept that was added and taken out again before anything was written.
        let gone = Set(changes.compactMap { $0.mark == nil ? $0.number : nil })
        let added = changes.filter { $0.mark != nil && !gone.contains($0.number) }
        if !added.isEmpty {
            var list = PostingList()
            var last: Int64?
            try database.rows(
                "SELECT first, entries FROM posting WHERE stem = ? ORDER BY first DESC LIMIT 1", .text(stem)
            ) { row in
                last = row.integer(0)
                row.withBytes(1) { list.append($0, first: row.integer(0), limit: .max) }
            }
            for (number, mark) in added {
                list.numbers.append(number)
                list.marks.append(mark ?? 0)
            }
            if let last { try delete(stem, first: last) }
            try insert(stem, list)
            change += added.count
        }
        if change != 0 { try count(stem: stem, change) }
    }

    private func remove(_ number: Int64, from stem: String) throws(DatabaseFault) -> Bool {
        var list = PostingList()
        var piece: Int64?
        try database.rows(
            "SELECT first, entries FROM posting WHERE stem = ? AND first <= ? ORDER BY first DESC LIMIT 1", .text(stem),
            SQLValue(number)
        ) { row in
            piece = row.integer(0)
            row.withBytes(1) { list.append($0, first: row.integer(0), limit: .max) }
        }
        guard let piece, let place = list.numbers.firstIndex(of: number) else { return false }
        list.numbers.remove(at: place)
        list.marks.remove(at: place)
        try delete(stem, first: piece)
        try insert(stem, list)
        return true
    }

    private func delete(_ stem: String, first: Int64) throws(DatabaseFault) {
        try database.run("DELETE FROM posting WHERE stem = ? AND first = ?", .text(stem), SQLValue(first))
    }

    private func insert(_ stem: String, _ list: PostingList) throws(DatabaseFault) {
        for (first, bytes) in list.pieces() {
            try database.run(
                "INSERT INTO posting (stem, first, entries) VALUES (?, ?, ?)", .text(stem), SQLValue(first),
                .bytes(bytes))
        }
    }

    private func count(stem: String, _ change: Int) throws(DatabaseFault) {
        try database.run(
            """
            INSERT INTO term (stem, concepts) VALUES (?, ?)
            ON CONFLICT (stem) DO UPDATE SET concepts = concepts + excluded.concepts
            """, .text(stem), SQLValue(change))
        if change < 0 { try database.run("DELETE FROM term WHERE stem = ? AND concepts <= 0", .text(stem)) }
    }

    private func count(_ word: String, _ change: Int) throws(DatabaseFault) {
        try database.run(
            """
            INSERT INTO word (word, shape, concepts) VALUES (?, ?, ?)
            ON CONFLICT (word) DO UPDATE SET concepts = concepts + excluded.concepts
            """, .text(word), SQLValue(KnowledgeStore.shape(word)), SQLValue(change))
        if change < 0 { try database.run("DELETE FROM word WHERE word = ? AND concepts <= 0", .text(word)) }
    }
}
