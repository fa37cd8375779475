import Glibc

/// The memory model FSRS-6 of open-spaced-repetition: how stability and difficulty change with each answer, and how
/// recall fades in between.
///
/// Written from the published formulas, in double precision. Symbols below are those of the FSRS papers: S stability
/// in days, D difficulty, R probability of recall, t elapsed days, w the 21 weights. It has no clock and no state; the
/// same answers always give the same numbers.
package struct FSRS6: Sendable {
    /// The default weights of FSRS-6: py-fsrs 6.3.2, fsrs-rs 6.6.2 and Anki 26.09 ship the same 21 numbers.
    package static let defaultWeights: [Double] = [
        0.212, 1.2931, 2.3065, 8.2956,  // w0...w3: stability after a first again, hard, good, easy
        6.4133, 0.8334, 3.0194, 0.001,  // w4...w7: difficulty
        1.8722, 0.1666, 0.796,  // w8...w10: stability after a pass
        1.4835, 0.0614, 0.2629, 1.6483,  // w11...w14: stability after a lapse
        0.6014, 1.8729,  // w15, w16: hard penalty, easy bonus
        0.5425, 0.0912, 0.0658,  // w17...w19: reviews on the same day
        0.1542,  // w20: how fast recall fades
    ]

    /// The 21 weights in use, each inside its bounds.
    package private(set) var weights: [Double]

    private let decay: Double
    private let factor: Double

    /// The model with the default weights.
    package init() {
        self.init(bounded: Self.defaultWeights)
    }

    /// The model with a learner's own weights: 21 of FSRS-6, 19 of FSRS-5, 17 of FSRS-4.5 (older ones are converted),
    /// or none for the defaults. Each is moved into its bounds, as fsrs-rs and Anki do; `relearningSteps`, how many
    /// there are, narrows those of w17 and w18 from two steps on.
    ///
    /// Throws `WeightsFault` for another number of weights and for one that is not finite.
    package init(weights: [Double], relearningSteps: Int = 1) throws(WeightsFault) {
        self.init(bounded: try Self.converted(weights, relearningSteps: relearningSteps))
    }

    private init(bounded weights: [Double]) {
        self.weights = weights
        decay = -weights[20]
        factor = pow(0.9, 1 / decay) - 1
    }

    /// The state after one more answer. `state` is nil before the first one; `elapsedDays` since the previous answer
    /// count in whole days (rounded down, below zero as zero), 0 meaning the same study day.
    package func next(_ state: MemoryState?, elapsedDays: Double, grade: Grade) -> MemoryState {
        guard let state else {
            return MemoryState(
                stability: weights[grade.rawValue - 1].clamped(to: Self.stabilityBounds),
                difficulty: initialDifficulty(grade).clamped(to: Self.difficultyBounds))
        }
        let stability = state.stability.clamped(to: Self.stabilityBounds)
        let difficulty = state.difficulty.clamped(to: Self.difficultyBounds)
        let days = elapsedDays.rounded(.down).clamped(to: 0...Double.infinity)
        let newStability: Double
        if days == 0 {
            newStability = stabilityOnTheSameDay(stability, grade)
        } else {
            let recall = retrievability(elapsedDays: days, stability: stability)
            newStability =
                grade == .again
                ? stabilityAfterLapse(stability, difficulty, recall)
                : stabilityAfterPass(stability, difficulty, recall, grade)
        }
        return MemoryState(
            stability: newStability.clamped(to: Self.stabilityBounds),
            difficulty: nextDifficulty(difficulty, grade).clamped(to: Self.difficultyBounds))
    }

    /// The probability of recall, 0...1, so many days (fractions count, below zero as zero) after an answer that left
    /// this stability in days: R = (1 + factor t / S) ^ decay, which is 0.9 at t = S.
    package func retrievability(elapsedDays: Double, stability: Double) -> Double {
        let days = elapsedDays.clamped(to: 0...Double.infinity)
        return pow(1 + factor * days / stability.clamped(to: Self.stabilityBounds), decay)
    }

    /// The real-valued days after which the probability of recall has fallen to `desiredRetention` (counted as
    /// 0.0001...1, NaN as 0.9), for a stability in days. It is the stability itself at 0.9.
    package func interval(stability: Double, desiredRetention: Double) -> Double {
        let retention = desiredRetention.isNaN ? 0.9 : desiredRetention.clamped(to: 0.0001...1)
        return stability.clamped(to: Self.stabilityBounds) / factor * (pow(retention, 1 / decay) - 1)
    }

    /// The days that count as known between two times after an answer that left this stability: the integral of the
    /// probability of recall over them. Both in days (below zero as zero), `to` not before `from`.
    ///
    /// With R = (1 + factor t / S) ^ decay the antiderivative is S / (factor (decay + 1)) (1 + factor t / S) ^ (decay + 1);
    /// w20 is at most 0.8, so that decay + 1 is above zero.
    package func daysKnown(stability: Double, from: Double, to: Double) -> Double {
        let stability = stability.clamped(to: Self.stabilityBounds)
        func upTo(_ days: Double) -> Double {
            pow(1 + factor * days.clamped(to: 0...Double.infinity) / stability, decay + 1)
        }
        return stability / (factor * (decay + 1)) * (upTo(to) - upTo(from))
    }

    /// Days. From fsrs-rs; py-fsrs has the lower bound only.
    static let stabilityBounds = 0.001...36_500.0

    static let difficultyBounds = 1.0...10.0
}

extension FSRS6 {
    /// w4 - e^(w5 (grade - 1)) + 1, not yet inside 1...10.
    private func initialDifficulty(_ grade: Grade) -> Double {
        weights[4] - exp(weights[5] * Double(grade.rawValue - 1)) + 1
    }

    /// Moves by the grade, less the nearer it is to 10, and then a little towards that of an easy card.
    private func nextDifficulty(_ difficulty: Double, _ grade: Grade) -> Double {
        let change = -weights[6] * Double(grade.rawValue - 3)
        let damped = difficulty + (10 - difficulty) * change / 9
        return weights[7] * initialDifficulty(.easy) + (1 - weights[7]) * damped
    }

    private func stabilityOnTheSameDay(_ stability: Double, _ grade: Grade) -> Double {
        let growth =
            exp(weights[17] * (Double(grade.rawValue - 3) + weights[18])) * pow(stability, -weights[19])
        return stability * (grade == .again ? growth : max(growth, 1))
    }

    private func stabilityAfterPass(
        _ stability: Double, _ difficulty: Double, _ recall: Double, _ grade: Grade
    ) -> Double {
        let growth =
            exp(weights[8]) * (11 - difficulty) * pow(stability, -weights[9])
            * (exp((1 - recall) * weights[10]) - 1)
            * (grade == .hard ? weights[15] : 1) * (grade == .easy ? weights[16] : 1)
        return stability * (1 + growth)
    }

    private func stabilityAfterLapse(_ stability: Double, _ difficulty: Double, _ recall: Double) -> Double {
        let forgotten =
            weights[11] * pow(difficulty, -weights[12]) * (pow(stability + 1, weights[13]) - 1)
            * exp((1 - recall) * weights[14])
        return min(forgotten, stability / exp(weights[17] * weights[18]))
    }
}
