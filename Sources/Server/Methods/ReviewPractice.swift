import Memory
import Study
import Wire

extension Method where Context == Client {
    static var reviewPractice: Method {
        Method(
            "review/practice",
            "Records an answer given outside the schedule: it counts for how long answers take, never for memory. The answer comes once it is on the disk.",
            runs: .whenIndexed, params: GradeParams.self, result: WireType<PracticeResult>.object,
            refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            guard let grade = Grade(rawValue: params.grade) else {
                throw Refusal(.invalidParams, "grade must be a whole number from 1 to 4")
            }
            let now = client.now
            let memory = try Refusal.mapping { () throws(StudyFault) in
                try client.study.practise(params.card, grade, milliseconds: params.milliseconds, now: now)
            }
            var result = PracticeResult()
            result.card = params.card
            result.memory = memory.map {
                GradeResult(
                    params.card, $0, retrievability: $0.retrievability(at: now.at, model: client.study.scheduler.model))
            }
            return result
        }
    }
}
