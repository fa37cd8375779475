/// Markdown with one line a paragraph.
///
/// Soft line breaks become a space, so that the text can be wrapped anew for any width. Lists keep one line an item,
/// code and everything else stays as it is, and one blank line stands between blocks.
extension Passage {
    /// The whole passage, unwrapped, without comments.
    func unwrapped(keepingBreaks: Bool = true) -> String {
        unwrapped(blocks(), keepingBreaks: keepingBreaks)
    }

    /// Some blocks of the passage, unwrapped, without comments.
    func unwrapped(_ blocks: some Sequence<Block>, keepingBreaks: Bool = true) -> String {
        var output: [UInt8] = []
        for block in blocks where !isComment(block) {
            if !output.isEmpty { output.append(contentsOf: [0x0A, 0x0A]) }
            switch block.kind {
            case .paragraph: appendParagraph(block.lines, keepingBreaks: keepingBreaks, to: &output)
            case .list: appendList(block.lines, to: &output)
            case .fence, .raw: appendRaw(block.lines, to: &output)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// A block as it stands, its lines joined by line ends.
    func raw(_ block: Block) -> String {
        var output: [UInt8] = []
        appendRaw(block.lines, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether the block is `<!-- … -->` on one line: words for the pack's writers.
    func isComment(_ block: Block) -> Bool {
        block.kind == .raw && block.lines.count == 1 && isComment(line(block.lines.lowerBound))
    }

    private func appendRaw(_ lines: Range<Int>, to output: inout [UInt8]) {
        for index in lines {
            if index > lines.lowerBound { output.append(0x0A) }
            let range = line(index)
            output.append(contentsOf: text.bytes[text.roles[index] == .inside ? range : rightTrimmed(range)])
        }
    }

    private func appendParagraph(_ lines: Range<Int>, keepingBreaks: Bool, to output: inout [UInt8]) {
        for index in lines {
            let range = text.trimmed(line(index))
            let isIndented = isHead(index) || range.lowerBound > line(index).lowerBound
            if isIndented, output.isEmpty || output.last == 0x0A, text.heading(range) != nil {
                // Only its place kept it from being a heading.
                output.append(UInt8(ascii: "\\"))
            }
            output.append(contentsOf: text.bytes[range])
            guard index + 1 < lines.upperBound else { break }
            if keepingBreaks, let end = hardBreak(line(index)) {
                output.append(contentsOf: end)
                output.append(0x0A)
            } else {
                output.append(UInt8(ascii: " "))
            }
        }
    }

    private func appendList(_ lines: Range<Int>, to output: inout [UInt8]) {
        var isJoinable = false
        for index in lines {
            let range = rightTrimmed(line(index))
            let isText = text.roles[index] == .text
            if range.isEmpty, isText {
                if output.last != 0x0A { output.append(0x0A) }
                isJoinable = false
            } else if isText, isJoinable, text.listMarker(range) == nil {
                output.append(UInt8(ascii: " "))
                output.append(contentsOf: text.bytes[text.trimmed(range)])
            } else {
                if index > lines.lowerBound { output.append(0x0A) }
                output.append(contentsOf: text.bytes[text.roles[index] == .inside ? line(index) : range])
                isJoinable = isText
            }
        }
    }

    private func rightTrimmed(_ range: Range<Int>) -> Range<Int> {
        let inner = text.trimmed(range)
        return range.lowerBound..<(inner.isEmpty ? range.lowerBound : inner.upperBound)
    }

    /// What a hard line break leaves at the end of its line: two spaces, or nothing for a backslash, which stays.
    private func hardBreak(_ range: Range<Int>) -> [UInt8]? {
        let spaces = range.upperBound - text.trimmed(range).upperBound
        if spaces >= 2 { return [0x20, 0x20] }
        return spaces == 0 && text.bytes[range.upperBound - 1] == UInt8(ascii: "\\") ? [] : nil
    }
}
