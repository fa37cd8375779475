/// Which cards continue which others.
extension LogFold {
    /// Cards a history may be handed down through; a longer chain is followed so far.
    private static let generations = 100

    /// Gives the cards concerned: the one that continues, and all that continue it in turn.
    func settle(_ link: Link) throws(DatabaseFault) -> [ExactText] {
        let (card, was): (SQLValue, SQLValue) = (.text(link.card.text), .text(link.was.text))
        let last = try database.first(
            """
            SELECT name FROM event
            WHERE subject = ? AND name IN ('same', 'apart') AND other = ? AND \(MemoryStore.eventCounts) \(Self.lastFirst)
            """, card, was
        ) { $0.text(0) }
        if last == "same" {
            try database.run("INSERT OR IGNORE INTO link (card, was) VALUES (?, ?)", card, was)
        } else {
            try database.run("DELETE FROM link WHERE card = ? AND was = ?", card, was)
        }
        let heirs = try reached(from: link.card, "SELECT card FROM link WHERE was = ?") + [link.card]
        for heir in heirs {
            try database.run("DELETE FROM ancestor WHERE card = ?", .text(heir.text))
            for ancestor in try reached(from: heir, "SELECT was FROM link WHERE card = ?") {
                try database.run(
                    "INSERT INTO ancestor (card, was) VALUES (?, ?)", .text(heir.text), .text(ancestor.text))
            }
        }
        return heirs
    }

    /// The cards reached from one along links, that one left out; a circle is followed once.
    private func reached(from card: ExactText, _ sql: String) throws(DatabaseFault) -> [ExactText] {
        var found: Set<ExactText> = [card]
        var generation = [card]
        for _ in 0..<Self.generations where !generation.isEmpty {
            var next: [ExactText] = []
            for card in generation {
                try database.rows(sql, .text(card.text)) {
                    let reached = ExactText($0.text(0))
                    if found.insert(reached).inserted { next.append(reached) }
                }
            }
            generation = next
        }
        found.remove(card)
        return found.sorted()
    }

    /// The cards and those that continue them.
    func withHeirs(_ cards: Set<ExactText>) throws(DatabaseFault) -> [String] {
        var found = cards
        for card in cards {
            try database.rows("SELECT card FROM ancestor WHERE was = ?", .text(card.text)) {
                found.insert(ExactText($0.text(0)))
            }
        }
        return found.sorted().map(\.text)
    }
}
