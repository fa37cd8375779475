import Machine
import Memory

extension Clock {
    /// The clock that `RETORT_NOW` or `session/clock` asks for: a fixed one by a date and time (`2026-11-22T09:00:00Z`) or
    /// milliseconds since 1970, or the system's moved by so much (`+3d`, `-90m`; units d, h, m, s). Nil when not understood.
    package init?(_ text: String, system: Clock = .system) {
        if let instant = Instant(iso8601: text) {
            self = system.fixed(at: instant.milliseconds)
        } else if let milliseconds = Int64(text), text.first?.isNumber == true, milliseconds < 8_640_000_000_000_000 {
            self = system.fixed(at: milliseconds)
        } else if let sign = text.first, sign == "+" || sign == "-",
            let unit = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000][text.suffix(1)] as Int64?,
            let amount = Int64(text.dropFirst().dropLast()), (0...1_000_000).contains(amount)
        {
            self = system.shifted(by: sign == "-" ? -amount * unit : amount * unit)
        } else {
            return nil
        }
    }
}
