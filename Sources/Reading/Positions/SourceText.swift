/// A document's bytes with a table of its lines, so that editor positions and byte offsets convert into each other and an
/// edit costs a copy of the bytes, not a new scan. Lines end with `\n`, `\r\n` or `\r`, as LSP has it.
package struct SourceText: Sendable {
    /// UTF-8; may hold invalid sequences, which count one column a byte.
    package private(set) var bytes: [UInt8]
    /// Where each line begins, ascending; the first is 0.
    package private(set) var lineStarts: [Int]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.lineStarts = [0]
        SourceText.scanLineStarts(bytes, from: 0, to: bytes.count, into: &lineStarts)
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The byte offset of a position; a line or column beyond the end is taken as the end of the text or line.
    package func offset(of position: TextPosition, encoding: PositionEncoding) -> Int {
        guard position.line >= 0 else { return 0 }
        guard position.line < lineStarts.count else { return bytes.count }
        var offset = lineStarts[position.line]
        let end = lineEnd(position.line)
        if encoding == .utf8 { return min(end, offset + min(max(0, position.column), end - offset)) }
        let plain = min(end, offset + min(max(0, position.column), end - offset))
        while offset < plain, bytes[offset] < 0x80 { offset += 1 }
        var column = offset - lineStarts[position.line]
        while offset < end {
            let length = scalarLength(at: offset, end: end)
            let width = encoding == .utf16 && length == 4 ? 2 : 1
            if column + width > position.column { break }
            column += width
            offset += length
        }
        return offset
    }

    /// The position of a byte offset; offsets outside the text are moved to its ends.
    package func position(of offset: Int, encoding: PositionEncoding) -> TextPosition {
        let target = min(max(0, offset), bytes.count)
        let line = lineIndex(of: target)
        if encoding == .utf8 { return TextPosition(line: line, column: target - lineStarts[line]) }
        var at = lineStarts[line]
        // Most lines are ASCII up to there.
        while at < target, bytes[at] < 0x80 { at += 1 }
        var column = at - lineStarts[line]
        while at < target {
            let length = scalarLength(at: at, end: bytes.count)
            if at + length > target { break }
            column += encoding == .utf16 && length == 4 ? 2 : 1
            at += length
        }
        return TextPosition(line: line, column: column)
    }

    /// The bytes a range of positions covers, in order even if the positions are not.
    package func range(from start: TextPosition, to end: TextPosition, encoding: PositionEncoding) -> Range<Int> {
        let first = offset(of: start, encoding: encoding)
        let last = offset(of: end, encoding: encoding)
        return min(first, last)..<max(first, last)
    }

    /// Puts `replacement` in the place of `range` (moved inside the text first). Only the lines touched are scanned again.
    package mutating func replace(_ range: Range<Int>, with replacement: [UInt8]) {
        let lower = min(max(0, range.lowerBound), bytes.count)
        let upper = min(max(lower, range.upperBound), bytes.count)
        // One line further on both sides: an edit can join or split a `\r\n`.
        let firstLine = max(0, lineIndex(of: lower) - 1)
        let lastLine = min(lineStarts.count - 1, lineIndex(of: upper) + 1)
        let delta = replacement.count - (upper - lower)
        let rescanStart = lineStarts[firstLine]
        let rescanEnd = (lastLine + 1 < lineStarts.count ? lineStarts[lastLine + 1] : bytes.count) + delta
        bytes.replaceSubrange(lower..<upper, with: replacement)
        var fresh: [Int] = []
        SourceText.scanLineStarts(bytes, from: rescanStart, to: rescanEnd, into: &fresh)
        let oldTail = min(lineStarts.count, lastLine + 2)
        if fresh.last == rescanEnd && oldTail > lastLine + 1 { fresh.removeLast() }
        if delta != 0 && lastLine + 1 < lineStarts.count {
            for index in (lastLine + 1)..<lineStarts.count { lineStarts[index] += delta }
        }
        lineStarts.replaceSubrange((firstLine + 1)..<(lastLine + 1), with: fresh)
    }

    /// The line that holds a byte offset (which must lie in the text).
    package func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// Where a line's text ends, before its line ending.
    private func lineEnd(_ line: Int) -> Int {
        guard line + 1 < lineStarts.count else { return bytes.count }
        var end = lineStarts[line + 1]
        let start = lineStarts[line]
        if end > start && bytes[end - 1] == 0x0A { end -= 1 }
        if end > start && bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    /// Bytes of the scalar at an offset; 1 for whatever is not valid UTF-8.
    private func scalarLength(at offset: Int, end: Int) -> Int {
        let lead = bytes[offset]
        let length = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1
        guard offset + length <= end else { return 1 }
        var index = offset + 1
        while index < offset + length {
            if bytes[index] & 0xC0 != 0x80 { return 1 }
            index += 1
        }
        return length
    }

    private static func scanLineStarts(_ bytes: [UInt8], from start: Int, to end: Int, into lines: inout [Int]) {
        bytes.withUnsafeBufferPointer { buffer in
            var index = start
            while index < end {
                let byte = buffer[index]
                index += 1
                if byte == 0x0A {
                    lines.append(index)
                } else if byte == 0x0D && (index >= buffer.count || buffer[index] != 0x0A) {
                    lines.append(index)
                }
            }
        }
    }
}
