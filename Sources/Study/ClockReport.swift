import Memory
import Storage

extension Study {
    /// Less is no jump: clocks differ by that much, and are set right by that much.
    private static let leastMilliseconds: Int64 = 10 * 60_000
    /// Reviews of a device looked at.
    private static let reviewsLookedAt = 10_000

    /// A sentence for each stretch of reviews that was made while a device's clock was wrong. Those reviews count as made
    /// at the nearest time that fits (`ClockRepair`).
    package func clockReport(now: Now) throws(StudyFault) -> [String] {
        if let known = clockCache { return known }
        let devices = try reading { store throws(DatabaseFault) in
            try store.memory.times(limit: Self.reviewsLookedAt)
        }
        let report = devices.flatMap { Self.jumps(of: $0.device, $0.times, now: now.at.milliseconds) }
        clockCache = report
        return report
    }

    private static func jumps(of device: String, _ times: [Int64], now: Int64) -> [String] {
        // The last may be in the future without any later one to tell.
        let repaired = ClockRepair.repaired(times.map { min($0, now) })
        var report: [String] = []
        var stretch: (first: Int64, by: Int64, count: Int)?
        func end() {
            guard let found = stretch else { return }
            let words = "\(duration(abs(found.by))) \(found.by > 0 ? "ahead" : "behind")"
            let date = StudyDay(at: Instant(milliseconds: found.first), zoneMinutes: 0).iso8601
            report.append(
                "\(device)'s clock was \(words) on \(date) (\(found.count) \(found.count == 1 ? "answer" : "answers"))")
            stretch = nil
        }
        for (time, right) in zip(times, repaired) {
            let by = time - right
            if abs(by) < leastMilliseconds || (by > 0) != (stretch.map { $0.by > 0 } ?? (by > 0)) { end() }
            guard abs(by) >= leastMilliseconds else { continue }
            let before = stretch ?? (right, 0, 0)
            stretch = (before.first, abs(by) > abs(before.by) ? by : before.by, before.count + 1)
        }
        end()
        return report
    }

    private static func duration(_ milliseconds: Int64) -> String {
        let minutes = milliseconds / 60_000
        if minutes < 120 { return "\(minutes) minutes" }
        return minutes < 2_880 ? "\(minutes / 60) hours" : "\(minutes / 1_440) days"
    }
}
