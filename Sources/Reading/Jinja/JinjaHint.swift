/// Says what the word under the cursor of a template is.
enum JinjaHint {
    static func find(at offset: Int, in source: SourceText, facts: Facts) -> Found? {
        let bytes = source.bytes
        guard offset >= 0, offset < bytes.count else { return nil }
        let tags = JinjaTag.all(in: bytes)
        guard let index = tags.firstIndex(where: { $0.range.contains(offset) }) else { return nil }
        let tag = tags[index]
        guard tag.kind != .comment, tag.inner.contains(offset) else { return nil }
        let tokens = JinjaToken.all(in: bytes, tag.inner)
        guard let at = tokens.firstIndex(where: { $0.range.contains(offset) }) else { return nil }
        let word = TemplateWord(bytes: bytes, tags: tags, index: index, tokens: tokens, at: at, facts: facts)
        return word.found()
    }
}

/// A word of a template with everything around it.
private struct TemplateWord {
    let bytes: [UInt8]
    let tags: [JinjaTag]
    /// Of the tag the word stands in.
    let index: Int
    let tokens: [JinjaToken]
    /// Of the word.
    let at: Int
    let facts: Facts

    private var word: JinjaToken { tokens[at] }
    private var isStatement: Bool { tags[index].kind == .statement }
    private var tagName: String { isStatement && tokens[0].isName ? tokens[0].text : "" }
    private func before(_ steps: Int) -> JinjaToken? { at - steps >= 0 ? tokens[at - steps] : nil }
    private func after(_ steps: Int) -> JinjaToken? { at + steps < tokens.count ? tokens[at + steps] : nil }

    private static let operators: Set<String> = [
        "and", "or", "not", "in", "is", "if", "else", "as", "with", "context", "without", "ignore", "missing",
        "recursive",
        "scoped", "required", "true", "false", "none", "True", "False", "None",
    ]

    func found() -> Found? {
        switch word.kind {
        case .string: return stringHint()
        case .name: return nameHint()
        default: return nil
        }
    }

    private func nameHint() -> Found? {
        if isStatement && at == 0 { return tagHint() }
        if let previous = before(1) {
            if previous.isSymbol(UInt8(ascii: "|")) { return known("jinja:filter." + word.text) }
            if previous.isSymbol(UInt8(ascii: ".")) { return memberHint() }
            if previous.isName {
                if previous.text == "is", word.text != "not" { return known("jinja:test." + word.text) }
                if previous.text == "not", before(2)?.text == "is" { return known("jinja:test." + word.text) }
            }
        }
        switch tagName {
        case "block" where at == 1, "endblock" where at == 1: return known("jinja:tag.block")
        case "filter" where at == 1: return known("jinja:filter." + word.text)
        case "from" where word.text == "import": return known("jinja:tag.from")
        case "macro" where at == 1: return nil
        default: break
        }
        guard !TemplateWord.operators.contains(word.text) else { return nil }
        // `name=` names an argument or a new variable.
        if let next = after(1), next.isSymbol(UInt8(ascii: "=")) { return nil }
        return globalHint()
    }

    private func known(_ name: String, _ range: Range<Int>? = nil) -> Found? {
        guard let row = facts.canonical(name) else { return nil }
        return Found(
            symbol: row.name, alternatives: name == row.name ? [] : [name], range: range ?? word.range,
            lifetime: row.lifetime)
    }

    // MARK: - Tags

    private func tagHint() -> Found? {
        guard word.text == "else" else { return known("jinja:tag." + word.text) }
        // `else` belongs to the nearest `for` or `if` left open.
        var open = 0
        for tag in tags[..<index].reversed().prefix(2_000) where tag.kind == .statement {
            switch TemplateWord.firstName(bytes, tag.inner) {
            case "endif", "endfor": open += 1
            case "if":
                if open == 0 { return known("jinja:tag.if") }
                open -= 1
            case "for":
                if open == 0 { return known("jinja:tag.for") }
                open -= 1
            default: break
            }
        }
        return known("jinja:tag.else")
    }

