/// The sentences of a Markdown text.
struct Prose {
    /// The text without code blocks; a stretch of code within a line is the word `code`.
    let text: String

    init(_ markdown: String) {
        text = Self.withoutSpans(Self.withoutBlocks(markdown))
    }

    /// The text outside code blocks.
    static func withoutBlocks(_ markdown: String) -> String {
        guard markdown.utf8.contains(where: { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "~") }) else {
            return markdown
        }
        var source = MarkdownSource(clean: Array(markdown.utf8))
        _ = source.findFences(from: 0)
        let lines = source.lines.indices.filter { source.roles[$0] == .text }
        return lines.map { source.string(source.lines[$0]) }.joined(separator: "\n")
    }

    private static func withoutSpans(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var end = 0
        for span in CodeSpans(bytes).spans {
            output += bytes[end..<span.lowerBound]
            output += "code".utf8
            end = span.upperBound
        }
        return String(decoding: output + bytes[end...], as: UTF8.self)
    }

    /// How many words a reader would say.
    var wordCount: Int {
        text.utf8.split { $0 <= 0x20 }.count { word in word.contains { isLetter($0) || isDigit($0) || $0 >= 0x80 } }
    }

    /// All words in lower case.
    var words: [String] {
        sentences.flatMap { $0.clauses.joined() }
    }

    /// The sentences in order. A blank line and `.`, `!` and `?` end one; a mark within a word (`e.g`, `3.1`) does not.
    var sentences: [Sentence] {
        var sentences: [Sentence] = []
        var open = Sentence()
        func end(isQuestion: Bool) {
            open.endClause()
            open.isQuestion = isQuestion
            if !open.clauses.isEmpty { sentences.append(open) }
            open = Sentence()
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let pieces = line.utf8.split { $0 <= 0x20 }
            if pieces.isEmpty { end(isQuestion: false) }
            for piece in pieces {
                let word = String(decoding: piece.filter(Self.isPartOfWord), as: UTF8.self).lowercased()
                if !word.isEmpty { open.words.append(word) }
                // A bracket or quote may follow the mark.
                switch piece.last(where: { !"\"'*_)]".utf8.contains($0) }) {
                case UInt8(ascii: "?"): end(isQuestion: true)
                case UInt8(ascii: "."), UInt8(ascii: "!"): end(isQuestion: false)
                case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"): open.endClause()
                default: if word.isEmpty || word == "–" || word == "—" { open.endClause() }
                }
            }
        }
        end(isQuestion: false)
        return sentences
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "'") || byte >= 0x80
    }
}

/// A sentence as far as its clauses show.
struct Sentence {
    /// The words, in lower case, of each stretch between commas, semicolons, colons and dashes.
    private(set) var clauses: [[String]] = []
    /// It ends in a question mark.
    var isQuestion = false
    /// The words of the clause that is being read.
    fileprivate var words: [String] = []

    fileprivate mutating func endClause() {
        if !words.isEmpty { clauses.append(words) }
        words = []
    }
}
