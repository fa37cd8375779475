import Glibc
import Knowledge
import Storage

/// What a look-up found.
package struct LookupAnswer: Sendable {
    package struct Hit: Sendable {
        package var entry: KnowledgeStore.Entry
        /// Comparable within one answer only; more is better.
        package var score: Double
    }

    /// Whether the first concept can be shown as the answer; otherwise `concepts` is empty.
    package var isConfident = false
    package var concepts: [Hit] = []
    /// What comes closest when nothing is sure enough.
    package var nearest: [Hit] = []
    /// The query as it was understood, when a word of it was taken for a misspelling.
    package var showing: String?
}

/// What look-ups keep between them: how often words occur, and the words that names are made of.
struct LookupCache {
    var frequencies: [String: Int] = [:]
    var entries: [Int64: KnowledgeStore.Entry] = [:]
    var related: [Int64: [Int64]] = [:]
    var conceptCount: Int?
    /// By the number of their letters (Unicode scalars), each list in alphabetical order.
    var vocabulary: [Int: [String]]?
    /// Queries repeat their words; more different ones than this begin anew.
    static let words = 4096
    /// Concepts kept; some kilobytes each.
    static let concepts = 512
}

extension Study {
    /// Words that carry no subject of their own in a question.
    private static let stopWords: Set<String> = [
        "a", "about", "an", "and", "any", "are", "as", "at", "be", "between", "but", "by", "can", "case", "cases",
        "could",
        "define", "describe", "did", "difference", "different", "do", "does", "doing", "done", "each", "explain", "for",
        "from",
        "get", "give", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "like", "list", "many",
        "me", "mean", "means", "most", "my", "name", "need", "not", "of", "on", "one", "or", "our", "please", "purpose",
        "should", "so", "some", "such", "tell", "than", "that", "the", "their", "them", "there", "they", "this", "to",
        "us", "use", "used", "uses", "using", "was", "way", "ways", "we", "were", "what", "when", "where", "which",
        "who", "why", "will", "with", "work", "works", "would", "you", "your",
    ]
    /// Words of a query that are looked at; a pasted traceback has more.
    private static let termLimit = 12
    /// What an exact name adds to bm25's score, by the kind of name: enough to outrank any text match.
    private static let nameBonus: [NameSort: Double] = [.id: 60, .title: 60, .alias: 50, .symbol: 55, .symbolTail: 20]
    /// The share of a query's information that the first concept must hold to count as the answer.
    private static let coverageNeeded = 0.4
    /// The share that its name must make up where the concept is called by it: a name in a question is surer than words in a text.
    private static let nameShare = 0.3
    /// What a word counts for that only a concept's body mentions.
    private static let bodyShare = 0.5
    /// Words of a query in which names are looked for, and of a name at most.
    private static let nameWords = 16
    private static let nameLength = 5

    /// Finds concepts by title, other names, symbols and text.
    ///
    /// - Parameters:
    ///   - query: any wording; more than some dozen telling words are passed over.
    ///   - limit: concepts given at most.
    ///   - admits: which concepts may be found.
    package func lookup(
        _ query: String, limit: Int, where admits: (KnowledgeStore.Entry) -> Bool = { _ in true }
    ) throws(StudyFault) -> LookupAnswer {
        try reading { store throws(DatabaseFault) in
            let knowledge = store.knowledge
            return try knowledge.atOnce { () throws(DatabaseFault) in
                try search(query, limit: limit, where: admits, in: knowledge)
            }
        }
    }

