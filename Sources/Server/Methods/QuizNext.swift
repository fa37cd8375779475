import Machine
import Study
import Wire

extension Method where Context == Client {
    static var quizNext: Method {
        Method(
            "quiz/next",
            "Gives the next question: of what is due that which gains most per minute, something new in between, until today's minutes are used up.",
            runs: .whenIndexed, params: NextParams.self, result: WireType<NextResult>.object,
            refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in
                let wish = try client.wish(params)
                client.hub.isActive(at: client.now.at)
                var result = NextResult()
                if let card = params.card {
                    result.question = WireQuestion(try client.study.put(card, now: client.now))
                } else if params.practice == true {
                    result.question = try client.study.nextPractice(wish, now: client.now).map { WireQuestion($0) }
                } else if let put = try client.study.nextQuestion(wish, now: client.now) {
                    result.question = WireQuestion(put)
                } else {
                    result.next = try client.study.due(now: client.now).next?.iso8601
                    result.because = try client.study.whyNothing(wish, now: client.now).rawValue
                }
                return result
            }
        }
    }
}

extension Client {
    fileprivate func wish(_ params: NextParams) throws(StudyFault) -> QuizWish {
        var wish = QuizWish()
        wish.topic = params.topic
        wish.concept = params.concept
        wish.pack = params.pack
        wish.excluded = Set(params.exclude ?? [])
        wish.newPerDay = params.new
        wish.minutes = params.minutes
        if let file = params.file {
            let path = FileURI.path(file) ?? file
            guard path.hasPrefix("/") else {
                throw StudyFault(.invalid, "file must be an absolute path, not \"\(file)\"")
            }
            wish.concepts = try study.concepts(inFile: path)
        }
        wish.preferred = try hub.conceptsInEditors()
        return wish
    }
}
