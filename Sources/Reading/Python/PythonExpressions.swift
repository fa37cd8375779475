/// Expressions, by precedence climbing. Operators whose meaning no resolver needs are read alike.
extension PythonParser {
    /// One expression, or a tuple of several without brackets.
    mutating func parseExpressions() -> Int32 {
        let first = parseExpression()
        guard isSymbol(",") else { return first }
        let (tuple, linked) = wrap(.tuple, first)
        var last = linked
        while take(",") {
            if atLineEnd || endsExpression { break }
            let before = at
            link(parseExpression(), to: tuple, after: &last)
            if at == before { break }
        }
        close(tuple)
        return tuple
    }

    /// The targets of a `for`: like expressions, but `in` ends them.
    mutating func parseTargets() -> Int32 {
        let first = parseTarget()
        guard isSymbol(",") else { return first }
        let (tuple, linked) = wrap(.tuple, first)
        var last = linked
        while take(",") {
            if isKeyword(.in) || atLineEnd { break }
            link(parseTarget(), to: tuple, after: &last)
        }
        close(tuple)
        return tuple
    }

    mutating func parseTarget() -> Int32 {
        if isSymbol("*") {
            let start = token.start
            advance()
            let (node, _) = wrap(.starred, parsePostfix())
            nodes[Int(node)].start = start
            return node
        }
        return parsePostfix()
    }

    var endsExpression: Bool {
        guard token.kind == .symbol else { return false }
        switch token.code {
        case 0x29, 0x5D, 0x7D, 0x3A, PythonSymbol.equals, PythonSymbol.augmented: return true
        default: return false
        }
    }

    mutating func parseExpression() -> Int32 {
        depth += 1
        defer { depth -= 1 }
        guard depth < ReadingLimits.nesting else { return skipDeep() }
        if isKeyword(.lambda) { return parseLambda() }
        if isKeyword(.yield) {
            let node = add(.yielding, token.start)
            var last: Int32 = -1
            advance()
            _ = take(.from)
            if !atLineEnd && !endsExpression { link(parseExpressions(), to: node, after: &last) }
            close(node)
            return node
        }
        if isSymbol("*") || isSymbol(PythonSymbol.power) {
            let start = token.start
            advance()
            let node = wrap(.starred, parseExpression()).node
            nodes[Int(node)].start = start
            return node
        }
        var node = parseBoolean()
        if isSymbol(PythonSymbol.walrus) {
            let (walrus, linked) = wrap(.walrus, node)
            var last = linked
            advance()
            link(parseExpression(), to: walrus, after: &last)
            return walrus
        }
        if isKeyword(.if) {
            let (conditional, linked) = wrap(.conditional, node)
            var last = linked
            advance()
            link(parseBoolean(), to: conditional, after: &last)
            if take(.else) { link(parseExpression(), to: conditional, after: &last) }
            node = conditional
        }
        return node
    }

    /// Too deep: everything up to the end of the line or the bracket's end is one unknown.
    mutating func skipDeep() -> Int32 {
        let node = add(.unknown, token.start)
        var open = 0
        while !atLineEnd {
            if token.kind == .symbol {
                switch token.code {
                case 0x28, 0x5B, 0x7B: open += 1
                case 0x29, 0x5D, 0x7D:
                    if open == 0 {
                        close(node)
                        return node
                    }
                    open -= 1
                default: break
                }
            }
            advance()
        }
        close(node)
        return node
    }

    mutating func parseBoolean() -> Int32 {
        let first = parseComparison()
        guard isKeyword(.or) || isKeyword(.and) else { return first }
        let (node, linked) = wrap(.boolean, first)
        var last = linked
        while take(.or) || take(.and) { link(parseComparison(), to: node, after: &last) }
        return node
    }

    mutating func parseComparison() -> Int32 {
        if isKeyword(.not) {
            let node = add(.unary, token.start)
            var last: Int32 = -1
            var repeated = 0
            while take(.not) { repeated += 1 }
            link(parseComparison(), to: node, after: &last)
            return node
        }
        let first = parseArithmetic()
        guard isComparison else { return first }
        let (node, linked) = wrap(.comparison, first)
        var last = linked
        while isComparison {
            advance()
            _ = take(.not) || take(.in)
            link(parseArithmetic(), to: node, after: &last)
        }
        return node
    }

    var isComparison: Bool {
        if token.kind == .keyword {
            return isKeyword(.in) || isKeyword(.is) || isKeyword(.not) && peeked.code == PythonKeyword.in.rawValue
        }
        guard token.kind == .symbol else { return false }
        switch token.code {
        case 0x3C, 0x3E, 0x3D3D, 0x213D, 0x3C3D, 0x3E3D, 0x3C3E: return true
        default: return false
        }
    }

    mutating func parseArithmetic() -> Int32 {
        let first = parseUnary()
        guard isArithmetic else { return first }
        let (node, linked) = wrap(.binary, first)
        var last = linked
        while isArithmetic {
            advance()
            link(parseUnary(), to: node, after: &last)
        }
        return node
    }

