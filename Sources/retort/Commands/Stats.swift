import Machine
import Server
import Wire

extension Command {
    static let stats = Command(
        name: "stats", words: "what comes up, whether predictions hold, how strong topics are, minutes a day",
        options: [
            Option(name: "--html", value: "FILE", words: "write it as one page for a browser"),
            Option(name: "--plain", words: "words and ASCII only, one thing a line"), json,
        ]
    ) { context, words throws(Failure) in
        guard words.plain.isEmpty else { throw .usage("stats takes no words; for one card: retort why CARD") }
        let connection = try context.connect()
        let json = try connection.ask("review/stats", StatsParams())
        if words.has("--json") { Output.json(json) }
        let stats: StatsResult = try connection.understand(json, of: "review/stats")
        if let file = words.value("--html") {
            let path = Path.absolute(file, from: Path.current)
            do throws(SystemFault) {
                try Files.replace(path, with: Array(StatsPage.html(stats).utf8), mode: 0o644)
            } catch {
                throw .refused(error.sentence)
            }
            if !words.has("--json") { Output.lines(["written to \(Page.plain(path))"]) }
        } else if !words.has("--json") {
            var page = context.page
            if words.has("--plain") { page.hasColour = false }
            page.width = min(page.width, 80)
            Output.lines(StatsView(page: page, isPlain: words.has("--plain")).lines(stats))
        }
        return 0
    }
}
