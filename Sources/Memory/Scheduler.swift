/// From an answer to the next due date, by the rules of Anki's scheduler over FSRS-6.
///
/// A card is learned in short steps, then reviewed after days; a lapse sends it through the relearning steps. The
/// memory state moves at every answer, by the study days between answers. Nothing here reads a clock or draws a random
/// number: the same reviews in the same order give the same memory, which is what lets the log be the only truth.
///
/// Left out of Anki's rules: the random quarter that lengthens steps, and steps of a day or more that wait for a study
/// day (here a step is due to the millisecond). And load balancing, by which a due day depends on the other cards due
/// around it, and so on the order in which answers arrived: two devices with the same logs would disagree. Here a due
/// day is a function of the card's own answers; what is too much for a day, or too little, is the queue's to even out,
/// which asks by value within a budget and may ask a card from `earliestDay` on.
package struct Scheduler: Sendable {
    /// The memory model.
    package let model: FSRS6

    /// The probability of recall at which a card is asked again, 0.70...0.99 (the range Anki offers).
    package let desiredRetention: Double

    /// The same for packs that have their own, by the pack's name: what a card's id begins with, up to the first slash.
    package let retentionOfPacks: [String: Double]

    /// Weekdays that fewer reviews are to fall on.
    package let easyDays: Set<Weekday>

    /// No card is put off longer, in days: 1...36,500.
    package let maximumIntervalDays: Int

    /// Whether intervals are spread by a few days.
    package let fuzz: Bool

    private let learningSteps: Steps
    private let relearningSteps: Steps

    /// What an easy day weighs among the days a due day is drawn from, another being 1: Anki's "minimum".
    private static let easyDayWeight = 0.0001

    /// A scheduler with these settings; the defaults are Anki's.
    ///
    /// Retentions are moved into 0.70...0.99 (NaN is 0.9), `maximumIntervalDays` into 1...36,500. Steps of zero or less
    /// are left out. With no steps at all an answer leads straight to the review phase, except that a memory
    /// too short for half a day is asked again when it is due.
    package init(
        model: FSRS6 = FSRS6(), desiredRetention: Double = 0.9, retentionOfPacks: [String: Double] = [:],
        easyDays: Set<Weekday> = [],
        learningStepsMilliseconds: [Int64] = [60_000, 600_000], relearningStepsMilliseconds: [Int64] = [600_000],
        maximumIntervalDays: Int = 36_500, fuzz: Bool = true
    ) {
        self.model = model
        self.desiredRetention = Self.bounded(desiredRetention)
        self.retentionOfPacks = retentionOfPacks.mapValues(Self.bounded)
        self.easyDays = easyDays
        self.maximumIntervalDays = maximumIntervalDays.clamped(to: 1...FuzzRange.longestDays)
        self.fuzz = fuzz
        learningSteps = Steps(milliseconds: learningStepsMilliseconds)
        relearningSteps = Steps(milliseconds: relearningStepsMilliseconds)
    }

    private static func bounded(_ retention: Double) -> Double {
        retention.isNaN ? 0.9 : retention.clamped(to: 0.70...0.99)
    }

    /// The probability of recall at which this card is asked again.
    package func desiredRetention(of card: String) -> Double {
        guard !retentionOfPacks.isEmpty else { return desiredRetention }
        return retentionOfPacks[String(card.prefix { $0 != "/" })] ?? desiredRetention
    }

    /// All that the memories this scheduler computes depend on, besides the reviews: another text means other memories.
    package var fingerprint: String {
        let numbers = [desiredRetention] + model.weights
        let packs = retentionOfPacks.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let days = Weekday.allCases.filter(easyDays.contains).map(\.rawValue)
        let steps = (learningSteps.delaysMilliseconds + [0] + relearningSteps.delaysMilliseconds).map(\.description)
        return (numbers.map(\.description) + packs + days + steps + ["\(maximumIntervalDays)", "\(fuzz)"])
            .joined(separator: " ")
    }

    /// The same scheduler with other wishes, each moved into its bounds; nil leaves one as it is.
    package func with(
        desiredRetention: Double? = nil, retentionOfPacks: [String: Double]? = nil, easyDays: Set<Weekday>? = nil,
        maximumIntervalDays: Int? = nil
    ) -> Scheduler {
        Scheduler(
            model: model, desiredRetention: desiredRetention ?? self.desiredRetention,
            retentionOfPacks: retentionOfPacks ?? self.retentionOfPacks, easyDays: easyDays ?? self.easyDays,
            learningStepsMilliseconds: learningSteps.delaysMilliseconds,
            relearningStepsMilliseconds: relearningSteps.delaysMilliseconds,
            maximumIntervalDays: maximumIntervalDays ?? self.maximumIntervalDays, fuzz: fuzz)
    }

    /// What is known of a card after one more review; `memory` is nil before the first, and `card` its stable name.
    ///
    /// A review dated before the last one (a clock that ran backwards) counts as made on the same study day.
    package func after(_ review: Review, card: String, memory: CardMemory?) -> CardMemory {
        let day = review.day
        let answer = Answer(
            grade: review.grade, before: memory?.state, day: day, desiredRetention: desiredRetention(of: card),
            elapsedDays: Double(memory.map { day.days(since: $0.lastDay) } ?? 0),
            chance: fuzz ? fuzzChance(card: card, reviews: memory?.reviews ?? 0) : nil)
        let state = model.next(answer.before, elapsedDays: answer.elapsedDays, grade: answer.grade)
        var next = CardMemory(
            state: state, phase: .review, lastReview: review.at, lastDay: day, due: review.at, dueDay: nil,
            scheduledDays: 0, reviews: (memory?.reviews ?? 0).addingSaturated(1), lapses: memory?.lapses ?? 0)
        if memory?.phase == .review, review.grade == .again { next.lapses = next.lapses.addingSaturated(1) }

        switch wait(after: answer, state: state, memory: memory) {
        case .step(let phase, let milliseconds):
            next.phase = phase
            next.due = review.at.adding(milliseconds: milliseconds)
        case .days(let days):
            let dueDay = day.adding(days: days)
            next.scheduledDays = days
            next.dueDay = dueDay
            next.due = dueDay.start(zoneMinutes: review.zoneMinutes)
        }
        return next
    }

    /// What is known of a card after all its reviews, given in the order in which they count; nil without any.
    package func fold(_ reviews: [Review], card: String) -> CardMemory? {
        reviews.reduce(nil) { after($1, card: card, memory: $0) }
    }
}

