import JSONText
import Machine
import Wire

/// Tells a client how long work goes on, by LSP's `$/progress`, if its request carried a `workDoneToken`.
struct WorkDoneProgress {
    private let token: JSON
    private let notify: (String, (inout JSONWriter) -> Void) -> Void

    /// Says at once that the work has begun; nil when the client does not want to know.
    init?(_ token: JSON?, _ title: String, for client: Client) {
        guard let token else { return nil }
        self.token = token
        notify = client.notify
        send(["kind": "begin", "title": .text(title), "cancellable": true])
    }

    func report(_ progress: LabourProgress) {
        let percentage = progress.total > 0 ? Int64(progress.done * 100 / progress.total) : 0
        let message = "\(progress.done) of \(progress.total)"
        send(["kind": "report", "message": .text(message), "percentage": .integer(percentage)])
    }

    func end() {
        send(["kind": "end"])
    }

    private func send(_ value: JSON) {
        notify("$/progress") { $0.value(["token": token, "value": value]) }
    }
}
