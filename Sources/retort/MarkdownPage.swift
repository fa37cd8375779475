/// Markdown as lines for a terminal: paragraphs wrapped, code kept as it is and coloured, marks taken away where colour
/// says the same.
struct MarkdownPage {
    let page: Page

    /// All of a text.
    func lines(_ markdown: String, indent: String = "") -> [String] {
        var result: [String] = []
        var paragraph: [String] = []
        var fence: String?
        var language = ""
        func finishParagraph() {
            if !paragraph.isEmpty { result += wrap(paragraph.joined(separator: " "), first: indent, rest: indent) }
            paragraph = []
        }
        for raw in Page.plain(markdown).split(separator: "\n", omittingEmptySubsequences: false) {
            let line = String(raw)
            let trimmed = line.trimmed
            if let open = fence {
                if trimmed.hasPrefix(open) { fence = nil } else { result.append(indent + "    " + code(line, language)) }
            } else if trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") {
                finishParagraph()
                fence = String(trimmed.prefix(3))
                language = String(trimmed.dropFirst(3).prefix { $0.isLetter })
            } else if trimmed.isEmpty {
                finishParagraph()
                if let last = result.last, !last.isEmpty { result.append("") }
            } else if let bullet = Self.bullet(line) {
                finishParagraph()
                let margin = indent + String(repeating: " ", count: bullet.depth)
                result += wrap(bullet.text, first: margin + bullet.mark + " ", rest: margin + "  ")
            } else if line.hasPrefix("  "), let last = result.last, !last.isEmpty, paragraph.isEmpty {
                // The rest of a bullet's paragraph.
                result += wrap(trimmed, first: indent + "  ", rest: indent + "  ")
            } else if trimmed.hasPrefix("#") {
                finishParagraph()
                result.append(indent + page.styled(trimmed.drop { $0 == "#" }.trimmed, .bold))
            } else {
                paragraph.append(trimmed)
            }
        }
        finishParagraph()
        while result.last?.isEmpty == true { result.removeLast() }
        return result
    }

    private static func bullet(_ line: String) -> (depth: Int, mark: String, text: String)? {
        let depth = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(depth)
        for mark in ["- [x] ", "- [ ] ", "- ", "* "] where rest.hasPrefix(mark) {
            return (depth, "•", String(rest.dropFirst(mark.count)))
        }
        return nil
    }

    /// A paragraph broken at spaces to the page's width.
    func wrap(_ text: String, first: String = "", rest: String = "") -> [String] {
        var lines: [String] = []
        var line = first
        var used = Page.columns(first)
        var isEmpty = true
        for piece in inline(Page.plain(text)) {
            for word in piece.text.split(separator: " ", omittingEmptySubsequences: true) {
                let columns = Page.columns(word)
                // Pieces touch where no space stands between them, as in `code`.
                let space = isEmpty || (piece.touches && word.startIndex == piece.text.startIndex) ? 0 : 1
                if !isEmpty, used + space + columns > page.width {
                    lines.append(line)
                    line = rest
                    used = Page.columns(rest)
                    isEmpty = true
                } else if space == 1 {
                    line += " "
                    used += 1
                }
                line += piece.style.map { page.styled(String(word), $0) } ?? String(word)
                used += columns
                isEmpty = false
            }
        }
        if !isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }

    private struct Piece {
        var text: String
        var style: Page.Style?
        /// Whether it follows the piece before it without a space.
        var touches: Bool
    }

    /// Code spans and emphasis as pieces; without colour the marks of code stay, since they carry meaning.
    private func inline(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var plain = ""
        func push(_ content: String, _ style: Page.Style?) {
            guard !content.isEmpty else { return }
            let touches = !(pieces.last?.text.hasSuffix(" ") ?? true) && !content.hasPrefix(" ")
            pieces.append(Piece(text: content, style: style, touches: touches))
        }
        var rest = text[...]
        while let character = rest.first {
            let mark = character == "`" ? "`" : rest.hasPrefix("**") ? "**" : nil
            if let mark, let end = rest.dropFirst(mark.count).firstRange(of: mark) {
                push(plain, nil)
                plain = ""
                let content = String(rest[rest.index(rest.startIndex, offsetBy: mark.count)..<end.lowerBound])
                if mark == "`" {
                    push(page.hasColour ? content : "`" + content + "`", .cyan)
                } else {
                    push(content, .bold)
                }
                rest = rest[end.upperBound...]
            } else {
                plain.append(character)
                rest = rest.dropFirst()
            }
        }
        push(plain, nil)
        return pieces
    }

    private static let keywords: Set<String> = [
        "and", "as", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally",
        "for", "from", "if", "import", "in", "is", "lambda", "not", "or", "pass", "raise", "return", "try", "while", "with",
        "yield", "None", "True", "False",
    ]

    /// A line of code with keywords, strings, decorators and comments in colour.
    func code(_ line: String, _ language: String) -> String {
        guard page.hasColour, language == "python" else { return page.styled(line, .dim) }
        var result = ""
        var rest = line[...]
        while let character = rest.first {
            if character == "#" {
                return result + page.styled(String(rest), .dim)
            } else if character == "\"" || character == "'" {
                let body = rest.dropFirst().prefix { $0 != character }
                let end = rest.index(rest.startIndex, offsetBy: min(body.count + 2, rest.count))
                result += page.styled(String(rest[..<end]), .green)
                rest = rest[end...]
            } else if character.isLetter || character == "_" || character == "@" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "@" }
                let style: Page.Style? = word.hasPrefix("@") ? .yellow : Self.keywords.contains(String(word)) ? .magenta : nil
                result += style.map { page.styled(String(word), $0) } ?? String(word)
                rest = rest[word.endIndex...]
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}

extension StringProtocol {
    var trimmed: String {
        let body = drop { $0.isWhitespace }
        guard let last = body.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(body[...last])
    }
}
