import Knowledge

/// Writes the text index: for each stem the concepts that hold it, for each concept its wording, and the words of names for
/// spelling. What is added or removed is gathered and written by `flush`, in the order of the tables' trees; that belongs into the
/// same transaction.
final class SearchIndex {
    private let database: Database
    private var lexicon = Lexicon()
    /// What was gathered, in the order of `numbers`.
    private var entries: [Entry] = []
    private var numbers: [Int64] = []
    private var removed: [Int32: [Int64]] = [:]
    /// By how much each word of the lexicon stands in more concepts' names.
    private var wordChanges: [Int] = []
    private var concepts = 0

    private struct Entry {
        var stem: Int32
        /// The place of the concept's number in `numbers`.
        var place: Int32
        var mark: PostingList.Mark
    }

    /// More entries are not gathered before they are written: 24 MB of them.
    private static let most = 2_000_000
    private static let wordsKept = 100_000
    /// Words of a concept's body that are indexed: bounds what one monstrous file costs.
    private static let bodyWords = 20_000

    init(database: Database) {
        self.database = database
    }

    /// Adds a concept. Numbers come in ascending order.
    func add(_ concept: Concept, number: Int64) throws(DatabaseFault) {
        let terms = terms(of: concept)
        for (stem, mark) in terms.marks { entries.append(Entry(stem: stem, place: Int32(numbers.count), mark: mark)) }
        numbers.append(number)
        count(terms, 1)
        try database.run(
            "INSERT INTO wording (concept, phrases) VALUES (?, ?)", SQLValue(number), .bytes(terms.wording))
        if entries.count > Self.most { try flush() }
    }

    /// Takes a concept out, which must read as it did when it was added, and that was written.
    func remove(_ concept: Concept, number: Int64) throws(DatabaseFault) {
        let terms = terms(of: concept)
        for (stem, _) in terms.marks { removed[stem, default: []].append(number) }
        count(terms, -1)
        try database.run("DELETE FROM wording WHERE concept = ?", SQLValue(number))
    }

    private func count(_ terms: Terms, _ change: Int) {
        concepts += change
        for word in terms.words {
            while wordChanges.count <= word { wordChanges.append(0) }
            wordChanges[word] += change
        }
    }

    /// Writes what was gathered.
    func flush() throws(DatabaseFault) {
        try flushStems()
        let changed = wordChanges.indices.filter { wordChanges[$0] != 0 }.map { (lexicon.text($0), wordChanges[$0]) }
        for (word, change) in changed.sorted(by: { $0.0 < $1.0 }) { try count(word, change) }
        if concepts != 0 { try write([PostingList.Piece()], of: KnowledgeStore.allConcepts, change: concepts) }
        entries.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        removed.removeAll()
        wordChanges.removeAll(keepingCapacity: true)
        concepts = 0
        if lexicon.words.count > Self.wordsKept { lexicon = Lexicon() }
    }

    /// Stem by stem in the order of the tree, the entries of each as they came.
    private func flushStems() throws(DatabaseFault) {
        let isNew = try database.first("SELECT 1 FROM posting LIMIT 1") { _ in true } == nil
        var ends = [Int32](repeating: 0, count: lexicon.stems.count)
        for entry in entries { ends[Int(entry.stem)] += 1 }
        let stems = lexicon.stems.indices.filter { ends[$0] > 0 || removed[Int32($0)] != nil }
            .sorted { lexicon.stems[$0].text < lexicon.stems[$1].text }
        // Sorted by counting: where each stem's entries end.
        var end: Int32 = 0
        for stem in stems {
            end += ends[stem]
            ends[stem] = end
        }
        var order = [Int32](repeating: 0, count: entries.count)
        for place in entries.indices.reversed() {
            let stem = Int(entries[place].stem)
            ends[stem] -= 1
            order[Int(ends[stem])] = Int32(place)
        }
        for (position, stem) in stems.enumerated() {
            let text = lexicon.stems[stem].text
            if let numbers = removed[Int32(stem)] { try remove(numbers.sorted(), from: text) }
            let next = position + 1 < stems.count ? Int(ends[stems[position + 1]]) : entries.count
            try add(order[Int(ends[stem])..<next], to: text, isNew: isNew)
        }
    }

    // MARK: What a concept holds

    private struct Terms {
        var marks: [(stem: Int32, mark: PostingList.Mark)] = []
        /// For spelling; numbers of the lexicon, each once.
        var words: [Int] = []
        var wording: [UInt8] = []
    }

    /// What a concept is called and asked for, in the order of its wording.
    static func phrases(of concept: Concept) -> [(text: String, field: Wording.Field)] {
        let others: [([String], Wording.Field)] = [
            (concept.aliases, .alias), (concept.symbols, .symbol), (concept.asked, .asked),
        ]
        return [(concept.title, .title), (concept.id, .title)]
            + others.flatMap { list, field in list.map { ($0, field) } }
    }

    /// The marks of the concept that is looked at, by stem; all empty between two concepts.
    private var marks: [PostingList.Mark] = []
    private var counts: [Int32] = []
    private var held: [Int32] = []

