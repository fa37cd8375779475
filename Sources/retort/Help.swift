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
            let head = "retort \(command.name) \(command.synopsis)"
            text +=
                head.count < 25
                ? head + String(repeating: " ", count: 25 - head.count) + command.words + "\n"
                : head + "\n" + String(repeating: " ", count: 25) + command.words + "\n"
        }
        return text + "\nretort COMMAND --help tells more. Nothing leaves this machine.\n"
    }

    static func page(_ name: String) -> String? {
        guard let command = Command.all.first(where: { $0.name == name }) else { return nil }
        var text = "retort \(command.name) \(command.synopsis)\n\n\(command.words)\n"
        if !command.options.isEmpty { text += "\n" }
        for option in command.options {
            let head = "  " + option.name + (option.value.map { " " + $0 } ?? "")
            text += head + String(repeating: " ", count: max(2, 22 - head.count)) + option.words + "\n"
        }
        return command.details.isEmpty ? text : text + "\n" + command.details + "\n"
    }
}
