import JSONText
import Memory

/// A text that equals only the same bytes: Swift's own takes two spellings of one accented letter for equal, SQLite does not.
private struct ExactText: Hashable, Comparable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (one: ExactText, other: ExactText) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    static func < (one: ExactText, other: ExactText) -> Bool {
        one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// From events to what they mean: which of them count, what is suspended, what is remembered.
///
/// Events are kept as a set, and everything else is computed from the whole set, so the order in which they arrive and
/// the files they stand in make no difference. Where events contradict each other the last one wins, by time, device and
/// number.
struct LogFold {
    let database: Database
    let scheduler: Scheduler

    /// What a chunk of events concerns.
    struct News {
        /// Cards whose memory may have changed, and those that may have been suspended, buried or flagged.
        fileprivate var cards: Set<ExactText> = []
        fileprivate var standings: Set<ExactText> = []
        fileprivate var undos: Set<Source> = []
        fileprivate var links: Set<Link> = []
        fileprivate var settings: Set<Setting> = []
        fileprivate var pauses = false
    }

    /// The device and the number of an event.
    fileprivate struct Source: Hashable {
        var device: ExactText
        var seq: Int64
    }

    fileprivate struct Link: Hashable {
        var card: ExactText
        var was: ExactText
    }

    fileprivate struct Setting: Hashable {
        var name: ExactText
        var pack: ExactText
    }

    /// So many cards are folded with the events that concern them; more wait until all events are read, so that each
    /// is folded once, and then so many in one transaction.
    private static let cardsAtOnce = 500
    /// Cards a history may be handed down through; a longer chain is followed so far.
    private static let generations = 100

    // MARK: Taking events

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

    // MARK: What follows from them

    /// Brings everything that the news concerns up to date, within the transaction that took them; in the bulk of a long
    /// replay memories wait for its end.
    func settle(_ news: News, isBulk: Bool) throws(DatabaseFault) {
        var news = news
        if !news.undos.isEmpty { try settleUndos(&news) }
        for link in news.links.sorted(by: { ($0.card, $0.was) < ($1.card, $1.was) }) {
            for heir in try settle(link) {
                news.cards.insert(heir)
                news.standings.insert(heir)
            }
        }
        if news.pauses { try settlePause() }
        for setting in news.settings.sorted(by: { ($0.name, $0.pack) < ($1.name, $1.pack) }) { try settle(setting) }

        for card in try withHeirs(news.standings) { try settleStanding(card) }
        if isBulk || news.cards.count > Self.cardsAtOnce {
            for card in news.cards {
                try database.run("INSERT OR IGNORE INTO stale (card) VALUES (?)", .text(card.text))
            }
        } else if !news.cards.isEmpty {
            let scheduler = try schedulerInForce()
            for card in try withHeirs(news.cards) { try fold(card, scheduler) }
        }
    }

    // MARK: Long replays

    func isIndexed() throws(DatabaseFault) -> Bool {
        try database.first("SELECT 1 FROM sqlite_schema WHERE name = 'review_by_card'") { _ in true } ?? false
    }

    func dropIndex() throws(DatabaseFault) {
        try database.run("DROP INDEX review_by_card")
    }

    func makeIndex() throws(DatabaseFault) {
        // Sorted in files, lest a million reviews be sorted in memory.
        try database.script("PRAGMA temp_store = FILE")
        defer { try? database.script("PRAGMA temp_store = MEMORY") }
        try database.script(Schema.reviewByCard)
    }

    /// The cards and those that continue them.
    private func withHeirs(_ cards: Set<ExactText>) throws(DatabaseFault) -> [String] {
        var found = cards
        for card in cards {
            try database.rows("SELECT card FROM ancestor WHERE was = ?", .text(card.text)) {
                found.insert(ExactText($0.text(0)))
            }
        }
        return found.sorted().map(\.text)
    }

    /// Folds the cards that waited for it, and those that continue them.
    func finish() throws(DatabaseFault) {
        let isWaiting = try database.first("SELECT 1 FROM stale LIMIT 1") { _ in true } ?? false
        guard isWaiting else { return }
        try database.run(
            """
            INSERT OR IGNORE INTO stale (card)
            SELECT ancestor.card FROM stale CROSS JOIN ancestor ON ancestor.was = stale.card
            """)
        var rest = true
        while rest {
            try database.transaction { () throws(DatabaseFault) in
                let cards = try database.all(
                    "SELECT card FROM stale ORDER BY card LIMIT ?", SQLValue(Self.cardsAtOnce)
                ) { $0.text(0) }
                rest = cards.count == Self.cardsAtOnce
                guard let last = cards.last else { return }
                let scheduler = try schedulerInForce()
                for card in cards { try fold(card, scheduler) }
                try database.run("DELETE FROM stale WHERE card <= ?", .text(last))
            }
        }
    }

    // MARK: Undo

