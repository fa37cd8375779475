import Machine
import Server

/// What every command starts from.
struct CommandContext {
    let environment: [String: String]
    let places: Places
    /// The moment of `Clock.monotonic` at which waiting for the daemon ends; nil when a person waits for the answer.
    var deadline: Int64?

    init(environment: [String: String]) throws(Failure) {
        var environment = environment
        // What a system starts may have none; and what is everybody's, like /tmp, is no place for what somebody knows.
        if environment["HOME", default: ""].isEmpty {
            guard let home = Process.home else {
                throw .refused(
                    "HOME is not set, and /etc/passwd knows no user \(Process.user); set HOME to where Retort may keep files"
                )
            }
            environment["HOME"] = home
        }
        self.environment = environment
        places = Places(environment: environment, program: Path.program)
    }

    func connect() throws(Failure) -> Connection {
        try Connection.open(self)
    }

    /// Whether somebody sees what is written over again on standard error.
    var isWatched: Bool {
        Terminal.isTerminal(2) && environment["TERM"] != "dumb"
    }

    /// The time that this command goes by; the daemon refuses a `RETORT_NOW` that is not understood.
    var clock: Clock {
        environment["RETORT_NOW"].flatMap { Clock($0) } ?? .system
    }

    /// How text is shown: to a terminal with width and colour, elsewhere plain.
    var page: Page {
        let isTerminal = Terminal.isTerminal(1)
        let hasColour = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        return Page(width: Page.terminalWidth, hasColour: hasColour)
    }
}
