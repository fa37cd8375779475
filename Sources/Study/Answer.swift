import Knowledge
import Memory
import Storage

/// What is given back for a query with or without fields.
package struct QueryAnswer: Sendable {
    package var found: LookupAnswer
    /// Whether the query was fields only: then the concepts are a list in which all are as good.
    package var isList = false
    /// How well and until when concepts are remembered, by their number; only where the query asked for it.
    package var memories: [Int64: (recall: Double, due: Instant)] = [:]
    /// The query without its fields.
    package var words: String
}

extension Study {
    /// How many concepts a memory field admits to a search at most; nobody has answered cards of more.
    private static let admitted = 20_000
    /// Concepts given when the limit is left to us: of a search, and of a list.
    private static let searchLimit = 10
    /// Concepts looked at where only some may be found.
    private static let narrowed = 400
    private static let listLimit = 100

    /// Answers a query: its fields (`FieldQuery`) narrow what its words may find; fields alone list the concepts, those of a topic,
    /// level or pack in the order in which they make sense, due ones soonest first, weak ones weakest first.
    package func answer(_ query: String, limit: Int?, now: Now) throws(StudyFault) -> QueryAnswer {
        let fields = try FieldQuery(query)
        guard fields.hasFields else {
            return QueryAnswer(found: try lookup(query, limit: limit ?? Self.searchLimit), words: query)
        }
        let filter = try filter(fields, now: now)
        let isList = fields.words.isEmpty
        let most = isList ? limit ?? Self.listLimit : Self.admitted
        var listed: [KnowledgeStore.Listed] = []
        if isList || filter.needsMemory {
            listed = try reading { store throws(DatabaseFault) in
                filter.needsMemory
                    ? try store.knowledge.asked(filter, now: now.at, limit: most)
                    : try store.knowledge.concepts(filter, limit: most)
            }
        }
        var answer = QueryAnswer(found: LookupAnswer(), isList: isList, words: fields.words)
        for item in listed {
            // Retrievability depends on nothing but that quotient.
            guard let age = item.age, let due = item.due else { continue }
            answer.memories[item.number] = (scheduler.model.retrievability(elapsedDays: age, stability: 1), due)
        }
        if isList {
            answer.found = try reading { store throws(DatabaseFault) in
                var found = LookupAnswer()
                for item in listed {
                    if let entry = try store.knowledge.entry(number: item.number) {
                        found.concepts.append(.init(entry: entry, score: 0))
                    }
                }
                found.isConfident = !found.concepts.isEmpty
                return found
            }
        } else {
            let memories = answer.memories
            answer.found = try lookup(fields.words, limit: limit ?? Self.searchLimit, compared: Self.narrowed) {
                (filter.topics.isEmpty || filter.topics.contains($0.topic))
                    && (filter.levels.isEmpty || filter.levels.contains($0.level))
                    && (filter.packs.isEmpty || filter.packs.contains($0.pack))
                    && (!filter.needsMemory || memories[$0.number] != nil)
            }
        }
        return answer
    }

    /// The fields with all that they name looked up.
    private func filter(_ fields: FieldQuery, now: Now) throws(StudyFault) -> ConceptFilter {
        var filter = ConceptFilter()
        for topic in fields.topics { filter.topics.append(try known(topic)) }
        for level in fields.levels {
            guard let known = Level(name: level.lowercased()) else {
                let names = Level.allCases.map(\.name)
                let near = Spelling.nearest(level, in: names, count: 3)
                throw .unknown("levels are \(names.joined(separator: ", ")), not \"\(level)\"", nearest: near)
            }
            filter.levels.append(known.rawValue)
        }
        if !fields.packs.isEmpty {
            let names = try reading { store throws(DatabaseFault) in try store.knowledge.packNames() }
            for pack in fields.packs where !names.contains(pack) {
                throw .unknown("no pack is named \"\(pack)\"", nearest: Spelling.nearest(pack, in: names, count: 3))
            }
            filter.packs = fields.packs
        }
        if let days = fields.dueDays {
            filter.due = (now.at.adding(milliseconds: Int64(days) * 86_400_000), now.today.adding(days: days))
        }
        filter.isAsked = fields.isWeak
        return filter
    }

    /// The topic as the packs write it.
    private func known(_ topic: String) throws(StudyFault) -> String {
        let small = topic.lowercased()
        let found = try reading { store throws(DatabaseFault) -> String? in
            for candidate in [topic, small]
            where try store.knowledge.topics(beginning: candidate, limit: 1).first?.text == candidate {
                return candidate
            }
            return nil
        }
        if let found { return found }
        let topics = try reading { store throws(DatabaseFault) in
            try store.knowledge.topics(beginning: "", limit: Self.admitted).map(\.text)
        }
        throw missing("no topic is called \"\(topic)\"", nearest: Spelling.nearest(topic, in: topics, count: 3))
    }

    // MARK: The first concept in depth

    /// A found concept with all that is known about it.
    package struct DeepAnswer: Sendable {
        package var shown: ShownConcept
        /// Of its cards that were answered.
        package var memories: [GradedCard]
        package var explanation: Explanation?
    }

    /// - Parameter words: what it was found by; empty when the query was fields only.
    package func deep(_ entry: KnowledgeStore.Entry, words: String, now: Now) throws(StudyFault) -> DeepAnswer {
        let shown = try show(entry.pack + "/" + entry.id)
        let memories = try reading { store throws(DatabaseFault) in
            var memories: [GradedCard] = []
            for card in shown.cards {
                guard let memory = try store.memory.memory(card) else { continue }
                let recall = memory.retrievability(at: now.at, model: scheduler.model)
                memories.append(GradedCard(card: card, memory: memory, retrievability: recall))
            }
            return memories
        }
        let explanation = words.isEmpty ? nil : try explain(words, number: entry.number)
        return DeepAnswer(shown: shown, memories: memories, explanation: explanation)
    }
}
