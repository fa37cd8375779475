import Machine
import Memory

/// A moment as seen from where the person is.
package struct Now: Sendable {
    package var at: Instant
    package var zoneMinutes: Int

    package init(at: Instant, zoneMinutes: Int) {
        self.at = at
        self.zoneMinutes = zoneMinutes
    }

    /// What the clock shows.
    package init(_ clock: Clock) {
        let milliseconds = clock.now()
        self.init(at: Instant(milliseconds: milliseconds), zoneMinutes: clock.zoneMinutes(milliseconds))
    }

    package var today: StudyDay { StudyDay(at: at, zoneMinutes: zoneMinutes) }
}
