/// One answer to one card: all that is ever kept of it, and all that memory is computed from.
package struct Review: Sendable, Equatable {
    /// When it was made.
    package var at: Instant

    /// Minutes east of UTC of the clock where and when it was made.
    package var zoneMinutes: Int

    /// How well the answer was known.
    package var grade: Grade

    /// A review made at a moment, on a clock `zoneMinutes` east of UTC.
    package init(at: Instant, zoneMinutes: Int, grade: Grade) {
        self.at = at
        self.zoneMinutes = zoneMinutes
        self.grade = grade
    }

    /// The study day it belongs to.
    package var day: StudyDay {
        StudyDay(at: at, zoneMinutes: zoneMinutes)
    }
}
