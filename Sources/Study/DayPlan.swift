import Memory
import Storage

/// From the store to the queue: what the day has seen, what waits, and what there is room for.
extension Study {
    /// Due cards that are valued; a longer backlog waits in the order of its due days.
    private static let candidates = 2_000
    /// Cards of the coming days that may be asked ahead.
    private static let aheadCards = 200
    private static let aheadDays = 7
    /// How long a look-up keeps preferring the concept's new cards, in days.
    private static let lookDays = 14
    private static let looks = 100
    /// Concepts gone through below the preferred ones.
    private static let neededConcepts = 500

    /// What is asked by this wish now, and the queue that says so.
    func plan(
        _ wish: QuizWish, _ filter: MemoryStore.Filter, now: Now, in store: Store
    ) throws(DatabaseFault) -> (Queue, Queue.Plan) {
        let times = try answerTimes(in: store)
        let today = try seen(now.today, times, in: store)
        // Who names a concept wants its questions: all of them, whatever else today has seen.
        let isNamed = wish.concept != nil
        var secondsLeft: Double?
        if let minutes = wish.minutes {
            secondsLeft = minutes * 60
        } else if !isNamed {
            secondsLeft = Double(settings.minutes) * 60 - today.secondsSpent
        }
        let share = wish.newPerDay ?? (isNamed ? Int.max : settings.newPerDay)
        let queue = Queue(
            scheduler: scheduler, times: times, now: now, today: today, secondsLeft: secondsLeft,
            share: max(0, share - today.started), isApart: !isNamed, asksLeeches: isNamed)
        let due = try store.memory.due(filter, now: now.at, today: now.today, limit: Self.candidates)
        let new = try new(wish, filter, queue, in: store)
        let plan = queue.plan(due: due, new: new)
        let ahead = try ahead(filter, queue, plan, in: store)
        return (queue, ahead.isEmpty ? plan : queue.plan(due: due, ahead: ahead, new: new))
    }

    /// The person's own, on all devices.
    func answerTimes(in store: Store) throws(DatabaseFault) -> AnswerTimes {
        if let known = timesCache { return known }
        let answers = try store.memory.answers(limit: AnswerTimes.answers).compactMap { answer in
            answer.milliseconds.map {
                AnswerTimes.Answer(kind: answer.kind, isFirst: answer.isFirst, milliseconds: $0)
            }
        }
        let times = AnswerTimes(answers)
        timesCache = times
        return times
    }

    private func seen(_ day: StudyDay, _ times: AnswerTimes, in store: Store) throws(DatabaseFault) -> Queue.Today {
        var today = Queue.Today()
        for answer in try store.memory.answers(on: day) {
            let seconds =
                answer.milliseconds.map { Double($0) / 1000 } ?? times.seconds(answer.kind, isNew: answer.isFirst)
            today.secondsSpent += min(seconds, AnswerTimes.longestSeconds)
            today.concepts.insert(answer.concept)
            if answer.isFirst { today.started += 1 } else { today.reviewed += 1 }
        }
        return today
    }

    /// New cards in the order in which they are to be begun: first those of the preferred concepts and of what these need,
    /// then the others. Some more than are wanted, since a sibling of a card that was asked has to wait.
    private func new(
        _ wish: QuizWish, _ filter: MemoryStore.Filter, _ queue: Queue, in store: Store
    ) throws(DatabaseFault) -> [Queue.Candidate] {
        guard queue.share > 0 else { return [] }
        let limit = min(queue.share, Self.candidates) + queue.today.concepts.count + Self.aheadDays
        var preferred = wish.preferred
        let since = queue.now.at.adding(milliseconds: -Int64(Self.lookDays) * 86_400_000)
        for name in try store.memory.looks(since: since, limit: Self.looks) {
            let parts = name.split(separator: "/").map(String.init)
            guard parts.count == 2 else { continue }
            let entry = try store.knowledge.entries(id: parts[1]).first { $0.pack == parts[0] }
            if let entry { preferred.insert(entry.number) }
        }
        let all = try store.memory.new(filter, today: queue.now.today, limit: limit)
        guard !preferred.isEmpty else { return all }
        let wanted = try withNeeds(preferred, in: store)
        var first = filter
        first.concepts = wanted.filter { filter.concepts?.contains($0) ?? true }
        let before = try store.memory.new(first, today: queue.now.today, limit: limit)
        let known = Set(before.map(\.card))
        return before + all.filter { !known.contains($0.card) }
    }

    /// The concepts and all that they build on.
    private func withNeeds(_ concepts: Set<Int64>, in store: Store) throws(DatabaseFault) -> [Int64] {
        var found = concepts
        var open = concepts.sorted()
        while let number = open.popLast(), found.count < Self.neededConcepts {
            let needs: [Int64]
            if let known = needsCache[number] {
                needs = known
            } else {
                needs = try store.knowledge.needs(of: number)
                needsCache[number] = needs
            }
            for below in needs where found.insert(below).inserted { open.append(below) }
        }
        return found.sorted()
    }

    /// Cards whose spread has begun, when today has room and the coming days have not.
    private func ahead(
        _ filter: MemoryStore.Filter, _ queue: Queue, _ plan: Queue.Plan, in store: Store
    ) throws(DatabaseFault) -> [Queue.Candidate] {
        guard let secondsLeft = queue.secondsLeft, !plan.isFull, plan.seconds < secondsLeft else { return [] }
        let coming = try store.memory.ahead(
            filter, today: queue.now.today, days: Self.aheadDays, limit: Self.aheadCards)
        let seconds = coming.reduce(0) { $0 + queue.times.seconds($1.kind, isNew: false) }
        guard seconds > Double(settings.minutes) * 60 * Double(Self.aheadDays) else { return [] }
        return coming.filter { card in
            guard let memory = card.memory, memory.lastDay < queue.now.today else { return false }
            return queue.scheduler.earliestDay(of: card.card, memory).map { $0 <= queue.now.today } ?? false
        }
    }
}
