import Study
import Wire

extension Method where Context == Client {
    static var quizNext: Method {
        Method(
            "quiz/next",
            "Gives the next question: what is due and least likely to be known still, then something new while today's share lasts.",
            runs: .whenIndexed, params: NextParams.self, result: WireType<NextResult>.object, refusals: [.notFound]
        ) { client, params throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in
                var wish = QuizWish()
                wish.topic = params.topic
                wish.concept = params.concept
                wish.pack = params.pack
                wish.excluded = Set(params.exclude ?? [])
                wish.newPerDay = params.new
                var result = NextResult()
                if let card = params.card {
                    result.question = WireQuestion(try client.study.put(card, now: client.now))
                } else if let put = try client.study.nextQuestion(wish, now: client.now) {
                    result.question = WireQuestion(put)
                } else {
                    result.next = try client.study.due(now: client.now).next?.iso8601
                }
                return result
            }
        }
    }
}
