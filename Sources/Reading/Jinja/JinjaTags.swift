/// Finds the tags of a Jinja template: `{{ … }}`, `{% … %}`, `{# … #}`. An unclosed tag ends where the next one begins or the
/// text ends. What stands between `raw` and `endraw` is text.
struct JinjaTag: Sendable {
    enum Kind: Sendable {
        case expression
        case statement
        case comment
    }

    var kind: Kind
    /// With its brackets.
    var range: Range<Int>
    /// The text between the brackets, without the `-` and `+` that trim.
    var inner: Range<Int>

    /// Every tag of a template, in order, in one pass.
    static func all(in bytes: [UInt8]) -> [JinjaTag] {
        var tags: [JinjaTag] = []
        bytes.withUnsafeBufferPointer { bytes in
            let end = min(bytes.count, ReadingLimits.documentBytes)
            var at = 0
            var isRaw = false
            while at + 1 < end {
                guard bytes[at] == UInt8(ascii: "{"), let kind = kind(bytes[at + 1]) else {
                    at += 1
                    continue
                }
                let tag = tag(bytes, at: at, end: end, kind)
                if isRaw {
                    guard kind == .statement, firstWord(bytes, tag.inner, is: "endraw") else {
                        at += 2
                        continue
                    }
                    isRaw = false
                } else if kind == .statement, firstWord(bytes, tag.inner, is: "raw") {
                    isRaw = true
                }
                tags.append(tag)
                at = max(at + 2, tag.range.upperBound)
            }
        }
        return tags
    }

    private static func kind(_ byte: UInt8) -> Kind? {
        switch byte {
        case UInt8(ascii: "{"): return .expression
        case UInt8(ascii: "%"): return .statement
        case UInt8(ascii: "#"): return .comment
        default: return nil
        }
    }

    private static func tag(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, end: Int, _ kind: Kind) -> JinjaTag {
        let closing = kind == .expression ? UInt8(ascii: "}") : bytes[start + 1]
        // Only comments may be long; other tags are looked through as far as anyone writes them.
        let limit = kind == .comment ? end : min(end, start + ReadingLimits.templateTagBytes)
        var at = start + 2
        var innerStart = at
        if at < limit && (bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+")) {
            at += 1
            innerStart = at
        }
        var quote: UInt8 = 0
        var braces = 0
        while at < limit {
            let byte = bytes[at]
            if quote != 0 {
                if byte == UInt8(ascii: "\\") { at += 1 } else if byte == quote { quote = 0 }
            } else if byte == closing && braces == 0 && at + 1 < end && bytes[at + 1] == UInt8(ascii: "}") {
                let trims = at > innerStart && bytes[at - 1] == UInt8(ascii: "-")
                return JinjaTag(kind: kind, range: start..<at + 2, inner: innerStart..<(trims ? at - 1 : at))
            } else if kind != .comment {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
                case UInt8(ascii: "{"):
                    // A new tag inside a tag: the first was left open.
                    if at + 1 < end, bytes[at + 1] == UInt8(ascii: "%") { return open(start, innerStart, at, kind) }
                    braces += 1
                case UInt8(ascii: "}"): if braces > 0 { braces -= 1 }
                default: break
                }
            }
            at += 1
        }
        // Not closed: only its first line is read, so that one slip does not hide the rest.
        var lineEnd = innerStart
        while lineEnd < limit && bytes[lineEnd] != 0x0A { lineEnd += 1 }
        return open(start, innerStart, kind == .comment ? end : lineEnd, kind)
    }

    private static func open(_ start: Int, _ innerStart: Int, _ end: Int, _ kind: Kind) -> JinjaTag {
        JinjaTag(kind: kind, range: start..<max(end, innerStart), inner: innerStart..<max(end, innerStart))
    }

    private static func firstWord(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, is word: StaticString)
        -> Bool
    {
        var at = range.lowerBound
        while at < range.upperBound
            && (bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0A || bytes[at] == 0x0D)
        { at += 1 }
        for index in 0..<word.utf8CodeUnitCount {
            guard at + index < range.upperBound, bytes[at + index] == word.utf8Start[index] else { return false }
        }
        let after = at + word.utf8CodeUnitCount
        return after >= range.upperBound || !isNameByte(bytes[after])
    }
}

/// One word of a tag.
struct JinjaToken: Sendable {
    enum Kind: Sendable {
        case name
        case string
        case number
        case symbol(UInt8)
    }

    var kind: Kind
    var range: Range<Int>
    var text: String = ""

    func isSymbol(_ byte: UInt8) -> Bool {
        if case .symbol(byte) = kind { return true }
        return false
    }

    var isName: Bool {
        if case .name = kind { return true }
        return false
    }

    /// The words between the brackets of a tag.
    static func all(in bytes: [UInt8], _ range: Range<Int>) -> [JinjaToken] {
        var tokens: [JinjaToken] = []
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = bytes[at]
            let start = at
            at += 1
            if byte <= 0x20 { continue }
            if isDigit(byte) {
                while at < range.upperBound && isNameByte(bytes[at]) { at += 1 }
                tokens.append(JinjaToken(kind: .number, range: start..<at))
            } else if isNameByte(byte) {
                while at < range.upperBound && isNameByte(bytes[at]) { at += 1 }
                tokens.append(
                    JinjaToken(kind: .name, range: start..<at, text: String(decoding: bytes[start..<at], as: UTF8.self))
                )
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                while at < range.upperBound && bytes[at] != byte { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
                let end = min(at, range.upperBound)
                at = min(end + 1, range.upperBound)
                tokens.append(
                    JinjaToken(
                        kind: .string, range: start + 1..<end,
                        text: String(decoding: bytes[start + 1..<end], as: UTF8.self)))
            } else {
                // `==` must not look like the `=` of a keyword argument.
                if byte == UInt8(ascii: "="), at < range.upperBound, bytes[at] == byte {
                    at += 1
                    tokens.append(JinjaToken(kind: .symbol(0), range: start..<at))
                } else {
                    let isCompared = byte == UInt8(ascii: "!") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
                    if isCompared, at < range.upperBound, bytes[at] == UInt8(ascii: "=") { at += 1 }
                    tokens.append(JinjaToken(kind: .symbol(byte), range: start..<at))
                }
            }
        }
        return tokens
    }
}
