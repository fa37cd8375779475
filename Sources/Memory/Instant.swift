/// A moment: what a clock anywhere in the world shows at once.
///
/// Milliseconds, because that is what logs keep and what Anki's review log uses as an identity. Every value is legal,
/// also those before 1970; arithmetic stops at the ends instead of trapping.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
    package var milliseconds: Int64

    /// The moment so many milliseconds after 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Earlier is less.
    package static func < (one: Instant, other: Instant) -> Bool {
        one.milliseconds < other.milliseconds
    }

    /// The moment so many milliseconds later (earlier when negative); the first or last there is if that is too far.
    package func adding(milliseconds more: Int64) -> Instant {
        Instant(milliseconds: milliseconds.addingSaturated(more))
    }

    /// Fractional days from `earlier` to here, negative when `earlier` is later.
    package func days(since earlier: Instant) -> Double {
        (Double(milliseconds) - Double(earlier.milliseconds)) / Double(millisecondsPerDay)
    }
}

/// A day on the clock, as calendars count it: 86,400,000 ms.
let millisecondsPerDay: Int64 = 86_400_000

/// 60,000 ms.
let millisecondsPerMinute: Int64 = 60_000
