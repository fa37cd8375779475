/// One command: what help, the manual page, completion and the dispatcher know of it.
struct Command: Sendable {
    struct Option: Sendable {
        let name: String
        /// The placeholder of its value, as in a synopsis; nil for a flag.
        var value: String?
        let words: String

        var usage: String { name + (value.map { " " + $0 } ?? "") }
    }

    /// One of the things that a command does, named by the word behind the command's name.
    struct Verb: Sendable {
        /// `check PACK`; empty for what the command does when nothing is behind its name.
        let synopsis: String
        let words: String
        /// Those that belong to this verb alone.
        var options: [Option] = []

        var name: String { String(synopsis.prefix { $0 != " " }) }
    }

    let name: String
    /// What follows the name, options apart (`Synopsis` tells how it is written); a command with verbs leaves it to them.
    var synopsis = ""
    let words: String
    var verbs: [Verb] = []
    var options: [Option] = []
    /// What the page of this command says below its options.
    var details = ""
    /// For programs rather than people; the help page leaves it out.
    var isPlumbing = false
    let run: @Sendable (CommandContext, Arguments) throws(Failure) -> Int32

    /// In the order of the help page.
    static let all: [Command] = [
        lookup, show, hint, gaps, quiz, due, undo, why, stats, card, inbox, pause, resume, remind, settings,
        importDocument, pack, status, doctor, stop, serve, lsp, call, completions, complete, manual,
    ]

    /// The options of all verbs among them.
    var allOptions: [Option] { verbs.flatMap(\.options) + options }

    static func named(_ name: String) -> Command? { all.first { $0.name == name } }

    static let json = Option(name: "--json", words: "print one JSON value and nothing else")

    /// How it is called: `retort pack list|check`.
    var usage: String {
        var behind = synopsis
        if !verbs.isEmpty {
            behind = verbs.map(\.name).filter { !$0.isEmpty }.joined(separator: "|")
            if verbs.contains(where: \.synopsis.isEmpty) { behind = "[\(behind)]" }
        }
        return "retort " + name + (behind.isEmpty ? "" : " " + behind)
    }
}
