import Glibc
import Knowledge
import Storage

/// What look-ups keep between them, each list up to its limit and then begun anew: queries repeat their words, and find the same.
struct LookupCache {
    /// In how many concepts stems occur.
    var frequencies: [String: Int] = [:]
    var entries: [Int64: KnowledgeStore.Entry] = [:]
    var wordings: [Int64: [UInt8]] = [:]
    var conceptCount: Int?
    static let words = 4096
    /// Concepts kept; some kilobytes each.
    static let concepts = 1024
}

/// A query as it was understood, with the concepts that fit it, best first.
struct Findings {
    struct Candidate {
        var number: Int64
        var evidence: Ranking.Evidence
    }

    var query: SearchQuery
    var ranking: Ranking
    /// Where each word, and then each joined term, occurs.
    var lists: [PostingList] = []
    /// In how many concepts.
    var frequencies: [Int] = []
    var ranked: [Candidate] = []
    /// How likely it is that the first one is what was meant, 0...1.
    var confidence = 0.0
    /// The query with its misspelt words replaced; nil when none was.
    var showing: String?
    /// How likely the replacements are, 0...1.
    var fidelity = 1.0
}

extension Study {
    /// Entries of the index that one look-up reads: two milliseconds, however common the words are.
    private static let readEntries = 150_000
    /// Words that say little are read only where that costs next to nothing.
    private static let lightEntries = 1000
    /// What a word weighs that says little.
    private static let stopWordWeight = 0.12
    private static let quotedWeight = 0.5
    private static let ownerWeight = 0.35
    /// Neighbours that a query must have for texts to be read: shorter ones are told by their words.
    private static let neighboursNeeded = 4
    /// Texts read whole at most: some ten microseconds each.
    private static let textsRead = 8

