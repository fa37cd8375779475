import Memory

/// How well a person knows a concept, and so how much a hint about it says. It follows from the memories of the concept's
/// cards at the moment of asking, so that an idea that fades from memory comes back by itself.
package enum Familiarity: Sendable, Equatable {
    /// Never answered, being learned, or fading: the hint says all it has.
    case new
    /// The hint is one line.
    case known
    /// There is no hint unless it is asked for again.
    case mastered
}

extension Familiarity {
    /// Below this probability of recall a card is long overdue at any usual retention: what was known is fading.
    package static let fadingRecall = 0.8
    /// Days of stability from which an idea is known: it has outlived a week, which with FSRS-6's weights takes a second good
    /// answer on another day. One good answer alone leaves 2.3 days.
    static let knownStabilityDays = 7.0
    /// Days of stability from which it is mastered: a season, some five good answers over a quarter of a year.
    static let masteredStabilityDays = 90.0
    /// A mastered idea is still surely known; at the usual retention it comes back as one line on the day it is due.
    static let masteredRecall = 0.9

    /// - Parameters:
    ///   - memories: of the concept's cards that were answered; the weakest decides.
    ///   - cards: how many cards the concept has. Who has not answered half of them has not mastered it.
    ///   - isClaimed: whether the person said to know it. That counts until an answer says otherwise.
    init(_ memories: [CardMemory], cards: Int, isClaimed: Bool, at now: Instant, model: FSRS6) {
        var recall = 1.0
        var stability = Double.infinity
        for memory in memories {
            guard memory.phase == .review else {
                self = .new
                return
            }
            recall = min(recall, memory.retrievability(at: now, model: model))
            stability = min(stability, memory.state.stability)
        }
        if recall < Self.fadingRecall {
            self = .new
        } else if isClaimed {
            self = .mastered
        } else if memories.isEmpty || stability < Self.knownStabilityDays {
            self = .new
        } else if stability >= Self.masteredStabilityDays, recall >= Self.masteredRecall, memories.count * 2 >= cards {
            self = .mastered
        } else {
            self = .known
        }
    }
}
