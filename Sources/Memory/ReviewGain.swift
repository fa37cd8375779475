/// What asking a card now is worth. Which of the cards that are due are asked, when a day has not room for all, is
/// decided by this and the time they take.
extension Scheduler {
    /// How far ahead a gain is counted, in days.
    ///
    /// Under a load that does not fit its budget (simulated learners, some of another making than the model) 30 to 90
    /// days leave most known, a year or more favours what is known well already. 90 leaves more for the month after.
    package static let gainHorizonDays = 90.0

    /// The days of knowing that asking a card now will gain over the next `gainHorizonDays`, 0 or more: the loss of
    /// retrievability that is avoided.
    ///
    /// With R the probability of recall now, K(S, a, b) the days known between a and b days after an answer that left
    /// stability S (`FSRS6.daysKnown`), S' the stability after good and S'' after again, t the days since the last answer
    /// and H the horizon, it is
    ///
    ///     R K(S', 0, H) + (1 - R) K(S'', 0, H) - K(S, t, t + H)
    ///
    /// Divided by the minutes it takes this is expected knowledge gained per minute: what Mozer and Lindsey ("Predicting
    /// and improving memory retention", 2016) call a look-ahead scheduler, with FSRS-6 as the model. In a simulated year
    /// of two minutes a day with three new cards come what may (`ReviewGainTests`, eight learners of each making) it
    /// leaves 4 % and 10 % more known than the longest overdue first, 5 % and 1 % more than the least likely known first,
    /// which spend the minutes on what has been lost already. Weighing in that a lapse takes longer changed nothing.
    package func gain(asking memory: CardMemory, at now: Instant, today: StudyDay) -> Double {
        let elapsed = max(0, now.days(since: memory.lastReview))
        let recall = memory.retrievability(at: now, model: model)
        let days = Double(today.days(since: memory.lastDay))
        func known(after grade: Grade) -> Double {
            let stability = model.next(memory.state, elapsedDays: days, grade: grade).stability
            return model.daysKnown(stability: stability, from: 0, to: Self.gainHorizonDays)
        }
        let without = model.daysKnown(
            stability: memory.state.stability, from: elapsed, to: elapsed + Self.gainHorizonDays)
        return max(0, recall * known(after: .good) + (1 - recall) * known(after: .again) - without)
    }

    /// The first study day of the range a card's due day was drawn from: asking from then on is no earlier than chance
    /// could have had it. Nil while it is in its steps, which are due to the moment.
    package func earliestDay(of card: String, _ memory: CardMemory) -> StudyDay? {
        guard memory.phase == .review, memory.scheduledDays > 1 else { return nil }
        guard fuzz else { return memory.dueDay }
        let interval = model.interval(
            stability: memory.state.stability, desiredRetention: desiredRetention(of: card))
        let range = FuzzRange(around: interval, minimum: 1, maximum: maximumIntervalDays)
        return memory.lastDay.adding(days: min(range.lower, memory.scheduledDays))
    }
}
