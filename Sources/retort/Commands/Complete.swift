import Server

extension Command {
    static let complete = Command(
        name: "complete", synopsis: "PREFIX",
        words: "titles, other names and symbols that begin so, one a line; what a shell's completion calls",
        options: [
            Option(name: "--limit", value: "N", words: "how many at most (1 to 100, default 10)"),
            json,
        ], isPlumbing: true
    ) { context, words throws(Failure) in
        guard !words.plain.isEmpty else { throw .usage("say what was typed so far, as in: retort complete bluep") }
        var params = CompleteParams()
        params.prefix = words.plain.joined(separator: " ")
        params.limit = try words.whole("--limit", 1...100)
        let json = try context.connect().ask("concept/complete", params)
        if words.has("--json") {
            Output.json(json)
        } else {
            let texts = json["completions"]?.list ?? []
            Output.lines(texts.map { Page.plain($0["text"]?.text ?? "").split(separator: "\n").joined(separator: " ") })
        }
        return json["completions"]?.list?.isEmpty == false ? 0 : 1
    }
}
