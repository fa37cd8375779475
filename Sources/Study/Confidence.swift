import Glibc
import Knowledge

/// How sure a look-up is of its first concept.
enum Confidence {
    /// From here on the concept is shown as the answer.
    static let needed = 0.42

    /// The probability that the concept is what was meant, 0...1.
    static func of(_ evidence: Ranking.Evidence, _ found: Findings) -> Double {
        let sum = features(evidence, found).enumerated().reduce(bias) { $0 + $1.element * coefficients[$1.offset] }
        return 1 / (1 + exp(-sum))
    }

    /// What `features` gives, in its order, and what each adds to the logarithm of the odds: a logistic regression on the tune set
    /// of Tests/Benchmarks (confidence.py there), between queries that have an answer and those that have none.
    static let names = ["told", "covered", "phrase", "unknown", "doubt", "exact"]
    private static let coefficients = [1.7, 3.2, 4.45, -0.9, -2.0, 0.9]
    private static let bias = -4.13

    /// What the probability is made of, in the order of `names`.
    static func features(_ evidence: Ranking.Evidence, _ found: Findings) -> [Double] {
        var unknown = 0.0
        for (place, word) in found.query.words.enumerated() where found.frequencies[place] == 0 {
            let isJoined = found.query.joined.contains { $0.covers & word.covers != 0 }
            if !isJoined { unknown += found.ranking.words[place].weight }
        }
        let isExact = evidence.phraseHolds > 0.999 && evidence.phraseHeld > 0.999
        return [
            evidence.told, evidence.covered, evidence.phrase, unknown / found.ranking.total, 1 - found.fidelity,
            isExact ? 1 : 0,
        ]
    }
}
