import Study
import Wire

extension Method where Context == Client {
    static var reviewDue: Method {
        Method(
            "review/due", "Tells how much there is to do now, and when something comes up next.",
            runs: .whenIndexed, params: Nothing.self, result: WireType<DueResult>.object
        ) { client, _ throws(Refusal) in
            // Whoever reads the status file next finds there what is said here.
            client.hub.prospect.settle()
            return try Refusal.mapping { () throws(StudyFault) in DueResult(try client.study.due(now: client.now)) }
        }
    }
}
