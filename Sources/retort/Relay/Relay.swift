import Glibc
import JSONText
import Machine
import Wire

/// Passes messages between an editor on standard input and output and the daemon, changing none of them. When the daemon goes
/// away, by `retort stop`, an upgrade or a crash, the next one goes on with the session, and the editor notices nothing.
final class Relay {
    /// How long is waited before each try to reach a daemon, in milliseconds.
    private static let pauses = [0, 100, 300, 1000]
    /// After they were in vain: how long until a request is worth another try.
    private static let restNanoseconds: Int64 = 1_000_000_000

    private let context: CommandContext
    private var session = RelayedSession()
    private var fromEditor = Framing()
    private var isInputOpen = true
    private var isEditorGone = false
    /// Nil while there is no daemon.
    private var socket: Int32?
    private var fromDaemon = Framing(messageBytes: Limits.queuedBytes)
    private var isHalfClosed = false
    /// What this connection is to take, and how much of it it has taken.
    private var queue: [UInt8] = []
    private var written = 0
    /// Bytes that were in `queue` before.
    private var earlier = 0
    /// Tries to reach a daemon since something was answered, and when the last one was.
    private var tries = 0
    private var lastTry: Int64 = 0
    /// Why no daemon is to be reached; nil once something was answered.
    private var complaint: String?

    private init(_ context: CommandContext) {
        self.context = context
    }

    static func run(_ context: CommandContext) throws(Failure) -> Int32 {
        let relay = Relay(context)
        do throws(Failure) { try relay.connect() } catch {
            // Words that are wrong stay wrong; anything else may be put right while the editor runs.
            guard error.mayPass else { throw error }
            (relay.tries, relay.lastTry) = (pauses.count, Clock.monotonic())
            relay.giveUp(error.sentence)
        }
        while !relay.isEnded { relay.turn() }
        if relay.isEditorGone { return 1 }
        let isInVain = relay.complaint != nil && !relay.session.isShutDown
        return isInVain ? Failure.unreachable("").status : relay.session.status
    }

    private var isEnded: Bool { isEditorGone || socket == nil && (!isInputOpen || session.hasExited) }

    /// Waits until one of the two sides has something to say, or the daemon takes more.
    private func turn() {
        if let socket, !isInputOpen, queue.isEmpty, !isHalfClosed {
            // The daemon still answers what was asked.
            shutdown(socket, Int32(SHUT_WR))
            isHalfClosed = true
        }
        var entries = [
            pollfd(fd: isInputOpen && queue.isEmpty ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket ?? -1, events: Int16(queue.isEmpty ? POLLIN : POLLIN | POLLOUT), revents: 0),
        ]
        guard poll(&entries, 2, -1) > 0 else { return }
        if entries[1].revents & Int16(POLLOUT) != 0 { flush() }
        if entries[1].revents & ~Int16(POLLOUT) != 0, let socket, let bytes = Self.read(socket) {
            if bytes.isEmpty { lose() } else { hear(bytes) }
        }
        if entries[0].revents != 0, let bytes = Self.read(STDIN_FILENO) { listen(bytes) }
    }

