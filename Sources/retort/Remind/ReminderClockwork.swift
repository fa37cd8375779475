import Machine
import Study

/// Who runs `retort remind check` every ten minutes: systemd where it is, else cron. The prompts of `Clients/shell` do it besides, less
/// often, which is all there is where neither is.
enum ReminderClockwork: String {
    case systemd, cron, prompt

    private static let timer = "retort-remind.timer"
    private static let waitMilliseconds = 10_000

    var words: String {
        switch self {
        case .systemd: "systemd looks every ten minutes (\(Self.timer))"
        case .cron: "cron looks every ten minutes"
        case .prompt:
            "there is neither systemd nor cron here: your prompt looks, with retort_prompt in it (clients/shell)"
        }
    }

    /// Winds up the best one that is there. Gives advice when there is a better one.
    static func start(_ context: CommandContext) throws(Failure) -> (ReminderClockwork, advice: String?) {
        var advice: String?
        if let folder = systemdFolder(context) {
            if systemctl("enable", "--now", timer) == 0 {
                // One of them is enough.
                try stopCron(context)
                return (.systemd, nil)
            }
            advice =
                "systemd runs here (\(folder)) but does not know \(timer): Clients/install.sh installs it, then say this again"
        }
        if let table = CronTable.read(), table.with(CronTable.line(context)).write(context) { return (.cron, advice) }
        return (.prompt, advice)
    }

    /// Stops whichever runs.
    static func stop(_ context: CommandContext) throws(Failure) {
        if systemdFolder(context) != nil, systemctl("is-enabled", "--quiet", timer) == 0 {
            guard systemctl("disable", "--now", timer) == 0 else {
                throw .refused("systemd could not be told to stop; say: systemctl --user disable --now \(timer)")
            }
            // When it looked last, which systemd keeps in a file.
            _ = systemctl("clean", "--what=state", timer)
        }
        try stopCron(context)
    }

    private static func stopCron(_ context: CommandContext) throws(Failure) {
        if let table = CronTable.read(), table.without() != table, !table.without().write(context) {
            throw .refused("the line with \"\(CronTable.mark)\" could not be taken out; say: crontab -e")
        }
    }

    /// Which one runs; nil when one could but does not, as in a home that was copied here.
    static func present(_ context: CommandContext) -> ReminderClockwork? {
        let folder = systemdFolder(context)
        if folder != nil, systemctl("is-enabled", "--quiet", timer) == 0 { return .systemd }
        guard let table = CronTable.read() else { return folder == nil ? .prompt : nil }
        return table.without() == table ? nil : .cron
    }

    /// What the user's own systemd puts where the session keeps its sockets. A data folder of its own is not what its units serve.
    private static func systemdFolder(_ context: CommandContext) -> String? {
        guard let runtime = context.environment["XDG_RUNTIME_DIR"], context.environment["RETORT_DATA"] == nil,
            Files.isFolder(runtime + "/systemd")
        else { return nil }
        return runtime + "/systemd"
    }

    private static func systemctl(_ words: String...) -> Int32? {
        Child.run(["systemctl", "--user"] + words, milliseconds: waitMilliseconds)?.status
    }
}

/// The person's crontab, of which one line is ours.
struct CronTable: Equatable {
    private var lines: [String]

    /// How our line ends.
    static let mark = "# retort remind"
    private static let waitMilliseconds = 10_000
    /// What a command needs to find the same Retort and the same desktop.
    private static let variables = [
        "RETORT_DATA", "RETORT_PACKS", "RETORT_SOCKET", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "DISPLAY", "WAYLAND_DISPLAY", "TERMINAL",
    ]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // The line feed behind the last line begins none.
        if lines.last == "" { lines.removeLast() }
    }

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// How the usual crons tell somebody who has none.
    private static let none = ["no crontab", "No such file"]

    /// Nil when there is no cron here, and when it does not tell what the table is: what is not known must not be replaced.
    static func read() -> CronTable? {
        guard let found = Child.run(["crontab", "-l"], milliseconds: waitMilliseconds) else { return nil }
        if found.status == 0 { return CronTable(found.output) }
        let words = Child.run(["sh", "-c", "crontab -l 2>&1"], milliseconds: waitMilliseconds)?.output ?? ""
        return none.contains(where: words.contains) ? CronTable("") : nil
    }

    func with(_ line: String) -> CronTable {
        var table = without()
        table.lines.append(line)
        return table
    }

    func without() -> CronTable {
        var table = self
        table.lines.removeAll { $0.hasSuffix(Self.mark) }
        return table
    }

    /// Whether cron took it. One without lines is removed, as it was before ours came.
    func write(_ context: CommandContext) -> Bool {
        if lines.isEmpty { return Child.run(["crontab", "-r"], milliseconds: Self.waitMilliseconds)?.status == 0 }
        let draft = context.places.state + "/crontab"
        defer { Files.remove(draft) }
        guard (try? Files.makeFolder(context.places.state)) != nil,
            (try? Files.replace(draft, with: Array(text.utf8))) != nil
        else { return false }
        return Child.run(["crontab", draft], milliseconds: Self.waitMilliseconds)?.status == 0
    }

    static func line(_ context: CommandContext) -> String {
        let set = variables.compactMap { name in
            context.environment[name].flatMap { $0.isEmpty ? nil : "\(name)=\(quoted($0)) " }
        }
        return "*/10 * * * * \(set.joined())\(quoted(Path.program)) remind check \(mark)"
    }

    /// For the shell that cron starts; a percent sign would end the command.
    private static func quoted(_ text: String) -> String {
        let safe = text.map { $0 == "'" ? #"'\''"# : $0 == "%" ? #"\%"# : String($0) }
        return "'\(safe.joined())'"
    }
}
