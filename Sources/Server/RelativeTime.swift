import Machine
import Memory

/// How far away a moment is, as people say it.
package enum RelativeTime {
    /// "today", "yesterday", "3 days ago": by study days.
    package static func ago(_ milliseconds: Int, clock: Clock) -> String {
        let now = clock.now()
        let days = day(now, clock).days(since: day(Int64(milliseconds), clock))
        return days <= 0 ? "today" : days == 1 ? "yesterday" : "\(days) days ago"
    }

    private static func day(_ milliseconds: Int64, _ clock: Clock) -> StudyDay {
        StudyDay(at: Instant(milliseconds: milliseconds), zoneMinutes: clock.zoneMinutes(milliseconds))
    }

    /// "now", "in 10 min", "in 5 h", "tomorrow" (the next study day), "in 3 days"; the text itself when it is no ISO 8601 time.
    package static func words(_ iso8601: String, clock: Clock) -> String {
        guard let moment = Instant(iso8601: iso8601) else { return iso8601 }
        let now = clock.now()
        let minutes = (moment.milliseconds - now + 59_999) / 60_000
        switch minutes {
        case ...0: return "now"
        case ..<100: return "in \(minutes) min"
        case ..<2880 where day(moment.milliseconds, clock).days(since: day(now, clock)) == 1: return "tomorrow"
        case ..<2160: return "in \((minutes + 30) / 60) h"
        case ..<86_400: return "in \((minutes + 720) / 1440) days"
        default: return "in \((minutes + 21_900) / 43_800) months"
        }
    }
}
