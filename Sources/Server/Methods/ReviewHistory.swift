import Study
import Wire

extension Method where Context == Client {
    static var reviewHistory: Method {
        Method(
            "review/history", "Gives the reviews of a card that count, oldest first; none for a card never answered.",
            params: HistoryParams.self, result: WireType<HistoryResult>.object
        ) { client, params throws(Refusal) in
            var result = HistoryResult()
            result.reviews = try Refusal.mapping { () throws(StudyFault) in
                try client.study.history(params.card).map { WireReview($0) }
            }
            return result
        }
    }
}
