/// The smallest expressions: names, constants, brackets, strings and what stands inside f-strings.
extension PythonParser {
    mutating func parseAtomName() -> Int32 {
        let node = add(.name, token.start, name: token.name)
        advance()
        close(node)
        return node
    }

    mutating func parseAtom() -> Int32 {
        let start = token.start
        switch token.kind {
        case .name: return parseAtomName()
        case .number, .keyword:
            guard token.kind == .number || isKeyword(.constant) else {
                // A keyword where a value should stand: leave it to the statement.
                return add(.unknown, start)
            }
            let node = add(token.kind == .number ? .number : .constant, start)
            // `None` is the one constant the resolver tells apart.
            if token.end - token.start == 4 && bytes[origin + Int(token.start)] == UInt8(ascii: "N") {
                nodes[Int(node)].name = -2
            }
            advance()
            close(node)
            return node
        case .string: return parseStrings()
        case .symbol:
            switch token.code {
            case 0x28: return parseBracket(closing: ")", .tuple)
            case 0x5B: return parseBracket(closing: "]", .list)
            case 0x7B: return parseBraces()
            case 0x60:  // Python 2 backticks
                advance()
                let inner = parseExpressions()
                _ = take("`")
                return wrap(.unknown, inner).node
            default: break
            }
        default: break
        }
        let node = add(.unknown, start)
        if token.kind == .symbol && !endsExpression && !isSymbol(",") && !atLineEnd { advance() }
        return node
    }

    mutating func parseBracket(closing: Unicode.Scalar, _ kind: PythonNode.Kind) -> Int32 {
        let start = token.start
        depth += 1
        defer { depth -= 1 }
        advance()
        if isSymbol(closing) {
            let node = add(kind, start)
            advance()
            close(node)
            return node
        }
        guard depth < ReadingLimits.nesting else {
            let node = skipDeep()
            _ = take(closing)
            return node
        }
        let first = parseExpression()
        var node = first
        if isComprehensionStart {
            node = parseComprehension(first)
        } else if isSymbol(",") || kind == .list {
            let (wrapped, linked) = wrap(kind, first)
            var last = linked
            while !atLineEnd && !isSymbol(closing) {
                let before = at
                if !take(",") { link(parseExpression(), to: wrapped, after: &last) }
                if at == before { advance() }
            }
            node = wrapped
        }
        while !isSymbol(closing) && !atLineEnd { advance() }
        _ = take(closing)
        if node != first || kind == .list {
            nodes[Int(node)].start = start
            close(node)
        }
        return node
    }

    mutating func parseBraces() -> Int32 {
        let node = add(.dictionary, token.start)
        var last: Int32 = -1
        advance()
        while !atLineEnd && !isSymbol("}") {
            let before = at
            if !isSymbol(",") {
                var item = parseExpression()
                if isSymbol(":") {
                    let (pair, linked) = wrap(.pair, item)
                    var inner = linked
                    advance()
                    if !isSymbol("}") && !isSymbol(",") { link(parseExpression(), to: pair, after: &inner) }
                    item = pair
                } else if nodes[Int(item)].kind != .starred {
                    nodes[Int(node)].kind = .setDisplay
                }
                if isComprehensionStart { item = parseComprehension(item) }
                link(item, to: node, after: &last)
            }
            _ = take(",")
            if at == before { advance() }
        }
        _ = take("}")
        close(node)
        return node
    }

    /// One string or several in a row.
    mutating func parseStrings() -> Int32 {
        let node = add(.string, token.start)
        var last: Int32 = -1
        var count: Int32 = 0
        while token.kind == .string {
            if token.flags & 1 != 0 { parseFields(of: token, into: node, &last) }
            count += 1
            advance()
        }
        // A lone string is one range of text; `name` counts the pieces.
        nodes[Int(node)].name = count
        close(node)
        return node
    }

    /// The `{…}` fields of an f-string.
    mutating func parseFields(of token: PythonToken, into node: Int32, _ last: inout Int32) {
        guard depth < ReadingLimits.nesting - 4 else { return }
        var index = origin + Int(token.start)
        let end = origin + Int(token.end)
        while index < end {
            guard bytes[index] == UInt8(ascii: "{") else {
                index += 1
                continue
            }
            if index + 1 < end && bytes[index + 1] == UInt8(ascii: "{") {
                index += 2
                continue
            }
            let field = index + 1
            var open = 1
            var stop = field
            var formatAt = -1
            while stop < end && open > 0 {
                switch bytes[stop] {
                case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): open += 1
                case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"): open -= 1
                case UInt8(ascii: ":") where open == 1 && formatAt < 0: formatAt = stop
                case UInt8(ascii: "!") where open == 1 && formatAt < 0 && stop + 1 < end && bytes[stop + 1] != 0x3D:
                    formatAt = stop
                default: break
                }
                if open > 0 { stop += 1 }
            }
            parseField(from: field, to: formatAt < 0 ? stop : formatAt, into: node, &last)
            index = stop + 1
        }
    }

    mutating func parseField(from start: Int, to end: Int, into node: Int32, _ last: inout Int32) {
        guard start < end else { return }
        let outerTokens = tokens
        let outerAt = at
        tokens = PythonLexer.expression(bytes, from: start, to: end, origin: origin, names: &names)
        at = 0
        depth += 2
        let expression = parseExpression()
        depth -= 2
        tokens = outerTokens
        at = outerAt
        link(expression, to: node, after: &last)
    }
}
