import Knowledge

/// The pitfalls of a concept, and which of them to warn of where one of its symbols stands.
enum Pitfalls {
    /// The first that names the symbol in code, else the first that is about none of the concept's other symbols, else the
    /// first. Markdown on one line; nil where the concept has none.
    static func fitting(_ symbol: String, in concept: Concept) -> String? {
        let pitfalls = all(of: concept)
        guard pitfalls.count > 1 else { return pitfalls.first }
        let name = tail(symbol)
        let codes = pitfalls.map(code)
        if let index = codes.firstIndex(where: { names(name, in: $0) }) { return pitfalls[index] }
        let others = Set(concept.symbols.map(tail))
        let free = codes.firstIndex { code in !others.contains { names($0, in: code) } }
        return pitfalls[free ?? 0]
    }

    /// The bullets of the section, their broken lines joined; what else stands there is left out.
    static func all(of concept: Concept) -> [String] {
        guard let body = concept.sections.first(where: { $0.heading == "Pitfalls" })?.body else { return [] }
        var found: [String] = []
        var isOpen = false
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("- ") || line.hasPrefix("* ") {
                found.append(String(line.dropFirst(2)))
                isOpen = true
            } else if isOpen, line.hasPrefix("  "), !line.contains("```") {
                found[found.count - 1] += " " + line.drop { $0 == " " }
            } else {
                isOpen = false
            }
        }
        return found
    }

    /// `from_object` of `flask.Config.from_object`, `SECRET_KEY` of `flask.config:SECRET_KEY`.
    private static func tail(_ symbol: String) -> Substring {
        symbol.split { $0 == "." || $0 == ":" }.last ?? ""
    }

    /// What stands between backticks, a space between its pieces.
    private static func code(_ text: String) -> String {
        let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
        return pieces.indices.filter { $0 % 2 == 1 }.map { String(pieces[$0]) }.joined(separator: " ")
    }

    /// Whether code holds a name as a word of its own.
    private static func names(_ name: Substring, in code: String) -> Bool {
        func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
        return code.ranges(of: name).contains { range in
            let before = code[..<range.lowerBound].last
            let after = code[range.upperBound...].first
            return !(before.map(isWord) ?? false) && !(after.map(isWord) ?? false)
        }
    }
}
