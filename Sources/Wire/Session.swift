import JSONText

/// One client's conversation: cuts its bytes into messages, calls the methods in order, frames the answers.
///
/// Confined to the loop's thread. Each request gets exactly one answer, whatever happens to it, unless the client itself
/// leaves first (`exit`, `abandon`).
package final class Session<Context> {
    private enum Stage { case fresh, open, shutDown }
    private enum Input {
        case open
        /// No more bytes come, but messages may remain among those that came.
        case ended
        /// All that came has been handled.
        case drained
    }

    /// Work on the labour thread; `id` is nil when it was asked for by a notification.
    private struct Labour {
        let number: Int
        let id: RequestID?
        let cancel: () -> Void
    }

    private let registry: Registry<Context>
    private let context: Context
    private let sendBytes: ([UInt8]) -> Void
    /// Whether the packs have been looked at; until then methods that need them are held back.
    private let isIndexed: () -> Bool
    private let finished: (_ isClean: Bool) -> Void

    private var framing = Framing()
    private var stage = Stage.fresh
    private var input = Input.open
    private var isLost = false
    private var held: JSON?
    private var running: [Labour] = []
    private var started = 0
    /// Requests of ours that the client has not answered yet.
    private var asked: [(id: Int64, take: (JSON?) -> Void)] = []
    private var nextAsked = WireLimits.firstAsked
    private var hasExited = false
    private var isFinished = false

    /// - Parameters:
    ///   - send: takes framed bytes for the client.
    ///   - finished: called once, when nothing more will be said: after `exit`, or when the client's input has ended or
    ///     its framing was lost and all that it asked is answered. `isClean` is false when `exit`, or the end after
    ///     `initialize`, came without `shutdown`, or the framing was lost.
    package init(
        registry: Registry<Context>, context: Context, send: @escaping ([UInt8]) -> Void,
        isIndexed: @escaping () -> Bool, finished: @escaping (_ isClean: Bool) -> Void
    ) {
        self.registry = registry
        self.context = context
        self.sendBytes = send
        self.isIndexed = isIndexed
        self.finished = finished
    }

    /// Whether a message waits for the first look at the packs; the owner reads no further until `resume`.
    package var isHeld: Bool { held != nil }

    /// Takes bytes as they arrive, in any pieces.
    package func receive(_ bytes: some Sequence<UInt8>) {
        guard input == .open, !isFinished else { return }
        framing.receive(bytes)
        process()
    }

    /// The client has ended its side; what it asked before is still answered.
    package func end() {
        guard input == .open else { return }
        input = .ended
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
        send(Message.notice(method, params))
    }

    /// Sends a request to the client; `take` gets its result, or nil when the client refuses or leaves too much unanswered.
    package func ask(_ method: String, _ params: (inout JSONWriter) -> Void, take: @escaping (JSON?) -> Void) {
        // Who never answers is not kept for: the oldest question counts as refused.
        let forgotten = asked.count >= WireLimits.asked ? asked.removeFirst() : nil
        asked.append((nextAsked, take))
        send(Message.request(nextAsked, method, params))
        nextAsked += 1
        forgotten?.take(nil)
    }

    private func answered(_ id: RequestID, _ result: JSON?) {
        guard let place = asked.firstIndex(where: { .integer($0.id) == id }) else { return }
        asked.remove(at: place).take(result)
    }

    /// Stops all work of a client that has gone; nothing is sent from now on.
    package func abandon() {
        isFinished = true
        held = nil
        asked = []
        let left = running
        running = []
        for labour in left { labour.cancel() }
    }

    private func process() {
        while held == nil, !isFinished {
            guard let frame = framing.next() ?? (input == .ended ? framing.end() : nil) else {
                if input == .ended { input = .drained }
                break
            }
            take(frame)
        }
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
            isLost = true
            input = .ended
        }
    }

    private func refuse(_ code: Refusal.Code, _ sentence: String) {
        send(Message.refusal(nil, Refusal(code, sentence)))
    }

    private func send(_ message: [UInt8]) {
        guard !isFinished else { return }
        sendBytes(framing.wrap(message))
    }

    // MARK: Messages

    private func handle(_ json: JSON) {
        if !isIndexed(), needsIndex(json) {
            held = json
            return
        }
        if case .list(let items) = json {
            handle(batch: items)
        } else {
            handle(Message(json), answer: send)
        }
        if hasExited { finish(isClean: stage == .shutDown) }
    }

    private func handle(batch items: [JSON]) {
        if items.isEmpty { return refuse(.invalidRequest, "a batch must not be empty") }
        if items.count > WireLimits.batch {
            return refuse(.invalidRequest, "a batch may have \(WireLimits.batch) messages, not \(items.count)")
        }
        let batch = Batch(send: send)
        for item in items where !hasExited {
            let message = Message(item)
            if message.wantsAnswer { batch.expect() }
            handle(message, answer: batch.add)
        }
        batch.complete()
    }

    private func needsIndex(_ json: JSON) -> Bool {
        (json.list ?? [json]).contains { $0["method"]?.text.flatMap { registry[$0] }?.runs == .whenIndexed }
    }

    private func handle(_ message: Message, answer: @escaping ([UInt8]) -> Void) {
        switch message {
        case .response(let id, let result):
            answered(id, result)
        case .invalid(let id, let sentence):
            answer(Message.refusal(id, Refusal(.invalidRequest, sentence)))
        case .notification(let name, let params):
            notification(name, params)
        case .request(let id, let name, let params):
            if let refusal = request(id, name, params, answer) { answer(Message.refusal(id, refusal)) }
        }
    }

    private func notification(_ name: String, _ params: JSON?) {
        if name == "$/cancelRequest" { return cancel(params) }
        guard let method = registry[name] else { return }
        if method.sort == .exit {
            hasExited = true
            return
        }
        // Without an id these two are no handshake: the client would not learn what came of it.
        guard method.sort != .initialize, method.sort != .shutdown, untimely(method) ?? busy(method) == nil else {
            return
        }
        run(method, params, id: nil) { _ in }
    }

    /// The refusal of a request that is not begun at all, if so.
    private func request(
        _ id: RequestID, _ name: String, _ params: JSON?, _ answer: @escaping ([UInt8]) -> Void
    ) -> Refusal? {
        guard let method = registry[name] else {
            let near = registry.methods.map(\.name).filter {
                $0.lowercased() == name.lowercased() || $0.hasSuffix("/" + name)
            }
            return Refusal(.methodNotFound, "no method is named \"\(name.prefix(80))\"", nearest: near)
        }
        if method.isNotification {
            return Refusal(.invalidRequest, "\(name) is a notification, sent without an id")
        }
        if let refusal = untimely(method) ?? busy(method) { return refusal }
        run(method, params, id: id) { [self] result in
            switch result {
            case .result(let write):
                answer(Message.result(id, write))
                advance(method.sort)
            case .refused(let refusal):
                answer(Message.refusal(id, refusal))
            }
        }
        return nil
    }

    /// The refusal of a method that comes at the wrong time, if it does.
    private func untimely(_ method: Method<Context>) -> Refusal? {
        switch (method.sort, stage) {
        case (_, .shutDown): Refusal(.invalidRequest, "the session was shut down; only exit may follow")
        case (.lsp, .fresh), (.shutdown, .fresh): Refusal(.notInitialized, "send initialize before \(method.name)")
        case (.initialize, .open): Refusal(.invalidRequest, "the session was initialized already")
        default: nil
        }
    }

    private func busy(_ method: Method<Context>) -> Refusal? {
        guard method.runs == .asLabour, running.count >= WireLimits.labourRequests else { return nil }
        return Refusal(.busy, "\(running.count) long requests are under way; wait for one of them")
    }

    /// Calls the method and hands on the first of its answers.
    private func run(
        _ method: Method<Context>, _ params: JSON?, id: RequestID?, then take: @escaping Method<Context>.Answer
    ) {
        started += 1
        let number = started
        var isAnswered = false
        let cancel = method.answer(context, params) { [self] result in
            guard !isAnswered else { return }
            isAnswered = true
            take(result)
            guard let place = running.firstIndex(where: { $0.number == number }) else { return }
            running.remove(at: place)
            finishIfDone()
        }
        if let cancel, !isAnswered { running.append(Labour(number: number, id: id, cancel: cancel)) }
    }

    private func advance(_ sort: Method<Context>.Sort) {
        switch sort {
        case .initialize: stage = .open
        case .shutdown: stage = .shutDown
        default: break
        }
    }

    private func cancel(_ params: JSON?) {
        guard let id = params?["id"].flatMap(RequestID.init) else { return }
        running.first { $0.id == id }?.cancel()
    }

    private func finishIfDone() {
        if input == .drained, running.isEmpty { finish(isClean: stage != .open && !isLost) }
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
