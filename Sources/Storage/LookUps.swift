import Memory

/// Questions to the store about what was looked up.
extension MemoryStore {
    // MARK: What was looked up

    /// Concepts (`pack/id`) looked up since a moment, the last one first, each once.
    package func looks(since: Instant, limit: Int) throws(DatabaseFault) -> [String] {
        try database.all(
            "SELECT concept, max(at) AS last FROM look WHERE at >= ? GROUP BY +concept ORDER BY last DESC, concept LIMIT ?",
            SQLValue(since.milliseconds), SQLValue(limit)
        ) { $0.text(0) }
    }

    /// Look-ups since a moment that found nothing, with how often and when last: the most frequent first.
    package func missCounts(
        since: Instant, limit: Int
    ) throws(DatabaseFault) -> [(query: String, count: Int, last: Instant)] {
        try database.all(
            """
            SELECT query, count(*) AS count, max(at) AS last FROM miss WHERE at >= ?
            GROUP BY +query ORDER BY count DESC, last DESC, query LIMIT ?
            """, SQLValue(since.milliseconds), SQLValue(limit)
        ) { ($0.text(0), $0.int(1), Instant(milliseconds: $0.integer(2))) }
    }

    /// What a device noted since a moment, with the kind before it.
    func notes(device: String, since: Instant) throws(DatabaseFault) -> [String] {
        var found: [String] = []
        for (table, column) in [("look", "concept"), ("miss", "query")] {
            try database.rows(
                "SELECT \(column) FROM \(table) WHERE at >= ? AND device = ?", SQLValue(since.milliseconds),
                .text(device)
            ) { found.append(table + " " + $0.text(0)) }
        }
        return found
    }
}
