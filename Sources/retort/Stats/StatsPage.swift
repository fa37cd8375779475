import Server

/// The statistics as one HTML page that needs nothing else: no script, no font, no request. Charts are SVG with their title
/// and description, and everything they show stands in tables, too.
enum StatsPage {
    static func html(_ stats: StatsResult) -> String {
        let title = "What you know, as of \(escaped(stats.today))"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <style>
            \(style)</style>
            </head>
            <body>
            <main>
            <h1>\(title)</h1>
            <p>\(escaped(StatsWords.head(stats))).</p>
            \(days(stats.forecast, id: "forecast", heading: "Coming up", noun: ("card", "cards"), isPast: false))
            \(retention(stats))
            \(topics(stats))
            \(days(stats.past, id: "past", heading: "Minutes a day", noun: ("answer", "answers"), isPast: true))
            <footer><p>Made by Retort from your own log, on your own machine.</p></footer>
            </main>
            </body>
            </html>

            """
    }

    /// Contrasts of text to ground are 7:1 or more, of marks to ground 3:1 or more (WCAG 2.2).
    private static let style = """
        :root { --ground: #ffffff; --text: #1b1f24; --quiet: #4a5058; --mark: #0b65a3; --mark-two: #b45309; --line: #767c84; }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #14171a; --text: #eceff2; --quiet: #b4bcc4; --mark: #5cb3f0; --mark-two: #f0a04b; --line: #7d858d; }
        }
        html { background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
        body { margin: 0; }
        main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
        h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem; }
        p { margin: .3rem 0; }
        .quiet, footer, caption { color: var(--quiet); }
        svg { display: block; width: 100%; height: auto; margin: .6rem 0; }
        svg text { fill: var(--quiet); font: 12px system-ui, sans-serif; }
        svg .name { fill: var(--text); }
        .mark { fill: var(--mark); }
        .mark-two { stroke: var(--mark-two); stroke-width: 3; }
        .halo { stroke: var(--ground); stroke-width: 7; }
        .line { stroke: var(--line); stroke-width: 1; }
        summary { cursor: pointer; color: var(--text); }
        table { border-collapse: collapse; margin: .5rem 0; }
        caption { text-align: left; padding-bottom: .3rem; }
        th, td { padding: .15rem 1rem .15rem 0; text-align: right; font-weight: normal; border-bottom: 1px solid var(--line); }
        th[scope=row], thead th:first-child { text-align: left; }
        thead th { font-weight: 600; }
        footer { margin-top: 3rem; font-size: .9rem; }

        """

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in Page.plain(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    // MARK: Pieces

    private static func section(_ id: String, _ heading: String, _ parts: [String]) -> String {
        ([
            "<section aria-labelledby=\"\(id)\">", "<h2 id=\"\(id)\">\(escaped(heading))</h2>",
        ] + parts + ["</section>"]).joined(separator: "\n")
    }

    private static func svg(_ id: String, _ width: Int, _ height: Int, title: String, words: String, _ marks: [String])
        -> String
    {
        ([
            """
            <svg viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)-title \(id)-words">
            <title id="\(id)-title">\(escaped(title))</title>
            <desc id="\(id)-words">\(escaped(words))</desc>
            """
        ] + marks + ["</svg>"]).joined(separator: "\n")
    }

    private static func table(_ caption: String, _ heads: [String], _ rows: [[String]]) -> String {
        var lines = [
            "<details>", "<summary>The same as a table</summary>", "<table>", "<caption>\(escaped(caption))</caption>",
        ]
        lines.append("<thead><tr>" + heads.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined() + "</tr></thead>")
        lines.append("<tbody>")
        for row in rows {
            lines.append(
                "<tr><th scope=\"row\">\(escaped(row[0]))</th>"
                    + row.dropFirst().map { "<td>\(escaped($0))</td>" }.joined()
                    + "</tr>")
        }
        return (lines + ["</tbody>", "</table>", "</details>"]).joined(separator: "\n")
    }

    private static func text(_ x: Int, _ y: Int, _ words: String, anchor: String = "start", sort: String? = nil)
        -> String
    {
        "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\"\(sort.map { " class=\"\($0)\"" } ?? "")>\(escaped(words))</text>"
    }

    private static func line(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int) -> String {
        "<line class=\"line\" x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\"/>"
    }

    /// Tenths of a unit are as fine as a chart of this size shows.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func bar(x: Double, y: Double, width: Double, height: Double, _ words: String) -> String {
        "<rect class=\"mark\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" rx=\"1.5\"><title>\(escaped(words))</title></rect>"
    }

    // MARK: Sections

    private static func days(
        _ days: [StatsDay], id: String, heading: String, noun: (one: String, many: String), isPast: Bool
    ) -> String {
        let cards = days.reduce(0) { $0 + $1.cards }
        let minutes = days.reduce(0) { $0 + $1.minutes }
        let sum =
            "\(Page.count(cards, noun.one, noun.many)) in \(days.count) days, "
            + "\(isPast ? "" : "about ")\(StatsWords.minutes(minutes)) min."
        let most = days.map(\.minutes).max() ?? 0
        guard cards > 0, most > 0 else {
            return section(
                id, heading,
                [
                    "<p>\(isPast ? "Nothing was answered in the last" : "Nothing is due in the next") \(days.count) days.</p>"
                ])
        }
        let (left, top, height, step) = (56, 14, 130, 20)
        let width = left + days.count * step
        var marks = [
            line(left, top, width, top), line(left, top + height, width, top + height),
            text(left - 6, top + 4, "\(StatsWords.minutes(most)) min", anchor: "end"),
            text(left - 6, top + height + 4, "0", anchor: "end"),
            text(left, top + height + 18, isPast ? days[0].day : "today"),
            text(width, top + height + 18, isPast ? "today" : days[days.count - 1].day, anchor: "end"),
        ]
        for (index, day) in days.enumerated() where day.minutes > 0 {
            let tall = max(1.5, day.minutes / most * Double(height))
            marks.append(
                bar(
                    x: Double(left + index * step + 3), y: Double(top + height) - tall, width: Double(step - 6),
                    height: tall,
                    "\(day.day): \(Page.count(day.cards, noun.one, noun.many)), \(StatsWords.minutes(day.minutes)) min"
                ))
        }
        let words = "One bar a day, as tall as its minutes. \(sum) The longest day has \(StatsWords.minutes(most)) min."
        return section(
            id, heading,
            [
                "<p>\(sum)\(isPast ? "" : " As things stand now: every answer changes what comes later.")</p>",
                svg(id, width, top + height + 26, title: heading, words: words, marks),
                table(
                    heading, ["Day", isPast ? "Answers" : "Cards", "Minutes"],
                    days.filter { $0.cards > 0 }.map { [$0.day, "\($0.cards)", StatsWords.minutes($0.minutes)] }),
            ])
    }

    private static func retention(_ stats: StatsResult) -> String {
        let heading = "Do the predictions hold?"
        let sentence = "<p>\(escaped(StatsWords.retention(stats))).</p>"
        let bins = stats.retention.bins.reversed().filter { $0.reviews > 0 }
        guard stats.retention.reviews >= stats.enoughReviews else { return section("retention", heading, [sentence]) }
        let rows = bins.map { bin -> [String] in
            let isEnough = bin.reviews >= stats.enoughReviews
            return [
                StatsWords.range(bin), isEnough ? StatsWords.percent(bin.predicted) : "too few to say",
                isEnough ? StatsWords.percent(bin.actual) : "too few to say", "\(bin.reviews)",
            ]
        }
        let (left, rowHeight, longest) = (100, 26, 400)
        var marks: [String] = []
        for (index, bin) in bins.enumerated() {
            let y = index * rowHeight
            marks.append(text(left - 8, y + 18, StatsWords.range(bin), anchor: "end", sort: "name"))
            guard bin.reviews >= stats.enoughReviews, let actual = bin.actual, let predicted = bin.predicted else {
                marks.append(text(left, y + 18, "too few to say (\(bin.reviews))"))
                continue
            }
            let words =
                "\(StatsWords.range(bin)): predicted \(StatsWords.percent(predicted)), remembered \(StatsWords.percent(actual)) of \(bin.reviews)"
            marks.append(
                bar(x: Double(left), y: Double(y + 5), width: max(1, actual * Double(longest)), height: 16, words))
            let x = number(Double(left) + predicted * Double(longest))
            for look in ["halo", "mark-two"] {
                marks.append("<line class=\"\(look)\" x1=\"\(x)\" y1=\"\(y + 2)\" x2=\"\(x)\" y2=\"\(y + 24)\"/>")
            }
            marks.append(
                text(left + longest + 10, y + 18, "\(StatsWords.percent(actual)) of \(bin.reviews)", sort: "name"))
        }
        let words =
            "One row for each range of predictions: the bar is the share that was remembered, the upright line what was predicted. "
            + StatsWords.retention(stats) + "."
        return section(
            "retention", heading,
            [
                sentence,
                "<p class=\"quiet\">Bars: remembered. Upright lines: predicted. The nearer they are, the better.</p>",
                svg("retention", left + longest + 100, bins.count * rowHeight + 4, title: heading, words: words, marks),
                table("Predicted and remembered", ["Predicted", "on average", "Remembered", "Reviews"], rows),
                "<p class=\"quiet\">Counted as the public benchmark of memory models counts: \(StatsWords.errors(stats)).</p>",
            ])
    }

    private static func topics(_ stats: StatsResult) -> String {
        let heading = "Topics, the strongest first"
        let (said, unsaid) = StatsWords.topics(stats)
        let (left, rowHeight, longest) = (150, 24, 330)
        var marks: [String] = []
        for (index, topic) in said.enumerated() {
            let y = index * rowHeight
            let name = topic.topic.count > 20 ? String(topic.topic.prefix(19)) + "…" : topic.topic
            let share = topic.strength ?? 0
            let known = "\(topic.answered) of \(Page.count(topic.cards, "card", "cards"))"
            marks.append(text(left - 8, y + 17, name, anchor: "end", sort: "name"))
            marks.append(
                bar(
                    x: Double(left), y: Double(y + 4), width: max(1, share * Double(longest)), height: 16,
                    "\(topic.topic): \(StatsWords.percent(share)), \(known)"))
            marks.append(text(left + longest + 10, y + 17, "\(StatsWords.percent(share)), \(known)", sort: "name"))
        }
        var parts: [String] = []
        if !said.isEmpty {
            let words = "One bar for each topic: the chance that you know a card of it now, of those you were asked."
            parts += [
                "<p>\(words)</p>",
                svg("topics", left + longest + 170, said.count * rowHeight + 4, title: heading, words: words, marks),
                table(
                    heading, ["Topic", "Known now", "Cards asked", "Cards", "Remembered", "of reviews"],
                    said.map {
                        [
                            $0.topic, StatsWords.percent($0.strength), "\($0.answered)", "\($0.cards)",
                            $0.reviews >= stats.enoughReviews ? StatsWords.percent($0.actual) : "too few to say",
                            "\($0.reviews)",
                        ]
                    }),
            ]
        }
        let begun = unsaid.filter { $0.answered > 0 }
        if !begun.isEmpty {
            let list = begun.map { "\($0.topic) (\(Page.count($0.answered, "card", "cards")))" }
            parts.append("<p>Too few to say: \(escaped(list.joined(separator: ", "))).</p>")
        }
        if unsaid.count > begun.count {
            parts.append(
                "<p class=\"quiet\">\(Page.count(unsaid.count - begun.count, "topic was", "topics were")) not asked yet.</p>"
            )
        }
        if parts.isEmpty { parts.append("<p>There are no cards yet.</p>") }
        return section("topics", heading, parts)
    }
}
