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
    /// New cards allowed today; nil for the setting.
    package var newPerDay: Int?

    package init() {}
}

/// A moment as seen from where the person is.
package struct Now: Sendable {
    package var at: Instant
    package var zoneMinutes: Int

    package init(at: Instant, zoneMinutes: Int) {
        self.at = at
        self.zoneMinutes = zoneMinutes
    }

    package var today: StudyDay { StudyDay(at: at, zoneMinutes: zoneMinutes) }
}

extension Study {
    /// Due cards looked at to find the one most in need; a backlog is longer, but the rest waits no worse.
    private static let candidates = 200

    /// The next question: what is due and least likely to be recalled still, then something new while today's share of
    /// new cards lasts. Nil when there is nothing to ask now.
    package func nextQuestion(_ wish: QuizWish, now: Now) throws(StudyFault) -> PutQuestion? {
        let filter = try filter(wish)
        let card = try reading { store throws(DatabaseFault) -> String? in
            if try store.memory.pause(today: now.today) != nil { return nil }
            let due = try store.memory.due(
                filter, now: now.at, today: now.today, limit: Self.candidates + filter.excluded.count)
            let weakest = due.min { left, right in
                let leftRecall = left.memory.retrievability(at: now.at, model: scheduler.model)
                let rightRecall = right.memory.retrievability(at: now.at, model: scheduler.model)
                return (leftRecall, left.card) < (rightRecall, right.card)
            }
            if let weakest { return weakest.card }
            // Who names a concept wants its questions, whatever today's share.
            if wish.concept == nil || wish.newPerDay != nil {
                let started = try store.memory.startedCount(on: now.today)
                if started >= wish.newPerDay ?? settings.newPerDay { return nil }
            }
            return try store.memory.new(filter, today: now.today, limit: 1).first
        }
        return try card.map { card throws(StudyFault) in try put(card, now: now) }
    }

    private func filter(_ wish: QuizWish) throws(StudyFault) -> MemoryStore.Filter {
        var filter = MemoryStore.Filter()
        filter.excluded = wish.excluded
        filter.pack = wish.pack
        if let concept = wish.concept { filter.concept = try entry(of: concept).number }
        if let topic = wish.topic {
            let topics = try reading { store throws(DatabaseFault) in try store.knowledge.topics() }
            guard topics.contains(topic) else {
                let nearest = Spelling.nearest(topic, in: topics, count: 3)
                throw .unknown("no concept has the topic \"\(topic)\"", nearest: nearest)
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
            guard parts.count == 3,
                let entry = try store.knowledge.entries(id: parts[1]).first(where: { $0.pack == parts[0] })
            else { return [] }
            return Spelling.nearest(card, in: try store.knowledge.cards(ofConcept: entry.number), count: 3)
        }
        return .unknown("there is no card \"\(card)\"", nearest: nearest)
    }

    /// Judges an answer and tells the right one. Nothing is recorded.
    package func judge(_ card: String, answer: String, now: Now) throws(StudyFault) -> (PutQuestion, Grading.Judgement)
    {
        let put = try put(card, now: now)
        return (put, Grading.judge(put.question, answer: answer, choices: put.choices))
    }
}
