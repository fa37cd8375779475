import Memory

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
        var cards: Set<ExactText> = []
        var standings: Set<ExactText> = []
        var undos: Set<Source> = []
        var links: Set<Link> = []
        var settings: Set<Setting> = []
        var pauses = false
    }

    /// The device and the number of an event.
    struct Source: Hashable {
        var device: ExactText
        var seq: Int64
    }

    struct Link: Hashable {
        var card: ExactText
        var was: ExactText
    }

    struct Setting: Hashable {
        var name: ExactText
        var pack: ExactText
    }

    /// So many cards are folded with the events that concern them; more wait until all events are read, so that each
    /// is folded once, and then so many in one transaction.
    private static let cardsAtOnce = 500

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

    // MARK: Memory

    /// The scheduler with the settings that travel.
    private func schedulerInForce() throws(DatabaseFault) -> Scheduler {
        scheduler.with(try MemoryStore(database: database).settings())
    }

    /// Computes a card's memory from its reviews that count, and from those of the cards it continues.
    private func fold(_ card: String, _ scheduler: Scheduler) throws(DatabaseFault) {
        let store = MemoryStore(database: database)
        let reviews = try store.history(card).compactMap { review in
            Grade(rawValue: review.grade).map {
                Review(at: review.countsAt, zoneMinutes: review.zoneMinutes, grade: $0)
            }
        }
        try store.keep(scheduler.fold(reviews, card: card), of: card)
    }
}
