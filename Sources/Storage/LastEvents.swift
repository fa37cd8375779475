import JSONText
import Memory

/// Questions to the store about the last event of a kind: what an undo takes back, and what a new one has to come after.
extension MemoryStore {
    /// Whether a person wrote down an event, and not Retort by itself: a question about identity, or a `same` before which
    /// nothing was said of the two cards.
    private static let isByPerson = """
        name != 'resembles' AND (name != 'same' OR EXISTS (
            SELECT 1 FROM event AS earlier WHERE earlier.subject = event.subject AND earlier.other = event.other
                AND earlier.name IN ('same', 'apart', 'resembles')
                AND (earlier.device != event.device OR earlier.seq < event.seq)))
        """

    /// The last thing that a person did on a device, that counts and can be taken back: everything but undos and look-ups.
    package func lastEvent(device: String) throws(DatabaseFault) -> Event? {
        func last(
            _ table: String, _ columns: String, where condition: String = "1", _ event: (Row) -> Event?
        ) throws(DatabaseFault) -> Event? {
            try database.first(
                """
                SELECT at, seq, \(columns) FROM \(table) WHERE device = ? AND \(condition) AND \(Self.counts(table))
                ORDER BY seq DESC LIMIT 1
                """, .text(device), row: event
            ) ?? nil
        }
        func event(_ row: Row, _ what: Event.What?) -> Event? {
            what.map {
                Event(at: Instant(milliseconds: row.integer(0)), device: device, seq: row.integer(1), what: $0)
            }
        }
        func answer(_ row: Row) -> (card: String, grade: Grade, zone: Int, milliseconds: Int?)? {
            Grade(rawValue: row.int(3)).map { (row.text(2), $0, row.int(4), row.isNull(5) ? nil : row.int(5)) }
        }
        let columns = "card, grade, zone, milliseconds"
        let found = [
            try last("review", columns) { row in
                event(row, answer(row).map { .review(card: $0, grade: $1, zoneMinutes: $2, milliseconds: $3) })
            },
            try last("practice", columns) { row in
                event(row, answer(row).map { .practice(card: $0, grade: $1, zoneMinutes: $2, milliseconds: $3) })
            },
            try last("event", "name, subject, other, value, zone", where: Self.isByPerson) { event($0, Self.what($0)) },
        ]
        return found.compactMap { $0 }.max { $0.seq < $1.seq }
    }

    /// An event as the table `event` has it, from column 2 on.
    private static func what(_ row: Row) -> Event.What? {
        let (subject, other, value, zone) = (row.text(3), row.text(4), row.text(5), row.int(6))
        switch row.text(2) {
        case "suspend": return .suspend(card: subject)
        case "unsuspend": return .unsuspend(card: subject)
        case "bury": return .bury(card: subject, zoneMinutes: zone)
        case "flag": return .flag(card: subject, note: value.isEmpty ? nil : value)
        case "unflag": return .unflag(card: subject)
        case "reset": return .reset(card: subject)
        case "pause": return .pause(zoneMinutes: zone, until: StudyDay(iso8601: value))
        case "resume": return .resume
        case "setting":
            return (try? JSONReader.read(value.utf8)).map {
                .setting(name: subject, value: $0, pack: other.isEmpty ? nil : other)
            }
        case "same": return .same(card: subject, was: other)
        case "apart": return .apart(card: subject, was: other)
        case "resembles": return .resembles(card: subject, was: other, now: "", before: "")
        default: return nil
        }
    }

    /// The time of the last event that one would contradict, so that it can be dated after it whatever the clock says.
    func latest(contradicting what: Event.What) throws(DatabaseFault) -> Instant? {
        let (names, subject, other): (String, String, String?) =
            switch what {
            case .suspend(let card), .unsuspend(let card): ("'suspend', 'unsuspend'", card, nil)
            case .flag(let card, _), .unflag(let card): ("'flag', 'unflag'", card, nil)
            case .pause, .resume: ("'pause', 'resume'", "", nil)
            case .setting(let name, _, let pack): ("'setting'", name, pack ?? "")
            case .same(let card, let was), .apart(let card, let was): ("'same', 'apart'", card, was)
            default: ("", "", nil)
            }
        if names.isEmpty { return nil }
        return try database.first(
            """
            SELECT max(at) FROM event WHERE \(Self.ofCard) AND name IN (\(names))\(other == nil ? "" : " AND other = ?2")
            """, values: [.text(subject)] + (other.map { [.text($0)] } ?? [])
        ) { $0.isNull(0) ? nil : Instant(milliseconds: $0.integer(0)) } ?? nil
    }
}
