import Study
import Wire

extension Method where Context == Client {
    static var packRefresh: Method {
        Method(
            labour: "pack/refresh",
            "Looks at the packs' folders and answers once the index says what they say. It does so by itself, too; this is for waiting.",
            params: RefreshParams.self, result: WireType<RefreshResult>.object, refusals: [.failed, .cancelled, .busy]
        ) { client, params, answer throws(Refusal) in
            client.awaitIndex(token: params.workDoneToken, answer: answer) { () throws(Refusal) in
                let status = try Refusal.mapping { () throws(StudyFault) in try client.study.status() }
                var result = RefreshResult()
                result.concepts = status.concepts
                result.cards = status.cards
                return result
            }
        }
    }
}