    /// Understands the query as it stands and, if that leads nowhere, with its spelling corrected.
    func understand(
        _ text: String, compared: Int = 40, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> Findings {
        let found = try find(SearchQuery(text), fidelity: 1, compared, in: knowledge)
        guard let spelling = try respell(found, in: knowledge) else { return found }
        var second = try find(SearchQuery(spelling.text), fidelity: spelling.fidelity, compared, in: knowledge)
        guard second.confidence > found.confidence || found.ranked.isEmpty else { return found }
        second.showing = spelling.text
        return second
    }

    /// Understands the query as it stands.
    func find(
        _ query: SearchQuery, fidelity: Double, _ compared: Int, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> Findings {
        var query = query
        // Neighbours that nobody writes as one tell nothing.
        var joined: [SearchQuery.Term] = []
        for term in query.joined where try frequency(of: term.stem, in: knowledge) > 0 { joined.append(term) }
        query.joined = joined
        var found = Findings(query: query, ranking: try weigh(query, in: knowledge), fidelity: fidelity)
        for term in query.words + query.joined {
            found.frequencies.append(try frequency(of: term.stem, in: knowledge))
            found.lists.append(PostingList())
        }
        for number in try gather(&found, compared, in: knowledge) {
            found.ranked.append(.init(number: number, evidence: try evidence(found, number: number, in: knowledge)))
        }
        try readTexts(&found, in: knowledge)
        found.ranked.sort { ($1.evidence.score, $0.number) < ($0.evidence.score, $1.number) }
        if let best = found.ranked.first { found.confidence = Confidence.of(best.evidence, found) }
        return found
    }

    /// How much each word tells: the logarithm of how rare it is (inverse document frequency, Spärck Jones 1972, in the form
    /// of Robertson and Zaragoza 2009). A word that occurs nowhere weighs like the rarest.
    private func weigh(_ query: SearchQuery, in knowledge: KnowledgeStore) throws(DatabaseFault) -> Ranking {
        let count = Double(try conceptCount(in: knowledge))
        func information(_ term: SearchQuery.Term) throws(DatabaseFault) -> Double {
            let frequency = Double(max(1, try frequency(of: term.stem, in: knowledge)))
            return log(1 + (count - min(frequency, count) + 0.5) / (frequency + 0.5))
        }
        var words: [Ranking.Term] = []
        for term in query.words {
            var weight = try information(term)
            if try frequency(of: term.stem, in: knowledge) == 0 {
                for join in query.joined where join.covers & term.covers != 0 {
                    weight = min(weight, try information(join))
                }
            }
            if term.isStopWord { weight *= try frequency(of: term.stem, in: knowledge) > 0 ? Self.stopWordWeight : 0 }
            if term.isOwner { weight *= Self.ownerWeight }
            if term.isQuoted { weight *= Self.quotedWeight }
            words.append(.init(hash: term.hash, covers: term.covers, weight: weight))
        }
        let joined = query.joined.map { Ranking.Term(hash: $0.hash, covers: $0.covers, weight: 0) }
        return Ranking(words: words, joined: joined)
    }

    /// Reads where the terms occur, the rarest first, as far as `readEntries` goes, and gives the best concepts by their words.
    private func gather(
        _ found: inout Findings, _ compared: Int, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> [Int64] {
        let terms = found.query.words + found.query.joined
        let frequencies = found.frequencies
        let order = terms.indices.filter { frequencies[$0] > 0 }
            .sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
        var sum = ScoreSum()
        var left = Self.readEntries
        for (turn, place) in order.enumerated() {
            found.lists[place].isWhole = false
            if isLight(place, found), frequencies[place] > Self.lightEntries, !sum.isEmpty { continue }
            // What the rarer terms leave is shared by the others.
            let list = try knowledge.postings(terms[place].stem, limit: left / (order.count - turn))
            left -= list.numbers.count
            let weight: Double
            if place < found.query.words.count {
                weight = found.ranking.words[place].weight
            } else {
                let covers = terms[place].covers
                weight = found.ranking.words.reduce(0) { $0 + ($1.covers & covers != 0 ? $1.weight : 0) }
            }
            sum.add(list, worths: Ranking.worths.map { Float(weight * $0) })
            found.lists[place] = list
        }
        let best = sum.best(compared)
        // However many concepts hold its words, the one that is called so is among them.
        let named = try knowledge.named(Folding.fold(found.query.text)).map(\.number)
        return best + Set(named).subtracting(best).sorted()
    }

    /// Whether a word says so little that it brings no candidates of its own.
    private func isLight(_ place: Int, _ found: Findings) -> Bool {
        place < found.query.words.count && found.query.words[place].isStopWord
    }

    func evidence(
        _ found: Findings, number: Int64, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> Ranking.Evidence {
        found.ranking.evidence(
            try wording(number, in: knowledge), marks: try marks(found, number: number, in: knowledge))
    }

    /// Looks for the query's neighbours, if it has enough of them, in the whole texts of the most promising concepts: those at least half as
    /// promising as the first.
    private func readTexts(_ found: inout Findings, in knowledge: KnowledgeStore) throws(DatabaseFault) {
        let neighbours = Neighbours(found.query.text)
        guard neighbours.count >= Self.neighboursNeeded else {
            for place in found.ranked.indices { found.ranked[place].evidence.isShort = true }
            return
        }
        found.ranked.sort { ($1.evidence.promise, $0.number) < ($0.evidence.promise, $1.number) }
        let least = (found.ranked.first?.evidence.promise ?? 0) / 2
        for place in found.ranked.indices.prefix(Self.textsRead) where found.ranked[place].evidence.promise >= least {
            let share = try knowledge.withText(ofConcept: found.ranked[place].number) { neighbours.share(in: $0) }
            found.ranked[place].evidence.neighbours = share ?? 0
        }
    }

    /// Where each word, and then each joined term, stands in a concept.
    func marks(
        _ found: Findings, number: Int64, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> [PostingList.Mark] {
        var marks: [PostingList.Mark] = []
        marks.reserveCapacity(found.lists.count)
        for (place, list) in found.lists.enumerated() {
            if !list.isWhole, number > list.numbers.last ?? 0, !isLight(place, found) {
                let words = found.query.words
                let stem = place < words.count ? words[place].stem : found.query.joined[place - words.count].stem
                marks.append(try knowledge.mark(stem, number))
            } else {
                marks.append(list.mark(number))
            }
        }
        return marks
    }

    private func wording(_ number: Int64, in knowledge: KnowledgeStore) throws(DatabaseFault) -> [UInt8] {
        if let known = lookupCache.wordings[number] { return known }
        if lookupCache.wordings.count >= LookupCache.concepts { lookupCache.wordings = [:] }
        let wording = try knowledge.wording(number)
        lookupCache.wordings[number] = wording
        return wording
    }

    func entry(_ number: Int64, in knowledge: KnowledgeStore) throws(DatabaseFault) -> KnowledgeStore.Entry? {
        if let known = lookupCache.entries[number] { return known }
        if lookupCache.entries.count >= LookupCache.concepts { lookupCache.entries = [:] }
        let entry = try knowledge.entry(number: number)
        lookupCache.entries[number] = entry
        return entry
    }

    private func conceptCount(in knowledge: KnowledgeStore) throws(DatabaseFault) -> Int {
        if let known = lookupCache.conceptCount { return known }
        let count = try knowledge.conceptCount()
        lookupCache.conceptCount = count
        return count
    }

    func frequency(of stem: String, in knowledge: KnowledgeStore) throws(DatabaseFault) -> Int {
        if let known = lookupCache.frequencies[stem] { return known }
        if lookupCache.frequencies.count >= LookupCache.words { lookupCache.frequencies = [:] }
        let frequency = try knowledge.frequency(stem)
        lookupCache.frequencies[stem] = frequency
        return frequency
    }
}

/// Scores of concepts, added up list by list.
private struct ScoreSum {
    private var numbers: [Int64] = []
    private var scores: [Float] = []

    var isEmpty: Bool { numbers.isEmpty }

    /// - Parameter worths: what each mark counts.
    mutating func add(_ list: PostingList, worths: [Float]) {
        var merged: [Int64] = []
        var sums: [Float] = []
        merged.reserveCapacity(numbers.count + list.numbers.count)
        sums.reserveCapacity(numbers.count + list.numbers.count)
        var left = 0
        for (right, number) in list.numbers.enumerated() {
            while left < numbers.count, numbers[left] < number {
                merged.append(numbers[left])
                sums.append(scores[left])
                left += 1
            }
            var score = worths[Int(list.marks[right])]
            if left < numbers.count, numbers[left] == number {
                score += scores[left]
                left += 1
            }
            merged.append(number)
            sums.append(score)
        }
        merged.append(contentsOf: numbers[left...])
        sums.append(contentsOf: scores[left...])
        (numbers, scores) = (merged, sums)
    }

    /// The numbers with the highest scores, of equals the lowest.
    func best(_ count: Int) -> [Int64] {
        guard numbers.count > count else { return numbers }
        var least: Float = -1
        var kept: [(score: Float, number: Int64)] = []
        // Twice as many as wanted are gathered, then cut: each cut raises what it takes to be among them.
        for place in numbers.indices where scores[place] > least {
            kept.append((scores[place], numbers[place]))
            if kept.count == 2 * count {
                kept.sort { ($1.score, $0.number) < ($0.score, $1.number) }
                kept.removeLast(count)
                least = kept[count - 1].score
            }
        }
        kept.sort { ($1.score, $0.number) < ($0.score, $1.number) }
        return kept.prefix(count).map(\.number)
    }
}
