/// Cuts Python text into words, one top-level statement ("chunk") at a time. It never fails: an unclosed string ends with its
/// line (or with the text, if triple-quoted), an unclosed bracket ends where a line begins with a word that can only begin a
/// statement, and bytes that mean nothing are skipped.
struct PythonLexer {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at: Int
    private let end: Int
    /// Offsets in tokens are relative to this.
    private let origin: Int
    private var brackets = 0
    private(set) var tokens: [PythonToken] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>, at: Int, end: Int, origin: Int) {
        self.bytes = bytes
        self.at = at
        self.end = end
        self.origin = origin
    }

    /// The tokens of the chunk that begins at `start` and where the next one begins. Blank lines, comments before the next
    /// statement belong to the chunk before it.
    static func chunk(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, names: inout Names
    ) -> (tokens: [PythonToken], end: Int) {
        var lexer = PythonLexer(bytes, at: start, end: bytes.count, origin: start)
        lexer.tokens.reserveCapacity(64)
        let end = lexer.lexStatements(&names)
        return (lexer.tokens, end)
    }

    /// The tokens of an expression inside an f-string.
    static func expression(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, origin: Int, names: inout Names
    ) -> [PythonToken] {
        var lexer = PythonLexer(bytes, at: start, end: end, origin: origin)
        lexer.brackets = 1
        while lexer.at < lexer.end { lexer.lexWord(&names) }
        lexer.add(.end, from: lexer.end)
        return lexer.tokens
    }

    private mutating func lexStatements(_ names: inout Names) -> Int {
        var indents: [Int] = [0]
        var lineHasWords = false
        var afterDecorator = false
        var isFirstLine = true
        lines: while at < end {
            // At the start of a logical line: measure the indentation.
            let lineStart = at
            var column = 0
            while at < end {
                let byte = bytes[at]
                if byte == 0x20 {
                    column += 1
                } else if byte == 0x09 {
                    column = (column / 8 + 1) * 8
                } else if byte == 0x0C || byte == 0xEF && at + 2 < end && bytes[at + 1] == 0xBB && bytes[at + 2] == 0xBF
                {
                    column = 0
                    if byte == 0xEF { at += 2 }
                } else {
                    break
                }
                at += 1
            }
            guard at < end else { break }
            let byte = bytes[at]
            if byte == 0x0A || byte == 0x0D {
                at += 1
                continue
            }
            if byte == UInt8(ascii: "#") {
                skipComment()
                continue
            }
            if column == 0 && !isFirstLine && !afterDecorator {
                let wordEnd = endOfName(at)
                if !PythonKeyword.find(bytes, at, wordEnd).continuesStatement {
                    at = lineStart
                    break lines
                }
            }
            afterDecorator = byte == UInt8(ascii: "@")
            if isFirstLine {
                indents = [column]
                isFirstLine = false
            } else if column > indents[indents.count - 1] {
                if indents.count < ReadingLimits.nesting {
                    indents.append(column)
                    add(.indent, from: at)
                }
            } else {
                while indents.count > 1 && column < indents[indents.count - 1] {
                    indents.removeLast()
                    add(.dedent, from: at)
                }
            }
            lineHasWords = true
            lexLogicalLine(&names)
        }
        if lineHasWords {
            while indents.count > 1 {
                indents.removeLast()
                add(.dedent, from: at)
            }
        }
        add(.end, from: at)
        return at
    }

    /// Lexes up to and including the newline that ends a logical line.
    private mutating func lexLogicalLine(_ names: inout Names) {
        brackets = 0
        while at < end {
            let byte = bytes[at]
            if byte == 0x0A || byte == 0x0D {
                if brackets > 0 && !nextLineBeginsStatement() {
                    at += 1
                    continue
                }
                brackets = 0
                add(.newline, from: at)
                at += 1
                return
            }
            lexWord(&names)
        }
        add(.newline, from: at)
    }

    private mutating func lexWord(_ names: inout Names) {
        let byte = bytes[at]
        switch byte {
        case 0x20, 0x09, 0x0C, 0x0A, 0x0D:
            at += 1
        case UInt8(ascii: "#"):
            skipComment()
        case UInt8(ascii: "\\"):
            at += 1
            if at < end && bytes[at] == 0x0D { at += 1 }
            if at < end && bytes[at] == 0x0A { at += 1 }
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            lexString(from: at, flags: 0, isRaw: false)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            lexNumber()
        case UInt8(ascii: "."):
            if at + 1 < end && isDigit(bytes[at + 1]) { lexNumber() } else { lexSymbol() }
        default:
            if isNameByte(byte) { lexName(&names) } else { lexSymbol() }
        }
    }

    private mutating func lexName(_ names: inout Names) {
        let start = at
        let nameEnd = endOfName(at)
        if nameEnd - start <= 3 && nameEnd < end
            && (bytes[nameEnd] == UInt8(ascii: "\"") || bytes[nameEnd] == UInt8(ascii: "'"))
        {
            var flags: UInt8 = 0
            var isPrefix = true
            var isRaw = false
            for index in start..<nameEnd {
                switch bytes[index] | 0x20 {
                case UInt8(ascii: "f"), UInt8(ascii: "t"): flags |= 1
                case UInt8(ascii: "b"): flags |= 2
                case UInt8(ascii: "r"): isRaw = true
                case UInt8(ascii: "u"): break
                default: isPrefix = false
                }
            }
            if isPrefix {
                at = nameEnd
                lexString(from: start, flags: flags, isRaw: isRaw)
                return
            }
        }
        at = nameEnd
        let keyword = PythonKeyword.find(bytes, start, nameEnd)
        if keyword == .none {
            let number = names.number(bytes, start, nameEnd)
            tokens.append(
                PythonToken(kind: .name, start: Int32(start - origin), end: Int32(nameEnd - origin), name: number))
        } else {
            tokens.append(
                PythonToken(
                    kind: .keyword, code: keyword.rawValue, start: Int32(start - origin), end: Int32(nameEnd - origin)))
        }
    }

    private mutating func lexNumber() {
        let start = at
        while at < end && (isNameByte(bytes[at]) || bytes[at] == UInt8(ascii: ".")) { at += 1 }
        add(.number, from: start)
    }

    private mutating func lexSymbol() {
        let start = at
        let first = bytes[at]
        at += 1
        var code = UInt16(first)
        switch first {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
            brackets += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
            if brackets > 0 { brackets -= 1 }
        default:
            if at < end {
                let second = bytes[at]
                let doubles =
                    second == first
                    && (first == 0x2A || first == 0x2F || first == 0x3C || first == 0x3E || first == 0x3D)
                let isPair =
                    second == 0x3D && (first == 0x21 || first == 0x3A || isOperator(first))
                    || first == 0x2D && second == 0x3E || first == 0x3C && second == 0x3E
                if doubles || isPair {
                    code = code << 8 | UInt16(second)
                    at += 1
                    // `**=`, `//=`, `<<=`, `>>=` all mean "augmented".
                    if doubles && first != 0x3D && at < end && bytes[at] == 0x3D {
                        code = PythonSymbol.augmented
                        at += 1
                    } else if isPair && second == 0x3D && PythonSymbol.isAugmenting(first) {
                        code = PythonSymbol.augmented
                    }
                }
            }
        }
        tokens.append(PythonToken(kind: .symbol, code: code, start: Int32(start - origin), end: Int32(at - origin)))
    }

    /// `at` stands on the opening quote.
    private mutating func lexString(from start: Int, flags: UInt8, isRaw: Bool) {
        at = PythonLexer.endOfString(bytes, quoteAt: at, end: end, isFormatted: flags & 1 != 0, depth: 0)
        tokens.append(PythonToken(kind: .string, flags: flags, start: Int32(start - origin), end: Int32(at - origin)))
    }

    /// Where the string whose opening quote stands at `quoteAt` ends, after its closing quote.
    private static func endOfString(
        _ bytes: UnsafeBufferPointer<UInt8>, quoteAt: Int, end: Int, isFormatted: Bool, depth: Int
    ) -> Int {
        let quote = bytes[quoteAt]
        var at = quoteAt + 1
        let isTriple = at + 1 < end && bytes[at] == quote && bytes[at + 1] == quote
        if isTriple { at += 2 }
        var braces = 0
        while at < end {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\\") && braces == 0 {
                at += 2
                continue
            }
            if (byte == 0x0A || byte == 0x0D) && !isTriple { return at }
            if braces > 0 && (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")) && byte != quote && depth < 4 {
                at = endOfString(bytes, quoteAt: at, end: end, isFormatted: false, depth: depth + 1)
                continue
            }
            if byte == quote {
                if !isTriple { return at + 1 }
                if at + 2 < end && bytes[at + 1] == quote && bytes[at + 2] == quote { return at + 3 }
                if at + 2 >= end { return end }
            }
            if isFormatted && byte == UInt8(ascii: "{") {
                if braces == 0 && at + 1 < end && bytes[at + 1] == UInt8(ascii: "{") { at += 1 } else { braces += 1 }
            } else if isFormatted && byte == UInt8(ascii: "}") && braces > 0 {
                braces -= 1
            }
            at += 1
        }
        return min(at, end)
    }

    private mutating func skipComment() {
        while at < end && bytes[at] != 0x0A && bytes[at] != 0x0D { at += 1 }
    }

    /// Whether the first word of the next line can only begin a statement (so the open bracket was left open).
    private func nextLineBeginsStatement() -> Bool {
        // Only the one next line is looked at, so that many blank lines cost no more than few.
        var index = at + 1
        if index < end && bytes[at] == 0x0D && bytes[index] == 0x0A { index += 1 }
        while index < end && (bytes[index] == 0x20 || bytes[index] == 0x09) { index += 1 }
        guard index < end, isNameByte(bytes[index]) else { return false }
        let wordEnd = endOfName(index)
        return PythonKeyword.find(bytes, index, wordEnd).onlyBeginsStatements
            && !(wordEnd < end && (bytes[wordEnd] == UInt8(ascii: "=") || bytes[wordEnd] == UInt8(ascii: ":")))
    }

    private func endOfName(_ start: Int) -> Int {
        var index = start
        while index < end && isNameByte(bytes[index]) { index += 1 }
        return index
    }

    private mutating func add(_ kind: PythonToken.Kind, from start: Int) {
        tokens.append(PythonToken(kind: kind, start: Int32(start - origin), end: Int32(max(start, at) - origin)))
    }
}

/// Codes of the symbols the parser asks about.
enum PythonSymbol {
    static let augmented: UInt16 = 0x3D01
    static let arrow: UInt16 = 0x2D3E
    static let walrus: UInt16 = 0x3A3D
    static let equals: UInt16 = 0x3D
    static let power: UInt16 = 0x2A2A

    static func isAugmenting(_ first: UInt8) -> Bool {
        switch first {
        case 0x2B, 0x2D, 0x2A, 0x2F, 0x25, 0x40, 0x26, 0x7C, 0x5E: return true
        default: return false
        }
    }
}

private func isOperator(_ byte: UInt8) -> Bool {
    PythonSymbol.isAugmenting(byte) || byte == 0x3C || byte == 0x3E || byte == 0x3D
}

/// A byte of an identifier: letters, digits, underscore, and everything beyond ASCII.
func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x5F || isDigit(byte)
}

func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
