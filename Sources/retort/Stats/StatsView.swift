import Server

/// The statistics in the terminal: plots of block characters, or with `isPlain` words and ASCII, one thing a line.
struct StatsView {
    let page: Page
    let isPlain: Bool

    /// The columns of a plot of days, two for each, and of a bar at its longest.
    private static let plotRows = 5
    private static let longestBar = 30

    func lines(_ stats: StatsResult) -> [String] {
        var lines = [StatsWords.head(stats)]
        lines += section("Coming up in the next \(stats.forecast.count) days")
        lines += days(stats.forecast, "card", "cards", isPast: false)
        lines += section("Do the predictions hold?")
        lines += retention(stats)
        lines += section("Topics, the strongest first: the chance that you know a card of it now")
        lines += topics(stats)
        lines += section("Minutes a day, the last \(stats.past.count) days")
        lines += days(stats.past, "answer", "answers", isPast: true)
        return lines
    }

    private func section(_ title: String) -> [String] {
        ["", page.styled(title, .bold)]
    }

    // MARK: Days

    private func days(_ days: [StatsDay], _ one: String, _ many: String, isPast: Bool) -> [String] {
        let cards = days.reduce(0) { $0 + $1.cards }
        guard cards > 0 else { return [isPast ? "nothing was answered" : "nothing"] }
        let minutes = days.reduce(0) { $0 + $1.minutes }
        let sum =
            Page.count(cards, one, many) + ", \(isPast ? "" : "about ")\(StatsWords.minutes(minutes)) min in all"
        if isPlain {
            return days.filter { $0.cards > 0 }.map {
                "\($0.day): \(Page.count($0.cards, one, many)), \(isPast ? "" : "about ")\(StatsWords.minutes($0.minutes)) min"
            } + [sum]
        }
        let values = days.map(\.minutes)
        let most = values.max() ?? 0
        var lines = plot(values, most)
        let (first, last) = (days.first?.day ?? "", days.last?.day ?? "")
        let width = 2 * days.count
        let (left, right) = isPast ? (first, "today") : ("today", last)
        let gap = max(1, width - left.count - right.count)
        lines.append(page.styled(margin("") + left + String(repeating: " ", count: gap) + right, .dim))
        return lines + [sum]
    }

    /// What stands left of a plot: minutes.
    private func margin(_ text: String) -> String {
        String(repeating: " ", count: max(0, 7 - Page.columns(text))) + text + " "
    }

    private func plot(_ values: [Double], _ most: Double) -> [String] {
        let blocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        // An eighth of a row is the smallest that is seen: whatever is not nothing gets it.
        let eighths = values.map { value -> Int in
            value <= 0 || most <= 0 ? 0 : max(1, Int((value / most * Double(8 * Self.plotRows)).rounded()))
        }
        return (0..<Self.plotRows).reversed().map { row in
            let label = row == Self.plotRows - 1 ? StatsWords.minutes(most) + " min" : row == 0 ? "0" : ""
            let bars = eighths.map { blocks[min(8, max(0, $0 - 8 * row))] + " " }.joined()
            return page.styled(margin(label), .dim) + page.styled(bars, .cyan)
        }
    }

    // MARK: Bars

    private func bar(_ share: Double) -> String {
        let longest = min(Self.longestBar, max(5, page.width - 45))
        let blocks = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let eighths = Int((share * Double(8 * longest)).rounded())
        let bar = String(repeating: "█", count: eighths / 8) + blocks[eighths % 8]
        return page.styled(bar, .cyan) + String(repeating: " ", count: longest - Page.columns(bar) + 1)
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Page.columns(text)))
    }

    private func retention(_ stats: StatsResult) -> [String] {
        var lines = [StatsWords.retention(stats)]
        guard stats.retention.reviews >= stats.enoughReviews else { return lines }
        for bin in stats.retention.bins.reversed() where bin.reviews > 0 {
            let range = StatsWords.range(bin)
            let isEnough = bin.reviews >= stats.enoughReviews
            let count = Page.count(bin.reviews, "review", "reviews")
            if isPlain {
                lines.append(
                    "predicted \(range): "
                        + (isEnough
                            ? "remembered \(StatsWords.percent(bin.actual)) of \(count)" : "too few to say, \(count)"))
            } else if isEnough, let actual = bin.actual {
                lines.append(padded(range, 10) + bar(actual) + "\(padded(StatsWords.percent(actual), 6))of \(count)")
            } else {
                lines.append(padded(range, 10) + page.styled("too few to say, \(count)", .dim))
            }
        }
        return lines + [page.styled(StatsWords.errors(stats), .dim)]
    }

    private func topics(_ stats: StatsResult) -> [String] {
        let (said, unsaid) = StatsWords.topics(stats)
        let names = min(18, said.map { Page.columns(Page.plain($0.topic)) }.max() ?? 0)
        var lines = said.map { topic -> String in
            let name = Page.plain(topic.topic)
            let known = "\(topic.answered) of \(Page.count(topic.cards, "card", "cards"))"
            let share = StatsWords.percent(topic.strength)
            if isPlain { return "\(name): \(share), \(known)" }
            let short = Page.columns(name) > names ? String(name.prefix(names - 1)) + "…" : name
            return padded(short, names + 1) + bar(topic.strength ?? 0) + padded(share, 6) + known
        }
        let begun = unsaid.filter { $0.answered > 0 }
        if !begun.isEmpty {
            let list = begun.map { "\($0.topic) (\(Page.count($0.answered, "card", "cards")))" }
            lines += MarkdownPage(page: page).wrap("too few to say: " + list.joined(separator: ", "))
        }
        let untouched = unsaid.count - begun.count
        if untouched > 0 { lines.append(Page.count(untouched, "topic was", "topics were") + " not asked yet") }
        return lines
    }
}
