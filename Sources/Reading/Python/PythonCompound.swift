/// Statements that hold others, and imports.
extension PythonParser {
    mutating func parseDecorated() -> Int32 {
        let start = token.start
        let node = add(.otherStatement, start)
        var last: Int32 = -1
        while isSymbol("@") {
            let decorator = add(.decorator, token.start)
            var inner: Int32 = -1
            advance()
            link(parseExpression(), to: decorator, after: &inner)
            while !atLineEnd { advance() }
            close(decorator)
            link(decorator, to: node, after: &last)
            while token.kind == .newline { advance() }
        }
        _ = take(.async)
        if isKeyword(.def) {
            nodes[Int(node)].kind = .function
            return parseFunction(node, &last)
        }
        if isKeyword(.class) {
            nodes[Int(node)].kind = .classDefinition
            return parseClass(node, &last)
        }
        return node
    }

    mutating func parseFunction(_ node: Int32, _ last: inout Int32) -> Int32 {
        advance()
        takeName(node)
        if isSymbol("[") { skipBrackets() }
        let parameters = add(.parameters, token.start)
        if take("(") {
            parseParameters(parameters, closing: ")")
            _ = take(")")
        }
        close(parameters)
        link(parameters, to: node, after: &last)
        if isSymbol(PythonSymbol.arrow) {
            advance()
            link(wrap(.annotation, parseExpression()).node, to: node, after: &last)
        }
        parseBlock(node, &last)
        return node
    }

    mutating func parseClass(_ node: Int32, _ last: inout Int32) -> Int32 {
        advance()
        takeName(node)
        if isSymbol("[") { skipBrackets() }
        if isSymbol("(") { link(parseArguments(), to: node, after: &last) }
        parseBlock(node, &last)
        return node
    }

    mutating func takeName(_ node: Int32) {
        guard token.kind == .name else { return }
        nodes[Int(node)].name = token.name
        nodes[Int(node)].nameStart = token.start
        advance()
    }

    mutating func skipBrackets() {
        var open = 0
        while !atLineEnd {
            if isSymbol("[") { open += 1 } else if isSymbol("]") { open -= 1 }
            advance()
            if open == 0 { return }
        }
    }

    mutating func parseParameters(_ parent: Int32, closing: Unicode.Scalar) {
        var last: Int32 = -1
        while !atLineEnd && !isSymbol(closing) {
            let before = at
            var stars: Int32 = 0
            while isSymbol("*") || isSymbol(PythonSymbol.power) {
                stars += isSymbol("*") ? 1 : 2
                advance()
            }
            if token.kind == .name {
                let parameter = add(.parameter, token.start, name: token.name)
                nodes[Int(parameter)].nameStart = stars > 0 ? -2 : token.start
                var inner: Int32 = -1
                advance()
                if closing == ")" && take(":") {
                    link(wrap(.annotation, parseExpression()).node, to: parameter, after: &inner)
                }
                if take("=") { link(wrap(.defaultValue, parseExpression()).node, to: parameter, after: &inner) }
                close(parameter)
                link(parameter, to: parent, after: &last)
            } else if isSymbol("(") {
                // Python 2: a tuple as parameter.
                _ = parseExpression()
            }
            _ = take(",") || take("/")
            if at == before { advance() }
        }
    }

    mutating func parseWith() -> Int32 {
        let node = add(.with, token.start)
        var last: Int32 = -1
        advance()
        let isGrouped = isSymbol("(") && groupEndsWithColon()
        if isGrouped { advance() }
        while !atLineEnd && !isSymbol(":") && !(isGrouped && isSymbol(")")) {
            let before = at
            let item = add(.withItem, token.start)
            var inner: Int32 = -1
            link(parseExpression(), to: item, after: &inner)
            if take(.as) { link(parsePostfix(), to: item, after: &inner) }
            link(item, to: node, after: &last)
            if !take(",") && !isSymbol(")") { break }
            if at == before { break }
        }
        if isGrouped { _ = take(")") }
        parseBlock(node, &last)
        return node
    }

    /// Whether the bracket at the cursor closes right before a colon: `with (a as b, c as d):`.
    func groupEndsWithColon() -> Bool {
        var index = at
        var open = 0
        while index < tokens.count {
            let token = tokens[index]
            if token.kind == .newline || token.kind == .end { return false }
            if token.kind == .symbol {
                switch token.code {
                case 0x28, 0x5B, 0x7B: open += 1
                case 0x29, 0x5D, 0x7D:
                    open -= 1
                    if open == 0 {
                        let following = tokens[min(index + 1, tokens.count - 1)]
                        return following.kind == .symbol && following.code == 0x3A
                    }
                default: break
                }
            }
            index += 1
        }
        return false
    }

