import Server

/// The texts of `--help` and `--version`, made from the commands' own descriptions.
enum Help {
    static let version = "retort \(Version.program)\n"

    static var overview: String {
        var text = """
            retort answers "what is this?", asks what is fading, and keeps what you know.

            retort WORDS…            look something up: retort blueprint, retort what is a request context

            """
        for command in Command.all where !command.isPlumbing {
            text += entry(command.usage, command.words, at: 25)
        }
        return text + "\nretort COMMAND --help tells more. Nothing leaves this machine.\n"
    }

    static func page(_ name: String) -> String? {
        guard let command = Command.named(name) else { return nil }
        var text = "\(command.usage)\n\n\(command.words)\n"
        if !command.verbs.isEmpty { text += "\n" }
        for verb in command.verbs {
            text += entry("  \(command.name) \(verb.synopsis)", verb.words, at: 26)
            for option in verb.options { text += entry("    " + option.usage, option.words, at: 26) }
        }
        if !command.options.isEmpty { text += "\n" }
        for option in command.options {
            text += entry("  " + option.usage, option.words, at: 22)
        }
        return command.details.isEmpty ? text : text + "\n" + command.details + "\n"
    }

    /// What is said on the left, what it means on the right, or below where there is no room.
    private static func entry(_ head: String, _ words: String, at column: Int) -> String {
        let isShort = head.count + 2 <= column
        let gap = String(repeating: " ", count: isShort ? column - head.count : column)
        return head + (isShort ? "" : "\n") + gap + words + "\n"
    }
}
