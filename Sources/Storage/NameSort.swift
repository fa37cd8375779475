/// What kind of name a concept was found by, the surest first.
package enum NameSort: Int, Sendable, CaseIterable {
    case id, title, alias, symbol, symbolTail
    /// A symbol as it is written, not folded; for hints, not for look-ups.
    case exactSymbol
}
