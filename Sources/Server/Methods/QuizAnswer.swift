import Memory
import Study
import Wire

extension Method where Context == Client {
    static var quizAnswer: Method {
        Method(
            "quiz/answer",
            "Takes an attempt and gives the right answer with a proposed grade. Records nothing unless a grade is given too.",
            runs: .whenIndexed, params: AnswerParams.self, result: WireType<AnswerResult>.object,
            refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in
                let (put, judgement) = try client.study.judge(params.card, answer: params.answer, now: client.now)
                let intervals = client.study.intervals(put, now: client.now)
                var result = AnswerResult(put, judgement, intervals: intervals)
                if let grade = params.grade.flatMap(Grade.init) {
                    let graded = try client.study.grade(
                        params.card, grade, milliseconds: params.milliseconds, now: client.now)
                    result.review = GradeResult(graded)
                    client.hub.reviewChanged()
                }
                return result
            }
        }
    }
}
