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
        package var score = 0.0

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

    /// The constants, found by Tests/Benchmarks on its tune set.
    package struct Constants: Sendable {
        /// What a word in a field counts; in the body more by how often it stands there.
        package var fields: [Double] = [1, 1.05, 0.95, 0.8, 0.45, 0.2]
        package var bodyStep = 0.07
        /// What a further field adds.
        package var again = 0.14
        /// What a phrase of a field counts.
        package var phrases: [Double] = [1, 0.96, 0.75, 1.08]
        /// How much of a phrase's worth does not depend on how much of it the query holds.
        package var open = 0.25
        /// How much a light word of a phrase weighs beside another.
        package var light = 0.09
        /// What neighbours in the query that are neighbours in the phrase add.
        package var order = 0.07
        package var phraseShare = 1.75
        /// What a phrase adds that says all of the query and nothing else.
        package var exact = 0.4
        /// What it adds to hold all of the query in one text; taken to the third power, so that parts of it add little.
        package var together = 0.5
        /// What each mark counts.
        package private(set) var worths: [Double] = []

        package init() { settle() }

        /// Works out `worths`; after every change.
        package mutating func settle() { worths = (0...255).map { worth(UInt8($0)) } }

        private func worth(_ mark: UInt8) -> Double {
            var best = 0.0
            var count = 0
            for field in fields.indices where mark & (1 << UInt8(field)) != 0 {
                best = max(best, fields[field] + (field == 5 ? bodyStep * Double(mark >> 6) : 0))
                count += 1
            }
            return best + again * Double(max(count, 1) - 1)
        }

        /// Those in force.
        package static let fitted = Constants()
    }

    package var words: [Term]
    package var joined: [Term]
    package var constants: Constants
    /// All the information of the words, more than 0.
    package let total: Double
    private let bloom: UInt64

    package init(words: [Term], joined: [Term], constants: Constants = .fitted) {
        self.words = words
        self.joined = joined
        self.constants = constants
        total = max(words.reduce(0) { $0 + $1.weight }, 0.001)
        bloom = (words + joined).reduce(0) { $0 | 1 << UInt64($1.hash & 63) }
    }

    /// What a word counts by the fields it stands in (`Wording.Field` bits, above them the level of frequency in the body).
    package func worth(_ mark: UInt8) -> Double { constants.worths[Int(mark)] }

    /// - Parameters:
    ///   - wording: the concept's phrases (`Wording`).
    ///   - marks: for each word of the query, and then for each joined one, where it stands in the concept.
    package func evidence(_ wording: [UInt8], marks: [UInt8]) -> Evidence {
        var evidence = Evidence()
        hold(marks, &evidence)
        wording.withUnsafeBytes { phrases($0, &evidence) }
        var best = evidence.phrase
        if evidence.phraseHolds > 0.999, evidence.phraseHeld > 0.999 { best += constants.exact }
        let together = constants.together * evidence.covered * evidence.covered * evidence.covered
        evidence.score = evidence.held + constants.phraseShare * best + together
        return evidence
    }

    private func hold(_ marks: [UInt8], _ evidence: inout Evidence) {
        for (place, term) in words.enumerated() {
            var mark = marks[place]
            for (index, join) in joined.enumerated() where join.covers & term.covers != 0 {
                let other = marks[words.count + index]
                if worth(other) > worth(mark) { mark = other }
            }
            evidence.held += term.weight * worth(mark)
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
                var worth = fit.holds * (constants.open + (1 - constants.open) * fit.held)
                worth *= (1 + constants.order * fit.order) * constants.phrases[min(Int(field), 3)]
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

    /// How much of the query a phrase holds, and how much of the phrase the query holds, and how many neighbours stay neighbours.
    private func fit(
        _ wording: UnsafeRawBufferPointer, _ start: Int, _ count: Int
    ) -> (holds: Double, held: Double, order: Double)? {
        var inQuery: UInt64 = 0
        var inPhrase: UInt64 = 0
        var neighbours = 0
        var matches = 0
        var last: UInt64 = 0
        for index in 0..<count {
            let offset = start + index * Wording.wordBytes
            let hash = wording.loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian
            guard bloom & 1 << UInt64(hash & 63) != 0, let covers = covers(hash) else { continue }
            inQuery |= covers
            let joins = Int(wording[offset + 4] >> 1)
            if joins == 0 {
                inPhrase |= 1 << UInt64(index)
                matches += 1
                if last != 0, last << 1 & covers != 0 { neighbours += 1 }
                last = covers
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
            let weight = flags & 1 == 0 ? 1 : constants.light
            all += weight
            if inPhrase & 1 << UInt64(index) != 0 { held += weight }
        }
        let order = matches > 1 ? Double(neighbours) / Double(matches - 1) : 0
        return (holds / total, held / max(all, 0.001), order)
    }

    private func covers(_ hash: UInt32) -> UInt64? {
        for term in words where term.hash == hash { return term.covers }
        for term in joined where term.hash == hash { return term.covers }
        return nil
    }
}