/// An answer and all that its intervals depend on.
private struct Answer {
    var grade: Grade
    /// nil for a new card.
    var before: MemoryState?
    var day: StudyDay
    var desiredRetention: Double
    /// Study days; below zero when the clock ran backwards, which the model counts as zero.
    var elapsedDays: Double
    /// nil without fuzz.
    var chance: Double?
}

/// How long until a card is asked again.
private enum Wait {
    case step(Phase, milliseconds: Int64)
    case days(Int)
}

extension Scheduler {
    private func wait(after answer: Answer, state: MemoryState, memory: CardMemory?) -> Wait {
        switch memory?.phase ?? .learning(step: 0) {
        case .learning(let step):
            return wait(after: answer, state: state, steps: learningSteps, at: step) { .learning(step: $0) }
        case .relearning(let step):
            return wait(after: answer, state: state, steps: relearningSteps, at: step) { .relearning(step: $0) }
        case .review where answer.grade == .again:
            return wait(after: answer, state: state, steps: relearningSteps, at: 0) { .relearning(step: $0) }
        case .review:
            // Hard, good and easy are at least a day apart, so each is reckoned after the ones below it.
            let ladder = [Grade.hard, .good, .easy].prefix { $0.rawValue <= answer.grade.rawValue }
            return .days(days(after: answer, ladder: Array(ladder), previousDays: memory?.scheduledDays ?? 0))
        }
    }

    /// While there are steps, the next one; else days, of which easy gets at least one more than good would.
    private func wait(
        after answer: Answer, state: MemoryState, steps: Steps, at step: Int, phase: (Int) -> Phase
    ) -> Wait {
        if let next = steps.after(answer.grade, at: step) {
            return .step(phase(next.step), milliseconds: next.milliseconds)
        }
        if answer.grade != .easy, steps.delaysMilliseconds.isEmpty,
            let delay = shortDelayMilliseconds(state, answer.desiredRetention)
        {
            return .step(phase(0), milliseconds: delay)
        }
        return .days(days(after: answer, ladder: answer.grade == .easy ? [.good, .easy] : [answer.grade]))
    }

    /// Without steps, a memory that would not last half a day is asked again the same day, provided the weights model
    /// that (w17 and w18 above zero). nil when a whole day will do.
    private func shortDelayMilliseconds(_ state: MemoryState, _ desiredRetention: Double) -> Int64? {
        let days = model.interval(stability: state.stability, desiredRetention: desiredRetention)
        guard days < 0.5, model.weights[17] > 0, model.weights[18] > 0 else { return nil }
        return max(1_000, Int64(days * Double(millisecondsPerDay)))
    }

    /// The interval in days of the last grade of `ladder`, at least one more than that of the grade before it.
    private func days(after answer: Answer, ladder: [Grade], previousDays: Int = 0) -> Int {
        var days = 0
        for grade in ladder {
            let state = model.next(answer.before, elapsedDays: answer.elapsedDays, grade: grade)
            let interval = model.interval(stability: state.stability, desiredRetention: answer.desiredRetention)
            let minimum = min(days + 1, maximumIntervalDays)
            if let chance = answer.chance {
                let least = max(minimum, Self.leastFuzzedDays(interval, previousDays: previousDays))
                let range = FuzzRange(around: interval, minimum: least, maximum: maximumIntervalDays)
                days = drawn(from: range, chance, on: answer.day)
            } else {
                // Half a day rounds up.
                days = Int(interval.rounded().clamped(to: Double(minimum)...Double(maximumIntervalDays)))
            }
        }
        return days
    }

    /// The drawing depends on the card and on how many reviews it had, an easy day on the calendar: on nothing that other
    /// cards or other devices do.
    private func drawn(from range: FuzzRange, _ chance: Double, on day: StudyDay) -> Int {
        guard !easyDays.isEmpty else { return range.days(chance: chance) }
        return range.days(chance: chance) {
            easyDays.contains(day.adding(days: $0).weekday) ? Self.easyDayWeight : 1
        }
    }

    /// Fuzz alone does not shorten an interval: one that grew stays longer than the previous, and one that the spread
    /// could leave as it was is left.
    private static func leastFuzzedDays(_ interval: Double, previousDays: Int) -> Int {
        if interval.rounded() > Double(previousDays) { return previousDays.addingSaturated(1) }
        return Double(previousDays) <= (interval + FuzzRange.spread(of: interval)).rounded() ? previousDays : 0
    }
}
