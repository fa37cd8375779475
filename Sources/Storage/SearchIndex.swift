import Knowledge

/// Writes the text index: for each stem the concepts that hold it, for each concept its wording, and the words of names for
/// spelling. What is added or removed is gathered and written by `flush`, in the order of the tables' trees; that belongs into the
/// same transaction.
final class SearchIndex {
    private let database: Database
    private var reader = ConceptReader()
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
    private static let wordsKept = 200_000

    init(database: Database) {
        self.database = database
    }

    /// Adds a concept. Numbers come in ascending order.
    func add(_ concept: Concept, number: Int64) throws(DatabaseFault) {
        let terms = reader.terms(of: concept)
        for (stem, mark) in terms.marks { entries.append(Entry(stem: stem, place: Int32(numbers.count), mark: mark)) }
        numbers.append(number)
        count(terms, 1)
        try database.run(
            "INSERT INTO wording (concept, phrases) VALUES (?, ?)", SQLValue(number), .bytes(terms.wording))
        if entries.count > Self.most { try flush() }
    }

    /// Takes a concept out, which must read as it did when it was added, and that was written.
    func remove(_ concept: Concept, number: Int64) throws(DatabaseFault) {
        let terms = reader.terms(of: concept)
        for (stem, _) in terms.marks { removed[stem, default: []].append(number) }
        count(terms, -1)
        try database.run("DELETE FROM wording WHERE concept = ?", SQLValue(number))
    }

    private func count(_ terms: ConceptReader.Terms, _ change: Int) {
        concepts += change
        for word in terms.words {
            while wordChanges.count <= word { wordChanges.append(0) }
            wordChanges[word] += change
        }
    }

    /// Writes what was gathered.
    func flush() throws(DatabaseFault) {
        try flushStems()
        let changed = wordChanges.indices.filter { wordChanges[$0] != 0 }.map {
            (reader.lexicon.text($0), wordChanges[$0])
        }
        for (word, change) in changed.sorted(by: { $0.0 < $1.0 }) { try count(word, change) }
        if concepts != 0 { try write([PostingList.Piece()], of: KnowledgeStore.allConcepts, change: concepts) }
        entries.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        removed.removeAll()
        wordChanges.removeAll(keepingCapacity: true)
        concepts = 0
        if reader.lexicon.words.count > Self.wordsKept { reader = ConceptReader() }
    }

    /// Stem by stem in the order of the tree, the entries of each as they came.
    private func flushStems() throws(DatabaseFault) {
        let stems = reader.lexicon.stems
        let isNew = try database.first("SELECT 1 FROM posting LIMIT 1") { _ in true } == nil
        var ends = [Int32](repeating: 0, count: stems.count)
        for entry in entries { ends[Int(entry.stem)] += 1 }
        let changed = stems.indices.filter { ends[$0] > 0 || removed[Int32($0)] != nil }
            .sorted { stems[$0].text < stems[$1].text }
        // Sorted by counting: where each stem's entries end.
        var end: Int32 = 0
        for stem in changed {
            end += ends[stem]
            ends[stem] = end
        }
        var order = [Int32](repeating: 0, count: entries.count)
        for place in entries.indices.reversed() {
            let stem = Int(entries[place].stem)
            ends[stem] -= 1
            order[Int(ends[stem])] = Int32(place)
        }
        for (position, stem) in changed.enumerated() {
            let text = stems[stem].text
            if let numbers = removed[Int32(stem)] { try remove(numbers.sorted(), from: text) }
            let next = position + 1 < changed.count ? Int(ends[changed[position + 1]]) : entries.count
            try add(order[Int(ends[stem])..<next], to: text, isNew: isNew)
        }
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
