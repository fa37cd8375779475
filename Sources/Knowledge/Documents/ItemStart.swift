/// A line that may start a question in a document: `3. What …`, `Q3: …`, `### 3) …`, `**3.** …`, `Q: …`.
struct ItemStart {
    /// How the line is marked. Questions of one document are marked alike, lists within answers otherwise.
    struct Style: Equatable {
        /// The level of a heading; 0 for other lines.
        var level = 0
        var isBold = false
        /// `Q3`, `Question 3` or `Q:`.
        var isLettered = false

        /// Whether the line is marked by more than its number.
        var isMarked: Bool { level > 0 || isBold || isLettered }
    }

    var style: Style
    /// The number; nil after a bare `Q:`.
    var number: Int?
    var indent: Int
    /// The bytes behind the number.
    var text: Range<Int>

    /// The start on a line; nil when it has no such form.
    init?(_ source: MarkdownSource, _ line: Range<Int>) {
        indent = source.indent(line)
        guard indent <= 3 else { return nil }
        var style = Style()
        var rest = source.trimmed(line)
        if let heading = source.heading(line) { (style.level, rest) = heading }
        if source.starts(rest, with: "**") || source.starts(rest, with: "__") {
            style.isBold = true
            rest = source.trimmed(rest.lowerBound + 2..<rest.upperBound)
        }
        let word = Self.letterWord(source, rest)
        if word > 0 {
            style.isLettered = true
            rest = source.trimmed(rest.lowerBound + word..<rest.upperBound)
        }
        var index = rest.lowerBound
        var value: Int?
        while index < rest.upperBound, isDigit(source.bytes[index]), index - rest.lowerBound < 4 {
            value = (value ?? 0) * 10 + Int(source.bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        if index < rest.upperBound, source.bytes[index] == UInt8(ascii: "\\") { index += 1 }
        guard value != nil || style.isLettered, index < rest.upperBound else { return nil }
        let mark = source.bytes[index]
        let ends = mark == UInt8(ascii: ":") || value != nil && (mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")"))
        guard ends, mark != UInt8(ascii: ":") || style.isLettered else { return nil }
        index += 1
        if style.isBold, source.starts(index..<rest.upperBound, with: "**") { index += 2 }
        guard index == rest.upperBound || isSpace(source.bytes[index]) || !isDigit(source.bytes[index]) else {
            return nil
        }
        self.style = style
        number = value
        text = source.trimmed(index..<rest.upperBound)
    }

    /// The length of `Q` or `Question` before a number or a colon; 0 for anything else.
    private static func letterWord(_ source: MarkdownSource, _ range: Range<Int>) -> Int {
        var end = range.lowerBound
        while end < range.upperBound, isLetter(source.bytes[end]) { end += 1 }
        let word = source.bytes[range.lowerBound..<end].map { $0 | 0x20 }
        guard word == Array("q".utf8) || word == Array("question".utf8) else { return 0 }
        var next = end
        while next < range.upperBound, isSpace(source.bytes[next]) || source.bytes[next] == UInt8(ascii: "#") {
            next += 1
        }
        guard next < range.upperBound, isDigit(source.bytes[next]) || source.bytes[next] == UInt8(ascii: ":") else {
            return 0
        }
        return next - range.lowerBound
    }
}

/// Whether words look like the start of a question.
enum QuestionForm {
    /// Ends with a question mark, or begins with a word that questions begin with.
    static func looksLikeQuestion(_ text: String) -> Bool {
        endsWith("?", text) || asking.contains(firstWord(text)) || telling.contains(firstWord(text))
    }

    /// Begins with a word after which a question mark is expected.
    static func asks(_ text: String) -> Bool {
        asking.contains(firstWord(text))
    }

    /// Whether the sentence is finished: it ends with `?`, `.`, `!` or `:`.
    static func isFinished(_ text: String) -> Bool {
        endsWith("?.!:", text)
    }

    /// Whether one of these marks ends the text, apart from closing quotes, brackets and emphasis.
    static func endsWith(_ marks: String, _ text: String) -> Bool {
        guard let last = text.utf8.last(where: { !"*_\"')` ".utf8.contains($0) }) else { return false }
        return marks.utf8.contains(last)
    }

    private static func firstWord(_ text: String) -> String {
        let word = text.utf8.drop { !isLetter($0) }.prefix { isLetter($0) }
        return String(decoding: word.map { $0 | 0x20 }, as: UTF8.self)
    }

    private static let asking: Set<String> = [
        "what", "how", "why", "when", "where", "which", "who", "whose", "is", "are", "can", "could", "do", "does",
        "did", "has", "have", "should", "will", "would", "was", "were", "in", "if",
    ]
    private static let telling: Set<String> = [
        "explain", "describe", "define", "list", "name", "compare", "discuss", "differentiate", "distinguish", "write",
        "give", "tell", "state", "mention", "outline", "show", "summarise", "summarize", "contrast", "elaborate",
    ]
}