    /// Which undos count. One counts when no undo that counts takes it back; undos that take back one another in a circle
    /// count none (the grounded extension of Dung's argumentation frameworks, 1995: there is exactly one).
    private func settleUndos(_ news: inout News) throws(DatabaseFault) {
        // The undos that may depend on the new ones are those reached from them along undos of undos, either way.
        var targets: [Source: [Source]] = [:]
        var takers: [Source: [Source]] = [:]
        var waiting = Array(news.undos)
        while let undo = waiting.popLast() {
            guard targets[undo] == nil else { continue }
            let of = try sources("SELECT of_device, of_seq FROM undo WHERE device = ? AND seq = ?", undo)
            let by = try sources("SELECT device, seq FROM undo WHERE of_device = ? AND of_seq = ?", undo)
            targets[undo] = of
            takers[undo] = by
            waiting += by
            for target in of where try isUndo(target) { waiting.append(target) }
        }

        var counts: [Source: Bool] = [:]
        var open = takers.mapValues(\.count)
        var ready = open.filter { $0.value == 0 }.map(\.key)
        while let undo = ready.popLast() {
            guard counts[undo] == nil else { continue }
            // Whoever took it back does not count: all of them are known, or one of them is known to count.
            let isTakenBack = (takers[undo] ?? []).contains { counts[$0] == true }
            counts[undo] = !isTakenBack
            for target in targets[undo] ?? [] where open[target] != nil && counts[target] == nil {
                open[target, default: 1] -= 1
                if counts[undo] == true || open[target] == 0 { ready.append(target) }
            }
        }
        for (undo, of) in targets {
            try database.run(
                "UPDATE undo SET counts = ? WHERE device = ? AND seq = ?", SQLValue(counts[undo] == true ? 1 : 0),
                .text(undo.device.text), SQLValue(undo.seq))
            for target in of { try concern(target, &news) }
        }
    }

    private func sources(_ sql: String, _ source: Source) throws(DatabaseFault) -> [Source] {
        try database.all(sql, .text(source.device.text), SQLValue(source.seq)) {
            Source(device: ExactText($0.text(0)), seq: $0.integer(1))
        }
    }

    private func isUndo(_ source: Source) throws(DatabaseFault) -> Bool {
        try database.first(
            "SELECT 1 FROM undo WHERE device = ? AND seq = ? LIMIT 1", .text(source.device.text), SQLValue(source.seq)
        ) { _ in true } ?? false
    }

    /// What an event that may have begun or ceased to count is about.
    private func concern(_ source: Source, _ news: inout News) throws(DatabaseFault) {
        let values: [SQLValue] = [.text(source.device.text), SQLValue(source.seq)]
        try database.rows("SELECT card FROM review WHERE device = ? AND seq = ?", values) {
            news.cards.insert(ExactText($0.text(0)))
        }
        try database.rows("SELECT name, subject, other FROM event WHERE device = ? AND seq = ?", values) {
            let (subject, other) = (ExactText($0.text(1)), ExactText($0.text(2)))
            switch $0.text(0) {
            case "pause", "resume": news.pauses = true
            case "setting": news.settings.insert(Setting(name: subject, pack: other))
            case "resembles": break
            case "same", "apart": news.links.insert(Link(card: subject, was: other))
            case "reset": news.cards.insert(subject)
            default: news.standings.insert(subject)
            }
        }
    }

    // MARK: The last word

    /// Two devices of one name may have given one number at one time; then any fixed order will do.
    private static let lastFirst = "ORDER BY at DESC, device DESC, seq DESC, name DESC, value DESC, zone DESC LIMIT 1"

    private func settlePause() throws(DatabaseFault) {
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

    private func settle(_ setting: Setting) throws(DatabaseFault) {
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
        guard Self.schedulerSettings.contains(setting.name.text) else { return }
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
    private func settleStanding(_ card: String) throws(DatabaseFault) {
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

    // MARK: Identity

    /// Gives the cards concerned: the one that continues, and all that continue it in turn.
    private func settle(_ link: Link) throws(DatabaseFault) -> [ExactText] {
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

    // MARK: Memory

    /// The settings that memories are computed with.
    private static let schedulerSettings: Set<String> = ["desiredRetention", "easyDays", "maximumIntervalDays"]

    /// The scheduler with the settings that travel.
    private func schedulerInForce() throws(DatabaseFault) -> Scheduler {
        scheduler.with(try MemoryStore(database: database).settings())
    }

    /// Computes a card's memory from its reviews that count, and from those of the cards it continues.
    private func fold(_ card: String, _ scheduler: Scheduler) throws(DatabaseFault) {
        let reviews = try MemoryStore(database: database).history(card).compactMap { review in
            Grade(rawValue: review.grade).map {
                Review(at: review.countsAt, zoneMinutes: review.zoneMinutes, grade: $0)
            }
        }
        guard let memory = scheduler.fold(reviews, card: card) else {
            return try database.run("DELETE FROM memory WHERE card = ?", .text(card))
        }
        let (phase, step) = memory.phase.stored
        try database.run(
            """
            INSERT INTO memory (card, stability, difficulty, phase, step, last_at, last_day, due_at, due_day,
                scheduled_days, reviews, lapses)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty,
                phase = excluded.phase, step = excluded.step, last_at = excluded.last_at, last_day = excluded.last_day,
                due_at = excluded.due_at, due_day = excluded.due_day, scheduled_days = excluded.scheduled_days,
                reviews = excluded.reviews, lapses = excluded.lapses
            """,
            .text(card), SQLValue(memory.state.stability), SQLValue(memory.state.difficulty), SQLValue(phase),
            SQLValue(step), SQLValue(memory.lastReview.milliseconds), SQLValue(memory.lastDay.number),
            SQLValue(memory.due.milliseconds), SQLValue(memory.dueDay?.number), SQLValue(memory.scheduledDays),
            SQLValue(memory.reviews), SQLValue(memory.lapses))
    }
}
extension Phase {
    fileprivate var stored: (phase: Int, step: Int) {
        switch self {
        case .learning(let step): (0, step)
        case .review: (1, 0)
        case .relearning(let step): (2, step)
        }
    }
}