    private func search(
        _ query: String, limit: Int, where admits: (KnowledgeStore.Entry) -> Bool, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> LookupAnswer {
        let terms = Self.terms(of: query)
        var answer = try find(query, terms, limit: limit, where: admits, in: knowledge)
        if !answer.isConfident, let respelled = try respell(terms, in: knowledge) {
            let phrase = respelled.joined(separator: " ")
            let second = try find(phrase, respelled, limit: limit, where: admits, in: knowledge)
            if second.isConfident {
                answer = second
                answer.showing = phrase
            } else if answer.nearest.isEmpty {
                answer.nearest = second.nearest
            }
        }
        return answer
    }

    /// Why a concept is found by a query.
    package func explain(_ query: String, number: Int64) throws(StudyFault) -> Explanation {
        try reading { store throws(DatabaseFault) in
            let knowledge = store.knowledge
            let terms = Self.terms(of: query)
            let total = max(try information(of: terms, in: knowledge), 0.01)
            var explanation = Explanation()
            for term in terms {
                let isNamed = try knowledge.holds(number, term, where: .names)
                let isHeld = isNamed ? true : try knowledge.holds(number, term, where: .anywhere)
                guard isHeld else { continue }
                explanation.words.append(
                    .init(
                        word: term, fields: [isNamed ? .title : .body],
                        weight: try information(of: [term], in: knowledge) / total))
            }
            return explanation
        }
    }

    private static func terms(of query: String) -> [String] {
        var seen: Set<String> = []
        let words = Folding.words(query).filter { seen.insert($0).inserted }
        let telling = words.filter { !stopWords.contains($0) }
        return Array((telling.isEmpty ? words : telling).prefix(termLimit))
    }

    private func find(
        _ query: String, _ terms: [String], limit: Int, where admits: (KnowledgeStore.Entry) -> Bool,
        in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> LookupAnswer {
        let named = try named(in: query, terms, in: knowledge)
        // Who says a concept's name wants that concept; what it is related to fits better than what happens to mention it,
        // and the text index need not be asked.
        let meant = named.filter { $0.value.isSure && $0.value.share == 1 }
        var scores = named.mapValues(\.bonus)
        if meant.isEmpty {
            let words = try tellingTerms(terms, in: knowledge)
            for (number, score) in try knowledge.search(words: words, limit: max(limit, 10)) {
                scores[number, default: 0] += score
            }
        } else {
            for number in meant.keys.sorted() {
                for (place, related) in try related(to: number, in: knowledge).enumerated() where scores[related] == nil
                {
                    scores[related] = 1 / Double(place + 1)
                }
            }
        }
        let ranked = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        var hits: [LookupAnswer.Hit] = []
        for (number, score) in ranked where hits.count < limit {
            if let entry = try entry(number, in: knowledge), admits(entry) {
                hits.append(.init(entry: entry, score: score))
            }
        }
        guard let first = hits.first?.entry.number else { return LookupAnswer() }
        let isCalledSo = named[first].map { $0.isSure && $0.share >= Self.nameShare } ?? false
        let covered = isCalledSo ? 1 : try coverage(of: terms, by: first, in: knowledge)
        return covered >= Self.coverageNeeded
            ? LookupAnswer(isConfident: true, concepts: hits)
            : LookupAnswer(nearest: Array(hits.prefix(3)))
    }

    /// The concepts that a concept's file says to see also.
    private func related(to number: Int64, in knowledge: KnowledgeStore) throws(DatabaseFault) -> [Int64] {
        if let known = lookupCache.related[number] { return known }
        guard let entry = try entry(number, in: knowledge) else { return [] }
        var related: [Int64] = []
        for id in entry.see {
            if let other = try knowledge.entries(id: id).first(where: { $0.pack == entry.pack }) {
                related.append(other.number)
            }
        }
        if lookupCache.related.count >= LookupCache.concepts { lookupCache.related = [:] }
        lookupCache.related[number] = related
        return related
    }

    /// A name of a concept that stands in a query.
    private struct NamePart {
        var bonus: Double
        /// The share of the query's information that the name makes up.
        var share: Double
        /// Whether it is more than the last part of a symbol, which many things share.
        var isSure: Bool
    }

    /// Concepts whose names stand in the query, each with the part that counts most: all of the query, or some words in a row.
    private func named(
        in query: String, _ terms: [String], in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> [Int64: NamePart] {
        let words = Array(Folding.words(query).prefix(Self.nameWords))
        let total = max(try information(of: terms, in: knowledge), 0.01)
        var found: [Int64: NamePart] = [:]
        func take(_ name: String, share: Double) throws(DatabaseFault) {
            for (number, sort) in try knowledge.named(name) {
                let part = NamePart(
                    bonus: (Self.nameBonus[sort] ?? 0) * share, share: share, isSure: sort != .symbolTail)
                if part.bonus > found[number]?.bonus ?? 0 { found[number] = part }
            }
        }
        for start in words.indices where !Self.stopWords.contains(words[start]) {
            for end in start..<min(start + Self.nameLength, words.count) where !Self.stopWords.contains(words[end]) {
                let part = Array(words[start...end])
                let telling = part.filter { !Self.stopWords.contains($0) }
                try take(
                    part.joined(separator: " "), share: min(1, try information(of: telling, in: knowledge) / total))
            }
        }
        // The whole of it, should it be longer than the parts or made of stop words (`with`), and without its stop words.
        for name in Set([Folding.fold(query), terms.joined(separator: " ")]) where !name.isEmpty {
            try take(name, share: 1)
        }
        return found
    }

    private func entry(_ number: Int64, in knowledge: KnowledgeStore) throws(DatabaseFault) -> KnowledgeStore.Entry? {
        if let known = lookupCache.entries[number] { return known }
        if lookupCache.entries.count >= LookupCache.concepts { lookupCache.entries = [:] }
        let entry = try knowledge.entry(number: number)
        lookupCache.entries[number] = entry
        return entry
    }

    /// The share of the query's information that a concept holds; a word that only its body mentions counts for less.
    private func coverage(
        of terms: [String], by number: Int64, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> Double {
        var held = 0.0
        for term in terms where try frequency(of: term, in: knowledge) > 0 {
            let weight = try information(of: [term], in: knowledge)
            if try knowledge.holds(number, term, where: .names) {
                held += weight
            } else if try knowledge.holds(number, term, where: .anywhere) {
                held += weight * Self.bodyShare
            }
        }
        return held / max(try information(of: terms, in: knowledge), 0.01)
    }

    /// How much some words tell: the logarithm of how rare each is (inverse document frequency, Spärck Jones 1972), added up.
    /// A word that occurs nowhere weighs like the rarest.
    private func information(of terms: [String], in knowledge: KnowledgeStore) throws(DatabaseFault) -> Double {
        let count = Double(try conceptCount(in: knowledge))
        var sum = 0.0
        for term in terms { sum += log((count + 1) / (Double(try frequency(of: term, in: knowledge)) + 0.5)) + 0.01 }
        return sum
    }

    /// The terms without those that half of the concepts hold: bm25 gives them no weight, but each of its rows costs time.
    private func tellingTerms(_ terms: [String], in knowledge: KnowledgeStore) throws(DatabaseFault) -> [String] {
        guard terms.count > 1 else { return terms }
        let count = try conceptCount(in: knowledge)
        var telling: [String] = []
        var isFound = false
        for term in terms {
            let frequency = try frequency(of: term, in: knowledge)
            if frequency * 2 < count { telling.append(term) }
            if frequency > 0, frequency * 2 < count { isFound = true }
        }
        return isFound ? telling : terms
    }

    private func conceptCount(in knowledge: KnowledgeStore) throws(DatabaseFault) -> Int {
        if let known = lookupCache.conceptCount { return known }
        let count = try knowledge.counts().concepts
        lookupCache.conceptCount = count
        return count
    }

    private func vocabulary(in knowledge: KnowledgeStore) throws(DatabaseFault) -> [Int: [String]] {
        if let known = lookupCache.vocabulary { return known }
        let words = Dictionary(grouping: try knowledge.vocabulary().sorted(), by: \.unicodeScalars.count)
        lookupCache.vocabulary = words
        return words
    }

    private func frequency(of term: String, in knowledge: KnowledgeStore) throws(DatabaseFault) -> Int {
        if let known = lookupCache.frequencies[term] { return known }
        if lookupCache.frequencies.count >= LookupCache.words { lookupCache.frequencies = [:] }
        let frequency = try knowledge.frequency(term)
        lookupCache.frequencies[term] = frequency
        return frequency
    }

    /// The terms with unknown words replaced by the nearest words of names; nil when none was replaced.
    private func respell(_ terms: [String], in knowledge: KnowledgeStore) throws(DatabaseFault) -> [String]? {
        var isChanged = false
        var result: [String] = []
        for term in terms {
            var word = term
            // One slip in short words, two in long ones, none in very short ones. People rarely miss the first letter.
            let slips = term.count < 4 ? 0 : term.count < 8 ? 1 : 2
            if slips > 0, try frequency(of: term, in: knowledge) == 0 {
                var best = slips + 1
                let words = try vocabulary(in: knowledge)
                let length = term.unicodeScalars.count
                for candidate in (length - slips...length + slips).flatMap({ words[$0] ?? [] })
                where candidate.first == term.first {
                    if let distance = Spelling.distance(term, candidate, limit: min(slips, best - 1)) {
                        best = distance
                        word = candidate
                        if best == 1 { break }
                    }
                }
                if best <= slips { isChanged = true }
            }
            result.append(word)
        }
        return isChanged ? result : nil
    }
}
