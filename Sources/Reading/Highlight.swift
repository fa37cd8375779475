/// Which parts of a code block are what, for colours: read with the lexers that hints are read with, so nothing that only
/// looks like a keyword is one. Text that is no code of its language gives fewer parts, never an error.
package struct Highlight: Sendable, Equatable {
    package enum Sort: Sendable, Equatable {
        case keyword
        case string
        case number
        case comment
        case decorator
        /// The brackets of a template tag.
        case tag
        /// The program of a shell line.
        case program
        /// An option of a shell line.
        case option
    }

    /// Byte offsets in the block.
    package var range: Range<Int>
    package var sort: Sort

    /// The parts of a block, in order, none overlapping; none for languages that are not known.
    ///
    /// - Parameter language: the first word behind the fence: `python`, `jinja`, `html`, `shell`, `bash`, `sh`, `console`.
    package static func parts(of block: [UInt8], language: String) -> [Highlight] {
        switch language {
        case "python": python(block, 0..<block.count)
        case "jinja", "html": jinja(block)
        case "shell", "bash", "sh", "console": shell(block)
        default: []
        }
    }

    private static func python(_ block: [UInt8], _ range: Range<Int>) -> [Highlight] {
        var parts: [Highlight] = []
        var names = Names()
        block[range].withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                let (tokens, end) = PythonLexer.chunk(bytes, from: start, names: &names)
                addStatement(bytes, start..<end, tokens, &parts)
                guard end > start else { break }
                start = end
            }
        }
        // A decorator is known to end only behind the comment that follows it.
        parts.sort { $0.range.lowerBound < $1.range.lowerBound }
        for index in parts.indices {
            let part = parts[index].range
            parts[index].range = range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
        }
        return parts
    }

    private static func addStatement(
        _ bytes: UnsafeBufferPointer<UInt8>, _ chunk: Range<Int>, _ tokens: [PythonToken], _ parts: inout [Highlight]
    ) {
        var reached = chunk.lowerBound
        var isLineStart = true
        var decorator: Range<Int>?
        for token in tokens {
            let range = chunk.lowerBound + Int(token.start)..<chunk.lowerBound + Int(token.end)
            addComments(bytes, reached..<max(reached, range.lowerBound), &parts)
            reached = max(reached, range.upperBound)
            // `@app.route` up to the bracket.
            if let known = decorator {
                if token.kind == .name || token.kind == .symbol && token.code == UInt16(UInt8(ascii: ".")) {
                    decorator = known.lowerBound..<range.upperBound
                    continue
                }
                parts.append(Highlight(range: known, sort: .decorator))
                decorator = nil
            }
            switch token.kind {
            case .keyword: parts.append(Highlight(range: range, sort: .keyword))
            case .string: parts.append(Highlight(range: range, sort: .string))
            case .number: parts.append(Highlight(range: range, sort: .number))
            case .symbol where isLineStart && token.code == UInt16(UInt8(ascii: "@")): decorator = range
            default: break
            }
            isLineStart = token.kind == .newline || token.kind == .indent || token.kind == .dedent
        }
        addComments(bytes, reached..<max(reached, chunk.upperBound), &parts)
    }

    /// The lexer passes over comments: they are what stands behind a `#` between its words.
    private static func addComments(_ bytes: UnsafeBufferPointer<UInt8>, _ gap: Range<Int>, _ parts: inout [Highlight])
    {
        var at = gap.lowerBound
        while at < gap.upperBound {
            if bytes[at] == UInt8(ascii: "#") {
                let start = at
                while at < gap.upperBound, bytes[at] != 0x0A { at += 1 }
                parts.append(Highlight(range: start..<at, sort: .comment))
            }
            at += 1
        }
    }

    private static func jinja(_ block: [UInt8]) -> [Highlight] {
        var parts: [Highlight] = []
        for tag in JinjaTag.all(in: block) {
            if tag.kind == .comment {
                parts.append(Highlight(range: tag.range, sort: .comment))
                continue
            }
            parts.append(Highlight(range: tag.range.lowerBound..<tag.inner.lowerBound, sort: .tag))
            var inner = python(block, tag.inner)
            if tag.kind == .statement {
                // The tag's name is a keyword, Python's or not.
                let start = block[tag.inner].firstIndex { $0 > 0x20 } ?? tag.inner.upperBound
                let end = block[start..<tag.inner.upperBound].firstIndex { !isNameByte($0) } ?? tag.inner.upperBound
                inner.removeAll { $0.range.lowerBound < end }
                if end > start { parts.append(Highlight(range: start..<end, sort: .keyword)) }
            }
            parts += inner
            parts.append(Highlight(range: tag.inner.upperBound..<tag.range.upperBound, sort: .tag))
        }
        return parts
    }

    private static func shell(_ block: [UInt8]) -> [Highlight] {
        var parts: [Highlight] = []
        var at = 0
        var isProgram = true
        while at < block.count {
            let byte = block[at]
            let start = at
            switch byte {
            case 0x0A:
                isProgram = start == 0 || block[start - 1] != UInt8(ascii: "\\")
                at += 1
            case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "&"):
                isProgram = true
                at += 1
            case ...0x20: at += 1
            case UInt8(ascii: "#") where start == 0 || block[start - 1] <= 0x20:
                while at < block.count, block[at] != 0x0A { at += 1 }
                parts.append(Highlight(range: start..<at, sort: .comment))
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                at += 1
                while at < block.count, block[at] != byte {
                    at += block[at] == UInt8(ascii: "\\") && byte != 0x27 ? 2 : 1
                }
                at = min(at + 1, block.count)
                parts.append(Highlight(range: start..<at, sort: .string))
                isProgram = false
            default:
                while at < block.count, block[at] > 0x20, !"'\"|;&".utf8.contains(block[at]) { at += 1 }
                let word = block[start..<at]
                if word.first == UInt8(ascii: "-") {
                    parts.append(Highlight(range: start..<at, sort: .option))
                } else if isProgram, !word.contains(UInt8(ascii: "=")), word != [UInt8(ascii: "$")] {
                    parts.append(Highlight(range: start..<at, sort: .program))
                    isProgram = false
                }
            }
        }
        return parts
    }
}
