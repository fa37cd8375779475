import Glibc

/// The time of day as functions, so that a test can make it stand still.
package struct Clock: Sendable {
    /// Milliseconds since 1970-01-01 UTC.
    package var now: @Sendable () -> Int64
    /// Minutes east of UTC that local time has at a moment (given as for `now`).
    package var zoneMinutes: @Sendable (Int64) -> Int

    package init(now: @escaping @Sendable () -> Int64, zoneMinutes: @escaping @Sendable (Int64) -> Int) {
        self.now = now
        self.zoneMinutes = zoneMinutes
    }

    package static let system = Clock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        },
        zoneMinutes: { milliseconds in
            var seconds = time_t(milliseconds / 1000)
            var parts = tm()
            guard localtime_r(&seconds, &parts) != nil else { return 0 }
            return parts.tm_gmtoff / 60
        })

    /// This clock moved by so many milliseconds.
    package func shifted(by milliseconds: Int64) -> Clock {
        let now = self.now
        return Clock(now: { now() &+ milliseconds }, zoneMinutes: zoneMinutes)
    }

    /// A clock that stands still.
    package func fixed(at milliseconds: Int64) -> Clock {
        Clock(now: { milliseconds }, zoneMinutes: zoneMinutes)
    }

    /// Nanoseconds since some fixed point; never goes back. For durations, not for dates.
    package static func monotonic() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
