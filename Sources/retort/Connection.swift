import Glibc
import JSONText
import Machine
import Server
import Wire

/// The command line's line to the daemon: the same protocol as everybody's, one message a line.
struct Connection {
    let descriptor: Int32
    let path: String
    private let deadline: Int64?
    private let unread = Unread()

    /// What came together with the line that was asked for.
    private final class Unread {
        var bytes: [UInt8] = []
    }

    /// - Parameter deadline: as in `CommandContext`.
    init(descriptor: Int32, path: String, deadline: Int64? = nil) {
        self.descriptor = descriptor
        self.path = path
        self.deadline = deadline
    }

    /// A longer silence means that something is wrong: while packs are read, the daemon tells how far it is.
    private static let silenceMilliseconds: Int32 = 120_000

    /// Connects to the daemon of this data folder, starting one if there is none, or if the one that runs was left over when
    /// the program was replaced.
    static func open(_ context: CommandContext) throws(Failure) -> Connection {
        // Looked at before the daemon is reached: another command may end it at any moment, and start the next one.
        let mayStay = context.deadline != nil || !isLeftOver(context)
        if let connection = try openRunning(context) {
            if mayStay { return connection }
            close(connection.descriptor)
        }
        // One at a time: whoever comes first starts the daemon, the others find it running.
        let turn: FileLock?
        do throws(SystemFault) {
            turn = try FileLock.take(context.places.starting, waiting: context.deadline == nil)
        } catch {
            throw .unreachable(error.sentence)
        }
        if turn == nil { throw .unreachable("the daemon is being started") }
        defer { turn?.release() }
        if let connection = try openRunning(context) {
            guard isLeftOver(context) else { return connection }
            try connection.endDaemon(context)
            close(connection.descriptor)
            if context.isWatched {
                Standard.complain("the daemon of the version before has ended; this one's takes over\n")
            }
            // Where systemd listens it starts the new one.
            if let connection = try openRunning(context) { return connection }
        }
        let path: String
        do throws(SystemFault) { path = try start(context.places) } catch { throw .unreachable(error.sentence) }
        guard let connection = try join(path, context) else {
            throw .unreachable("the daemon was started but did not stay; the reason is in \(context.places.journal)")
        }
        return connection
    }

    /// Connects to the daemon that runs for this data folder; nil when there is none.
    static func openRunning(_ context: CommandContext) throws(Failure) -> Connection? {
        let noted = DaemonNote.read(context.places).map { [$0.socket] } ?? []
        for path in context.places.sockets + noted.filter({ !context.places.sockets.contains($0) }) {
            if let connection = try join(path, context) { return connection }
        }
        return nil
    }

    /// Whether the daemon's program is gone from the disk: what an upgrade replaced while it ran.
    private static func isLeftOver(_ context: CommandContext) -> Bool {
        // Nobody takes over from it where there is no other program.
        guard let pid = DaemonNote.read(context.places)?.pid, Files.exists(Path.program) else { return false }
        return Files.target(ofLink: "/proc/\(pid)/exe")?.hasSuffix(" (deleted)") == true
    }

    /// Tells the daemon to end, and waits until it has: it still writes its last answers.
    func endDaemon(_ context: CommandContext) throws(Failure) {
        let pid = DaemonNote.read(context.places)?.pid ?? 0
        // It may be ending already.
        _ = try? ask("daemon/stop", Nothing())
        try Self.awaitEnd(of: pid, context)
    }

    /// On a busy machine that takes a while; the lock tells when it is gone.
    static func awaitEnd(of pid: Int, _ context: CommandContext) throws(Failure) {
        for _ in 0..<4000 {
            if !FileLock.isHeld(context.places.lock) { return }
            Process.sleep(milliseconds: 5)
        }
        throw .refused("process \(pid) was told to end but still runs")
    }

    /// Connects and makes sure that it is this data folder's daemon; nil when nobody or somebody else is there.
    private static func join(_ path: String, _ context: CommandContext) throws(Failure) -> Connection? {
        let connected: Int32?
        do throws(SystemFault) {
            connected = try UnixSocket.connect(to: path)
        } catch {
            throw .unreachable(error.sentence)
        }
        guard let connected else { return nil }
        let connection = Connection(descriptor: connected, path: path, deadline: context.deadline)
        var params = OpenParams()
        params.data = context.places.data
        params.now = context.environment["RETORT_NOW"].flatMap { $0.isEmpty ? nil : $0 }
        var writer = JSONWriter()
        OpenParams.shape.write(params, &writer)
        // A daemon that is just ending takes the connection and says nothing more.
        guard let answer = try? connection.exchange("session/open", raw: writer.bytes) else {
            close(connected)
            if let deadline = context.deadline, Clock.monotonic() >= deadline { throw late }
            return nil
        }
        if case .failure(let refused) = answer {
            close(connected)
            if refused.json["code"]?.integer == Int64(Refusal.Code.notFound.rawValue) { return nil }
            throw .usage("RETORT_NOW: \(refused.json["message"]?.text ?? "")")
        }
        return connection
    }