    /// What has come; empty at the end, nil when nothing is there after all.
    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Limits.readBytes) { buffer, size in
            count = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
            size = max(count, 0)
        }
        return count < 0 && errno == EINTR ? nil : bytes
    }

    // MARK: The editor

    private func listen(_ bytes: [UInt8]) {
        fromEditor.receive(bytes)
        if bytes.isEmpty { isInputOpen = false }
        while let frame = fromEditor.next() ?? (isInputOpen ? nil : fromEditor.end()) {
            switch frame {
            case .message(let message): pass(message)
            case .skipped(let sentence): tell([Message.refusal(nil, Refusal(.invalidRequest, sentence))])
            case .lost(let sentence):
                tell([Message.refusal(nil, Refusal(.parseError, sentence))])
                isInputOpen = false
            }
        }
        flush()
    }

    private func pass(_ message: [UInt8]) {
        let json = (try? JSONReader.read(message)) ?? .null
        let isRequest = json["id"] != nil && json["method"] != nil || json.list != nil
        // After vain tries only what wants an answer is worth another one.
        if socket == nil, isRequest || tries < Self.pauses.count, json["method"]?.text != "exit" { reach() }
        if socket != nil, let passed = session.passed(message, json) { send(passed) }
        session.note(message, json, end: socket == nil ? Int.max : end)
        refuseUnlessConnected()
    }

    private func tell(_ messages: [[UInt8]]) {
        guard !messages.isEmpty else { return }
        let bytes = messages.count == 1 ? fromEditor.wrap(messages[0]) : Array(messages.map(fromEditor.wrap).joined())
        if (try? Files.append(bytes, to: STDOUT_FILENO, name: "the editor")) == nil { isEditorGone = true }
    }

    // MARK: The daemon

    private func hear(_ bytes: [UInt8]) {
        fromDaemon.receive(bytes)
        let waiting = session.openQuestions
        var messages: [[UInt8]] = []
        while let frame = fromDaemon.next() {
            guard case .message(let message) = frame else { continue }
            if let taken = session.taken(message) { messages.append(taken) }
        }
        tell(messages)
        guard session.openQuestions < waiting else { return }
        tries = 0
        complaint = nil
    }

    private func send(_ message: [UInt8]) {
        queue.append(contentsOf: fromEditor.wrap(message))
    }

    /// How many bytes the connection will have taken once all of `queue` is sent.
    private var end: Int { earlier + queue.count }

    /// Sends as much as the daemon takes now. That it has gone is told by reading, after all that it said before.
    private func flush() {
        guard let socket else { return }
        while written < queue.count {
            let count = queue.withUnsafeBytes {
                Glibc.send(
                    socket, $0.baseAddress! + written, $0.count - written,
                    Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
        earlier += written
        written = 0
        queue.removeAll(keepingCapacity: queue.count <= Limits.keptBytes)
    }

    // MARK: From one daemon to the next

    private func connect() throws(Failure) {
        // The first connection makes sure that the right daemon runs; the editor's own speaks from its first byte on.
        let first = try context.connect()
        defer { close(first.descriptor) }
        do throws(SystemFault) { socket = try UnixSocket.connect(to: first.path) } catch {
            throw .unreachable(error.sentence)
        }
        guard socket != nil else { throw .unreachable("the daemon at \(first.path) has just ended; try again") }
        fromDaemon = Framing(messageBytes: Limits.queuedBytes)
        isHalfClosed = false
        (written, earlier) = (0, 0)
        session.resume {
            send($0)
            return end
        }
        flush()
    }

    private func lose() {
        guard let socket else { return }
        close(socket)
        self.socket = nil
        tell(session.lost(sent: earlier + written))
        queue = []
        // Where nothing is asked the next message is soon enough: whoever stops the daemon wants it stopped.
        guard session.openQuestions > 0, !session.hasExited else { return }
        reach()
        refuseUnlessConnected()
    }

    private func refuseUnlessConnected() {
        if socket == nil, let complaint { tell(session.refuseAll(complaint)) }
    }

    /// Finds or starts a daemon that goes on with the session.
    private func reach() {
        if session.isShutDown {
            complaint = "the session was shut down; only exit may follow"
            return
        }
        var reason = complaint ?? "the daemon ended \(tries) times in a row; the reason is in \(context.places.journal)"
        repeat {
            if tries < Self.pauses.count {
                Process.sleep(milliseconds: Self.pauses[tries])
            } else if Clock.monotonic() - lastTry < Self.restNanoseconds {
                break
            }
            tries += 1
            lastTry = Clock.monotonic()
            do throws(Failure) { return try connect() } catch { reason = error.sentence }
        } while tries < Self.pauses.count
        giveUp(reason)
    }

    /// Says once, on standard error and in the editor, what is wrong.
    private func giveUp(_ reason: String) {
        if complaint == nil {
            Standard.complain("retort: \(reason)\n")
            if session.isGreeted {
                let words = "Retort: \(reason)"
                // 2: a warning.
                tell([Message.notice("window/showMessage") { $0.value(["type": 2, "message": .text(words)]) }])
            }
        }
        complaint = reason
    }
}
