import Knowledge

/// What the beginning of a name is completed to.
package struct Completion: Sendable, Equatable {
    package enum Kind: Int, Sendable, CaseIterable {
        case title, alias, symbol
        /// A field of a query, or its value; no name of a concept.
        case field
        /// What can be pointed at: a concept or a card by its id, a topic, a pack.
        case concept, card, topic, pack

        /// Nil for names that nobody types.
        init?(_ sort: NameSort) {
            switch sort {
            case .title: self = .title
            case .alias: self = .alias
            case .symbol, .symbolTail: self = .symbol
            case .id, .exactSymbol: return nil
            }
        }
    }

    /// As the pack writes it.
    package var text: String
    package var kind: Kind
    /// The concept that is called so; empty for a field.
    package var pack = ""
    package var id = ""
    /// Of the concept, of the pack, or of the first concept of a topic; empty when there is none.
    package var title = ""
    /// The concept's short answer.
    package var summary = ""

    package init(_ text: String, _ kind: Kind, title: String = "") {
        self.text = text
        self.kind = kind
        self.title = title
    }

    /// - Parameter row: as `KnowledgeStore.columns` has them.
    fileprivate init(_ text: String, _ kind: Kind, of row: Row) {
        self.init(text, kind, title: row.text(2))
        pack = row.text(0)
        id = row.text(1)
        summary = row.text(3)
    }

    /// Titles, those of the simplest concepts first, before other names before symbols.
    static func weight(_ kind: Kind, _ level: Level) -> Int {
        kind == .title ? level.rawValue : titles + kind.rawValue - 1
    }

    fileprivate static func kind(_ weight: Int) -> Kind {
        Kind(rawValue: max(0, weight - titles + 1)) ?? .title
    }

    private static let titles = Level.allCases.count
    fileprivate static let weights = 0...weight(.symbol, .beginner)
}

extension KnowledgeStore {
    /// Names that come more than once, as the ends of symbols do, are passed over; no more of them than these in one step.
    private static let repeated = 16

    private static let columns = "concept.pack, concept.id, concept.title, concept.summary"
    private static let names = """
        SELECT \(columns), name.text, name.weight FROM name CROSS JOIN concept ON concept.number = name.concept
        """
    private static let sameName = """
        \(names) WHERE name.name = ? AND name.weight IS NOT NULL
        ORDER BY name.sort, name.place, name.concept LIMIT ?
        """
    private static let beginningOfName = """
        \(names) WHERE name.weight = ? AND name.name >= ? AND name.name < ?
        ORDER BY name.name, name.sort, name.place, name.concept LIMIT ?
        """

    /// Names that begin with a folded text: that very name first, then by weight, then in alphabetical order; each text once.
    ///
    /// However many concepts there are, it takes a step into an index for each weight and one for each completion.
    package func completions(of folded: String, limit: Int) throws(DatabaseFault) -> [Completion] {
        var found: [Completion] = []
        var texts: Set<String> = []
        func take(_ row: Row) -> Bool {
            let text = row.text(4)
            if texts.insert(text).inserted {
                found.append(Completion(text, Completion.kind(row.int(5)), of: row))
            }
            return found.count < limit
        }
        try database.step(Self.sameName, [.text(folded), SQLValue(limit)], row: take)
        let end = folded + "\u{10FFFF}"
        for weight in Completion.weights where found.count < limit {
            let most = limit - found.count + Self.repeated
            try database.step(
                Self.beginningOfName, [SQLValue(weight), .text(folded), .text(end), SQLValue(most)], row: take)
        }
        return found
    }
    // MARK: What can be pointed at

    /// Ids of concepts that begin with a text, in alphabetical order.
    package func concepts(beginning prefix: String, limit: Int) throws(DatabaseFault) -> [Completion] {
        try database.all(
            "SELECT \(Self.columns) FROM concept WHERE id >= ? AND id < ? GROUP BY id ORDER BY id LIMIT ?",
            [.text(prefix), .text(prefix + "\u{10FFFF}"), SQLValue(limit)]
        ) { Completion($0.text(1), .concept, of: $0) }
    }

    /// Ids of cards that begin with a text, up to their next slash, as one goes down folders: `flask/`, `flask/routing/`.
    package func cards(beginning prefix: String, limit: Int) throws(DatabaseFault) -> [Completion] {
        var found: [Completion] = []
        // From one to the next, however many cards are behind each.
        var from = prefix
        while found.count < limit {
            let next = try database.first(
                """
                SELECT \(Self.columns), card.id FROM card CROSS JOIN concept ON concept.number = card.concept
                WHERE card.id >= ? ORDER BY card.id LIMIT 1
                """, .text(from)
            ) { (id: $0.text(4), completion: Completion($0.text(4), .card, of: $0)) }
            guard let next, next.id.hasPrefix(prefix) else { break }
            var completion = next.completion
            let rest = next.id.dropFirst(prefix.count)
            if let slash = rest.firstIndex(of: "/") {
                completion.text = String(next.id[...slash])
                if !completion.text.dropLast().contains("/") { completion = Completion(completion.text, .card) }
                // What sorts behind everything that begins so.
                from = completion.text + "\u{10FFFF}"
            } else {
                from = next.id + "\u{1}"
            }
            found.append(completion)
        }
        return found
    }

    /// Topics that begin with a text, in alphabetical order, each with the title of its first concept.
    package func topics(beginning prefix: String, limit: Int) throws(DatabaseFault) -> [Completion] {
        var topics: [Completion] = []
        // From one to the next, however many concepts each has.
        var from = prefix
        while topics.count < limit {
            let next = try database.first(
                "SELECT topic, title FROM concept WHERE topic >= ? ORDER BY topic, level, pack, place LIMIT 1",
                .text(from)
            ) { Completion($0.text(0), .topic, title: $0.text(1)) }
            guard let next, next.text.hasPrefix(prefix) else { break }
            topics.append(next)
            from = next.text + "\u{1}"
        }
        return topics
    }

    package func packs(beginning prefix: String) throws(DatabaseFault) -> [Completion] {
        try database.all("SELECT name, title FROM pack ORDER BY place") {
            $0.text(0).hasPrefix(prefix) ? Completion($0.text(0), .pack, title: $0.text(1)) : nil
        }
    }
}
