import JSONText
import Machine
import Server

extension Command {
    static let complete = Command(
        name: "complete", synopsis: "PREFIX",
        words: "titles, other names and symbols that begin so, one a line; what a shell's completion calls",
        options: [
            Option(name: "--limit", value: "N", words: "how many at most (1 to 100, default 10)"),
            Option(name: "--line", value: "LINE", words: "what could stand where it ends"),
            Option(name: "--bash", value: "WORD", words: "with --line: quoted, and only what replaces WORD"),
            Option(name: "--columns", value: "N", words: "with --bash: several as a list to look at"),
            json,
        ],
        details: """
            With --line each line holds a word, a tab, and what the word is; a line with "files" behind its tab says that names of
            files fit as well. Commands and options need no daemon. The daemon is asked for the rest and started if need be, but
            not waited for.
            """, isPlumbing: true
    ) { context, words throws(Failure) in
        if let line = words.value("--line") { return try complete(line, context, words) }
        guard !words.plain.isEmpty else { throw .usage("say what was typed so far, as in: retort complete bluep") }
        var params = CompleteParams()
        params.prefix = words.plain.joined(separator: " ")
        params.limit = try words.whole("--limit", 1...100)
        let json = try context.connect().ask("concept/complete", params)
        if words.has("--json") {
            Output.json(json)
        } else {
            let texts = json["completions"]?.list ?? []
            Output.lines(texts.map { oneLine($0["text"]?.text ?? "") })
        }
        return json["completions"]?.list?.isEmpty == false ? 0 : 1
    }

    /// A person who presses a key waits no longer than that for what the daemon knows.
    private static let patienceMilliseconds: Int64 = 250

    private static func complete(_ text: String, _ context: CommandContext, _ words: Arguments) throws(Failure) -> Int32
    {
        var context = context
        context.deadline = Clock.monotonic() + patienceMilliseconds * 1_000_000
        let line = ShellLine(text)
        // The first word is what the shell calls the command.
        let completing = Completing(Array(line.words.dropFirst())) { [context] subject, prefix, limit in
            var params = CompleteParams()
            params.prefix = prefix
            params.subject = subject
            params.limit = limit
            let found = try? context.connect().ask("concept/complete", params, CompleteResult.self)
            return found?.completions ?? []
        }
        var candidates = completing.candidates
        for index in candidates.indices {
            candidates[index].text = oneLine(candidates[index].text)
            candidates[index].words = oneLine(candidates[index].words)
        }
        if let word = words.value("--bash") {
            let columns = try words.whole("--columns", 0...10_000) ?? 0
            Output.lines(BashCandidates(line, replacing: word).lines(candidates, columns: columns))
        } else {
            Output.lines(candidates.map { $0.text + "\t" + $0.words })
        }
        if completing.takesFiles { Output.lines(["\tfiles"]) }
        return candidates.isEmpty && !completing.takesFiles ? 1 : 0
    }

    private static func oneLine(_ text: String) -> String {
        Page.plain(text).split(separator: "\n").joined(separator: " ")
    }
}