    private static let late = Failure.unreachable("the daemon did not answer in time")

    /// Listens on the daemon's behalf and hands the socket over: a client can connect at once, and its request waits in
    /// the socket until the daemon is up.
    private static func start(_ places: Places) throws(SystemFault) -> String {
        try Files.makeFolder(places.state)
        let path = try Daemon.freeSocket(places)
        let listener = try UnixSocket.listen(at: path)
        defer { close(listener) }
        let arguments = [Path.program, "serve", "--socket", path, "--inherited"]
        try Spawn.detached(arguments, passing: listener, errors: places.journal)
        return path
    }

    // MARK: Asking

    /// Sends a request and waits for its result as JSON text.
    func ask<Params: WireObject>(_ method: String, _ params: Params) throws(Failure) -> JSON {
        var writer = JSONWriter()
        Params.shape.write(params, &writer)
        return try ask(method, raw: writer.bytes)
    }

    /// The same with the result in its shape.
    func ask<Params: WireObject, Result: WireObject>(
        _ method: String, _ params: Params, _ result: Result.Type
    ) throws(Failure) -> Result {
        try understand(try ask(method, params), of: method)
    }

    /// An answer in its shape.
    func understand<Result: WireObject>(_ json: JSON, of method: String) throws(Failure) -> Result {
        do throws(ShapeFault) {
            return try Result.shape.read(json)
        } catch {
            throw .refused(
                "the daemon's answer to \(method) is not understood (\(error.words)); is it of another version? Try: retort stop"
            )
        }
    }

    /// Asks for what changes something, and waits until prompts show what has come of it: the next one comes at once.
    func change<Params: WireObject>(_ method: String, _ params: Params) throws(Failure) -> JSON {
        let json = try ask(method, params)
        _ = try? ask("review/due", Nothing())
        return json
    }

    /// Params that are JSON text already.
    func ask(_ method: String, raw params: [UInt8]) throws(Failure) -> JSON {
        switch try exchange(method, raw: params) {
        case .success(let json): return json
        case .failure(let error): throw .refused(error.json["message"]?.text ?? error.json.written)
        }
    }

    /// The error object of a response.
    struct Refused: Error {
        let json: JSON
    }

    /// - Parameter notice: takes what the daemon tells meanwhile.
    func exchange(
        _ method: String, raw params: [UInt8], notice: (JSON) -> Void = { _ in }
    ) throws(Failure) -> Result<JSON, Refused> {
        try send(method, params, isRequest: true)
        while true {
            let line = try readLine()
            guard let message = try? JSONReader.read(line) else {
                throw .unreachable("the daemon sent something that is not JSON")
            }
            guard message["id"]?.integer == 1 else {
                notice(message)
                continue
            }
            if let error = message["error"] { return .failure(Refused(json: error)) }
            return .success(message["result"] ?? .null)
        }
    }

    /// Sends a notification: nothing comes back.
    func tell<Params: WireObject>(_ method: String, _ params: Params) throws(Failure) {
        var writer = JSONWriter()
        Params.shape.write(params, &writer)
        try send(method, writer.bytes, isRequest: false)
    }

    private func send(_ method: String, _ params: [UInt8], isRequest: Bool) throws(Failure) {
        var writer = JSONWriter()
        writer.object {
            $0.name("jsonrpc")
            $0.text("2.0")
            if isRequest {
                $0.name("id")
                $0.integer(1)
            }
            $0.name("method")
            $0.text(method)
            $0.name("params")
            $0.raw(params)
        }
        do throws(SystemFault) {
            try Files.append(writer.bytes + [UInt8(ascii: "\n")], to: descriptor, name: "the daemon's socket")
        } catch {
            throw .unreachable("the daemon closed the connection; try again")
        }
    }

    private func readLine() throws(Failure) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 65536)
        var searched = 0
        while true {
            if let end = unread.bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(unread.bytes[..<end])
                unread.bytes.removeSubrange(...end)
                return line
            }
            searched = unread.bytes.count
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = deadline.map { Int32(clamping: max(0, $0 - Clock.monotonic()) / 1_000_000) }
            let ready = poll(&entry, 1, left ?? Self.silenceMilliseconds)
            if ready < 0, errno == EINTR { continue }
            if ready == 0, deadline != nil { throw Self.late }
            guard ready > 0 else { throw .unreachable("the daemon has not answered for two minutes") }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unreachable("the daemon closed the connection without an answer; try again") }
            unread.bytes.append(contentsOf: chunk[..<count])
        }
    }
}
