import Machine
import Study
import Wire

extension Method where Context == Client {
    static var packImport: Method {
        Method(
            labour: "pack/import",
            "Makes a pack of a numbered question-and-answer document, or brings an earlier one up to date. Cards keep their history.",
            params: ImportParams.self, result: WireType<ImportResult>.object,
            refusals: [.failed, .cancelled, .busy]
        ) { client, params, answer throws(Refusal) in
            guard params.path.hasPrefix("/") else { throw Refusal(.invalidParams, "path must be absolute") }
            let study = client.study
            let places = study.places
            do throws(StudyFault) { try client.hub.secureStore() } catch { throw Refusal(error) }
            return client.labour(
                "importing \(params.path)", token: params.workDoneToken, answer: answer, shape: { ImportResult($0) },
                done: { client.hub.imported($0) }
            ) { ticket in
                let result = DocumentImport.run(params.path, places: places, ticket: ticket)
                guard case .success = result else { return result }
                return PackRefresh.run(places: places, ticket: Ticket()).flatMap { _ in result }
            }
        }
    }
}

extension ImportResult {
    init(_ report: DocumentImport.Report) {
        self.init()
        pack = report.pack
        folder = report.folder
        title = report.title
        announced = report.announced
        cards = report.cards
        added = report.added
        unchanged = report.unchanged
        edited = report.edited
        kept = report.kept
        before = report.before
        doubtful = report.doubtful.map(\.card)
        complaints = report.complaints.map { WireComplaint($0) }
    }
}
