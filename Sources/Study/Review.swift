import Memory
import Storage

/// What a grade has led to.
package struct GradedCard: Sendable {
    package var card: String
    package var memory: CardMemory
    package var retrievability: Double
}

/// What there is to do.
package struct DueSummary: Sendable {
    package var due: Int
    package var new: Int
    package var minutes: Int
    package var next: Instant?
    /// Nothing is asked while it lasts.
    package var pause: MemoryStore.Pause?
}

extension Study {
    /// Seconds a card takes until the person's own answer times are known.
    private static let secondsPerCard = 20
    /// Own answer times looked at.
    private static let answerTimes = 100

    /// Records how well a card was known. When this returns, the review is on the disk.
    package func grade(_ card: String, _ grade: Grade, milliseconds: Int?, now: Now) throws(StudyFault) -> GradedCard {
        let isKnown = try reading { store throws(DatabaseFault) in try store.knowledge.card(card) != nil }
        guard isKnown else { throw try unknown(card) }
        let isStored = try append(
            now.at, .review(card: card, grade: grade, zoneMinutes: now.zoneMinutes, milliseconds: milliseconds))
        let stored = (try? reading { store throws(DatabaseFault) in try store.memory.memory(card) }) ?? nil
        // The log has it; should the store be unwell, the answer is computed and the store catches up later.
        let memory: CardMemory
        if isStored, let stored {
            memory = stored
        } else {
            let review = Review(at: now.at, zoneMinutes: now.zoneMinutes, grade: grade)
            memory = scheduler.after(review, card: card, memory: stored)
        }
        return GradedCard(
            card: card, memory: memory, retrievability: memory.retrievability(at: now.at, model: scheduler.model))
    }

    /// Writes an event down. When this returns, it is on the disk; true when the store has taken it, too.
    func append(_ at: Instant, _ what: Event.What) throws(StudyFault) -> Bool {
        eventsChanged()
        if try write(at, what) { return true }
        // The log has it. A store too damaged to take it is made anew from the logs, so that the next answer knows of it.
        return (try? reading { store throws(DatabaseFault) in try store.catchUp() }) != nil
    }

    private func write(_ at: Instant, _ what: Event.What) throws(StudyFault) -> Bool {
        do throws(StorageFault) {
            return try store.append(at: at, what)
        } catch {
            guard error.isDamage else { throw StudyFault(.failed, "nothing was recorded: \(error.sentence)") }
        }
        // It was the store, before anything was written.
        try reading { store throws(DatabaseFault) in _ = try store.memory.lastSeq(device: store.device) }
        do throws(StorageFault) {
            return try store.append(at: at, what)
        } catch {
            throw StudyFault(.failed, "nothing was recorded: \(error.sentence)")
        }
    }

    /// The reviews of a card that count, oldest first.
    package func history(_ card: String) throws(StudyFault) -> [MemoryStore.PastReview] {
        try reading { store throws(DatabaseFault) in try store.memory.history(card) }
    }

    package func due(now: Now) throws(StudyFault) -> DueSummary {
        try reading { store throws(DatabaseFault) in
            if let pause = try store.memory.pause(today: now.today) {
                let next = pause.until?.start(zoneMinutes: now.zoneMinutes)
                return DueSummary(due: 0, new: 0, minutes: 0, next: next, pause: pause)
            }
            let all = MemoryStore.Filter()
            let due = try store.memory.dueCount(all, now: now.at, today: now.today)
            let share = max(0, settings.newPerDay - (try store.memory.startedCount(on: now.today)))
            let new = try store.memory.new(all, today: now.today, limit: share).count
            let times = try store.memory.answerTimes(device: device, limit: Self.answerTimes).sorted()
            let median = times.isEmpty ? Self.secondsPerCard * 1000 : times[times.count / 2]
            let minutes = ((due + new) * max(median, 1000) + 59_999) / 60_000
            var next = try store.memory.nextDue(
                after: now.at, today: now.today, zoneMinutes: now.zoneMinutes)
            if due + new > 0 {
                next = now.at
            } else if try !store.memory.new(all, today: now.today, limit: 1).isEmpty {
                // Tomorrow there will be new ones.
                let tomorrow = now.today.adding(days: 1).start(zoneMinutes: now.zoneMinutes)
                next = min(next ?? tomorrow, tomorrow)
            }
            return DueSummary(due: due, new: new, minutes: minutes, next: next)
        }
    }
}
