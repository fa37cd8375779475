import Reading

/// Markdown as lines for a terminal: paragraphs wrapped, code kept as it is and coloured, marks taken away where colour
/// says the same.
struct MarkdownPage {
    let page: Page

    /// What is being collected until it is wrapped: a paragraph or a bullet with its margins, or the rows of a table.
    private struct Block {
        var words: [String] = []
        var first: String
        var rest: String
        var rows: [String] = []
    }

    /// All of a text.
    func lines(_ markdown: String) -> [String] {
        var result: [String] = []
        var block = Block(first: "", rest: "")
        var fence: String?
        var language = ""
        var code: [String] = []
        func finishBlock() {
            if !block.words.isEmpty {
                result += wrap(block.words.joined(separator: " "), first: block.first, rest: block.rest)
            }
            if !block.rows.isEmpty { result += table(block.rows) }
            block = Block(first: "", rest: "")
        }
        for raw in Page.plain(markdown).split(separator: "\n", omittingEmptySubsequences: false) {
            let line = String(raw)
            let trimmed = line.trimmed
            if let open = fence {
                if trimmed.hasPrefix(open) {
                    result += self.code(code, language)
                    code = []
                    fence = nil
                } else {
                    code.append(line)
                }
            } else if trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") {
                finishBlock()
                fence = String(trimmed.prefix(3))
                language = String(trimmed.dropFirst(3).prefix { $0.isLetter })
            } else if trimmed.isEmpty {
                finishBlock()
                if let last = result.last, !last.isEmpty { result.append("") }
            } else if let bullet = Self.bullet(line) {
                finishBlock()
                let margin = String(repeating: " ", count: bullet.depth)
                block = Block(words: [bullet.text], first: margin + bullet.mark + " ", rest: margin + "  ")
            } else if trimmed.hasPrefix("|"), block.words.isEmpty {
                block.rows.append(trimmed)
            } else if trimmed.hasPrefix("#") {
                finishBlock()
                result.append(page.styled(trimmed.drop { $0 == "#" }.trimmed, .bold))
            } else {
                block.words.append(trimmed)
            }
        }
        finishBlock()
        result += self.code(code, language)
        while result.last?.isEmpty == true { result.removeLast() }
        return result
    }

    /// A table in columns where they fit, else a row as its cells one after the other.
    private func table(_ rows: [String]) -> [String] {
        let cells = rows.map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { $0.trimmed }
        }.filter { !$0.allSatisfy { $0.allSatisfy { "-: ".contains($0) } } }
        let columns = cells.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            cells.map { $0.indices.contains(column) ? Page.columns($0[column]) : 0 }.max() ?? 0
        }
        guard widths.reduce(0, +) + 2 * max(0, columns - 1) <= page.width else {
            return cells.dropFirst().flatMap { wrap($0.joined(separator: " · "), first: "• ", rest: "  ") }
        }
        return cells.map { row in
            let padded = row.enumerated().map { column, cell in
                column + 1 == row.count
                    ? cell : cell + String(repeating: " ", count: widths[column] - Page.columns(cell))
            }
            return padded.joined(separator: "  ")
        }
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

    /// The lines of a code block, set off from the text, with what they are made of in colour.
    func code(_ lines: [String], _ language: String) -> [String] {
        let margin = "    "
        guard page.hasColour else { return lines.map { margin + $0 } }
        let block = Array(lines.joined(separator: "\n").utf8)
        let parts = Highlight.parts(of: block, language: language)
        guard !parts.isEmpty else { return lines.map { margin + page.styled($0, .dim) } }
        var result: [String] = []
        var start = 0
        var next = 0
        for line in lines {
            let end = start + line.utf8.count
            var text = margin
            var reached = start
            // A part may begin lines before and end lines after this one.
            while next < parts.count, parts[next].range.lowerBound < end {
                let part = parts[next].range.clamped(to: start..<end)
                text += String(decoding: block[reached..<max(reached, part.lowerBound)], as: UTF8.self)
                text += page.styled(String(decoding: block[part], as: UTF8.self), Self.style(parts[next].sort))
                reached = max(reached, part.upperBound)
                guard parts[next].range.upperBound <= end else { break }
                next += 1
            }
            result.append(text + String(decoding: block[reached..<max(reached, end)], as: UTF8.self))
            start = end + 1
        }
        return result
    }

    private static func style(_ sort: Highlight.Sort) -> Page.Style {
        switch sort {
        case .keyword, .tag: .magenta
        case .string: .green
        case .number, .option: .cyan
        case .comment: .dim
        case .decorator: .yellow
        case .program: .bold
        }
    }
}

extension StringProtocol {
    var trimmed: String {
        let body = drop { $0.isWhitespace }
        guard let last = body.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(body[...last])
    }
}
