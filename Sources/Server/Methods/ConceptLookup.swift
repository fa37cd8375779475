import Study
import Wire

extension Method where Context == Client {
    static var conceptLookup: Method {
        Method(
            "concept/lookup",
            "Finds concepts by title, other names, symbols and text; says so when nothing is sure enough.",
            runs: .whenIndexed, params: LookupParams.self, result: WireType<LookupResult>.object
        ) { client, params throws(Refusal) in
            let answer = try Refusal.mapping { () throws(StudyFault) in
                try client.study.lookup(params.query, limit: params.limit ?? 10)
            }
            var result = LookupResult()
            result.confident = answer.isConfident
            result.concepts = answer.concepts.map { ConceptCard($0.entry, score: $0.score) }
            result.nearest = answer.nearest.map { ConceptCard($0.entry, score: $0.score) }
            result.showing = answer.showing
            result.indexing = client.hub.indexing.map { IndexingState($0) }
            return result
        }
    }
}
