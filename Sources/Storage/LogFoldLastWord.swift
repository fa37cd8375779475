import Memory

/// Where events contradict each other: pauses, settings, and what a card is to be beside its memory.
extension LogFold {
    /// Two devices of one name may have given one number at one time; then any fixed order will do.
    static let lastFirst = "ORDER BY at DESC, device DESC, seq DESC, name DESC, value DESC, zone DESC LIMIT 1"

    func settlePause() throws(DatabaseFault) {
        try database.run("DELETE FROM pause")
        let last = try database.first(
            """
            SELECT name, at, zone, value FROM event
            WHERE subject = '' AND name IN ('pause', 'resume') AND \(MemoryStore.eventCounts) \(Self.lastFirst)
            """
        ) { ($0.text(0), $0.integer(1), $0.int(2), $0.text(3)) }
        guard let (name, at, zone, until) = last, name == "pause" else { return }
        try database.run(
            "INSERT INTO pause (at, zone, until) VALUES (?, ?, ?)", SQLValue(at), SQLValue(zone),
            SQLValue(StudyDay(iso8601: until)?.number))
    }

    func settle(_ setting: Setting) throws(DatabaseFault) {
        let (name, pack): (SQLValue, SQLValue) = (.text(setting.name.text), .text(setting.pack.text))
        let before = try database.first("SELECT value FROM setting WHERE name = ? AND pack = ?", name, pack) {
            $0.text(0)
        }
        let value = try database.first(
            """
            SELECT value FROM event WHERE subject = ? AND name = 'setting' AND other = ? AND \(MemoryStore.eventCounts)
            \(Self.lastFirst)
            """, name, pack
        ) { $0.text(0) }
        if value == before { return }
        if let value {
            try database.run(
                "INSERT OR REPLACE INTO setting (name, pack, value) VALUES (?, ?, ?)", name, pack, .text(value))
        } else {
            try database.run("DELETE FROM setting WHERE name = ? AND pack = ?", name, pack)
        }
        guard Scheduler.settings.contains(setting.name.text) else { return }
        if setting.pack.text.isEmpty {
            try database.run("INSERT OR IGNORE INTO stale (card) SELECT card FROM memory")
        } else {
            // "0" comes after "/".
            try database.run(
                "INSERT OR IGNORE INTO stale (card) SELECT card FROM memory WHERE card > ? AND card < ?",
                .text(setting.pack.text + "/"), .text(setting.pack.text + "0"))
        }
    }

    /// Whether a card is suspended, buried, flagged.
    func settleStanding(_ card: String) throws(DatabaseFault) {
        for table in ["suspended", "buried", "flagged"] {
            try database.run("DELETE FROM \(table) WHERE card = ?", .text(card))
        }
        let isConcerned = try database.first(
            "SELECT 1 FROM event WHERE \(MemoryStore.ofCard) AND name IN ('suspend', 'bury', 'flag') LIMIT 1",
            .text(card)
        ) { _ in true }
        guard isConcerned == true else { return }
        func last(_ names: String) throws(DatabaseFault) -> (name: String, value: String)? {
            try database.first(
                "SELECT name, value FROM event WHERE \(MemoryStore.ofCard) AND name IN (\(names)) AND \(MemoryStore.eventCounts) \(Self.lastFirst)",
                .text(card)
            ) { ($0.text(0), $0.text(1)) }
        }
        if try last("'suspend', 'unsuspend'")?.name == "suspend" {
            try database.run("INSERT INTO suspended (card) VALUES (?)", .text(card))
        }
        if let (name, note) = try last("'flag', 'unflag'"), name == "flag" {
            try database.run(
                "INSERT INTO flagged (card, note) VALUES (?, ?)", .text(card), SQLValue(note.isEmpty ? nil : note))
        }
        var days: Set<Int> = []
        try database.rows(
            "SELECT at, zone FROM event WHERE \(MemoryStore.ofCard) AND name = 'bury' AND \(MemoryStore.eventCounts)",
            .text(card)
        ) { days.insert(StudyDay(at: Instant(milliseconds: $0.integer(0)), zoneMinutes: $0.int(1)).number) }
        for day in days.sorted() {
            try database.run("INSERT INTO buried (card, day) VALUES (?, ?)", .text(card), SQLValue(day))
        }
    }
}
