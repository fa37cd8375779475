import Machine
import Memory
import Study

/// Why a card is asked or not, in one sentence.
enum WhySentence {
    static func of(_ why: CardWhy, now: Now) -> String {
        guard let memory = why.memory, let recall = why.retrievability else { return new(why) }
        let known =
            switch (why.known, why.reviews) {
            case (1, 1): "You knew it the one time you were asked"
            case (0, 1): "You did not know it the one time you were asked"
            case (2, 2): "You knew it both times"
            case (0, 2): "You knew it neither time"
            case (let known, let all) where known == all: "You knew it all \(all) times"
            case (0, let all): "You knew it none of \(all) times"
            case (let known, let all): "You knew it \(known) of \(all) times"
            }
        let grade = why.lastGrade.flatMap(Grade.init).map { " with \"\($0.word)\"" } ?? ""
        let last = "last \(ago(memory.lastReview, now))\(grade)"
        let chance = "the chance that you still know it is \(percent(recall))"
        let target = percent(why.desiredRetention)
        let when = ahead(memory.due, now)
        let reason: String
        if why.standing.isSuspended {
            reason = "it is not asked, since you suspended it"
        } else if let pause = why.pause {
            reason = "nothing is asked, since you paused" + (pause.until.map { " until \($0.iso8601)" } ?? "")
        } else if why.standing.isBuried {
            reason = "it is not asked today any more, since you put it off"
        } else if memory.phase != .review {
            reason =
                why.isDue
                ? "it is asked because it is still being learned"
                : "it is still being learned and comes up again \(when)"
        } else if !why.isDue {
            reason = "\(chance), and it comes up when that falls to \(target), \(when)"
        } else if recall <= why.desiredRetention {
            reason = "\(chance), which is not above \(target) any more, so it is asked"
        } else {
            reason = "\(chance), and it comes up near \(target), so it is asked"
        }
        return "\(known); \(last); \(reason)."
    }

    private static func new(_ why: CardWhy) -> String {
        if why.standing.isSuspended { return "You were never asked it, and it is not asked, since you suspended it." }
        if why.standing.isBuried { return "You were never asked it, and not today any more, since you put it off." }
        return "You were never asked it; it comes in its turn among the new cards."
    }

    /// Never "100 %": nothing is that sure.
    private static func percent(_ probability: Double) -> String {
        probability > 0.99 ? "more than 99 %" : "\(Int((probability * 100).rounded())) %"
    }

    private static func ahead(_ moment: Instant, _ now: Now) -> String {
        RelativeTime.words(
            moment.iso8601, clock: Clock(now: { now.at.milliseconds }, zoneMinutes: { _ in now.zoneMinutes }))
    }

    private static func ago(_ moment: Instant, _ now: Now) -> String {
        let minutes = max(0, now.at.milliseconds - moment.milliseconds) / 60_000
        let days = now.today.days(since: StudyDay(at: moment, zoneMinutes: now.zoneMinutes))
        switch (days, minutes) {
        case (...0, ..<1): return "just now"
        case (...0, ..<100): return "\(minutes) min ago"
        case (...0, _): return "\((minutes + 30) / 60) h ago"
        case (1, _): return "yesterday"
        case (..<60, _): return "\(days) days ago"
        default: return "\((days + 15) / 30) months ago"
        }
    }
}
