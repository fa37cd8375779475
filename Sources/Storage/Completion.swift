import Knowledge

/// What the beginning of a name is completed to.
package struct Completion: Sendable, Equatable {
    package enum Kind: Int, Sendable, CaseIterable {
        case title, alias, symbol
        /// A field of a query, or its value; no name of a concept.
        case field

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
    package var title = ""

    package init(field text: String) {
        self.text = text
        kind = .field
    }

    fileprivate init(text: String, kind: Kind, pack: String, id: String, title: String) {
        self.text = text
        self.kind = kind
        self.pack = pack
        self.id = id
        self.title = title
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

    private static let columns = """
        SELECT name.text, name.weight, concept.pack, concept.id, concept.title
        FROM name CROSS JOIN concept ON concept.number = name.concept
        """
    private static let sameName = """
        \(columns) WHERE name.name = ? AND name.weight IS NOT NULL
        ORDER BY name.sort, name.place, name.concept LIMIT ?
        """
    private static let beginningOfName = """
        \(columns) WHERE name.weight = ? AND name.name >= ? AND name.name < ?
        ORDER BY name.name, name.sort, name.place, name.concept LIMIT ?
        """

    /// Names that begin with a folded text: that very name first, then by weight, then in alphabetical order; each text once.
    ///
    /// However many concepts there are, it takes a step into an index for each weight and one for each completion.
    package func completions(of folded: String, limit: Int) throws(DatabaseFault) -> [Completion] {
        var found: [Completion] = []
        var texts: Set<String> = []
        func take(_ row: Row) -> Bool {
            let text = row.text(0)
            if texts.insert(text).inserted {
                found.append(
                    Completion(
                        text: text, kind: Completion.kind(row.int(1)), pack: row.text(2), id: row.text(3),
                        title: row.text(4)))
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
}
