import Knowledge
import Memory
import Storage

/// A question as it is put to a person: never with its answer.
package struct PutQuestion: Sendable {
    package var card: String
    package var entry: KnowledgeStore.Entry
    package var question: Question
    package var choices: [String]
    /// Nil for a card never answered.
    package var memory: CardMemory?
    package var retrievability: Double?
}

/// Which questions are wanted.
package struct QuizWish: Sendable {
    package var topic: String?
    package var concept: String?
    /// A pack's name.
    package var pack: String?
    package var excluded: Set<String> = []
    /// The numbers of some concepts; nil for all.
    package var concepts: [Int64]?
    /// Concepts whose new cards come before others'.
    package var preferred: Set<Int64> = []
    /// New cards allowed today; nil for the setting.
    package var newPerDay: Int?
    /// Minutes there are now, whatever was spent today; nil for what is left of the day's budget.
    package var minutes: Double?

    package init() {}
}

/// Why there is nothing to ask.
package enum NothingToAsk: String, Sendable, CaseIterable {
    /// Nothing is due, and nothing new is left.
    case nothing
    /// The day's minutes are used up.
    case budget
    /// The rest is new, and the day's share of new cards is begun; or it waits for tomorrow to be apart from its siblings.
    case tomorrow
    /// The person paused.
    case paused
}

extension Study {
    /// The next question by the queue (`Queue`), or why there is none now.
    package func nextQuestion(_ wish: QuizWish, now: Now) throws(StudyFault) -> PutQuestion? {
        let filter = try filter(wish)
        let card = try readingAtOnce { store throws(DatabaseFault) -> String? in
            if try store.memory.pause(today: now.today) != nil { return nil }
            let (queue, plan) = try plan(wish, filter, now: now, in: store)
            return queue.next(plan)?.card
        }
        return try card.map { card throws(StudyFault) in try put(card, now: now) }
    }

    /// Why `nextQuestion` has none.
    package func whyNothing(_ wish: QuizWish, now: Now) throws(StudyFault) -> NothingToAsk {
        let filter = try filter(wish)
        return try readingAtOnce { store throws(DatabaseFault) in
            if try store.memory.pause(today: now.today) != nil { return .paused }
            let (queue, plan) = try plan(wish, filter, now: now, in: store)
            let due = try store.memory.due(filter, now: now.at, today: now.today, limit: Self.leeches + 1)
            let isWaiting = due.contains { $0.memory?.isLeech != true }
            let hasNew = try hasNew(wish, filter, now: now, in: store)
            if plan.isFull || (queue.secondsLeft ?? 1) <= 0, isWaiting || hasNew { return .budget }
            return isWaiting || hasNew ? .tomorrow : .nothing
        }
    }

    /// Whether something new is left for this or another day.
    func hasNew(
        _ wish: QuizWish, _ filter: MemoryStore.Filter, now: Now, in store: Store
    ) throws(DatabaseFault) -> Bool {
        guard wish.concept != nil || wish.newPerDay ?? settings.newPerDay > 0 else { return false }
        return try !store.memory.new(filter, today: now.today, limit: 1).isEmpty
    }

    func filter(_ wish: QuizWish) throws(StudyFault) -> MemoryStore.Filter {
        var filter = MemoryStore.Filter()
        filter.excluded = wish.excluded
        if let pack = wish.pack {
            let packs = try reading { store throws(DatabaseFault) in try store.knowledge.packNames() }
            guard packs.contains(pack) else {
                throw .unknown("no pack is named \"\(pack)\"", nearest: Spelling.nearest(pack, in: packs, count: 3))
            }
            filter.pack = pack
        }
        filter.concepts = wish.concepts
        if let concept = wish.concept { filter.concept = try entry(of: concept).number }
        if let topic = wish.topic {
            let topics = try reading { store throws(DatabaseFault) in try store.knowledge.topics() }
            guard topics.contains(topic) else {
                let nearest = Spelling.nearest(topic, in: topics, count: 3)
                throw missing("no concept has the topic \"\(topic)\"", nearest: nearest)
            }
            filter.topic = topic
        }
        return filter
    }

    /// The card's question, with its choices in the order they have for this attempt.
    package func put(_ card: String, now: Now) throws(StudyFault) -> PutQuestion {
        let found = try reading { store throws(DatabaseFault) -> PutQuestion? in
            guard let place = try store.knowledge.card(card),
                let entry = try store.knowledge.entry(number: place.concept)
            else { return nil }
            let key = card.split(separator: "/").last.map(String.init) ?? ""
            let concept = try read(entry, in: store.knowledge)
            guard let question = concept.questions.first(where: { $0.key == key }) else { return nil }
            let memory = try store.memory.memory(card)
            // Another order for each attempt, the same within one.
            let seed = UInt64(fuzzChance(card: card, reviews: memory?.reviews ?? 0) * 0x1p53)
            return PutQuestion(
                card: card, entry: entry, question: question,
                choices: Grading.shuffledChoices(question, seed: seed), memory: memory,
                retrievability: memory?.retrievability(at: now.at, model: scheduler.model))
        }
        if let found { return found }
        throw try unknown(card)
    }

    func unknown(_ card: String) throws(StudyFault) -> StudyFault {
        let parts = card.split(separator: "/").map(String.init)
        let nearest = try reading { store throws(DatabaseFault) -> [String] in
            // Of a concept's id, with or without its pack, any of its cards may be meant.
            let (pack, id) = parts.count > 1 ? (parts[0], parts[1]) : (nil, card)
            guard let entry = try store.knowledge.entries(id: id).first(where: { pack ?? $0.pack == $0.pack })
            else { return [] }
            let cards = try store.knowledge.cards(ofConcept: entry.number)
            return parts.count < 3 ? Array(cards.prefix(3)) : Spelling.nearest(card, in: cards, count: 3)
        }
        return missing("there is no card \"\(card)\"", nearest: nearest)
    }

    /// Judges an answer and tells the right one. Nothing is recorded.
    package func judge(_ card: String, answer: String, now: Now) throws(StudyFault) -> (PutQuestion, Grading.Judgement)
    {
        let put = try put(card, now: now)
        return (put, Grading.judge(put.question, answer: answer, choices: put.choices))
    }
}
