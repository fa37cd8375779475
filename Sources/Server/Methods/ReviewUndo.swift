import Study
import Wire

extension Method where Context == Client {
    static var reviewUndo: Method {
        Method(
            "review/undo", "Takes back the last review made on this device that still counts.",
            params: Nothing.self, result: WireType<UndoResult>.object, refusals: [.failed]
        ) { client, _ throws(Refusal) in
            let now = client.now
            let taken = try Refusal.mapping { () throws(StudyFault) in try client.study.undo(now: now) }
            var result = UndoResult()
            guard let (review, memory) = taken else { return result }
            var undone = UndoneReview()
            undone.card = review.card
            undone.grade = review.grade
            undone.at = Int(review.at.milliseconds)
            undone.memory = memory.map {
                let recall = $0.retrievability(at: now.at, model: client.study.scheduler.model)
                return GradeResult(review.card, $0, retrievability: recall)
            }
            result.undone = undone
            client.hub.reviewChanged(for: client)
            return result
        }
    }
}
