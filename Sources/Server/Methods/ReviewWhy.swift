import Study
import Wire

extension Method where Context == Client {
    static var reviewWhy: Method {
        Method(
            "review/why", "Says in one sentence why a card is asked now, or not, with the numbers behind it.",
            runs: .whenIndexed, params: CardParams.self, result: WireType<WhyResult>.object, refusals: [.notFound]
        ) { client, params throws(Refusal) in
            let now = client.now
            return try Refusal.mapping { () throws(StudyFault) in
                let why = try client.study.why(params.card, now: now)
                var result = WhyResult()
                result.card = why.card
                result.sentence = WhySentence.of(why, now: now)
                result.asked = why.isDue && !why.standing.isSuspended && !why.standing.isBuried && why.pause == nil
                result.desiredRetention = why.desiredRetention
                result.reviews = why.reviews
                result.known = why.known
                result.memory = why.memory.map { client.gradeResult(why.card, $0) }
                return result
            }
        }
    }
}
