/// Several accepted wordings in one text, with `|` between them and `\|` for a bar that is meant.
enum Wordings {
    /// The wordings, trimmed, without empty ones and repetitions, at most `Bounds.wordings`.
    ///
    /// With `protectsCode` a bar within backticks is meant, too.
    static func split(_ bytes: some Collection<UInt8>, protectsCode: Bool) -> [String] {
        let bytes = Array(bytes)
        let spans = protectsCode ? CodeSpans(bytes) : CodeSpans([])
        var parts: [String] = []
        var part: [UInt8] = []
        func finish() {
            let text = String(decoding: trim(part), as: UTF8.self)
            if !text.isEmpty, parts.count < Bounds.wordings, !parts.contains(text) { parts.append(text) }
            part = []
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if let end = spans.end(from: index) {
                part.append(contentsOf: bytes[index..<end])
                index = end
            } else if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                if bytes[index + 1] != UInt8(ascii: "|") { part.append(byte) }
                part.append(bytes[index + 1])
                index += 2
            } else if byte == UInt8(ascii: "|") {
                finish()
                index += 1
            } else {
                part.append(byte)
                index += 1
            }
        }
        finish()
        return parts
    }

    /// One text that splits into these wordings again.
    static func join(_ wordings: [String], separator: String, protectsCode: Bool) -> String {
        wordings.map { escape($0, protectsCode: protectsCode) }.joined(separator: separator)
    }

    private static func escape(_ wording: String, protectsCode: Bool) -> String {
        let bytes = Array(wording.utf8)
        let spans = protectsCode ? CodeSpans(bytes) : CodeSpans([])
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            var end = index + 1
            if let spanEnd = spans.end(from: index) {
                end = spanEnd
            } else if bytes[index] == UInt8(ascii: "\\"), end < bytes.count {
                end += 1
            } else if bytes[index] == UInt8(ascii: "|") {
                output.append(UInt8(ascii: "\\"))
            }
            output.append(contentsOf: bytes[index..<end])
            index = end
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func trim(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var slice = bytes[...]
        while let first = slice.first, isSpace(first) || first == 0x0A { slice.removeFirst() }
        while let last = slice.last, isSpace(last) || last == 0x0A { slice.removeLast() }
        return slice
    }
}
