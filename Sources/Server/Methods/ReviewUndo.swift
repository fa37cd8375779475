import Study
import Wire

extension Method where Context == Client {
    static var reviewUndo: Method {
        Method(
            "review/undo",
            "Takes back the last thing recorded on this device that still counts: a review, a suspension, a setting, whatever it was.",
            params: Nothing.self, result: WireType<UndoResult>.object, refusals: [.failed]
        ) { client, _ throws(Refusal) in
            let now = client.now
            let taken = try Refusal.mapping { () throws(StudyFault) in try client.study.undo(now: now) }
            var result = UndoResult()
            guard let taken else { return result }
            result.undone = UndoneEvent(taken, client)
            client.hub.reviewChanged()
            return result
        }
    }
}
