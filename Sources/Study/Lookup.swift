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
    /// What comes closest when nothing is sure enough, three at most.
    package var nearest: [Hit] = []
    /// The query as it was understood, when a word of it was taken for a misspelling.
    package var showing: String?
}

extension Study {
    /// Concepts given as nearest when nothing is sure enough.
    private static let nearest = 3

    /// Finds concepts by title, other names, symbols, wordings and text.
    ///
    /// - Parameters:
    ///   - query: any wording; more than some dozen telling words are passed over.
    ///   - limit: concepts given at most.
    ///   - compared: concepts looked at closely, the best by their words; more when many of them will not be admitted.
    ///   - admits: which concepts may be found.
    package func lookup(
        _ query: String, limit: Int, compared: Int = 40, where admits: (KnowledgeStore.Entry) -> Bool = { _ in true }
    ) throws(StudyFault) -> LookupAnswer {
        try readingAtOnce { store throws(DatabaseFault) in
            let found = try understand(query, compared: max(compared, limit), in: store.knowledge)
            return try answer(found, limit: limit, where: admits, in: store.knowledge)
        }
    }

    private func answer(
        _ found: Findings, limit: Int, where admits: (KnowledgeStore.Entry) -> Bool, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> LookupAnswer {
        var hits: [LookupAnswer.Hit] = []
        var confidence = 0.0
        for candidate in found.ranked where hits.count < max(limit, Self.nearest) {
            if let entry = try entry(candidate.number, in: knowledge), admits(entry) {
                if hits.isEmpty { confidence = Confidence.of(candidate.evidence, found) }
                hits.append(.init(entry: entry, score: candidate.evidence.score))
            }
        }
        guard !hits.isEmpty else { return LookupAnswer() }
        guard confidence >= Confidence.needed else {
            return LookupAnswer(nearest: Array(hits.prefix(Self.nearest)))
        }
        return LookupAnswer(isConfident: true, concepts: Array(hits.prefix(limit)), showing: found.showing)
    }

    /// Why a concept is found by a query.
    package func explain(_ query: String, number: Int64) throws(StudyFault) -> Explanation {
        try readingAtOnce { store throws(DatabaseFault) in
            let found = try understand(query, in: store.knowledge)
            return try explain(found, number: number, in: store.knowledge)
        }
    }

    private func explain(
        _ found: Findings, number: Int64, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> Explanation {
        var explanation = Explanation()
        let marks = try marks(found, number: number, in: knowledge)
        for (place, word) in found.query.words.enumerated() {
            var mark = marks[place]
            for (index, join) in found.query.joined.enumerated() where join.covers & word.covers != 0 {
                mark |= marks[found.query.words.count + index]
            }
            let fields = Wording.Field.allCases.filter { mark & $0.bit != 0 }
            guard !fields.isEmpty else { continue }
            explanation.words.append(
                .init(word: word.text, fields: fields, weight: found.ranking.words[place].weight / found.ranking.total))
        }
        let evidence: Ranking.Evidence
        if let ranked = found.ranked.first(where: { $0.number == number }) {
            evidence = ranked.evidence
        } else {
            evidence = try self.evidence(found, number: number, in: knowledge)
        }
        if evidence.phrasePlace >= 0, let phrase = try knowledge.phrase(evidence.phrasePlace, ofConcept: number) {
            explanation.phrase = .init(text: phrase, field: evidence.phraseField, share: evidence.phraseHolds)
        }
        explanation.confidence = Confidence.of(evidence, found)
        return explanation
    }
}
