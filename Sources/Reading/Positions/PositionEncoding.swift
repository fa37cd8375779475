/// How a client counts columns (LSP `positionEncoding`).
package enum PositionEncoding: Sendable {
    case utf8
    case utf16
    case utf32
}

/// A place in a text: 0-based line, 0-based column in some `PositionEncoding`.
package struct TextPosition: Equatable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
