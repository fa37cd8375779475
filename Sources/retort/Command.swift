/// One command: what help, completion and the dispatcher know of it.
struct Command: Sendable {
    struct Option: Sendable {
        let name: String
        /// The placeholder of its value; nil for a flag.
        var value: String?
        let words: String
    }

    let name: String
    /// What follows the name, for the usage line.
    let synopsis: String
    let words: String
    var options: [Option] = []
    /// What the page of this command says below its options.
    var details = ""
    /// For programs rather than people; the help page leaves it out.
    var isPlumbing = false
    let run: @Sendable (CommandContext, Words) throws(Failure) -> Int32

    /// In the order of the help page.
    static let all: [Command] = [
        lookup, show, hint, gaps, quiz, due, undo, why, stats, card, inbox, pause, resume, settings, importDocument,
        pack, status, stop, serve, lsp, call, complete,
    ]

    static let json = Option(name: "--json", words: "print one JSON value and nothing else")
}
