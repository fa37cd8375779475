/// The items of lists and the contents of code blocks.
extension Passage {
    /// One item of a list.
    struct Item {
        /// The index of its first line.
        var line: Int
        /// `[x]` true, `[ ]` false, neither nil.
        var mark: Bool?
        /// The first line, without the marks.
        var text: String
        /// Everything below the first line, unwrapped.
        var reason: String

        /// Whether a code block stands in it.
        var hasCodeBlock: Bool
        /// The whole item on one line.
        var joined: String {
            reason.isEmpty ? text : text + " " + reason.split(separator: "\n").joined(separator: " ")
        }
    }

    /// The items of a list, deeper lists within their items.
    func items(of block: Block) -> [Item] {
        let base = text.indent(line(block.lines.lowerBound))
        var starts: [Int] = []
        for index in block.lines where text.roles[index] == .text || text.roles[index] == .opens {
            let range = line(index)
            if text.indent(range) < base + 2, text.listMarker(range) != nil {
                starts.append(index)
            }
        }
        var items: [Item] = []
        for (position, start) in starts.enumerated() {
            let end = position + 1 < starts.count ? starts[position + 1] : block.lines.upperBound
            items.append(item(start..<end, base: base))
        }
        return items
    }

    /// What stands behind the marks that open a code block.
    func info(of block: Block) -> String {
        let range = text.trimmed(line(block.lines.lowerBound))
        var index = range.lowerBound
        while index < range.upperBound, text.bytes[index] == text.bytes[range.lowerBound] { index += 1 }
        return text.string(text.trimmed(index..<range.upperBound))
    }

    /// The lines within a code block, joined by line ends.
    func content(of block: Block) -> String {
        var output: [UInt8] = []
        for index in block.lines where text.roles[index] == .inside {
            if index > block.lines.lowerBound + 1 { output.append(0x0A) }
            output.append(contentsOf: text.bytes[line(index)])
        }
        return String(decoding: output, as: UTF8.self)
    }

    private func item(_ lines: Range<Int>, base: Int) -> Item {
        let first = line(lines.lowerBound)
        let marker = text.listMarker(first)
        var range = text.trimmed((marker?.content ?? first.lowerBound)..<first.upperBound)
        var mark: Bool?
        if range.count >= 3, text.bytes[range.lowerBound] == UInt8(ascii: "["),
            text.bytes[range.lowerBound + 2] == UInt8(ascii: "]"),
            range.count == 3 || isSpace(text.bytes[range.lowerBound + 3])
        {
            switch text.bytes[range.lowerBound + 1] {
            case UInt8(ascii: "x"), UInt8(ascii: "X"): mark = true
            case UInt8(ascii: " "): mark = false
            default: break
            }
            if mark != nil { range = text.trimmed(range.lowerBound + 3..<range.upperBound) }
        }
        let rest = Passage(text: text, lines: lines.lowerBound + 1..<lines.upperBound, dedent: dedent + base + 2)
        return Item(
            line: lines.lowerBound, mark: mark, text: text.string(range), reason: rest.unwrapped(),
            hasCodeBlock: lines.contains { text.roles[$0] != .text })
    }
}
