import Memory

/// Questions to the store about what is remembered. Every answer follows from the logs.
package struct MemoryStore {
    let database: Database

    package func memory(_ card: String) throws(DatabaseFault) -> CardMemory? {
        try database.first("SELECT \(Self.columns) FROM memory WHERE card = ?", .text(card)) {
            Self.memory($0, from: 0)
        }
    }

    /// The memories of a concept's cards, of those that were answered.
    package func memories(ofConcept number: Int64) throws(DatabaseFault) -> [CardMemory] {
        try database.all(
            "SELECT \(Self.columns) FROM card JOIN memory ON memory.card = card.id WHERE card.concept = ?",
            SQLValue(number)
        ) { Self.memory($0, from: 0) }
    }

    package struct PastReview: Sendable {
        /// When it was made, by the clock of its device.
        package var at: Instant
        /// When it counts as made: the same, unless that clock had jumped (`ClockRepair`).
        package var countsAt: Instant
        package var zoneMinutes: Int
        package var grade: Int
        package var device: String
        package var seq: Int64
        package var milliseconds: Int?
        package var card: String
    }

    /// The card of the first value, and those it continues.
    private static let lineage = "(SELECT ?1 UNION ALL SELECT was FROM ancestor WHERE card = ?1)"
    static let ofCard = "subject IN \(lineage)"
    static let eventCounts = counts("event")

    /// Whether a row was not taken back.
    static func counts(_ table: String) -> String {
        "NOT EXISTS (SELECT 1 FROM undone WHERE undone.device = \(table).device AND undone.seq = \(table).seq)"
    }

    /// The reviews of a card and of those it continues that count, oldest first: those taken back do not, nor those before
    /// a reset.
    package func history(_ card: String) throws(DatabaseFault) -> [PastReview] {
        typealias Entry = ClockRepair.Entry<PastReview?>
        var entries = try database.all(
            """
            SELECT at, device, seq, zone, grade, milliseconds, card FROM review
            WHERE card IN \(Self.lineage) AND \(Self.counts("review"))
            ORDER BY at, device, seq, card
            """, .text(card)
        ) { row in
            let at = Instant(milliseconds: row.integer(0))
            let review = PastReview(
                at: at, countsAt: at, zoneMinutes: row.int(3), grade: row.int(4), device: row.text(1),
                seq: row.integer(2), milliseconds: row.isNull(5) ? nil : row.int(5), card: row.text(6))
            return Entry(at: at, device: review.device, seq: review.seq, value: review)
        }
        try database.rows(
            """
            SELECT at, device, seq FROM event WHERE \(Self.ofCard) AND \(Self.eventCounts)
                AND (name = 'reset' OR (name = 'apart' AND other = subject))
            """, .text(card)
        ) {
            let at = Instant(milliseconds: $0.integer(0))
            entries.append(Entry(at: at, device: $0.text(1), seq: $0.integer(2), value: nil))
        }
        ClockRepair.order(&entries)
        let lastReset = entries.lastIndex { $0.value == nil }.map { $0 + 1 } ?? 0
        return entries[lastReset...].compactMap { entry in
            var review = entry.value
            review?.countsAt = entry.at
            return review
        }
    }

    package func reviewCount() throws(DatabaseFault) -> Int {
        try database.first(
            """
            SELECT (SELECT count(*) FROM review) - (
                SELECT count(*) FROM (SELECT DISTINCT device, seq FROM undone) AS undone
                JOIN review ON review.device = undone.device AND review.seq = undone.seq)
            """
        ) { $0.int(0) } ?? 0
    }

    /// The number of this device's last event, 0 before the first.
    package func lastSeq(device: String) throws(DatabaseFault) -> Int64 {
        try database.first("SELECT last FROM device WHERE name = ?", .text(device)) { $0.integer(0) } ?? 0
    }

    /// When the last reviews of each device were made by its clock, in milliseconds and in the order of their numbers.
    package func times(limit: Int) throws(DatabaseFault) -> [(device: String, times: [Int64])] {
        let devices = try database.all("SELECT name FROM device ORDER BY name") { $0.text(0) }
        var found: [(String, [Int64])] = []
        for device in devices {
            let times = try database.all(
                "SELECT at FROM review WHERE device = ? ORDER BY seq DESC LIMIT ?", .text(device), SQLValue(limit)
            ) { $0.integer(0) }
            found.append((device, times.reversed()))
        }
        return found
    }

    package func logFaults() throws(DatabaseFault) -> [String] {
        try database.all("SELECT path, sentence FROM complaint WHERE pack = '' ORDER BY path, rowid") {
            $0.text(0) + " " + $0.text(1)
        }
    }
}
