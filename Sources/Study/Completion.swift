import Knowledge
import Storage

extension Study {
    /// What can be meant by the beginning of a query, the most important first; an empty beginning stands for all names.
    ///
    /// - Parameters:
    ///   - prefix: as far as it was typed: the beginning of a name, of which capitals and the marks between words do not count, or
    ///     words that end in the beginning of a field (`csrf topic:fo`).
    ///   - limit: completions given at most.
    package func complete(_ prefix: String, limit: Int) throws(StudyFault) -> [Completion] {
        let last = prefix.split(whereSeparator: \.isWhitespace).last.flatMap {
            $0.endIndex == prefix.endIndex ? $0 : nil
        }
        return try reading { store throws(DatabaseFault) in
            try store.knowledge.atOnce { () throws(DatabaseFault) in
                let before = String(prefix[..<(last?.startIndex ?? prefix.endIndex)])
                if let last, let (name, value) = FieldQuery.field(last) {
                    let values = try values(of: name, beginning: value, limit: limit, in: store.knowledge)
                    return values.prefix(limit).map { Completion(field: "\(before)\(name):\($0)") }
                }
                var folded = Folding.fold(prefix)
                // `flask.` wants what comes behind that word, not `flaskr`.
                if let end = prefix.last, !folded.isEmpty, !end.isLetter, !end.isNumber { folded += " " }
                var found = try store.knowledge.completions(of: folded, limit: limit)
                if let last {
                    found += FieldQuery.names.filter { $0.hasPrefix(last) }.map { Completion(field: before + $0 + ":") }
                }
                return Array(found.prefix(limit))
            }
        }
    }

    private func values(
        of field: String, beginning: String, limit: Int, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> [String] {
        switch field {
        case "topic": try knowledge.topics(beginning: beginning, limit: limit)
        case "level": Level.allCases.map(\.name).filter { $0.hasPrefix(beginning) }
        case "pack": try knowledge.packNames().filter { $0.hasPrefix(beginning) }
        case "due": ["today", "7d", "30d"].filter { $0.hasPrefix(beginning) }
        default: beginning.isEmpty ? [""] : []
        }
    }
}
