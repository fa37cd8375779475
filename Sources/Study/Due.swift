import Memory
import Storage

/// What there is to do.
package struct DueSummary: Sendable {
    package var due: Int
    package var new: Int
    package var minutes: Int
    package var next: Instant?
    /// When the passing of time alone makes another of all this, at the latest on the next morning.
    package var changes: Instant?
    /// Minutes of today's budget that are left.
    package var left = 0.0
    /// All cards that are due, whatever today has room for.
    package var backlog = 0
    /// Cards that slip again and again: set aside, with a word to the person.
    package var leeches: [Leech] = []
    /// Nothing is asked while it lasts.
    package var pause: MemoryStore.Pause?

    /// What prompts show: `3 due · 2 min`, or nothing when nothing is to do.
    package var line: String {
        let parts = [due > 0 ? "\(due) due" : nil, new > 0 ? "\(new) new" : nil].compactMap { $0 }
        return parts.isEmpty ? "" : parts.joined(separator: ", ") + " · \(minutes) min"
    }
}

/// A card that is set aside since it slips again and again.
package struct Leech: Sendable {
    package var card: String
    package var concept: String
    package var title: String
    package var lapses: Int
}

extension Study {
    /// Leeches told at once; who has more begins with these.
    static let leeches = 10

    /// What there is to do now: what the queue would ask today, one question after the other, within the day's budget.
    package func due(now: Now) throws(StudyFault) -> DueSummary {
        // Neither an event nor the time has made another of it.
        if let (counted, known) = dueCache, counted.zoneMinutes == now.zoneMinutes, counted.at <= now.at,
            let changes = known.changes, now.at < changes
        {
            var summary = known
            if known.due + known.new > 0 { summary.next = now.at }
            return summary
        }
        let summary = try countDue(now)
        dueCache = summary.pause == nil && !store.isBehind ? (now, summary) : nil
        return summary
    }

    private func countDue(_ now: Now) throws(StudyFault) -> DueSummary {
        let wish = QuizWish()
        let all = MemoryStore.Filter()
        return try readingAtOnce { store throws(DatabaseFault) in
            if let pause = try store.memory.pause(today: now.today) {
                let next = pause.until?.start(zoneMinutes: now.zoneMinutes)
                var summary = DueSummary(due: 0, new: 0, minutes: 0, next: next, changes: next, pause: pause)
                summary.backlog = try store.memory.dueCount(all, now: now.at, today: now.today)
                return summary
            }
            let (queue, plan) = try plan(wish, all, now: now, in: store)
            var summary = DueSummary(due: plan.reviews.count, new: plan.new.count, minutes: 0)
            // Less than a minute is one; more than the budget is never shown, whatever one slow answer may take.
            summary.minutes = min(Int((plan.seconds / 60).rounded(.up)), settings.minutes)
            summary.left = max(0, (queue.secondsLeft ?? 0) / 60)
            summary.backlog = try store.memory.dueCount(all, now: now.at, today: now.today)
            summary.leeches = try leeches(in: store)
            let tomorrow = now.today.adding(days: 1).start(zoneMinutes: now.zoneMinutes)
            let due = try store.memory.nextDue(after: now.at, today: now.today, zoneMinutes: now.zoneMinutes)
            summary.changes = min(due ?? tomorrow, tomorrow)
            if plan.reviews.isEmpty, plan.new.isEmpty {
                // What waits for time, for its share or for its siblings does so until the morning.
                let hasLeft = plan.isFull || (queue.secondsLeft ?? 1) <= 0
                summary.next = due.map { hasLeft ? max($0, tomorrow) : $0 }
                let isWaiting = summary.backlog > summary.leeches.count
                let hasNew = try hasNew(wish, all, now: now, in: store)
                if isWaiting || hasNew {
                    summary.next = min(summary.next ?? tomorrow, tomorrow)
                }
            } else {
                summary.next = now.at
            }
            return summary
        }
    }

    private func leeches(in store: Store) throws(DatabaseFault) -> [Leech] {
        var found: [Leech] = []
        for card in try store.memory.leeches(limit: Self.leeches) {
            guard let entry = try store.knowledge.entry(number: card.concept) else { continue }
            found.append(
                Leech(
                    card: card.card, concept: entry.id, title: entry.title, lapses: card.memory?.lapses ?? 0))
        }
        return found
    }
}