    private func terms(of concept: Concept) -> Terms {
        var terms = Terms()
        for (phrase, field) in Self.phrases(of: concept) {
            var words: [Wording.Word] = []
            Wording.eachWord(of: phrase, field) { bytes, joins, isOwner in
                let number = lexicon.number(bytes)
                let word = lexicon.words[number]
                let isLight = isOwner || field != .symbol && word.isStopWord
                words.append(
                    .init(hash: lexicon.stems[Int(word.stem)].hash, joins: joins, isLight: isLight))
                mark(word.stem, field)
                if bytes.count > 2 { terms.words.append(number) }
            }
            Wording.append(words, field, to: &terms.wording)
        }
        terms.words = Array(Set(terms.words))
        SearchText.eachWord(of: concept.summary) { bytes, _ in
            let number = lexicon.number(bytes)
            let word = lexicon.words[number]
            if !word.isStopWord { mark(word.stem, .summary) }
        }
        var left = Self.bodyWords
        for section in concept.sections where left > 0 {
            var most = left
            SearchText.eachWord(of: section.body) { bytes, _ in
                let number = lexicon.number(bytes)
                let word = lexicon.words[number]
                if most > 0, !word.isStopWord {
                    mark(word.stem, .body)
                    counts[Int(word.stem)] += 1
                    left -= 1
                }
                most -= 1
            }
        }
        terms.marks.reserveCapacity(held.count)
        for stem in held {
            let count = Int(counts[Int(stem)])
            terms.marks.append((stem, marks[Int(stem)] | (count > 0 ? PostingList.level(count) << 6 : 0)))
            marks[Int(stem)] = 0
            counts[Int(stem)] = 0
        }
        held.removeAll(keepingCapacity: true)
        return terms
    }

    private func mark(_ stem: Int32, _ field: Wording.Field) {
        while marks.count <= stem {
            marks.append(0)
            counts.append(0)
        }
        if marks[Int(stem)] == 0 { held.append(stem) }
        marks[Int(stem)] |= field.bit
    }

    // MARK: Tables

    /// Adds entries, by their places, behind all others of the stem.
    private func add(_ places: ArraySlice<Int32>, to stem: String, isNew: Bool) throws(DatabaseFault) {
        guard !places.isEmpty else { return }
        var piece = PostingList.Piece()
        if !isNew {
            try database.rows(
                "SELECT first, entries FROM posting WHERE stem = ? ORDER BY first DESC LIMIT 1", .text(stem)
            ) { row in piece = row.withBytes(1) { PostingList.Piece(first: row.integer(0), $0) } }
        }
        var pieces: [PostingList.Piece] = []
        for place in places {
            let entry = entries[Int(place)]
            if let full = piece.append(numbers[Int(entry.place)], entry.mark) { pieces.append(full) }
        }
        try write(pieces + [piece], of: stem, change: places.count)
    }

    /// Takes concepts out, in ascending order.
    private func remove(_ numbers: [Int64], from stem: String) throws(DatabaseFault) {
        var rest = numbers[...]
        while let number = rest.first {
            var list = PostingList()
            var first: Int64 = 0
            try database.rows(
                "SELECT first, entries FROM posting WHERE stem = ? AND first <= ? ORDER BY first DESC LIMIT 1",
                .text(stem), SQLValue(number)
            ) { row in
                first = row.integer(0)
                row.withBytes(1) { list.append($0, first: first, limit: .max) }
            }
            // At least the number that was asked for, whether it is there or not.
            let last = max(list.numbers.last ?? number, number)
            let gone = Set(rest.prefix { $0 <= last })
            rest = rest.dropFirst(gone.count)
            var piece = PostingList.Piece(first: first)
            var change = 0
            for (number, mark) in zip(list.numbers, list.marks) {
                if gone.contains(number) { change -= 1 } else { _ = piece.append(number, mark) }
            }
            if change < 0 { try write([piece], of: stem, change: change) }
        }
    }

    private func write(_ pieces: [PostingList.Piece], of stem: String, change: Int) throws(DatabaseFault) {
        for piece in pieces {
            if piece.first == 0 {
                try database.run(
                    """
                    INSERT INTO posting (stem, first, entries, concepts) VALUES (?, 0, ?, ?)
                    ON CONFLICT (stem, first)
                    DO UPDATE SET entries = excluded.entries, concepts = concepts + excluded.concepts
                    """, .text(stem), .bytes(piece.bytes), SQLValue(change))
            } else if piece.bytes.isEmpty {
                try database.run(
                    "DELETE FROM posting WHERE stem = ? AND first = ?", .text(stem), SQLValue(piece.first))
            } else {
                try database.run(
                    "INSERT OR REPLACE INTO posting (stem, first, entries) VALUES (?, ?, ?)", .text(stem),
                    SQLValue(piece.first), .bytes(piece.bytes))
            }
        }
        if pieces.first?.first != 0 {
            try database.run(
                "UPDATE posting SET concepts = concepts + ? WHERE stem = ? AND first = 0", SQLValue(change), .text(stem)
            )
        }
        if change < 0 {
            try database.run("DELETE FROM posting WHERE stem = ? AND first = 0 AND concepts <= 0", .text(stem))
        }
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
