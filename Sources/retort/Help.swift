import Server

/// The texts of `--help` and `--version`, made from the commands' own descriptions.
enum Help {
    static let version = "retort \(Version.program)\n"

    /// - Parameter width: of the terminal; nil where nobody looks, and lines stay whole.
    static func overview(_ width: Int?) -> String {
        var text = """
            retort answers "what is this?", asks what is fading, and keeps what you know.

            retort WORDS…            look something up: retort blueprint, retort what is a request context

            """
        for command in Command.all where !command.isPlumbing {
            text += entry(command.usage, command.words, at: 25)
        }
        return fitted(text + "\nretort COMMAND --help tells more. Nothing leaves this machine.\n", width)
    }

    static func page(_ name: String, _ width: Int?) -> String? {
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
        if !command.details.isEmpty { text += "\n" + details(command, width) + "\n" }
        return fitted(text, width)
    }

    /// What has columns keeps its lines; other lines are one paragraph.
    private static func details(_ command: Command, _ width: Int?) -> String {
        let hasColumns = width == nil || command.details.contains("  ")
        return hasColumns ? command.details : command.details.split(separator: "\n").joined(separator: " ")
    }

    private static func fitted(_ text: String, _ width: Int?) -> String {
        guard let width else { return text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.flatMap { Page.hang(String($0), width) }.joined(separator: "\n")
    }

    /// What is said on the left, what it means on the right, or below where there is no room.
    private static func entry(_ head: String, _ words: String, at column: Int) -> String {
        let isShort = head.count + 2 <= column
        let gap = String(repeating: " ", count: isShort ? column - head.count : column)
        return head + (isShort ? "" : "\n") + gap + words + "\n"
    }
}
