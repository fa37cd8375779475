/// What kind of name a concept was found by, the surest first.
package enum NameSort: Int, Sendable, CaseIterable {
    case id, title, alias, symbol, symbolTail
    /// A symbol as it is written, not folded; for hints, not for look-ups.
    case exactSymbol
}

/// Names and queries in one comparable form: lower case, words separated by single spaces.
package enum Folding {
    /// "flask.Flask.route" and "Flask route" become "flask flask route" and "flask route".
    package static func fold(_ text: String) -> String {
        words(text).joined(separator: " ")
    }

    /// Runs of letters and digits, in lower case; everything else separates.
    package static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
