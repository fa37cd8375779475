import JSONText
import Machine
import Study
import Wire

extension Client {
    /// Answers a request with what a use case gives on the labour thread, and tells meanwhile how far it is.
    ///
    /// - Parameters:
    ///   - token: the request's `workDoneToken`.
    ///   - done: called on the loop's thread before the answer is sent.
    /// - Returns: what stops the work.
    func labour<Report: Sendable, Value>(
        _ title: String, token: JSON?, answer: @escaping (Result<Value, Refusal>) -> Void,
        shape: @escaping (Report) -> Value, done: @escaping (Report?) -> Void = { _ in },
        work: @escaping @Sendable (Ticket) -> Result<Report, StudyFault>
    ) -> () -> Void {
        let progress = WorkDoneProgress(token, title, for: self)
        let ticket = hub.run(work) {
            progress?.report($0)
        } done: { result in
            done(try? result.get())
            progress?.end()
            answer(result.map(shape).mapError { Refusal($0) })
        }
        return ticket.cancel
    }
}

extension Client {
    /// Answers a request once the index says what the packs say, and tells meanwhile how far it is.
    ///
    /// - Parameters:
    ///   - token: the request's `workDoneToken`.
    /// - Returns: what ends the wait; the indexing goes on.
    func awaitIndex<Value>(
        token: JSON?, answer: @escaping (Result<Value, Refusal>) -> Void,
        value: @escaping () throws(Refusal) -> Value
    ) -> () -> Void {
        let progress = WorkDoneProgress(token, "indexing the packs", for: self)
        let leave = hub.awaitIndex {
            progress?.report($0)
        } done: {
            progress?.end()
            do throws(Refusal) { answer(.success(try value())) } catch { answer(.failure(error)) }
        }
        return {
            leave()
            progress?.end()
            answer(.failure(Refusal(.cancelled, "the wait was cancelled; the indexing goes on")))
        }
    }
}

/// Tells a client how long work goes on, by LSP's `$/progress`, if its request carried a `workDoneToken`.
private struct WorkDoneProgress {
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
        // `done` and `total` are ours, for who wants to tell a rate and the time left.
        send([
            "kind": "report", "message": .text(message), "percentage": .integer(percentage),
            "done": .integer(Int64(progress.done)), "total": .integer(Int64(progress.total)),
        ])
    }

    func end() {
        send(["kind": "end"])
    }

    private func send(_ value: JSON) {
        notify("$/progress") { $0.value(["token": token, "value": value]) }
    }
}
