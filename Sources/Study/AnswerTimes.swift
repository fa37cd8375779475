import Knowledge

/// How long answers take, from the person's own.
///
/// An expectation is a mean, since it is sums of answers that a budget is made of. It is shrunk: what is not known yet of
/// one kind of question is taken from the person's pace in all, and that at first from the defaults.
package struct AnswerTimes: Sendable {
    /// An answer that was given.
    package struct Answer: Sendable {
        package var kind: Kind
        /// Whether the card was seen for the first time.
        package var isFirst: Bool
        package var milliseconds: Int

        package init(kind: Kind, isFirst: Bool, milliseconds: Int) {
            self.kind = kind
            self.isFirst = isFirst
            self.milliseconds = milliseconds
        }
    }

    /// Answers looked at, the newest ones: enough to know the slow ones, few enough to follow a change of pace.
    package static let answers = 400

    /// A longer answer counts as this long: somebody came in.
    package static let longestSeconds = 120.0

    /// As many answers as expected speak for what is expected without them.
    private static let weightBefore = 5.0

    /// A slow answer is one that only 1 % of those looked at were slower than, for their kind. In a simulated year of two
    /// minutes a day two days are longer then, by seconds, and 90 seconds are used; with 10 % a day in ten is longer.
    private static let slowShare = 0.99

    /// How many times longer than expected that is at least until enough answers are known. It would be 2.8 for a lognormal
    /// distribution with a standard deviation of 0.5, which answer times have; but the defaults are generous, and three
    /// questions are to fit into a first two minutes.
    private static let slownessBefore = 2.0
    private static let slownessNeeds = 50
    private static let slownessBounds = 1.2...4.0

    /// The pace for each kind, as a share of the default: old cards and new ones in turn.
    private let paces: [Double]
    private let slowness: Double

    /// From answers, the newest first.
    package init(_ answers: some Collection<Answer>) {
        var counts = [Double](repeating: 0, count: 2 * Kind.allCases.count)
        var sums = counts
        var ratios: [(key: Int, ratio: Double)] = []
        for answer in answers.prefix(Self.answers) {
            let key = Self.key(answer.kind, answer.isFirst)
            let seconds = min(max(0, Double(answer.milliseconds) / 1000), Self.longestSeconds)
            let ratio = seconds / Self.defaultSeconds(answer.kind, isNew: answer.isFirst)
            counts[key] += 1
            sums[key] += ratio
            ratios.append((key, ratio))
        }
        let before = Self.weightBefore
        let pace = (sums.reduce(0, +) + before) / (Double(ratios.count) + before)
        paces = counts.indices.map { (sums[$0] + before * pace) / (counts[$0] + before) }
        var spreads: [Double] = []
        for (key, ratio) in ratios { spreads.append(ratio / max(paces[key], 0.01)) }
        spreads.sort()
        let slow = spreads.isEmpty ? 0 : spreads[Int(Double(spreads.count - 1) * Self.slowShare)]
        slowness = spreads.count < Self.slownessNeeds ? max(Self.slownessBefore, slow) : slow
    }

    /// The seconds an answer is expected to take, half a second or more.
    package func seconds(_ kind: Kind, isNew: Bool) -> Double {
        max(0.5, Self.defaultSeconds(kind, isNew: isNew) * paces[Self.key(kind, isNew)])
    }

    /// The seconds of a slow answer: who begins a question with so much time left is done in time.
    package func slowSeconds(_ kind: Kind, isNew: Bool) -> Double {
        let bounds = Self.slownessBounds
        return seconds(kind, isNew: isNew) * min(max(slowness, bounds.lowerBound), bounds.upperBound)
    }

    private static func key(_ kind: Kind, _ isNew: Bool) -> Int {
        (Kind.allCases.firstIndex(of: kind) ?? 0) * 2 + (isNew ? 1 : 0)
    }

    /// Seconds an answer takes until the person's own are known: a question of some twenty words and its answer of fifty
    /// are read in twenty seconds (Brysbaert 2019: 238 words a minute), most of a choice or a gap in less, and code needs
    /// longer. A card's first time also has its answer to be taken in.
    private static func defaultSeconds(_ kind: Kind, isNew: Bool) -> Double {
        let seconds =
            switch kind {
            case .recall: 20.0
            case .cloze, .choice: 12.0
            case .output, .fault: 25.0
            }
        return isNew ? seconds * 1.5 : seconds
    }
}
