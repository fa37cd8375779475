import Memory

/// The part of a day in which a reminder may come. A day goes from 04:00 to 04:00 here, too, so an evening may run past midnight.
package struct ReminderWindow: Equatable, Sendable {
    /// Minutes since 04:00, 0 to 1439: the first one in which a reminder may come.
    let from: Int
    /// Minutes since 04:00, up to 1440: the first one in which none may come any more.
    let until: Int

    /// 9:30-18:00.
    package static let usual = ReminderWindow(from: 330, until: 840)

    private static let rollover = 4 * 60
    private static let day = 24 * 60

    private init(from: Int, until: Int) {
        self.from = from
        self.until = until
    }

    /// Reads `9:30-18:00` or `9-18`; nil for anything else, and for what does not end after it begins.
    package init?(_ text: String) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minutes(String($0)) }
        guard ends.count == 2, let first = ends[0], let last = ends[1] else { return nil }
        from = (first - Self.rollover + Self.day) % Self.day
        // The minute in which a day ends is its last, not the next one's first.
        until = (last - Self.rollover - 1 + Self.day) % Self.day + 1
        guard from < until else { return nil }
    }

    /// Minutes since midnight.
    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) }) else { return nil }
        let numbers = parts.compactMap { $0.allSatisfy(\.isWholeNumber) ? Int($0) : nil }
        guard numbers.count == parts.count, numbers[0] <= 24 else { return nil }
        let minutes = numbers[0] * 60 + (numbers.count == 2 ? numbers[1] : 0)
        return minutes <= day && (numbers.count == 1 || numbers[1] < 60) ? minutes : nil
    }

    /// `9:30-18:00`.
    package var words: String { "\(begin)-\(end)" }
    var begin: String { Self.time(from) }
    var end: String { Self.time(until) }

    private static func time(_ sinceFour: Int) -> String {
        let minutes = (sinceFour + rollover) % day
        return "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    }

    /// What a clock on the wall shows: `9:30`.
    static func time(_ moment: Instant, zoneMinutes: Int) -> String {
        time(sinceFour(Now(at: moment, zoneMinutes: zoneMinutes)))
    }

    static func sinceFour(_ now: Now) -> Int {
        let passed = now.at.milliseconds - now.today.start(zoneMinutes: now.zoneMinutes).milliseconds
        return Int(passed / 60_000)
    }
}

/// The weekdays on which a reminder may come.
package enum ReminderDays {
    private static let weekend: Set<Weekday> = [.saturday, .sunday]
    package static let weekdays = Set(Weekday.allCases).subtracting(weekend)

    /// Reads `weekdays`, `weekends`, `daily`, or names with commas between them (`mon,wed` will do); nil for anything else.
    package static func read(_ text: String) -> Set<Weekday>? {
        switch text.lowercased() {
        case "weekdays": return weekdays
        case "weekends": return weekend
        case "daily": return Set(Weekday.allCases)
        default: break
        }
        let names = text.lowercased().split(separator: ",", omittingEmptySubsequences: false)
        let days = names.compactMap { name in
            name.count < 2 ? nil : Weekday.allCases.first { $0.rawValue.hasPrefix(name) }
        }
        return days.count == names.count ? Set(days) : nil
    }

    /// What `read` reads.
    package static func written(_ days: Set<Weekday>) -> String {
        if days == weekdays { return "weekdays" }
        if days == weekend { return "weekends" }
        if days.count == Weekday.allCases.count { return "daily" }
        return Weekday.allCases.filter(days.contains).map(\.rawValue).joined(separator: ",")
    }

    /// "on weekdays", "daily", "on monday and friday".
    package static func words(_ days: Set<Weekday>) -> String {
        if days.count == Weekday.allCases.count { return "daily" }
        let written = written(days).split(separator: ",")
        guard written.count > 1, let last = written.last else { return "on \(written.joined())" }
        return "on " + written.dropLast().joined(separator: ", ") + " and " + last
    }
}
