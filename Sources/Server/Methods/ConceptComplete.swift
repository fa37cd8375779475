import Study
import Wire

extension Method where Context == Client {
    static var conceptComplete: Method {
        Method(
            "concept/complete",
            "Titles, other names and symbols that begin with a text, the most important first; or ids, topics, packs.",
            runs: .whenIndexed, params: CompleteParams.self, result: WireType<CompleteResult>.object
        ) { client, params throws(Refusal) in
            var result = CompleteResult()
            result.completions = try Refusal.mapping { () throws(StudyFault) in
                try client.study.complete(params.prefix, params.subject, limit: params.limit ?? 10)
                    .map { CompletionItem($0) }
            }
            return result
        }
    }
}
