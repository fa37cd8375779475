/// Some lines of a file, taken as Markdown.
struct Passage {
    /// A run of lines that belong together.
    struct Block {
        enum Kind: Equatable {
            case paragraph
            case list(UInt8)
            case fence
            /// Taken as it stands: tables, quotes, headings, HTML, indented code, rules.
            case raw
        }
        var kind: Kind
        /// Indices of lines.
        var lines: Range<Int>
    }

    let text: MarkdownSource
    /// Indices of lines.
    var lines: Range<Int>
    /// The bytes that count of the first line, when not all of them do.
    var head: Range<Int>?
    /// How many leading spaces do not count: the indentation of a list item's own text.
    var dedent = 0

    /// The bytes of a line that belong to the passage.
    func line(_ index: Int) -> Range<Int> {
        if index == lines.lowerBound, let head { return head }
        var range = text.lines[index]
        var left = dedent
        while left > 0, !range.isEmpty, text.bytes[range.lowerBound] == UInt8(ascii: " ") {
            range = range.lowerBound + 1..<range.upperBound
            left -= 1
        }
        return range
    }

    /// Whether something else stands before the line's bytes in the file, so that it cannot be a heading.
    func isHead(_ index: Int) -> Bool {
        index == lines.lowerBound && head != nil
    }

    func part(_ lines: Range<Int>) -> Passage {
        Passage(
            text: text, lines: lines, head: lines.lowerBound == self.lines.lowerBound ? head : nil, dedent: dedent)
    }

    func isBlank(_ index: Int) -> Bool {
        text.trimmed(line(index)).isEmpty
    }

    /// The blocks of the passage, in order; comments (`<!-- … -->` on a line of its own) are among them as `raw`.
    func blocks() -> [Block] {
        var blocks: [Block] = []
        var index = lines.lowerBound
        while index < lines.upperBound {
            if text.roles[index] == .text, isBlank(index) {
                index += 1
                continue
            }
            let block = block(at: index)
            blocks.append(block)
            index = block.lines.upperBound
        }
        return blocks
    }

    private func block(at start: Int) -> Block {
        let first = line(start)
        if let marker = text.listMarker(first), text.indent(first) < 4, !isRule(first) {
            return Block(kind: .list(marker.byte), lines: start..<endOfList(from: start, marker: marker.byte))
        }
        var index = start + 1
        guard text.roles[start] == .text else {
            while index < lines.upperBound, text.roles[index] == .inside || text.roles[index] == .closes { index += 1 }
            return Block(kind: .fence, lines: start..<index)
        }
        if !isHead(start) && text.heading(first) != nil || isRule(first) {
            return Block(kind: .raw, lines: start..<index)
        }
        if isComment(first) { return Block(kind: .raw, lines: start..<index) }
        if isRawStart(first) {
            while index < lines.upperBound, text.roles[index] == .text, !isBlank(index) { index += 1 }
            return Block(kind: .raw, lines: start..<index)
        }
        var isRaw = false
        while index < lines.upperBound, text.roles[index] == .text, !isBlank(index) {
            let next = line(index)
            if !isRaw, interrupts(next) { break }
            if !isRaw, isUnderline(next) { isRaw = true }
            index += 1
        }
        return Block(kind: isRaw ? .raw : .paragraph, lines: start..<index)
    }

    private func endOfList(from start: Int, marker: UInt8) -> Int {
        var index = start + 1
        while index < lines.upperBound {
            if text.roles[index] == .inside || text.roles[index] == .closes {
                index += 1
                continue
            }
            var next = index
            while next < lines.upperBound, text.roles[next] == .text, isBlank(next) { next += 1 }
            guard next < lines.upperBound else { return index }
            let range = line(next)
            if text.indent(range) < 2 {
                if let found = text.listMarker(range), !isRule(range) {
                    if found.byte != marker { return index }
                } else if next > index || text.roles[next] == .opens || text.heading(range) != nil || isRule(range)
                    || text.starts(range, with: "<!--")
                {
                    return index
                }
            }
            index = next + 1
        }
        return index
    }

    /// Whether a line ends the paragraph above it. An ordered list does so only when it starts at 1, as in CommonMark.
    private func interrupts(_ range: Range<Int>) -> Bool {
        if text.indent(range) >= 4 { return false }
        if let marker = text.listMarker(range), !text.trimmed(marker.content..<range.upperBound).isEmpty {
            return marker.number == nil || marker.number == 1
        }
        let first = text.bytes[text.trimmed(range).lowerBound]
        return first == UInt8(ascii: ">") || first == UInt8(ascii: "|") || text.heading(range) != nil
            || text.starts(range, with: "<!--")
    }

    private func isRawStart(_ range: Range<Int>) -> Bool {
        if text.indent(range) >= 4 { return true }
        let first = text.bytes[text.trimmed(range).lowerBound]
        return first == UInt8(ascii: ">") || first == UInt8(ascii: "|") || first == UInt8(ascii: "<")
    }

    /// `<!-- … -->`, alone on its line.
    func isComment(_ range: Range<Int>) -> Bool {
        let inner = text.trimmed(range)
        return inner.count >= 7 && text.starts(inner, with: "<!--")
            && text.starts(inner.upperBound - 3..<inner.upperBound, with: "-->")
    }

    /// `---`, `***`, `- - -` and the like.
    func isRule(_ range: Range<Int>) -> Bool {
        let inner = text.trimmed(range)
        guard inner.count >= 3, let first = text.bytes[inner].first,
            first == UInt8(ascii: "-") || first == UInt8(ascii: "*") || first == UInt8(ascii: "_")
        else { return false }
        var count = 0
        for byte in text.bytes[inner] where !isSpace(byte) {
            if byte != first { return false }
            count += 1
        }
        return count >= 3
    }

    /// A line under a heading's text, or between the head and the rows of a table.
    private func isUnderline(_ range: Range<Int>) -> Bool {
        let inner = text.bytes[text.trimmed(range)]
        return inner.allSatisfy { $0 == UInt8(ascii: "=") } || inner.allSatisfy { $0 == UInt8(ascii: "-") }
            || inner.contains(UInt8(ascii: "|")) && inner.contains(UInt8(ascii: "-"))
                && inner.allSatisfy { isSpace($0) || "-:|".utf8.contains($0) }
    }
}
