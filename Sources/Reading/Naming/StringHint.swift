/// Strings that mean something to Flask: configuration keys, endpoints, URL rules, methods, template names.
enum StringHint {
    static func find(_ place: PythonPlace, at offset: Int, _ file: PythonFile, _ resolver: inout Resolver) -> Found? {
        guard let (content, start) = file.literal(place), let parent = file.parent(place) else { return nil }
        let range = start..<start + content.count
        guard range.contains(offset) || content.isEmpty && offset == start else { return nil }
        let text = String(decoding: content, as: UTF8.self)
        let parentNode = file.node(parent)
        if parentNode.kind == .subscripting, let base = file.children(parent).first, base != place {
            if file.name(base) == "environ" { return environmentKey(text, range, resolver.facts) }
            guard isConfiguration(base, file, &resolver) else { return nil }
            return configKey(text, range, resolver.facts)
        }
        if parentNode.kind == .arguments { return argument(place, text, range, at: offset, file, &resolver) }
        if parentNode.kind == .pair { return pair(place, parent, text, range, file, &resolver) }
        if parentNode.kind == .list || parentNode.kind == .tuple || parentNode.kind == .setDisplay {
            // `methods=["POST"]`
            guard let keyword = file.parent(parent), file.node(keyword).kind == .keywordArgument,
                file.name(keyword) == "methods",
                let callee = PythonHint.calleeSymbol(keyword, file, &resolver), takesRule(callee.symbol)
            else { return nil }
            return Found(
                symbol: callee.symbol, alternatives: callee.alternatives, range: range, isLikely: callee.isLikely)
        }
        return nil
    }

    private static func argument(
        _ place: PythonPlace, _ text: String, _ range: Range<Int>, at offset: Int, _ file: PythonFile,
        _ resolver: inout Resolver
    ) -> Found? {
        guard let arguments = file.parent(place), file.node(arguments).child == place.node else { return nil }
        if text.hasPrefix("FLASK_"), readsEnvironment(arguments, file) {
            return environmentKey(text, range, resolver.facts)
        }
        guard let callee = PythonHint.calleeSymbol(place, file, &resolver)
        else { return nil }
        let name = callee.symbol
        if name == "flask.Config.get" || name == "flask.Config.setdefault" || name == "flask.Config.pop" {
            return configKey(text, range, resolver.facts)
        }
        if name == "flask.url_for" || name.hasSuffix(".url_for") {
            guard !text.isEmpty else { return nil }
            return Found(symbol: "flask.url_for", alternatives: [name], range: range, target: .endpoint(text))
        }
        if name == "flask.render_template" || name == "flask.stream_template" {
            return Found(symbol: name, range: range, target: .template(text))
        }
        if takesRule(name) {
            return rule(text, range, at: offset, callee: name, isLikely: callee.isLikely, resolver.facts)
        }
        return nil
    }

    /// `from_mapping({"SECRET_KEY": …})` and `config.update({…})`.
    private static func pair(
        _ place: PythonPlace, _ pair: PythonPlace, _ text: String, _ range: Range<Int>, _ file: PythonFile,
        _ resolver: inout Resolver
    ) -> Found? {
        guard file.node(pair).child == place.node, let dictionary = file.parent(pair),
            let callee = PythonHint.calleeSymbol(dictionary, file, &resolver),
            callee.symbol == "flask.Config.from_mapping" || callee.symbol == "flask.Config.update"
        else { return nil }
        return configKey(text, range, resolver.facts)
    }

    private static func isConfiguration(_ place: PythonPlace, _ file: PythonFile, _ resolver: inout Resolver) -> Bool {
        let found = resolver.meaning(resolver.reader.shape(place), in: resolver.path)
        guard case .instance(let name) = found.value else { return false }
        return resolver.facts.order(of: name).contains("flask.Config")
    }

    /// `os.environ.get(…)`, `os.getenv(…)`, `monkeypatch.setenv(…)`.
    private static func readsEnvironment(_ arguments: PythonPlace, _ file: PythonFile) -> Bool {
        guard let call = file.parent(arguments), let callee = file.children(call).first else { return false }
        switch file.name(callee) {
        case "getenv", "setenv", "delenv": return true
        default: return file.children(callee).first.map { file.name($0) == "environ" } ?? false
        }
    }

    private static func environmentKey(_ text: String, _ range: Range<Int>, _ facts: Facts) -> Found? {
        guard let row = facts.row("env:" + text) else { return nil }
        return Found(symbol: row.name, range: range, lifetime: row.lifetime)
    }

    static func configKey(_ text: String, _ range: Range<Int>, _ facts: Facts, isLikely: Bool = false) -> Found? {
        guard let row = facts.row("flask.config:" + text) else { return nil }
        return Found(
            symbol: row.name, alternatives: ["flask.Config"], range: range, isLikely: isLikely, lifetime: row.lifetime
        )
    }

    /// Whether a method takes a URL rule as its first argument.
    static func takesRule(_ symbol: String) -> Bool {
        guard symbol.hasPrefix("flask.Flask.") || symbol.hasPrefix("flask.Blueprint.") else { return false }
        switch symbol.split(separator: ".").last {
        case "route", "get", "post", "put", "patch", "delete", "add_url_rule": return true
        default: return false
        }
    }

    /// Inside `"/user/<int:id>"`: the converter or the whole part between the brackets.
    private static func rule(
        _ text: String, _ range: Range<Int>, at offset: Int, callee: String, isLikely: Bool, _ facts: Facts
    ) -> Found? {
        let bytes = Array(text.utf8)
        let cursor = min(max(0, offset - range.lowerBound), bytes.count)
        var open = cursor
        while open > 0 && bytes[open - 1] != UInt8(ascii: "<") && bytes[open - 1] != UInt8(ascii: ">") { open -= 1 }
        guard open > 0, bytes[open - 1] == UInt8(ascii: "<") else {
            return Found(symbol: callee, range: range, isLikely: isLikely)
        }
        var close = open
        while close < bytes.count && bytes[close] != UInt8(ascii: ">") { close += 1 }
        let part = bytes[open..<close]
        let colon = part.firstIndex(of: UInt8(ascii: ":"))
        let name = colon.map { part[..<$0].prefix { isNameByte($0) } } ?? []
        let converter: String
        switch String(decoding: name, as: UTF8.self) {
        case "", "string", "default": converter = "werkzeug.routing.UnicodeConverter"
        case "int": converter = "werkzeug.routing.IntegerConverter"
        case "float": converter = "werkzeug.routing.FloatConverter"
        case "path": converter = "werkzeug.routing.PathConverter"
        case "any": converter = "werkzeug.routing.AnyConverter"
        case "uuid": converter = "werkzeug.routing.UUIDConverter"
        default: converter = "werkzeug.routing.BaseConverter"
        }
        let inner = range.lowerBound + open..<range.lowerBound + close
        guard facts.row(converter) != nil else { return Found(symbol: callee, range: inner, isLikely: isLikely) }
        return Found(symbol: converter, alternatives: [callee], range: inner, isLikely: isLikely)
    }
}
