import Glibc
import JSONText
import Machine
import Server
import Study
import Wire

extension Command {
    static let status = Command(
        name: "status", words: "tell how the daemon is and where things are", options: [json]
    ) { context, words throws(Failure) in
        let connection = try context.connect()
        if words.has("--json") {
            Output.json(try connection.ask("daemon/status", Nothing()))
            return 0
        }
        let status = try connection.ask("daemon/status", Nothing(), StatusResult.self)
        let memory = Int((Double(status.residentBytes) / 1_048_576).rounded())
        var lines = [
            "retort \(status.version), process \(status.pid), up \(duration(status.uptimeSeconds)), \(memory) MB",
            "knows     \(status.concepts) concepts, \(status.cards) cards in \(Page.count(status.packs, "pack", "packs"))",
            "reviews   \(status.reviews), made here as \(status.device)",
            "data      \(status.data)",
            "socket    \(status.socket ?? "none")",
            "ends      "
                + (status.idleMinutes == 0 ? "when told to" : "after \(status.idleMinutes) minutes without clients"),
            "reminders " + ((try? context.reminderSettings())??.words ?? "off"),
        ]
        if let indexing = status.indexing { lines.append("indexing  \(indexing.words)") }
        lines += status.logFaults.map { "log       " + $0 }
        lines += status.clocks.map { "clock     " + $0 }
        if let fault = status.noteFault { lines.append("look-ups are not remembered: " + fault) }
        Output.lines(lines.map(Page.plain))
        return 0
    }

    private static func duration(_ seconds: Int) -> String {
        seconds < 60 ? "\(seconds) s" : seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }

    static let stop = Command(
        name: "stop", words: "end the daemon; the next command starts it again"
    ) { context, _ throws(Failure) in
        guard let note = DaemonNote.read(context.places) else {
            Output.lines(["no daemon runs"])
            return 0
        }
        if let connection = try Connection.openRunning(context) {
            try connection.endDaemon(context)
        } else if !Process.terminate(note.pid) {
            throw .refused("process \(note.pid) holds \(context.places.lock) but cannot be told to end")
        } else {
            try Connection.awaitEnd(of: note.pid, context)
        }
        Output.lines(["stopped (process \(note.pid))"])
        return 0
    }

    static let call = Command(
        name: "call", synopsis: "METHOD [JSON]", words: "send one request and print its result (see Protocol/)"
    ) { context, words throws(Failure) in
        guard let method = words.plain.first, words.plain.count <= 2 else {
            throw .usage("say retort call METHOD, with its params as one JSON word behind it if it has any")
        }
        let params: JSON
        do throws(JSONFault) {
            params = try JSONReader.read((words.plain.count == 2 ? words.plain[1] : "{}").utf8)
        } catch {
            throw .usage("the params are not JSON at byte \(error.offset): \(error.sentence)")
        }
        switch try context.connect().exchange(method, raw: Array(params.written.utf8)) {
        case .success(let json):
            Output.json(json)
            return 0
        case .failure(let refused):
            Standard.complain(refused.json.written + "\n")
            return 1
        }
    }

    static let serve = Command(
        name: "serve", words: "be the daemon, in the foreground; other commands start it by themselves",
        options: [
            Option(name: "--stdio", words: "serve standard input and output, and end with them"),
            Option(name: "--socket", value: "PATH", words: "listen at this path"),
            Option(
                name: "--inherited", words: "the socket comes as descriptor 3 (from the command that starts the daemon)"
            ),
        ]
    ) { context, words throws(Failure) in
        var options = Daemon.Options()
        options.usesStandardStreams = words.has("--stdio")
        options.socket = words.value("--socket").map { Path.absolute($0, from: Path.current) }
        if words.has("--inherited"), let path = options.socket {
            options.listener = (Spawn.passedDescriptor, path)
            options.isPatient = true
        } else if let descriptor = activatedSocket(context) {
            options.listener = (descriptor, UnixSocket.path(of: descriptor) ?? "")
            options.isActivated = true
            options.isPatient = true
        }
        if options.listener != nil { unsetenv("LISTEN_FDS") }
        let status: Int32?
        do throws(StudyFault) {
            status = try Daemon.run(options, places: context.places, clock: try clock(context))
        } catch {
            throw .unreachable(error.sentence)
        }
        if let status { return status }
        // Another daemon owns the data folder.
        if options.usesStandardStreams { return try Relay.run(context) }
        let note = DaemonNote.read(context.places)
        throw .refused(
            "\(context.places.data) is served already, by process \(note?.pid ?? 0) at \(note?.socket ?? "")")
    }

    /// The first socket that systemd or a like-minded starter hands over (sd_listen_fds(3)).
    private static func activatedSocket(_ context: CommandContext) -> Int32? {
        guard let count = context.environment["LISTEN_FDS"].flatMap(Int.init), count > 0,
            context.environment["LISTEN_PID"].flatMap(Int.init) == Process.identifier
        else { return nil }
        return Spawn.passedDescriptor
    }

    private static func clock(_ context: CommandContext) throws(StudyFault) -> Clock {
        guard let text = context.environment["RETORT_NOW"], !text.isEmpty else { return .system }
        if let clock = Clock(text) { return clock }
        throw StudyFault(.invalid, "RETORT_NOW must be like 2026-11-22T09:00:00Z or +3d, not \"\(text)\"")
    }

    static let lsp = Command(
        name: "lsp", words: "speak LSP on standard input and output; what editors start",
        options: [Option(name: "--stdio", words: "accepted, as editors pass it; there is no other way")]
    ) { context, _ throws(Failure) in
        try Relay.run(context)
    }
}
