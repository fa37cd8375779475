/// A day of study: a calendar day where the learner is, but from 04:00 to 04:00, so that an evening which runs past
/// midnight stays one day (Anki's default rollover hour).
///
/// It is computed from the offset of the learner's clock at that moment, never from a time zone database: a log written
/// with its offsets reads the same on every machine, for ever.
package struct StudyDay: Hashable, Comparable, Sendable {
    /// Calendar days since 1970-01-01, negative before it.
    package var number: Int

    /// The study day so many days after 1970-01-01's.
    package init(number: Int) {
        self.number = number
    }

    /// The study day at a moment, on a clock `zoneMinutes` east of UTC (counted as at most 24 hours either way).
    package init(at moment: Instant, zoneMinutes: Int) {
        let (days, time) = moment.milliseconds.flooredDivision(by: millisecondsPerDay)
        let sinceRollover = time + Self.millisecondsEast(zoneMinutes) - Self.rolloverMilliseconds
        number = Int(days + sinceRollover.flooredDivision(by: millisecondsPerDay).quotient)
    }

    /// The moment it begins, 04:00 on a clock `zoneMinutes` east of UTC (counted as at most 24 hours either way); the
    /// first or last moment there is when the day lies beyond those.
    package func start(zoneMinutes: Int) -> Instant {
        Instant(milliseconds: Int64(number).multipliedSaturated(by: millisecondsPerDay))
            .adding(milliseconds: Self.rolloverMilliseconds - Self.millisecondsEast(zoneMinutes))
    }

    /// Whole days from `earlier` to this one, negative when `earlier` is later.
    package func days(since earlier: StudyDay) -> Int {
        number.subtractingSaturated(earlier.number)
    }

    /// The study day so many days later (earlier when negative).
    package func adding(days: Int) -> StudyDay {
        StudyDay(number: number.addingSaturated(days))
    }

    /// The calendar day on whose morning it begins: `2026-11-25`.
    package var iso8601: String {
        CivilDate(daysSince1970: number).iso8601
    }

    /// The study day that begins on the morning of a calendar day written like `2026-11-25`; nil for anything else.
    package init?(iso8601: String) {
        let parts = iso8601.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2] else { return nil }
        let numbers = parts.compactMap { part -> Int? in
            part.reduce(0) { number, byte in
                number.flatMap { (0x30...0x39).contains(byte) ? $0 * 10 + Int(byte - 0x30) : nil }
            }
        }
        guard numbers.count == 3, let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            return nil
        }
        number = date.daysSince1970
    }

    /// Earlier is less.
    package static func < (one: StudyDay, other: StudyDay) -> Bool {
        one.number < other.number
    }

    /// 04:00, Anki's default "next day starts at".
    private static let rolloverMilliseconds: Int64 = 4 * 60 * millisecondsPerMinute

    private static func millisecondsEast(_ zoneMinutes: Int) -> Int64 {
        Int64(zoneMinutes.clamped(to: -1_440...1_440)) * millisecondsPerMinute
    }
}
