/// Where a card stands between two answers.
package enum Phase: Sendable, Equatable {
    /// New, and seen again within minutes or hours; `step` is the place in the list of learning steps, from 0.
    case learning(step: Int)

    /// Learned, and seen again after days.
    case review

    /// Forgotten in review, and seen again within minutes or hours; `step` is the place in the relearning steps, from
    /// 0.
    case relearning(step: Int)
}

/// What is known of one card after its reviews. It is computed from them and can always be computed again.
package struct CardMemory: Sendable, Equatable {
    /// Stability and difficulty after the last review.
    package var state: MemoryState

    /// Where the card stands.
    package var phase: Phase

    /// When the last review was made.
    package var lastReview: Instant

    /// The study day of the last review, where it was made.
    package var lastDay: StudyDay

    /// When it is to be asked again. In the review phase the start of `dueDay`, on the clock of the last review.
    package var due: Instant

    /// The study day it is to be asked again; nil outside the review phase.
    package var dueDay: StudyDay?

    /// Days from the last review to the due day; 0 outside the review phase.
    package var scheduledDays: Int

    /// How many reviews there were.
    package var reviews: Int

    /// How many times it was forgotten in the review phase.
    package var lapses: Int

    /// A memory with exactly these values, for one who kept them; the meaning of each is that of the property.
    package init(
        state: MemoryState, phase: Phase, lastReview: Instant, lastDay: StudyDay, due: Instant, dueDay: StudyDay?,
        scheduledDays: Int, reviews: Int, lapses: Int
    ) {
        self.state = state
        self.phase = phase
        self.lastReview = lastReview
        self.lastDay = lastDay
        self.due = due
        self.dueDay = dueDay
        self.scheduledDays = scheduledDays
        self.reviews = reviews
        self.lapses = lapses
    }
}

extension CardMemory {
    /// Whether it is time to ask. A step is due to the moment; a review is due all through its study day and after, by
    /// the learner's clock now (`zoneMinutes` east of UTC).
    package func isDue(at now: Instant, zoneMinutes: Int) -> Bool {
        guard phase == .review, let dueDay else { return due <= now }
        return StudyDay(at: now, zoneMinutes: zoneMinutes) >= dueDay
    }

    /// The probability, 0...1, that it would be recalled at a moment. Fractions of a day count, as in what Anki shows;
    /// before the last review it is 1.
    package func retrievability(at now: Instant, model: FSRS6) -> Double {
        model.retrievability(elapsedDays: now.days(since: lastReview), stability: state.stability)
    }
}
