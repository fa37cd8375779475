import JSONText
import Memory

/// Taking events: each into the table of its kind, with a note of what it concerns.
extension LogFold {
    /// Adds an event to the set.
    func take(_ event: Event, _ news: inout News) throws(DatabaseFault) {
        switch event.what {
        case .review(let card, let grade, let zone, let milliseconds):
            try answered("review", event, card, grade, zone, milliseconds)
            news.cards.insert(ExactText(card))
        case .practice(let card, let grade, let zone, let milliseconds):
            try answered("practice", event, card, grade, zone, milliseconds)
        case .undo(let device, let seq):
            try database.run(
                "INSERT OR IGNORE INTO undo (of_device, of_seq, device, seq, counts) VALUES (?, ?, ?, ?, 0)",
                .text(device), SQLValue(seq), .text(event.device), SQLValue(event.seq))
            news.undos.insert(Source(device: ExactText(event.device), seq: event.seq))
        case .suspend(let card), .unsuspend(let card), .unflag(let card):
            try happened(event, card)
            news.standings.insert(ExactText(card))
        case .reset(let card):
            try happened(event, card)
            news.cards.insert(ExactText(card))
        case .bury(let card, let zone):
            try happened(event, card, zone: zone)
            news.standings.insert(ExactText(card))
        case .flag(let card, let note):
            try happened(event, card, value: note ?? "")
            news.standings.insert(ExactText(card))
        case .pause(let zone, let until):
            try happened(event, "", value: until?.iso8601 ?? "", zone: zone)
            news.pauses = true
        case .resume:
            try happened(event, "")
            news.pauses = true
        case .setting(let name, let value, let pack):
            try happened(event, name, other: pack ?? "", value: value.written)
            news.settings.insert(Setting(name: ExactText(name), pack: ExactText(pack ?? "")))
        case .same(let card, let was), .apart(let card, let was):
            try happened(event, card, other: was)
            news.links.insert(Link(card: ExactText(card), was: ExactText(was)))
        case .resembles(let card, let was, let now, let before):
            try happened(event, card, other: was, value: JSON.list([.text(now), .text(before)]).written)
        case .look(let concept):
            try database.run(
                "INSERT OR IGNORE INTO look (at, device, seq, concept) VALUES (?, ?, ?, ?)",
                SQLValue(event.at.milliseconds), .text(event.device), SQLValue(event.seq), .text(concept))
        case .miss(let query):
            try database.run(
                "INSERT OR IGNORE INTO miss (at, device, seq, query) VALUES (?, ?, ?, ?)",
                SQLValue(event.at.milliseconds), .text(event.device), SQLValue(event.seq), .text(query))
        case .unknown: break
        }
    }

    /// Should two lines tell of one answer otherwise, then whichever comes first the same one wins.
    private func answered(
        _ table: String, _ event: Event, _ card: String, _ grade: Grade, _ zone: Int, _ milliseconds: Int?
    ) throws(DatabaseFault) {
        try database.run(
            """
            INSERT INTO \(table) (device, seq, at, zone, card, grade, milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET zone = min(zone, excluded.zone), grade = min(grade, excluded.grade),
                milliseconds = min(milliseconds, excluded.milliseconds)
            """,
            .text(event.device), SQLValue(event.seq), SQLValue(event.at.milliseconds), SQLValue(zone), .text(card),
            SQLValue(grade.rawValue), SQLValue(milliseconds))
    }

    private func happened(
        _ event: Event, _ subject: String, other: String = "", value: String = "", zone: Int = 0
    ) throws(DatabaseFault) {
        try database.run(
            """
            INSERT OR IGNORE INTO event (device, seq, at, name, subject, other, value, zone)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(event.device), SQLValue(event.seq), SQLValue(event.at.milliseconds), .text(event.what.name),
            .text(subject), .text(other), .text(value), SQLValue(zone))
    }
}
