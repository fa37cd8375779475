import Server

/// How the numbers of the statistics are said, in the terminal and on the page alike.
enum StatsWords {
    static func percent(_ share: Double?) -> String {
        share.map { "\(Int(($0 * 100).rounded())) %" } ?? "–"
    }

    /// "0", "0.4", "12".
    static func minutes(_ minutes: Double) -> String {
        if minutes >= 9.95 || minutes < 0.05 { return "\(Int(minutes.rounded()))" }
        let tenths = Int((minutes * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    /// "0.345"
    static func decimals(_ value: Double?) -> String {
        guard let value else { return "–" }
        let thousandths = Int((value * 1000).rounded())
        let rest = "\(thousandths % 1000)"
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    /// "95-100 %"
    static func range(_ bin: StatsBin) -> String {
        "\(Int((bin.from * 100).rounded()))-\(Int((bin.to * 100).rounded())) %"
    }

    static func head(_ stats: StatsResult) -> String {
        guard let since = stats.since else { return "Nothing was answered yet: retort quiz" }
        return Page.count(stats.reviews, "answer", "answers") + " since \(since), to \(stats.answered) of "
            + Page.count(stats.cards, "card", "cards")
    }

    /// Whether predictions and memory agree, in a sentence.
    static func retention(_ stats: StatsResult) -> String {
        let retention = stats.retention
        guard retention.reviews >= stats.enoughReviews else {
            return "Too few to say: "
                + Page.count(retention.reviews, "review", "reviews") + " a day or more after the one before"
        }
        return
            "Predicted \(percent(retention.predicted)), remembered \(percent(retention.actual)) of \(retention.reviews)"
    }

    static func errors(_ stats: StatsResult) -> String {
        "log loss \(decimals(stats.retention.logLoss)), RMSE (bins) \(decimals(stats.retention.rmseBins))"
    }

    /// The topics of which enough is known, the strongest first, and the others.
    static func topics(_ stats: StatsResult) -> (said: [StatsTopic], unsaid: [StatsTopic]) {
        let said = stats.topics.filter { $0.answered >= stats.enoughCards && $0.strength != nil }
        let unsaid = stats.topics.filter { $0.answered < stats.enoughCards || $0.strength == nil }
        return (said, unsaid)
    }
}
