import Glibc
import Knowledge

/// How sure a look-up is of its first concept.
enum Confidence {
    /// From here on the concept is shown as the answer.
    static let needed = 0.44

    /// The probability that the concept is what was meant, 0...1.
    static func of(_ evidence: Ranking.Evidence, _ found: Findings) -> Double {
        let sum = features(evidence, found).enumerated().reduce(bias) { $0 + $1.element * coefficients[$1.offset] }
        return 1 / (1 + exp(-sum))
    }

    /// What `features` gives, in its order, and what each adds to the logarithm of the odds: a logistic regression on the queries
    /// to tune on of Tests/Benchmarks (confidence.py there), between queries that have an answer and those that have none.
    static let names = ["told", "covered", "phrase", "neighbours", "doubt", "exact"]
    private static let coefficients = [1.35, 0.75, 3.9, 6.3, -3.8, 1.7]
    private static let bias = -2.15

    /// What the probability is made of, in the order of `names`.
    static func features(_ evidence: Ranking.Evidence, _ found: Findings) -> [Double] {
        let isExact = evidence.phraseHolds > 0.999 && evidence.phraseHeld > 0.999
        // Cubed, since holding half of a query says little: the other half may be what it is about.
        func cubed(_ share: Double) -> Double { share * share * share }
        return [
            cubed(evidence.told), cubed(evidence.covered), evidence.phrase, evidence.neighbours, 1 - found.fidelity,
            isExact ? 1 : 0,
        ]
    }
}
