import CLinux
import Glibc

/// Rings once, at a time of day: its descriptor is readable then. It also rings at once when the machine wakes up after that
/// moment, and when somebody sets the clock, since the moment may be another one now.
///
/// The loop's own deadline is for durations; a machine that sleeps does not count them.
package final class Alarm {
    /// Readable when it has rung; the loop watches it and calls `drain`.
    package let descriptor: Int32

    package init() throws(SystemFault) {
        descriptor = timerfd_create(CLOCK_REALTIME, Int32(RETORT_TIMER_CLOSE_ON_EXEC | RETORT_TIMER_NONBLOCKING))
        guard descriptor >= 0 else { throw .last("make", "an alarm") }
    }

    /// Rings after so many milliseconds (0 at once), nil for never; what was set before no longer counts.
    package func set(inMilliseconds wait: Int64?) {
        var setting = itimerspec()
        if let wait {
            let moment = Clock.system.now() &+ max(wait, 0)
            setting.it_value.tv_sec = time_t(moment / 1000)
            // All zeros would mean never.
            setting.it_value.tv_nsec = Int(moment % 1000) * 1_000_000 + 1
        }
        timerfd_settime(descriptor, Int32(RETORT_TIMER_ABSOLUTE | RETORT_TIMER_CLOCK_SET), &setting, nil)
    }

    /// Takes the ringing.
    package func drain() {
        var count: UInt64 = 0
        read(descriptor, &count, 8)
    }
}
