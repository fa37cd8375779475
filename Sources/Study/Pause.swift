import Memory
import Storage

extension Study {
    /// The longest pause that ends by itself, in days.
    package static let pauseDays = 3_650

    /// Nothing is asked from now on, up to the morning of `until` or until `resume`.
    package func pause(until: StudyDay?, now: Now) throws(StudyFault) -> MemoryStore.Pause? {
        if let until, !(1...Self.pauseDays).contains(until.days(since: now.today)) {
            throw StudyFault(
                .invalid,
                "a pause ends on a day after today (\(now.today.iso8601)) and within ten years, not on \(until.iso8601)"
            )
        }
        try append(now.at, .pause(zoneMinutes: now.zoneMinutes, until: until))
        return try paused(now: now)
    }

    /// Ends the pause; one that is not paused says so to no harm.
    package func resume(now: Now) throws(StudyFault) {
        guard try paused(now: now) != nil else { return }
        try append(now.at, .resume)
    }

    /// The pause that is in force.
    package func paused(now: Now) throws(StudyFault) -> MemoryStore.Pause? {
        try reading { store throws(DatabaseFault) in try store.memory.pause(today: now.today) }
    }
}
