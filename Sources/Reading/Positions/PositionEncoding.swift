/// How a client counts columns, by LSP's names (`positionEncoding`).
package enum PositionEncoding: String, Sendable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
    case utf32 = "utf-32"
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
