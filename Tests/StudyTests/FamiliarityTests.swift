import Memory
import Testing

@testable import Study

/// How much a hint says, from the memories of a concept's cards.
@Suite struct FamiliarityTests {
    private static let model = FSRS6()
    private static let now = Instant(milliseconds: 1_795_338_000_000)

    /// A card answered so many days ago that left this stability.
    private func card(stability: Double, daysAgo: Double, phase: Phase = .review) -> CardMemory {
        let last = Self.now.adding(milliseconds: -Int64(daysAgo * 86_400_000))
        let today = StudyDay(at: last, zoneMinutes: 0)
        return CardMemory(
            state: MemoryState(stability: stability, difficulty: 5), phase: phase, lastReview: last, lastDay: today,
            due: last, dueDay: today, scheduledDays: 1, reviews: 1, lapses: 0)
    }

    private func familiarity(_ memories: [CardMemory], of cards: Int = 1, isClaimed: Bool = false) -> Familiarity {
        Familiarity(memories, cards: cards, isClaimed: isClaimed, at: Self.now, model: Self.model)
    }

    @Test func aWeekOfStabilityMakesAnIdeaKnown() {
        #expect(familiarity([]) == .new)
        #expect(familiarity([card(stability: 6.9, daysAgo: 0)]) == .new)
        #expect(familiarity([card(stability: 7, daysAgo: 0)]) == .known)
        #expect(familiarity([card(stability: 30, daysAgo: 0, phase: .relearning(step: 0))]) == .new)
        #expect(familiarity([card(stability: 30, daysAgo: 0, phase: .learning(step: 1))]) == .new)
    }

    @Test func theWeakestCardDecides() {
        #expect(familiarity([card(stability: 200, daysAgo: 1), card(stability: 3, daysAgo: 1)], of: 2) == .new)
        #expect(familiarity([card(stability: 200, daysAgo: 1), card(stability: 20, daysAgo: 1)], of: 2) == .known)
        #expect(familiarity([card(stability: 200, daysAgo: 1), card(stability: 90, daysAgo: 1)], of: 2) == .mastered)
    }

    @Test func halfOfTheCardsMustBeAnsweredForMastery() {
        let two = [card(stability: 200, daysAgo: 1), card(stability: 200, daysAgo: 1)]
        #expect(familiarity(two, of: 4) == .mastered)
        #expect(familiarity(two, of: 5) == .known)
    }

    @Test func whatFadesComesBack() {
        // At t = S recall is 0.9 by the definition of stability.
        #expect(familiarity([card(stability: 100, daysAgo: 99)]) == .mastered)
        #expect(familiarity([card(stability: 100, daysAgo: 101)]) == .known)
        let days = Self.model.interval(stability: 100, desiredRetention: 0.8)
        #expect(familiarity([card(stability: 100, daysAgo: days - 1)]) == .known)
        #expect(familiarity([card(stability: 100, daysAgo: days + 1)]) == .new)
    }

    @Test func aClaimHoldsUntilAnAnswerSaysOtherwise() {
        #expect(familiarity([], isClaimed: true) == .mastered)
        #expect(familiarity([card(stability: 2.3, daysAgo: 1)], isClaimed: true) == .mastered)
        #expect(familiarity([card(stability: 2.3, daysAgo: 100)], isClaimed: true) == .new)
        #expect(familiarity([card(stability: 0.2, daysAgo: 0, phase: .learning(step: 0))], isClaimed: true) == .new)
    }
}