    private static func firstName(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        var start = range.lowerBound
        while start < range.upperBound && bytes[start] <= 0x20 { start += 1 }
        var end = start
        while end < range.upperBound && isNameByte(bytes[end]) { end += 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Whether a `for` is open around the word.
    private var isInLoop: Bool {
        var open = 0
        for tag in tags[..<index].reversed().prefix(2_000) where tag.kind == .statement {
            switch TemplateWord.firstName(bytes, tag.inner) {
            case "endfor": open += 1
            case "for":
                if open == 0 { return true }
                open -= 1
            default: break
            }
        }
        return tagName == "for"
    }

    // MARK: - Names

    private func globalHint() -> Found? {
        let name = word.text
        guard !isLocal(name) else { return nil }
        if name == "loop" { return isInLoop ? known("jinja:loop") : nil }
        let isCalled = after(1)?.isSymbol(UInt8(ascii: "(")) ?? false
        if name == "super" && isCalled { return known("jinja:tag.block") }
        if name == "caller" && isCalled { return known("jinja:tag.call") }
        guard let row = facts.row("jinja:global." + name) else { return nil }
        guard row.type != "?", let target = facts.canonical(row.type) else { return known(row.name) }
        var alternatives = [row.name]
        if !target.more.isEmpty && target.more != "object" { alternatives.append(target.more) }
        if target.kind == .proxy { alternatives.append(target.type) }
        return Found(symbol: target.name, alternatives: alternatives, range: word.range)
    }

    /// Whether the template gives the name a meaning of its own anywhere: `set`, `for`, `with`, macro parameters, imports.
    private func isLocal(_ name: String) -> Bool {
        for tag in tags where tag.kind == .statement && tag.inner.count >= name.utf8.count + 4 {
            let first = TemplateWord.firstName(bytes, tag.inner)
            switch first {
            case "set", "for", "with", "macro", "import", "from", "call": break
            default: continue
            }
            guard TemplateWord.holds(bytes, tag.inner, name) else { continue }
            let tokens = JinjaToken.all(in: bytes, tag.inner)
            for (index, token) in tokens.enumerated() where index > 0 && token.isName && token.text == name {
                let next = index + 1 < tokens.count ? tokens[index + 1] : nil
                let isAssigned = next?.isSymbol(UInt8(ascii: "=")) ?? false
                let depth = tokens[..<index].reduce(0) { depth, token in
                    depth + (token.isSymbol(UInt8(ascii: "(")) ? 1 : token.isSymbol(UInt8(ascii: ")")) ? -1 : 0)
                }
                switch first {
                case "set":
                    if depth == 0 && !tokens[..<index].contains(where: { $0.isSymbol(UInt8(ascii: "=")) }) {
                        return true
                    }
                case "with": if depth == 0 && isAssigned { return true }
                case "for": if !tokens[..<index].contains(where: { $0.text == "in" }) { return true }
                case "macro", "call":
                    if depth > 0
                        && (tokens[index - 1].isSymbol(UInt8(ascii: "("))
                            || tokens[index - 1].isSymbol(UInt8(ascii: ",")))
                    {
                        if first == "macro"
                            || !tokens[..<index].contains(where: { $0.isSymbol(UInt8(ascii: ")")) })
                                && tokens[1].isSymbol(UInt8(ascii: "("))
                        {
                            return true
                        }
                    }
                case "import": if tokens[index - 1].text == "as" { return true }
                default:
                    // `from … import a, b as c`
                    let isImported = tokens[..<index].contains { $0.isName && $0.text == "import" }
                    if isImported && next?.text != "as" && token.text != "with" { return true }
                }
            }
        }
        return false
    }

    private static func holds(_ bytes: [UInt8], _ range: Range<Int>, _ name: String) -> Bool {
        let wanted = Array(name.utf8)
        guard let first = wanted.first, range.count >= wanted.count else { return false }
        for start in range.lowerBound...(range.upperBound - wanted.count) where bytes[start] == first {
            if bytes[start..<start + wanted.count].elementsEqual(wanted) { return true }
        }
        return false
    }

    // MARK: - Members

    /// The names before the word in `a.b.word`, nil where the chain is not made of plain names.
    private var chain: [String]? {
        var names: [String] = []
        var index = at
        while index >= 1, tokens[index - 1].isSymbol(UInt8(ascii: ".")) {
            guard index >= 2, tokens[index - 2].isName, names.count < 12 else { return nil }
            names.insert(tokens[index - 2].text, at: 0)
            index -= 2
        }
        return names
    }

    private func memberHint() -> Found? {
        let name = word.text
        if name == "hidden_tag" { return known("flask_wtf.FlaskForm.hidden_tag") }
        guard let chain, let head = chain.first, !isLocal(head) else { return fieldHint() }
        if head == "loop" { return chain.count == 1 && isInLoop ? known("jinja:loop." + name) : nil }
        guard let row = facts.row("jinja:global." + head), row.type != "?" else { return fieldHint() }
        if head == "config" && chain.count == 1 { return known("flask.config:" + name) }
        guard var holder = facts.canonical(row.type), holder.type != "?" else { return nil }
        for step in chain.dropFirst() {
            guard let next = facts.member(step, of: holder.type) else { return nil }
            holder = next.row
        }
        let className = holder.type
        guard let (member, definedBy) = facts.member(name, of: className), member.kind != .silent else { return nil }
        var alternatives = definedBy == className ? [] : [member.name]
        if chain.count == 1 { alternatives.append((facts.canonical(row.type)?.name ?? "") + "." + name) }
        return Found(
            symbol: className + "." + name, alternatives: alternatives, range: word.range, lifetime: member.lifetime)
    }

    /// `form.email.errors`: forms come from the view, so this is likely, not sure.
    private func fieldHint() -> Found? {
        guard let chain, chain.count >= 2, chain[chain.count - 2] == "form" || chain[chain.count - 2].hasSuffix("_form")
        else {
            return nil
        }
        switch word.text {
        case "label", "errors", "data", "description":
            guard var found = known("wtforms.Field." + word.text) else { return nil }
            found.isLikely = true
            return found
        default: return nil
        }
    }

    // MARK: - Strings

    private func stringHint() -> Found? {
        if let open = before(1), open.isSymbol(UInt8(ascii: "(")), before(2)?.text == "url_for", !isLocal("url_for") {
            guard !word.text.isEmpty else { return nil }
            return Found(
                symbol: "flask.url_for", alternatives: ["jinja:global.url_for"], range: word.range,
                target: .endpoint(word.text))
        }
        if let open = before(1), open.isSymbol(UInt8(ascii: "[")), before(2)?.text == "config", !isLocal("config") {
            return known("flask.config:" + word.text)
        }
        switch tagName {
        case "extends", "include", "import", "from":
            guard at == 1, var found = known("jinja:tag." + tagName) else { return nil }
            found.target = .template(word.text)
            return found
        default: return nil
        }
    }
}
