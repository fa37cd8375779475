/// Reads the statements of one chunk into a tree. Whatever it does not understand becomes an `unknown` node or is skipped to
/// the end of its line; the statement after it is read as usual.
struct PythonParser {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the chunk begins in `bytes`.
    let origin: Int
    var tokens: [PythonToken]
    var at = 0
    var nodes: [PythonNode] = []
    var names: Names
    var depth = 0

    /// Reads the chunk that begins at `start`.
    static func chunk(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, names: inout Names) -> PythonChunk {
        let (tokens, end) = PythonLexer.chunk(bytes, from: start, names: &names)
        // Handed over, not shared: a shared table would be copied at the first new name.
        var parser = PythonParser(bytes: bytes, origin: start, tokens: tokens, names: Names())
        swap(&parser.names, &names)
        parser.nodes.reserveCapacity(tokens.count)
        let module = parser.add(.module, 0)
        parser.parseStatements(into: module, untilDedent: false)
        parser.nodes[0].end = Int32(end - start)
        swap(&parser.names, &names)
        var chunk = PythonChunk(
            length: end - start, nodes: parser.nodes, bindings: [], definitions: [], starImports: [], packages: [],
            wordCount: tokens.count)
        PythonScopes.collect(&chunk)
        return chunk
    }

    // MARK: - Tokens

    var token: PythonToken { tokens[at] }
    var peeked: PythonToken { tokens[min(at + 1, tokens.count - 1)] }

    mutating func advance() {
        if at < tokens.count - 1 { at += 1 }
    }