    var isArithmetic: Bool {
        guard token.kind == .symbol else { return false }
        switch token.code {
        case 0x2B, 0x2D, 0x2A, 0x2F, 0x25, 0x40, 0x26, 0x7C, 0x5E, 0x2A2A, 0x2F2F, 0x3C3C, 0x3E3E: return true
        default: return false
        }
    }

    mutating func parseUnary() -> Int32 {
        guard isSymbol("-") || isSymbol("+") || isSymbol("~") || isKeyword(.await) else { return parsePostfix() }
        let node = add(isKeyword(.await) ? .awaiting : .unary, token.start)
        var last: Int32 = -1
        while isSymbol("-") || isSymbol("+") || isSymbol("~") || isKeyword(.await) { advance() }
        link(parsePostfix(), to: node, after: &last)
        return node
    }

    /// An atom with what follows it: `.name`, `(…)`, `[…]`.
    mutating func parsePostfix() -> Int32 {
        var node = parseAtom()
        var steps = 0
        while token.kind == .symbol {
            steps += 1
            // A chain longer than anyone writes is cut, so that no path in the tree is long.
            if steps % ReadingLimits.chainSteps == 0 { node = add(.unknown, token.start) }
            if isSymbol(".") {
                node = wrap(.attribute, node).node
                advance()
                if token.kind == .name || token.kind == .keyword && peeked.kind == .symbol {
                    nodes[Int(node)].name = token.name
                    nodes[Int(node)].nameStart = token.start
                    advance()
                }
                close(node)
            } else if isSymbol("(") {
                let (call, linked) = wrap(.call, node)
                var last = linked
                link(parseArguments(), to: call, after: &last)
                node = call
            } else if isSymbol("[") {
                let (subscripted, linked) = wrap(.subscripting, node)
                var last = linked
                advance()
                link(parseSlices(), to: subscripted, after: &last)
                _ = take("]")
                close(subscripted)
                node = subscripted
            } else {
                break
            }
        }
        return node
    }

    mutating func parseSlices() -> Int32 {
        var node: Int32 = -1
        var last: Int32 = -1
        while !atLineEnd && !isSymbol("]") {
            let before = at
            if take(":") || take(",") {
                if node >= 0 && nodes[Int(node)].kind != .tuple { (node, last) = wrap(.tuple, node) }
                continue
            }
            let item = parseExpression()
            if node < 0 {
                node = item
            } else {
                if nodes[Int(node)].kind != .tuple || last < 0 { (node, last) = wrap(.tuple, node) }
                link(item, to: node, after: &last)
            }
            if at == before { advance() }
        }
        return node >= 0 ? node : add(.unknown, token.start)
    }

    /// The bracket of a call or of a class's bases.
    mutating func parseArguments() -> Int32 {
        let node = add(.arguments, token.start)
        var last: Int32 = -1
        advance()
        while !atLineEnd && !isSymbol(")") {
            let before = at
            if token.kind == .name && peeked.kind == .symbol && peeked.code == PythonSymbol.equals {
                let keyword = add(.keywordArgument, token.start, name: token.name)
                nodes[Int(keyword)].nameStart = token.start
                var inner: Int32 = -1
                advance()
                advance()
                if !isSymbol(")") && !isSymbol(",") && !atLineEnd {
                    link(parseExpression(), to: keyword, after: &inner)
                }
                close(keyword)
                link(keyword, to: node, after: &last)
            } else if !isSymbol(",") {
                let argument = parseExpression()
                link(isComprehensionStart ? parseComprehension(argument) : argument, to: node, after: &last)
            }
            _ = take(",")
            if at == before { advance() }
        }
        _ = take(")")
        close(node)
        return node
    }

    var isComprehensionStart: Bool {
        isKeyword(.for) || isKeyword(.async) && peeked.kind == .keyword && peeked.code == PythonKeyword.for.rawValue
    }

    mutating func parseComprehension(_ element: Int32) -> Int32 {
        let (node, linked) = wrap(.comprehension, element)
        var last = linked
        while isComprehensionStart {
            _ = take(.async)
            let clause = add(.comprehensionFor, token.start)
            var inner: Int32 = -1
            advance()
            link(parseTargets(), to: clause, after: &inner)
            if take(.in) { link(parseBooleanOrLambda(), to: clause, after: &inner) }
            while take(.if) { link(parseBooleanOrLambda(), to: clause, after: &inner) }
            close(clause)
            link(clause, to: node, after: &last)
        }
        close(node)
        return node
    }

    mutating func parseBooleanOrLambda() -> Int32 {
        depth += 1
        defer { depth -= 1 }
        guard depth < ReadingLimits.nesting else { return skipDeep() }
        if isKeyword(.lambda) { return parseLambda() }
        let node = parseBoolean()
        guard isSymbol(PythonSymbol.walrus) else { return node }
        let (walrus, linked) = wrap(.walrus, node)
        var last = linked
        advance()
        link(parseBoolean(), to: walrus, after: &last)
        return walrus
    }

    mutating func parseLambda() -> Int32 {
        let node = add(.lambda, token.start)
        var last: Int32 = -1
        advance()
        let parameters = add(.parameters, token.start)
        parseParameters(parameters, closing: ":")
        close(parameters)
        link(parameters, to: node, after: &last)
        if take(":") { link(parseExpression(), to: node, after: &last) }
        close(node)
        return node
    }
}
