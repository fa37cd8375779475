import Storage

extension Study {
    /// Remembers in passing that a concept (`pack/id`) was looked up; once a study day, and never a reason to fail.
    package func noteLook(_ concept: String, now: Now) {
        store.note(at: now.at, dayStart: now.today.start(zoneMinutes: now.zoneMinutes), .look(concept: concept))
    }

    /// Remembers in passing that a look-up found nothing sure.
    package func noteMiss(_ query: String, now: Now) {
        store.note(at: now.at, dayStart: now.today.start(zoneMinutes: now.zoneMinutes), .miss(query: query))
    }
}
