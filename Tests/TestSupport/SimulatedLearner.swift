import Glibc
import Memory

/// A person who learns and forgets by a hidden truth that no scheduler sees, and who answers by it: the same answers for
/// the same seed and the same questions at the same times.
package struct SimulatedLearner {
    /// What memory is like in this person.
    package enum Making: CaseIterable, Sendable {
        /// Stability and difficulty as in FSRS-6, but with weights of the person's own and a chance of its own for each card.
        case strengths
        /// Traces that fade by power laws, the faster the better the card was known when they were made (Pavlik and
        /// Anderson, "Practice and forgetting effects on vocabulary memory", 2005). No weights of FSRS have this form.
        case traces
    }

    private let making: Making
    private let seed: UInt64
    private var random: SplitMix64
    private var cards: [String: Card] = [:]
    private var noise: [Int: Double] = [:]

    private let model: FSRS6
    private let decayBase, decayScale, threshold, spread: Double

    private struct Card {
        var state: MemoryState?
        var last = 0.0
        var stabilityFactor, gainFactor, difficultyOffset, activationOffset: Double
        var traces: [(at: Double, decay: Double, weight: Double)] = []
    }

    package init(_ making: Making, seed: UInt64) throws {
        self.making = making
        self.seed = seed
        var random = SplitMix64(seed: seed &* 0x2545_F491_4F6C_DD1D &+ 1)
        var weights = zip(FSRS6.defaultWeights, Self.weightSpread).map { $0 * exp(random.gauss($1)) }
        for place in 1...3 { weights[place] = max(weights[place], weights[place - 1]) }
        model = try FSRS6(weights: weights)
        decayBase = 0.12 * exp(random.gauss(0.25))
        decayScale = 0.12 * exp(random.gauss(0.25))
        threshold = -0.8 + random.gauss(0.2)
        spread = 0.33 * exp(random.gauss(0.15))
        self.random = random
    }

    /// How far people differ in each weight, as the standard deviation of its logarithm.
    private static let weightSpread =
        [0.9, 0.8, 0.8, 0.8, 0.1, 0.3, 0.25, 0, 0.3, 0.4, 0.35, 0.3, 0.4, 0.35, 0.35, 0.35, 0.35]
        + [0.5, 0.5, 0.5, 0.5]

    /// The true probability that a card is known, so many days after the simulation began; 0 for one never seen.
    package func recall(_ name: String, atDays now: Double) -> Double {
        guard let card = cards[name] else { return 0 }
        switch making {
        case .strengths:
            guard let state = card.state else { return 0 }
            return model.retrievability(elapsedDays: now - card.last, stability: state.stability)
        case .traces:
            return 1 / (1 + exp(((threshold - activation(card, now)) / spread).clampedToExponents))
        }
    }

    /// Answers a card: how well it was known and how many seconds that took. The first time it is read as well, which
    /// takes longer, and known by three in four.
    package mutating func answer(_ name: String, atDays now: Double) -> (grade: Grade, seconds: Double) {
        let isNew = cards[name] == nil
        var card = cards[name] ?? newCard(name)
        let known = (isNew ? 0.75 : recall(name, atDays: now)).clampedToChances
        let strength = log(known / (1 - known)) + dayNoise(Int(now))
        let chance = 0.02 + 0.97 / (1 + exp(-strength.clampedToExponents))
        let grade: Grade
        if Double.random(in: 0..<1, using: &random) >= chance {
            grade = .again
        } else {
            let felt = log(chance / (1 - chance)) + random.gauss(1.2)
            grade = felt < 0.2 ? .hard : felt > 4 ? .easy : .good
        }
        learn(&card, grade, now)
        cards[name] = card
        let seconds = 5.5 * exp(random.gauss(0.4)) * (grade == .again ? 1.7 : 1) + (isNew ? 9 : 0)
        return (grade, seconds)
    }

    /// The same hidden card for the same person and name, whenever it is first asked.
    private func newCard(_ name: String) -> Card {
        var hash = seed ^ 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var own = SplitMix64(seed: hash)
        return Card(
            stabilityFactor: exp(own.gauss(0.5)), gainFactor: exp(own.gauss(0.25)), difficultyOffset: own.gauss(0.8),
            activationOffset: own.gauss(0.35))
    }

    private func learn(_ card: inout Card, _ grade: Grade, _ now: Double) {
        if let before = card.state {
            // Whoever answers again within half a day does so on the same day.
            let days = now - card.last < 0.5 ? 0 : max(1, now - card.last)
            var next = model.next(before, elapsedDays: days, grade: grade)
            if grade != .again {
                next.stability = before.stability + (next.stability - before.stability) * card.gainFactor
            }
            card.state = next
        } else {
            var first = model.next(nil, elapsedDays: 0, grade: grade)
            first.stability *= card.stabilityFactor
            first.difficulty += card.difficultyOffset
            card.state = first
        }
        let decay =
            card.traces.isEmpty
            ? decayBase + 0.18 + (grade == .again ? 0.15 : 0)
            : min(decayScale * exp(min(activation(card, now), 4)) + decayBase, 2)
        card.traces.append((now, decay, [0.45, 0.85, 1, 1.25][grade.rawValue - 1]))
        // The first trace stays, the rest is what was done of late.
        if card.traces.count > 24 { card.traces.remove(at: 1) }
        card.last = now
    }

    private func activation(_ card: Card, _ now: Double) -> Double {
        let sum = card.traces.reduce(0) { $0 + $1.weight * pow(max(now - $1.at, 2e-4), -$1.decay) }
        return sum > 0 ? log(sum) + card.activationOffset : -9
    }

    /// People have better and worse days.
    private mutating func dayNoise(_ day: Int) -> Double {
        if let known = noise[day] { return known }
        var own = SplitMix64(seed: seed &+ UInt64(truncatingIfNeeded: day) &* 0x9E37_79B9_7F4A_7C15)
        let value = own.gauss(0.25)
        noise[day] = value
        return value
    }
}

extension RandomNumberGenerator {
    /// Normally distributed around 0 (Box and Muller 1958).
    fileprivate mutating func gauss(_ deviation: Double) -> Double {
        let radius = sqrt(-2 * log(1 - Double.random(in: 0..<1, using: &self)))
        return deviation * radius * cos(2 * Double.pi * Double.random(in: 0..<1, using: &self))
    }
}

extension Double {
    fileprivate var clampedToExponents: Double { Swift.min(Swift.max(self, -30), 30) }
    fileprivate var clampedToChances: Double { Swift.min(Swift.max(self, 1e-6), 1 - 1e-6) }
}
