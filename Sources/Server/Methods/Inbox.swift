import Study
import Wire

extension Method where Context == Client {
    static var inboxList: Method {
        Method(
            "inbox/list", "Gives the cards that may be one with a card that vanished, and those taken for one.",
            runs: .whenIndexed, params: Nothing.self, result: WireType<InboxResult>.object
        ) { client, _ throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in InboxResult(try client.study.inbox()) }
        }
    }

    static var inboxDecide: Method {
        Method(
            "inbox/decide",
            "Decides whether a card continues another one's history, also against an earlier decision. Answers as inbox/list.",
            runs: .whenIndexed, params: DecideParams.self, result: WireType<InboxResult>.object,
            refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            let result = try Refusal.mapping { () throws(StudyFault) in
                try client.study.decide(params.card, was: params.was, isSame: params.same, now: client.now)
                return InboxResult(try client.study.inbox())
            }
            client.hub.reviewChanged()
            return result
        }
    }
}
