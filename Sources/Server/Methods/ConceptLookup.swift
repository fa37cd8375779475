import Memory
import Study
import Wire

extension Method where Context == Client {
    static var conceptLookup: Method {
        Method(
            "concept/lookup",
            "Finds concepts by title, other names, symbols, text and fields; says so when nothing is sure enough.",
            runs: .whenIndexed, params: LookupParams.self, result: WireType<LookupResult>.object, refusals: [.notFound]
        ) { client, params throws(Refusal) in
            let now = client.now
            let answer = try Refusal.mapping { () throws(StudyFault) in
                try client.study.answer(params.query, limit: params.limit, now: now)
            }
            func card(_ hit: LookupAnswer.Hit) -> ConceptCard {
                var card =
                    params.depth == "line"
                    ? ConceptCard(line: hit.entry, score: hit.score) : ConceptCard(hit.entry, score: hit.score)
                if let memory = answer.memories[hit.entry.number] {
                    card.recall = memory.recall
                    card.due = memory.due.iso8601
                }
                return card
            }
            client.remember(params.query, answer, now: now)
            var result = LookupResult()
            result.confident = answer.found.isConfident
            result.concepts = answer.found.concepts.map(card)
            result.nearest = answer.found.nearest.map(card)
            result.showing = answer.found.showing
            if answer.isList { result.list = true }
            if params.depth == "deep", let first = answer.found.concepts.first {
                let words = answer.found.showing ?? answer.words
                result.deep = WireDeepAnswer(
                    try Refusal.mapping { () throws(StudyFault) in
                        try client.study.deep(first.entry, words: words, now: now)
                    })
            }
            result.indexing = client.hub.indexing.map { IndexingState($0) }
            return result
        }
    }
}

extension Client {
    /// What was looked up comes first among new cards, and what was not found is a gap. Lists are neither, and while packs are read
    /// nobody knows.
    fileprivate func remember(_ query: String, _ answer: QueryAnswer, now: Now) {
        if let first = answer.found.concepts.first, !answer.isList {
            let concept = first.entry.pack + "/" + first.entry.id
            hub.later { $0.noteLook(concept, now: now) }
        } else if answer.found.concepts.isEmpty, answer.words == query, hub.indexing == nil {
            hub.later { $0.noteMiss(query, now: now) }
        }
    }
}