    func isSymbol(_ code: UInt16) -> Bool { token.kind == .symbol && token.code == code }
    func isSymbol(_ character: Unicode.Scalar) -> Bool { isSymbol(UInt16(truncatingIfNeeded: character.value)) }
    func isKeyword(_ keyword: PythonKeyword) -> Bool { token.kind == .keyword && token.code == keyword.rawValue }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard isSymbol(character) else { return false }
        advance()
        return true
    }

    mutating func take(_ keyword: PythonKeyword) -> Bool {
        guard isKeyword(keyword) else { return false }
        advance()
        return true
    }

    // MARK: - Nodes

    mutating func add(_ kind: PythonNode.Kind, _ start: Int32, name: Int32 = -1) -> Int32 {
        nodes.append(PythonNode(kind: kind, start: start, end: start, name: name))
        return Int32(nodes.count - 1)
    }

    /// Appends `child` as the last child of `parent`; `last` remembers the previous one.
    mutating func link(_ child: Int32, to parent: Int32, after last: inout Int32) {
        nodes[Int(child)].parent = parent
        if last < 0 { nodes[Int(parent)].child = child } else { nodes[Int(last)].next = child }
        last = child
        nodes[Int(parent)].end = max(nodes[Int(parent)].end, nodes[Int(child)].end)
    }

    /// A new node around one that exists already.
    mutating func wrap(_ kind: PythonNode.Kind, _ first: Int32) -> (node: Int32, last: Int32) {
        let node = add(kind, nodes[Int(first)].start)
        var last: Int32 = -1
        link(first, to: node, after: &last)
        return (node, last)
    }

    /// Ends a node where the last word read ends.
    mutating func close(_ node: Int32) {
        let end = at > 0 ? tokens[at - 1].end : 0
        nodes[Int(node)].end = max(nodes[Int(node)].end, end)
    }

    // MARK: - Statements

    mutating func parseStatements(into parent: Int32, untilDedent: Bool) {
        var last: Int32 = -1
        while token.kind != .end {
            if token.kind == .dedent {
                advance()
                if untilDedent { return }
                continue
            }
            if token.kind == .newline || token.kind == .indent {
                // An indentation without a reason: its statements are read where they stand.
                advance()
                continue
            }
            let before = at
            let statement = parseStatement()
            link(statement, to: parent, after: &last)
            if at == before { advance() }
        }
    }

    mutating func parseStatement() -> Int32 {
        let start = token.start
        if isSymbol("@") { return parseDecorated() }
        if token.kind == .keyword {
            switch PythonKeyword(rawValue: token.code) ?? .none {
            case .async:
                advance()
                if isKeyword(.def) || isKeyword(.for) || isKeyword(.with) { return parseStatement() }
                return finish(add(.otherStatement, start))
            case .def:
                let node = add(.function, start)
                var last: Int32 = -1
                return parseFunction(node, &last)
            case .class:
                let node = add(.classDefinition, start)
                var last: Int32 = -1
                return parseClass(node, &last)
            case .if, .elif, .while:
                let node = add(isKeyword(.while) ? .whileLoop : .ifStatement, start)
                var last: Int32 = -1
                advance()
                link(parseExpression(), to: node, after: &last)
                parseBlock(node, &last)
                while isKeyword(.elif) || isKeyword(.else) {
                    if isKeyword(.elif) {
                        link(parseStatement(), to: node, after: &last)
                    } else {
                        advance()
                        parseBlock(node, &last)
                    }
                }
                return node
            case .for:
                let node = add(.forLoop, start)
                var last: Int32 = -1
                advance()
                link(parseTargets(), to: node, after: &last)
                if take(.in) { link(parseExpressions(), to: node, after: &last) }
                parseBlock(node, &last)
                if take(.else) { parseBlock(node, &last) }
                return node
            case .with: return parseWith()
            case .try: return parseTry()
            case .import, .from: return parseImport()
            case .global, .nonlocal:
                let node = add(.globalStatement, start)
                var last: Int32 = -1
                advance()
                while token.kind == .name {
                    link(parseAtomName(), to: node, after: &last)
                    if !take(",") { break }
                }
                return finish(node)
            case .return, .raise, .del, .assert:
                let node = add(isKeyword(.return) ? .returnStatement : .otherStatement, start)
                var last: Int32 = -1
                advance()
                while !atLineEnd {
                    link(parseExpressions(), to: node, after: &last)
                    if !(take(.from) || take(",")) { break }
                }
                return finish(node)
            case .pass, .break, .continue:
                advance()
                return finish(add(.otherStatement, start))
            case .else, .except, .finally:
                // Without the statement it belongs to; its block still counts.
                let node = add(.otherStatement, start)
                var last: Int32 = -1
                advance()
                if !isSymbol(":") && !atLineEnd { link(parseExpressions(), to: node, after: &last) }
                parseBlock(node, &last)
                return node
            default: break
            }
        }
        if let match = parseMatch() { return match }
        return parseSimple()
    }

    var atLineEnd: Bool {
        switch token.kind {
        case .newline, .end, .dedent, .indent: return true
        default: return isSymbol(";")
        }
    }

    /// Skips what is left of a simple statement.
    mutating func finish(_ node: Int32) -> Int32 {
        while !atLineEnd { advance() }
        close(node)
        if isSymbol(";") { advance() }
        return node
    }

    private mutating func parseSimple() -> Int32 {
        let start = token.start
        // Python 2: `print "x"`, `exec code`.
        if token.kind == .name, isOldStatement(token),
            peeked.kind == .string || peeked.kind == .name || peeked.kind == .number
        {
            let node = add(.otherStatement, start)
            var last: Int32 = -1
            advance()
            link(parseExpressions(), to: node, after: &last)
            return finish(node)
        }
        let first = parseExpressions()
        if isSymbol(":") && peeked.kind != .newline {
            let node = add(.annotated, start)
            var last: Int32 = -1
            link(first, to: node, after: &last)
            advance()
            let annotation = wrap(.annotation, parseExpression()).node
            link(annotation, to: node, after: &last)
            if take("=") { link(parseExpressions(), to: node, after: &last) }
            return finish(node)
        }
        if isSymbol(PythonSymbol.augmented) {
            let node = add(.augmented, start)
            var last: Int32 = -1
            link(first, to: node, after: &last)
            advance()
            link(parseExpressions(), to: node, after: &last)
            return finish(node)
        }
        if isSymbol(PythonSymbol.equals) {
            let node = add(.assign, start)
            var last: Int32 = -1
            link(first, to: node, after: &last)
            while take("=") { link(parseExpressions(), to: node, after: &last) }
            return finish(node)
        }
        return finish(wrap(.expressionStatement, first).node)
    }

    private func isOldStatement(_ token: PythonToken) -> Bool {
        let text = bytes[(origin + Int(token.start))..<(origin + Int(token.end))]
        return text.elementsEqual("print".utf8) || text.elementsEqual("exec".utf8)
    }

    // MARK: - Compound statements

    private mutating func parseDecorated() -> Int32 {
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

    private mutating func parseFunction(_ node: Int32, _ last: inout Int32) -> Int32 {
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

    private mutating func parseClass(_ node: Int32, _ last: inout Int32) -> Int32 {
        advance()
        takeName(node)
        if isSymbol("[") { skipBrackets() }
        if isSymbol("(") { link(parseArguments(), to: node, after: &last) }
        parseBlock(node, &last)
        return node
    }

    private mutating func takeName(_ node: Int32) {
        guard token.kind == .name else { return }
        nodes[Int(node)].name = token.name
        nodes[Int(node)].nameStart = token.start
        advance()
    }

    private mutating func skipBrackets() {
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

    private mutating func parseWith() -> Int32 {
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
    private func groupEndsWithColon() -> Bool {
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

    private mutating func parseTry() -> Int32 {
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

    private mutating func parseImport() -> Int32 {
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

    private mutating func parseAlias(isDotted: Bool) -> Int32 {
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

    private mutating func parseDotted(single: Bool = false) -> Int32 {
        let dotted = add(.dotted, token.start)
        var last: Int32 = -1
        while token.kind == .name {
            link(parseAtomName(), to: dotted, after: &last)
            if single || !take(".") { break }
        }
        return dotted
    }

    /// `match value:` and `case pattern:` are statements only where the line ends with a colon.
    private mutating func parseMatch() -> Int32? {
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

    private mutating func skipIndented() {
        var open = 1
        while token.kind != .end {
            if token.kind == .indent { open += 1 }
            if token.kind == .dedent { open -= 1 }
            advance()
            if open == 0 { return }
        }
    }
}
