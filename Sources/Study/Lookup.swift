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
    var conceptCount: Int?
    /// By the number of their letters (Unicode scalars), each list in alphabetical order.
    var vocabulary: [Int: [String]]?
    /// Queries repeat their words; more different ones than this begin anew.
    static let words = 4096
}

extension Study {
    /// Words that carry no subject of their own in a question.
    private static let stopWords: Set<String> = [
        "a", "about", "an", "and", "any", "are", "as", "at", "be", "between", "but", "by", "can", "could", "define",
        "describe", "did", "difference", "different", "do", "does", "doing", "done", "each", "explain", "for", "from",
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
    private static let coverageNeeded = 0.5

    /// Finds concepts by title, other names, symbols and text.
    ///
    /// - Parameters:
    ///   - query: any wording; more than some dozen telling words are passed over.
    ///   - limit: concepts given at most.
    package func lookup(_ query: String, limit: Int) throws(StudyFault) -> LookupAnswer {
        try reading { store throws(DatabaseFault) in
            let knowledge = store.knowledge
            return try knowledge.atOnce { () throws(DatabaseFault) in try search(query, limit: limit, in: knowledge) }
        }
    }

    private func search(
        _ query: String, limit: Int, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> LookupAnswer {
        let terms = Self.terms(of: query)
        var answer = try find(query, terms, limit: limit, in: knowledge)
        if !answer.isConfident, let respelled = try respell(terms, in: knowledge) {
            let phrase = respelled.joined(separator: " ")
            let second = try find(phrase, respelled, limit: limit, in: knowledge)
            if second.isConfident {
                answer = second
                answer.showing = phrase
            } else if answer.nearest.isEmpty {
                answer.nearest = second.nearest
            }
        }
        return answer
    }

    private static func terms(of query: String) -> [String] {
        var seen: Set<String> = []
        let words = Folding.words(query).filter { seen.insert($0).inserted }
        let telling = words.filter { !stopWords.contains($0) }
        return Array((telling.isEmpty ? words : telling).prefix(termLimit))
    }

    private func find(
        _ query: String, _ terms: [String], limit: Int, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> LookupAnswer {
        var scores: [Int64: Double] = [:]
        let words = try tellingTerms(terms, in: knowledge)
        for (number, score) in try knowledge.search(words: words, limit: max(limit, 10)) { scores[number] = score }
        var isNamed = false
        for name in Set([Folding.fold(query), terms.joined(separator: " ")]).sorted() where !name.isEmpty {
            var named: Set<Int64> = []
            for (number, sort) in try knowledge.named(name) where named.insert(number).inserted {
                scores[number, default: 0] += Self.nameBonus[sort] ?? 0
                if sort != .symbolTail { isNamed = true }
            }
        }
        let ranked = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
        var hits: [LookupAnswer.Hit] = []
        for (number, score) in ranked {
            if let entry = try knowledge.entry(number: number) { hits.append(.init(entry: entry, score: score)) }
        }
        guard let first = hits.first else { return LookupAnswer() }
        let covered = isNamed ? 1 : try coverage(of: terms, by: first.entry.number, in: knowledge)
        return covered >= Self.coverageNeeded
            ? LookupAnswer(isConfident: true, concepts: hits)
            : LookupAnswer(nearest: Array(hits.prefix(3)))
    }

    /// The share of the query's information that a concept holds. A word's information is the logarithm of how rare it
    /// is (inverse document frequency, Spärck Jones 1972); a word that occurs nowhere weighs like the rarest.
    private func coverage(
        of terms: [String], by number: Int64, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> Double {
        let count = try conceptCount(in: knowledge)
        var held = 0.0
        var all = 0.0
        for term in terms {
            let frequency = try frequency(of: term, in: knowledge)
            let weight = log((Double(count) + 1) / (Double(frequency) + 0.5)) + 0.01
            all += weight
            if frequency > 0, try knowledge.holds(number, term) { held += weight }
        }
        return all > 0 ? held / all : 0
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
            // One slip in short words, two in long ones, none in very short ones.
            let slips = term.count < 4 ? 0 : term.count < 8 ? 1 : 2
            if slips > 0, try frequency(of: term, in: knowledge) == 0 {
                var best = slips + 1
                let words = try vocabulary(in: knowledge)
                let length = term.unicodeScalars.count
                for candidate in (length - slips...length + slips).flatMap({ words[$0] ?? [] }) {
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
