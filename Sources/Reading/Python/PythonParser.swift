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
}
