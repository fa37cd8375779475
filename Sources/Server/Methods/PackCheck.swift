import Knowledge
import Study
import Wire

extension Method where Context == Client {
    static var packCheck: Method {
        Method(
            labour: "pack/check", "Reads all files of a pack and reports every fault with its file and line.",
            params: CheckParams.self, result: WireType<CheckResult>.object, refusals: [.notFound, .cancelled, .busy]
        ) { client, params, answer throws(Refusal) in
            let places = client.study.places
            return client.labour(
                "checking \(params.pack)", token: params.workDoneToken, answer: answer, shape: { CheckResult($0) }
            ) {
                PackFaults.run(params.pack, places: places, ticket: $0)
            }
        }
    }
}

extension CheckResult {
    init(_ report: PackFaults.Report) {
        self.init()
        folder = report.folder
        concepts = report.concepts
        questions = report.questions
        complaints = report.complaints.map { WireComplaint($0) }
    }
}

extension WireComplaint {
    init(_ complaint: Complaint) {
        self.init()
        file = complaint.file
        line = complaint.line
        severity = complaint.severity == .error ? "error" : "advice"
        sentence = complaint.sentence
    }
}