    mutating func parseTry() -> Int32 {
        let node = add(.tryStatement, token.start)
        var last: Int32 = -1
        advance()
        parseBlock(node, &last)
        while isKeyword(.except) || isKeyword(.else) || isKeyword(.finally) {
            if isKeyword(.except) {
                let handler = add(.handler, token.start)
                var inner: Int32 = -1
                advance()
                _ = take("*")
                if !isSymbol(":") && !atLineEnd {
                    link(parseExpression(), to: handler, after: &inner)
                    if take(.as) {
                        takeName(handler)
                    } else if take(",") {
                        takeName(handler)  // Python 2
                    }
                }
                parseBlock(handler, &inner)
                link(handler, to: node, after: &last)
            } else {
                advance()
                parseBlock(node, &last)
            }
        }
        return node
    }

    mutating func parseImport() -> Int32 {
        let start = token.start
        if take(.import) {
            let node = add(.importStatement, start)
            var last: Int32 = -1
            while token.kind == .name {
                link(parseAlias(isDotted: true), to: node, after: &last)
                if !take(",") { break }
            }
            return finish(node)
        }
        let node = add(.importFrom, start, name: 0)
        var last: Int32 = -1
        advance()
        var level: Int32 = 0
        while isSymbol(".") {
            level += 1
            advance()
        }
        nodes[Int(node)].name = level
        link(parseDotted(), to: node, after: &last)
        guard take(.import) else { return finish(node) }
        if isSymbol("*") {
            let star = add(.star, token.start)
            advance()
            close(star)
            link(star, to: node, after: &last)
            return finish(node)
        }
        _ = take("(")
        while token.kind == .name {
            link(parseAlias(isDotted: false), to: node, after: &last)
            if !take(",") { break }
        }
        return finish(node)
    }

    mutating func parseAlias(isDotted: Bool) -> Int32 {
        let alias = add(.importAlias, token.start)
        var last: Int32 = -1
        let dotted = parseDotted(single: !isDotted)
        link(dotted, to: alias, after: &last)
        if let first = nodes[Int(dotted)].child as Int32?, first >= 0 {
            nodes[Int(alias)].name = nodes[Int(first)].name
        }
        if take(.as), token.kind == .name {
            let renamed = add(.importedAs, token.start, name: token.name)
            nodes[Int(alias)].name = token.name
            advance()
            close(renamed)
            link(renamed, to: alias, after: &last)
        }
        return alias
    }

    mutating func parseDotted(single: Bool = false) -> Int32 {
        let dotted = add(.dotted, token.start)
        var last: Int32 = -1
        while token.kind == .name {
            link(parseAtomName(), to: dotted, after: &last)
            if single || !take(".") { break }
        }
        return dotted
    }

    /// `match value:` and `case pattern:` are statements only where the line ends with a colon.
    mutating func parseMatch() -> Int32? {
        guard token.kind == .name else { return nil }
        let text = bytes[(origin + Int(token.start))..<(origin + Int(token.end))]
        let isMatch = text.elementsEqual("match".utf8)
        guard isMatch || text.elementsEqual("case".utf8) else { return nil }
        switch peeked.kind {
        case .name, .string, .number: break
        case .keyword: guard peeked.code == PythonKeyword.constant.rawValue else { return nil }
        case .symbol: guard peeked.code == 0x28 || peeked.code == 0x5B || peeked.code == 0x7B else { return nil }
        default: return nil
        }
        var index = at
        while index < tokens.count && tokens[index].kind != .newline && tokens[index].kind != .end { index += 1 }
        guard index > 0, tokens[index - 1].kind == .symbol, tokens[index - 1].code == 0x3A else { return nil }
        let node = add(isMatch ? .matchStatement : .matchCase, token.start)
        var last: Int32 = -1
        advance()
        link(parseExpressions(), to: node, after: &last)
        while !isSymbol(":") && !atLineEnd { advance() }
        parseBlock(node, &last)
        return node
    }

    /// `: …` on the same line, or an indented block below.
    mutating func parseBlock(_ parent: Int32, _ last: inout Int32) {
        while !isSymbol(":") && !atLineEnd { advance() }
        let block = add(.block, token.start)
        if take(":") {
            depth += 1
            defer { depth -= 1 }
            if token.kind == .newline {
                advance()
                while token.kind == .newline { advance() }
                if token.kind == .indent {
                    advance()
                    if depth < ReadingLimits.nesting {
                        parseStatements(into: block, untilDedent: true)
                    } else {
                        skipIndented()
                    }
                }
            } else if depth < ReadingLimits.nesting {
                var inner: Int32 = -1
                while token.kind != .newline && token.kind != .end && token.kind != .dedent && token.kind != .indent {
                    let before = at
                    link(parseStatement(), to: block, after: &inner)
                    if at == before { advance() }
                }
                if token.kind == .newline { advance() }
            }
        } else if token.kind == .newline {
            // The colon is missing: an indented block below still belongs here.
            advance()
            if token.kind == .indent && depth < ReadingLimits.nesting {
                advance()
                depth += 1
                parseStatements(into: block, untilDedent: true)
                depth -= 1
            }
        }
        close(block)
        link(block, to: parent, after: &last)
    }

    mutating func skipIndented() {
        var open = 1
        while token.kind != .end {
            if token.kind == .indent { open += 1 }
            if token.kind == .dedent { open -= 1 }
            advance()
            if open == 0 { return }
        }
    }
}
