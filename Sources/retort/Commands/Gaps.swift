import Server

extension Command {
    static let gaps = Command(
        name: "gaps", words: "what was looked up and not found: what to read, or to write a card about",
        options: [Option(name: "--limit", value: "N", words: "how many at most (1 to 100, default 20)"), json],
        details: "A gap goes by itself once a look-up finds it, and after a year."
    ) { context, words throws(Failure) in
        guard words.plain.isEmpty else { throw .usage("retort gaps takes no words; it lists what was not found") }
        var params = GapsParams()
        params.limit = try words.whole("--limit", 1...100)
        let connection = try context.connect()
        let json = try connection.ask("concept/gaps", params)
        if words.has("--json") {
            Output.json(json)
            return 0
        }
        let result: GapsResult = try connection.understand(json, of: "concept/gaps")
        let page = context.page
        var lines: [String] = []
        for gap in result.gaps {
            let when = RelativeTime.ago(gap.at, clock: context.clock)
            let often = gap.days == 1 ? when : "on \(gap.days) days, last \(when)"
            let nearest = gap.nearest.compactMap(\.title).joined(separator: " · ")
            let text = "\(gap.query), \(often)" + (nearest.isEmpty ? "" : "; nearest: \(nearest)")
            lines += MarkdownPage(page: page).wrap(text, rest: "  ")
        }
        if result.gaps.isEmpty { lines.append("no gaps: all that was asked was found") }
        if result.found > 0 { lines.append(page.styled("\(result.found) found since", .dim)) }
        Output.lines(lines)
        return 0
    }
}
