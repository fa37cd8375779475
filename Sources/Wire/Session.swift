import JSONText

/// One client's conversation: cuts its bytes into messages, calls the methods in order, frames the answers.
///
/// Confined to the loop's thread. Each request gets exactly one answer, whatever happens to it.
package final class Session<Context> {
    private enum Stage { case fresh, open, shutDown }

    private let registry: Registry<Context>
    private let context: Context
    private let send: ([UInt8]) -> Void
    /// Whether the packs have been looked at; until then methods that need them are held back.
    private let isIndexed: () -> Bool
    private let finished: (_ isClean: Bool) -> Void

    private var framing = Framing()
    private var stage = Stage.fresh
    private var held: JSON?
    private var running: [(id: RequestID, cancel: () -> Void)] = []
    private var isEnding = false
    private var isFinished = false

    /// - Parameters:
    ///   - send: takes framed bytes for the client.
    ///   - finished: called once, when nothing more will be said: after `exit`, a lost frame, or the client's end.
    ///     `isClean` is false when LSP's `exit` came without `shutdown`, or the framing was lost.
    package init(
        registry: Registry<Context>, context: Context, send: @escaping ([UInt8]) -> Void,
        isIndexed: @escaping () -> Bool, finished: @escaping (_ isClean: Bool) -> Void
    ) {
        self.registry = registry
        self.context = context
        self.send = send
        self.isIndexed = isIndexed
        self.finished = finished
    }

    /// Whether a message waits for the first look at the packs; the owner reads no further until `resume`.
    package var isHeld: Bool { held != nil }

    /// Takes bytes as they arrive, in any pieces.
    package func receive(_ bytes: some Sequence<UInt8>) {
        framing.receive(bytes)
        process()
    }

    /// The client has ended its side; what it asked before is still answered.
    package func end() {
        isEnding = true
        process()
    }

    /// Goes on after the packs have been looked at.
    package func resume() {
        guard let message = held else { return }
        held = nil
        handle(message)
        process()
    }

    /// Sends a notice that answers nothing.
    package func notify(_ method: String, _ params: (inout JSONWriter) -> Void) {
        guard !isFinished else { return }
        send(framing.wrap(Message.notice(method, params)))
    }

    /// Stops all work of a client that has gone.
    package func abandon() {
        isFinished = true
        for request in running { request.cancel() }
        running = []
    }

    private func process() {
        while held == nil, !isFinished, let frame = framing.next() { take(frame) }
        guard isEnding, held == nil, !isFinished else { return }
        if let frame = framing.end() { take(frame) }
        finishIfDone()
    }

    private func take(_ frame: Framing.Frame) {
        switch frame {
        case .message(let bytes):
            do throws(JSONFault) {
                handle(try JSONReader.read(bytes))
            } catch {
                refuse(.parseError, "the text is not JSON at byte \(error.offset): \(error.sentence)")
            }
        case .skipped(let sentence):
            refuse(.invalidRequest, sentence)
        case .lost(let sentence):
            refuse(.parseError, sentence)
            finish(isClean: false)
        }
    }

    private func refuse(_ code: Refusal.Code, _ sentence: String, id: RequestID? = nil) {
        send(framing.wrap(Message.refusal(id, Refusal(code, sentence))))
    }

    // MARK: Messages

    private func handle(_ json: JSON) {
        if !isIndexed(), needsIndex(json) {
            held = json
            return
        }
        guard case .list(let items) = json else {
            handle(Message(json)) { [self] in send(framing.wrap($0)) }
            return
        }
        if items.isEmpty { return refuse(.invalidRequest, "a batch must not be empty") }
        if items.count > WireLimits.batch {
            return refuse(.invalidRequest, "a batch may have \(WireLimits.batch) messages, not \(items.count)")
        }
        let batch = Batch { [self] in send(framing.wrap($0)) }
        for item in items {
            let message = Message(item)
            if message.wantsAnswer { batch.expect() }
            handle(message) { batch.add($0) }
        }
        batch.isComplete = true
    }

    private func needsIndex(_ json: JSON) -> Bool {
        if case .list(let items) = json { return items.contains { needsIndex($0) } }
        return json["method"]?.text.flatMap { registry[$0] }?.runs == .whenIndexed
    }

    private func handle(_ message: Message, answer: @escaping ([UInt8]) -> Void) {
        switch message {
        case .response:
            return
        case .invalid(let id, let sentence):
            answer(Message.refusal(id, Refusal(.invalidRequest, sentence)))
        case .notification(let name, let params):
            notification(name, params)
        case .request(let id, let name, let params):
            request(id, name, params, answer)
        }
    }

    private func notification(_ name: String, _ params: JSON?) {
        if name == "$/cancelRequest" { return cancel(params) }
        guard let method = registry[name] else { return }
        switch method.sort {
        case .exit: return finish(isClean: stage == .shutDown)
        case .lsp where stage != .open: return
        default: break
        }
        _ = method.answer(context, params) { _ in }
    }

    private func request(_ id: RequestID, _ name: String, _ params: JSON?, _ answer: @escaping ([UInt8]) -> Void) {
        guard let method = registry[name], !method.isNotification || method.sort == .exit else {
            let known = registry.methods.map(\.name)
            let hint = registry[name] == nil ? "" : "; it is a notification, sent without an id"
            let near = known.filter { $0.lowercased() == name.lowercased() || $0.hasSuffix("/" + name) }
            return answer(
                Message.refusal(id, Refusal(.methodNotFound, "no method is named \"\(name.prefix(80))\"\(hint)", nearest: near)))
        }
        if let refusal = untimely(method) { return answer(Message.refusal(id, refusal)) }
        if method.runs == .asLabour, running.count >= WireLimits.labourRequests {
            let sentence = "\(running.count) long requests are under way; wait for one of them"
            return answer(Message.refusal(id, Refusal(.busy, sentence)))
        }
        var isAnswered = false
        let cancel = method.answer(context, params) { [weak self] result in
            isAnswered = true
            switch result {
            case .success(let write):
                answer(Message.result(id, write))
                self?.advance(method.sort)
            case .failure(let refusal):
                answer(Message.refusal(id, refusal))
            }
            self?.completed(id)
        }
        if let cancel, !isAnswered { running.append((id, cancel)) }
    }

    /// The refusal of a request that comes at the wrong time, if it does.
    private func untimely(_ method: Method<Context>) -> Refusal? {
        switch (method.sort, stage) {
        case (_, .shutDown): Refusal(.invalidRequest, "the session was shut down; only exit may follow")
        case (.lsp, .fresh), (.shutdown, .fresh): Refusal(.notInitialized, "send initialize before \(method.name)")
        case (.initialize, .open): Refusal(.invalidRequest, "the session was initialized already")
        case (.exit, _): Refusal(.invalidRequest, "exit is a notification, sent without an id")
        default: nil
        }
    }

    private func advance(_ sort: Method<Context>.Sort) {
        switch sort {
        case .initialize: stage = .open
        case .shutdown: stage = .shutDown
        default: break
        }
    }

    private func completed(_ id: RequestID) {
        if let place = running.firstIndex(where: { $0.id == id }) {
            running.remove(at: place)
            finishIfDone()
        }
    }

    private func cancel(_ params: JSON?) {
        guard let id = params?["id"].flatMap(RequestID.init) else { return }
        running.first { $0.id == id }?.cancel()
    }

    private func finishIfDone() {
        if isEnding, running.isEmpty { finish(isClean: stage != .open) }
    }

    private func finish(isClean: Bool) {
        guard !isFinished else { return }
        abandon()
        finished(isClean)
    }
}

extension Message {
    fileprivate var wantsAnswer: Bool {
        switch self {
        case .request, .invalid: true
        case .notification, .response: false
        }
    }
}

/// Collects the answers of a batch until the last has come; a batch of notifications has none.
private final class Batch {
    private let send: ([UInt8]) -> Void
    private var expected = 0
    private var answers: [[UInt8]] = []
    var isComplete = false {
        didSet { sendIfWhole() }
    }

    init(send: @escaping ([UInt8]) -> Void) {
        self.send = send
    }

    func expect() {
        expected += 1
    }

    func add(_ answer: [UInt8]) {
        answers.append(answer)
        sendIfWhole()
    }

    private func sendIfWhole() {
        guard isComplete, expected > 0, answers.count == expected else { return }
        expected = 0
        var writer = JSONWriter(reserving: 4096)
        writer.list { for answer in answers { $0.raw(answer) } }
        send(writer.bytes)
    }
}
