/// How well a concept answers a query.
package struct Ranking: Sendable {
    /// What the score and the confidence are made of; each is 0...1 unless it says otherwise.
    package struct Evidence: Sendable {
        /// What each of the query's words is worth where it stands: the share of the query's information, by field.
        package var held = 0.0
        /// The share of the query's information that the concept's names, wordings and summary hold together.
        package var told = 0.0
        /// The same of all its text.
        package var covered = 0.0
        /// How well the best phrase fits, in both directions.
        package var phrase = 0.0
        /// The share of the query that the best phrase holds.
        package var phraseHolds = 0.0
        /// The share of the best phrase that the query holds.
        package var phraseHeld = 0.0
        package var phraseField = Wording.Field.body
        /// The number of the best phrase among the concept's phrases; -1 for none.
        package var phrasePlace = -1
        /// The share of the query's neighbours that stand side by side in its whole text (`Neighbours`); 0 when nobody looked.
        package var neighbours = 0.0

        /// Whether the query is too short for its neighbours to tell anything; that one concept holds all its words does then.
        package var isShort = false

        /// More is better; comparable within one query only.
        package var score: Double {
            held + Ranking.phraseShare * phrase
                + (isShort ? Ranking.togetherShare * together : Ranking.neighbourShare * neighbours)
        }

        /// How promising it is to look into its whole text.
        package var promise: Double { score + together }

        /// To hold all of the query counts, to hold parts of it little.
        private var together: Double { covered * covered * covered }

        package init() {}
    }

    /// A query's term with its weight, for comparing.
    package struct Term: Sendable {
        package var hash: UInt32
        package var covers: UInt64
        /// Inverse document frequency; of a joined term not used.
        package var weight: Double

        package init(hash: UInt32, covers: UInt64, weight: Double) {
            self.hash = hash
            self.covers = covers
            self.weight = weight
        }
    }

    // Found by Tests/Benchmarks on its tune set; the measures hardly change with any of them.

    /// What a word in a field counts.
    private static let fields: [Double] = [1, 1, 1, 0.8, 0.5, 0.5]
    /// What a further field adds.
    private static let again = 0.15
    /// What a phrase of a field counts.
    private static let phrases: [Double] = [1, 1, 0.75, 1]
    /// How much a light word of a phrase weighs beside another.
    private static let light = 0.09
    /// What the best phrase counts beside the words.
    private static let phraseShare = 1.5
    /// What it counts beside the words to hold all of a short query.
    private static let togetherShare = 0.25
    /// What the neighbours count beside the words.
    private static let neighbourShare = 2.0

    /// What a word counts by the fields it stands in (`Wording.Field` bits); for each mark.
    package static let worths: [Double] = (0...Wording.Field.all).map { mark in
        let found = fields.indices.filter { mark & 1 << $0 != 0 }
        return (found.map { fields[$0] }.max() ?? 0) + again * Double(max(found.count, 1) - 1)
    }

    package var words: [Term]
    package var joined: [Term]
    /// All the information of the words, more than 0.
    package let total: Double
    private let bloom: UInt64

    package init(words: [Term], joined: [Term]) {
        self.words = words
        self.joined = joined
        total = max(words.reduce(0) { $0 + $1.weight }, 0.001)
        bloom = (words + joined).reduce(0) { $0 | 1 << UInt64($1.hash & 63) }
    }

    /// - Parameters:
    ///   - wording: the concept's phrases (`Wording`).
    ///   - marks: for each word of the query, and then for each joined one, where it stands in the concept.
    package func evidence(_ wording: [UInt8], marks: [UInt8]) -> Evidence {
        var evidence = Evidence()
        hold(marks, &evidence)
        wording.withUnsafeBytes { phrases($0, &evidence) }
        return evidence
    }

    private func hold(_ marks: [UInt8], _ evidence: inout Evidence) {
        let worths = Self.worths
        for (place, term) in words.enumerated() {
            var mark = marks[place]
            for (index, join) in joined.enumerated() where join.covers & term.covers != 0 {
                let other = marks[words.count + index]
                if worths[Int(other)] > worths[Int(mark)] { mark = other }
            }
            evidence.held += term.weight * worths[Int(mark)]
            if mark & 0b11111 != 0 { evidence.told += term.weight }
            if mark != 0 { evidence.covered += term.weight }
        }
        evidence.held /= total
        evidence.told /= total
        evidence.covered /= total
    }

    private func phrases(_ wording: UnsafeRawBufferPointer, _ evidence: inout Evidence) {
        var offset = 0
        var place = 0
        while offset + Wording.headBytes <= wording.count {
            let field = wording[offset]
            let count = Int(wording[offset + 1])
            offset += Wording.headBytes
            let end = offset + count * Wording.wordBytes
            guard end <= wording.count else { return }
            if let fit = fit(wording, offset, count) {
                let worth = fit.holds * fit.held * Self.phrases[min(Int(field), 3)]
                if worth > evidence.phrase {
                    evidence.phrase = worth
                    evidence.phraseHolds = fit.holds
                    evidence.phraseHeld = fit.held
                    evidence.phraseField = Wording.Field(rawValue: field) ?? .body
                    evidence.phrasePlace = place
                }
            }
            offset = end
            place += 1
        }
    }

    /// How much of the query a phrase holds, and how much of the phrase the query holds.
    private func fit(_ wording: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> (holds: Double, held: Double)? {
        var inQuery: UInt64 = 0
        var inPhrase: UInt64 = 0
        guard var word = wording.baseAddress.map({ $0 + (start - Wording.wordBytes) }) else { return nil }
        for index in 0..<count {
            word += Wording.wordBytes
            let hash = UInt32(littleEndian: word.loadUnaligned(as: UInt32.self))
            guard bloom & 1 << UInt64(hash & 63) != 0, let covers = covers(hash) else { continue }
            inQuery |= covers
            let joins = Int(word.load(fromByteOffset: 4, as: UInt8.self) >> 1)
            if joins == 0 {
                inPhrase |= 1 << UInt64(index)
            } else {
                // The parts stand just before what joins them.
                for part in 1...joins where index >= part { inPhrase |= 1 << UInt64(index - part) }
            }
        }
        guard inQuery != 0 else { return nil }
        var holds = 0.0
        for term in words where term.covers & inQuery != 0 { holds += term.weight }
        var all = 0.0
        var held = 0.0
        for index in 0..<count {
            let flags = wording[start + index * Wording.wordBytes + 4]
            guard flags >> 1 == 0 else { continue }
            let weight = flags & 1 == 0 ? 1 : Self.light
            all += weight
            if inPhrase & 1 << UInt64(index) != 0 { held += weight }
        }
        return (holds / total, held / max(all, 0.001))
    }

    private func covers(_ hash: UInt32) -> UInt64? {
        for term in words where term.hash == hash { return term.covers }
        for term in joined where term.hash == hash { return term.covers }
        return nil
    }
}
