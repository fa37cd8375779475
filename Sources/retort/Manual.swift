import Server

/// The manual page `retort(1)`: the commands' own descriptions, with what concerns them all, as roff (man(7)).
enum Manual {
    static var page: String {
        var roff = Roff()
        roff.title("RETORT", section: 1, date: Version.date, source: "Retort \(Version.program)")
        roff.section("NAME")
        roff.text("retort - answers \"what is this?\", asks what is fading, and keeps what you know")
        roff.section("SYNOPSIS")
        roff.usage("retort WORDS…")
        roff.usage("retort COMMAND [OPTION…] [WORDS…]")
        roff.section("DESCRIPTION")
        for paragraph in description { roff.paragraph(paragraph) }
        roff.section("COMMANDS")
        for command in Command.all where !command.isPlumbing { add(command, to: &roff) }
        for (name, entries) in [("ENVIRONMENT", environment), ("FILES", files), ("EXIT STATUS", statuses)] {
            roff.section(name)
            for entry in entries { roff.entry(entry.name, entry.words) }
        }
        roff.section("EXAMPLES")
        for example in examples {
            roff.paragraph(example.words)
            roff.example(example.line)
        }
        roff.section("SEE ALSO")
        roff.references(["bash", "zsh", "fish", "tmux", "nc"])
        return roff.text
    }

    private static func add(_ command: Command, to roff: inout Roff) {
        roff.entry(command.usage, command.words)
        let options = command.options.filter { $0.name != json }
        if !command.verbs.isEmpty || !options.isEmpty {
            roff.inset {
                for verb in command.verbs where !verb.synopsis.isEmpty {
                    $0.entry(verb.synopsis, verb.words)
                    if !verb.options.isEmpty {
                        $0.inset { for option in verb.options { $0.entry(option.usage, option.words) } }
                    }
                }
                for option in options { $0.entry(option.usage, option.words) }
            }
        }
        guard !command.details.isEmpty else { return }
        roff.inset {
            // What stands in columns stays as it is; prose flows.
            if command.details.contains("  ") {
                $0.example(command.details)
            } else {
                $0.paragraph(command.details.split(separator: "\n").joined(separator: " "))
            }
        }
    }

    /// Said once, of all commands.
    private static let json = Command.json.name

    private static let description = [
        """
        Retort is a study daemon for people who write Flask code. It answers in the terminal in milliseconds, quizzes for two minutes \
        a day about the ideas that are fading, and works offline, from files you own.
        """,
        """
        Words that begin with no command are looked up. The first command starts the daemon, which ends by itself half an hour \
        after the last one. Options may stand anywhere; -- ends them. Output is plain when it goes to no terminal, and one JSON \
        value with --json, where a command has something to tell. Every command explains itself with --help.
        """,
    ]

    private static let environment: [(name: String, words: String)] = [
        ("RETORT_DATA", "one folder for everything instead of those below FILES"),
        ("RETORT_PACKS", "folders of packs instead of those that came with the program, with colons between them"),
        ("RETORT_SOCKET", "another socket for the daemon"),
        ("RETORT_NOW", "another time to go by, for tests: 2026-11-22T09:00:00Z, or +3d"),
        ("NO_COLOR", "anything: no colours"),
        (
            "XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR",
            "where files are, by the XDG base directory rules"
        ),
    ]

    private static let files: [(name: String, words: String)] = [
        ("~/.local/share/retort/log/", "what you answered and looked up, only ever appended to: keep it"),
        ("~/.local/share/retort/packs/", "your own packs and imported documents: keep them"),
        ("~/.config/retort/settings.json", "optional settings of this device"),
        ("~/.local/state/retort/status", "what is to do, in one line for prompts"),
        ("~/.local/state/retort/journal", "what the daemon had to say"),
        ("~/.cache/retort/", "the index, made again whenever it is missing"),
    ]

    private static let statuses: [(name: String, words: String)] = [
        ("0", "done"),
        ("1", "nothing was found, or it was refused"),
        ("2", "the words on the command line are wrong"),
        ("3", "no daemon could be reached or started"),
    ]

    private static let examples: [(words: String, line: String)] = [
        ("Ask, in any wording:", "retort what is a blueprint"),
        ("Go through what is filed under forms, for beginners:", "retort topic:forms level:beginner"),
        ("Be asked about what occurs in a file:", "retort quiz --file app.py"),
        ("Take back a slip:", "retort undo"),
        ("Ask the daemon in its own language:", #"retort call concept/lookup '{"query": "blueprint", "limit": 1}'"#),
    ]
}
