import JSONText
import Memory

/// Questions to the store about what the person has said: of cards, of a pause, of settings.
extension MemoryStore {
    /// How a card stands beside its memory.
    package struct Standing: Sendable, Equatable {
        package var isSuspended = false
        /// Not asked any more today.
        package var isBuried = false
        package var isFlagged = false
        /// What the person said to the flag.
        package var note: String?

        package init() {}
    }

    package func standing(_ card: String, today: StudyDay) throws(DatabaseFault) -> Standing {
        var standing = Standing()
        standing.isSuspended =
            try database.first("SELECT 1 FROM suspended WHERE card = ?", .text(card)) { _ in true } ?? false
        standing.isBuried =
            try database.first(
                "SELECT 1 FROM buried WHERE card = ? AND day BETWEEN ? AND ? LIMIT 1",
                values: [.text(card)] + Self.askedValues(today)
            ) { _ in true } ?? false
        try database.rows("SELECT note FROM flagged WHERE card = ?", .text(card)) {
            standing.isFlagged = true
            standing.note = $0.isNull(0) ? nil : $0.text(0)
        }
        return standing
    }

    /// Cards that are suspended, by their ids.
    package func suspended(limit: Int) throws(DatabaseFault) -> [String] {
        try database.all("SELECT card FROM suspended ORDER BY card LIMIT ?", SQLValue(limit)) { $0.text(0) }
    }

    /// Cards that are flagged, each with its note.
    package func flagged(limit: Int) throws(DatabaseFault) -> [(card: String, note: String?)] {
        try database.all("SELECT card, note FROM flagged ORDER BY card LIMIT ?", SQLValue(limit)) {
            ($0.text(0), $0.isNull(1) ? nil : $0.text(1))
        }
    }

    /// A pause that was begun and not ended by a word.
    package struct Pause: Sendable {
        package var since: Instant
        /// The study day on whose morning it ends by itself.
        package var until: StudyDay?
    }

    /// The pause that is in force today.
    package func pause(today: StudyDay) throws(DatabaseFault) -> Pause? {
        let pause = try database.first("SELECT at, until FROM pause") {
            Pause(
                since: Instant(milliseconds: $0.integer(0)),
                until: $0.isNull(1) ? nil : StudyDay(number: $0.int(1)))
        }
        guard let pause, pause.until.map({ today < $0 }) ?? true else { return nil }
        return pause
    }

    /// A setting that travels with the logs.
    package struct Setting: Sendable {
        package var name: String
        /// The pack it holds for; nil for all that have none of their own.
        package var pack: String?
        package var value: JSON
    }

    package func settings() throws(DatabaseFault) -> [Setting] {
        try database.all("SELECT name, pack, value FROM setting ORDER BY name, pack") { row in
            guard let value = try? JSONReader.read(row.text(2).utf8) else { return nil }
            return Setting(name: row.text(0), pack: row.text(1).isEmpty ? nil : row.text(1), value: value)
        }
    }
}
