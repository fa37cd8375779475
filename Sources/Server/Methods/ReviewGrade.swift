import Memory
import Study
import Wire

extension Method where Context == Client {
    static var reviewGrade: Method {
        Method(
            "review/grade", "Records how well a card was known. The answer comes once the review is on the disk.",
            runs: .whenIndexed, params: GradeParams.self, result: WireType<GradeResult>.object,
            refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            guard let grade = Grade(rawValue: params.grade) else {
                throw Refusal(.invalidParams, "grade must be a whole number from 1 to 4")
            }
            let graded = try Refusal.mapping { () throws(StudyFault) in
                try client.study.grade(params.card, grade, milliseconds: params.milliseconds, now: client.now)
            }
            client.hub.reviewChanged()
            return GradeResult(graded)
        }
    }
}
