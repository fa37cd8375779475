import Testing

@testable import Reading

@Suite struct `Positions and offsets` {
    @Test func `agree in every encoding`() {
        let text = SourceText("aé😀b\r\nc\rd\n")
        // Line 0 holds a (1 byte), é (2), 😀 (4), b (1).
        let cases: [(PositionEncoding, Int, Int)] = [
            (.utf16, 0, 0), (.utf16, 1, 1), (.utf16, 2, 3), (.utf16, 4, 7), (.utf16, 5, 8),
            (.utf8, 1, 1), (.utf8, 3, 3), (.utf8, 7, 7), (.utf32, 2, 3), (.utf32, 3, 7), (.utf32, 4, 8),
        ]
        for (encoding, column, offset) in cases {
            let position = TextPosition(line: 0, column: column)
            #expect(text.offset(of: position, encoding: encoding) == offset)
            #expect(text.position(of: offset, encoding: encoding) == position)
        }
        #expect(text.lineStarts == [0, 10, 12, 14])
        #expect(text.offset(of: TextPosition(line: 0, column: 99), encoding: .utf16) == 8)
        #expect(text.offset(of: TextPosition(line: 99, column: 0), encoding: .utf16) == text.bytes.count)
        #expect(text.offset(of: TextPosition(line: -1, column: -5), encoding: .utf16) == 0)
        #expect(text.offset(of: TextPosition(line: 0, column: -5), encoding: .utf8) == 0)
        #expect(text.position(of: -7, encoding: .utf16) == TextPosition(line: 0, column: 0))
        // In the middle of a surrogate pair: before it.
        #expect(text.offset(of: TextPosition(line: 0, column: 3), encoding: .utf16) == 3)
    }

    @Test func `invalid bytes count one column each`() {
        let text = SourceText([0xFF, 0xC3, 0x28, 0xF0, 0x9F])
        for offset in 0...5 { #expect(text.position(of: offset, encoding: .utf16).column == offset) }
    }

    @Test func `a hint works behind wide characters`() {
        let (bytes, offset) = cursor("from flask import request\nx = 'é😀'; requ¦est.args")
        let text = SourceText(bytes)
        let position = text.position(of: offset, encoding: .utf16)
        #expect(position == TextPosition(line: 1, column: 15))
        #expect(
            symbol(at: text.offset(of: position, encoding: .utf16), in: .python(PythonFile(text)), facts: facts)?.symbol
                == "flask.request")
    }

    @Test func `edits give the same table as reading anew`() {
        let edits: [(String, Range<Int>, String)] = [
            ("a\nb\nc", 1..<2, ""), ("a\nb\nc", 0..<0, "x\ny\n"), ("a\r\nb", 2..<2, "x"), ("a\rb", 2..<2, "\n"),
            ("a\n\rb", 1..<2, ""), ("", 0..<0, "\n"), ("\n", 0..<1, ""), ("a\nb", 3..<3, "\n"), ("a\n", 2..<2, "b\r"),
            ("a\r\n", 1..<2, ""), ("a\r\n", 2..<3, ""), ("ab", 5..<9, "c"), ("a\nb\nc\nd", 0..<7, "z"),
            ("x\r", 2..<2, "\ny"),
        ]
        for (before, range, new) in edits {
            var text = SourceText(before)
            text.replace(range, with: Array(new.utf8))
            #expect(
                text.lineStarts == SourceText(text.bytes).lineStarts,
                "\(before.debugDescription) \(range) \(new.debugDescription)")
        }
    }

    @Test func `a thousand random edits give the same table and the same tree as reading anew`() {
        var dice = Dice(state: 11)
        let pieces = [
            "\n", "\r\n", "\r", "a", "é😀", "def f():\n    return 1\n", "x = (", ")", "\"\"\"", "'", "#", "class A:\n",
            "    ", "@d\n", "else:\n",
            "if x:\n  y\n", "import flask\n", "\\\n", "f'{a", "}",
        ]
        var file = PythonFile(
            Array("from flask import Flask\napp = Flask(1)\n\ndef f(a):\n    return a\n\nclass B:\n    x = 1\n".utf8))
        for _ in 0..<1_000 {
            let count = file.text.bytes.count
            let start = dice.next(count + 1)
            let length = count > 400 ? dice.next(60) : dice.next(6)
            let before = file
            file.replace(start..<min(count, start + length), with: Array(pieces[dice.next(pieces.count)].utf8))
            let fresh = PythonFile(file.text.bytes)
            #expect(file.text.lineStarts == fresh.text.lineStarts)
            guard file.outline == fresh.outline else {
                let old = String(decoding: before.text.bytes, as: UTF8.self).debugDescription
                let new = String(decoding: file.text.bytes, as: UTF8.self).debugDescription
                let differing = zip(file.outline, fresh.outline).first { $0 != $1 }
                Issue.record("\(old) → \(new) (at \(start), \(length) bytes out): \(differing.debugDescription)")
                return
            }
        }
    }
}

extension PythonFile {
    /// Everything the trees hold, with absolute places, to compare two readings of one text.
    var outline: [String] {
        var lines: [String] = []
        for (index, chunk) in chunks.enumerated() {
            for node in chunk.nodes {
                // Strings and imports count in `name`; other nodes have a name there, whose number may differ.
                let isCount = node.kind == .string || node.kind == .importFrom || node.kind == .constant
                let name = isCount ? String(node.name) : names.text(node.name)
                lines.append("\(node.kind) \(starts[index] + Int(node.start))–\(starts[index] + Int(node.end)) \(name)")
            }
            for binding in chunk.bindings {
                lines.append("\(names.text(binding.name)) \(binding.scope) \(binding.node) \(binding.kind)")
            }
        }
        return lines.sorted()
    }
}
