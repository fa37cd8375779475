import Knowledge
import Storage

/// What is to be completed.
package enum CompletionSubject: String, Sendable, CaseIterable {
    /// What can be looked up: titles, other names, symbols, fields of a query.
    case names
    /// Ids of concepts, ids of cards, topics, names of packs.
    case concepts, cards, topics, packs
}

extension Study {
    /// What can be meant by the beginning of a query, the most important first; an empty beginning stands for all names.
    ///
    /// - Parameters:
    ///   - prefix: as far as it was typed: the beginning of a name, of which capitals and the marks between words do not count, or
    ///     words that end in the beginning of a field (`csrf topic:fo`).
    ///   - subject: what is to be completed; of all but names the prefix is the beginning as it is written.
    ///   - limit: completions given at most.
    package func complete(
        _ prefix: String, _ subject: CompletionSubject = .names, limit: Int
    ) throws(StudyFault) -> [Completion] {
        try readingAtOnce { store throws(DatabaseFault) in
            switch subject {
            case .names: try names(prefix, limit: limit, in: store.knowledge)
            case .concepts: try store.knowledge.concepts(beginning: prefix, limit: limit)
            case .cards: try store.knowledge.cards(beginning: prefix, limit: limit)
            case .topics: try store.knowledge.topics(beginning: prefix, limit: limit)
            case .packs: try store.knowledge.packs(beginning: prefix)
            }
        }
    }

    private func names(
        _ prefix: String, limit: Int, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> [Completion] {
        let last = prefix.split(whereSeparator: \.isWhitespace).last.flatMap {
            $0.endIndex == prefix.endIndex ? $0 : nil
        }
        let before = String(prefix[..<(last?.startIndex ?? prefix.endIndex)])
        if let last, let (name, value) = FieldQuery.field(last) {
            let values = try values(of: name, beginning: value, limit: limit, in: knowledge)
            return values.prefix(limit).map { Completion("\(before)\(name):\($0.text)", .field, title: $0.title) }
        }
        var folded = Folding.fold(prefix)
        // `flask.` wants what comes behind that word, not `flaskr`.
        if let end = prefix.last, !folded.isEmpty, !end.isLetter, !end.isNumber { folded += " " }
        var found = try knowledge.completions(of: folded, limit: limit)
        if let last {
            found += FieldQuery.names.filter { $0.hasPrefix(last) }.map { Completion(before + $0 + ":", .field) }
        }
        return Array(found.prefix(limit))
    }

    private func values(
        of field: String, beginning: String, limit: Int, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> [Completion] {
        func fixed(_ values: [String]) -> [Completion] {
            values.filter { $0.hasPrefix(beginning) }.map { Completion($0, .field) }
        }
        return switch field {
        case "topic": try knowledge.topics(beginning: beginning, limit: limit)
        case "level": fixed(Level.allCases.map(\.name))
        case "pack": try knowledge.packs(beginning: beginning)
        case "due": fixed(["today", "7d", "30d"])
        default: fixed([""])
        }
    }
}
