/// Says what the word under the cursor of a Python file is.
enum PythonHint {
    static func find(at offset: Int, in file: PythonFile, path: String, facts: Facts, workspace: WorkspaceView)
        -> Found?
    {
        guard let place = file.place(at: offset) else { return nil }
        let node = file.node(place)
        var resolver = Resolver(file: file, path: path, facts: facts, workspace: workspace)
        switch node.kind {
        case .name: return nameHint(place, file, &resolver)
        case .attribute: return attributeHint(place, at: offset, file, &resolver)
        case .importedAs:
            guard let alias = file.parent(place) else { return nil }
            return importHint(alias, wordAt: place, file, &resolver)
        case .parameter: return parameterHint(place, at: offset, file, &resolver)
        case .keywordArgument: return keywordHint(place, at: offset, file, &resolver)
        case .string:
            var found = StringHint.find(place, at: offset, file, &resolver)
            found?.isInString = true
            return found
        default: return nil
        }
    }

    /// The word's byte range: a node's own, or the name inside it.
    static func wordRange(_ place: PythonPlace, in file: PythonFile) -> Range<Int> {
        let node = file.node(place)
        let base = file.starts[Int(place.chunk)]
        guard node.kind != .name && node.nameStart >= 0 else { return base + Int(node.start)..<base + Int(node.end) }
        let start = base + Int(node.nameStart)
        var end = start
        while end < file.text.bytes.count && isNameByte(file.text.bytes[end]) { end += 1 }
        return start..<end
    }

    private static func nameHint(_ place: PythonPlace, _ file: PythonFile, _ resolver: inout Resolver) -> Found? {
        let range = wordRange(place, in: file)
        if let dotted = file.parent(place), file.node(dotted).kind == .dotted {
            guard let holder = file.parent(dotted) else { return nil }
            if file.node(holder).kind == .importFrom { return moduleHint(holder, dotted, upTo: place, file, &resolver) }
            guard let statement = file.parent(holder) else { return nil }
            if file.node(statement).kind == .importFrom { return importHint(holder, wordAt: place, file, &resolver) }
            let name = resolver.reader.dottedName(dotted, through: place)
            return shown(resolver.module(name, level: 0, from: resolver.path), range, resolver.facts)
        }
        let name = file.node(place).name
        guard name >= 0 else { return nil }
        // A target is what it is given; any other name is what was given to it before.
        let own = file.bindings(of: name, in: file.scope(of: place)).first { $0.node == place.node }
        if own != nil, let key = configurationName(place, file, resolver) {
            return StringHint.configKey(key, range, resolver.facts, isLikely: true)
        }
        let shape =
            own.map { resolver.reader.bindingShape(PythonPlacedBinding(chunk: place.chunk, binding: $0)) }
            ?? resolver.reader.shape(place)
        let found = shown(resolver.meaning(shape, in: resolver.path), range, resolver.facts)
        if found == nil, own != nil, let setting = inheritedSetting(place, file, &resolver) {
            return shown(setting, range, resolver.facts)
        }
        return found
    }

    /// What a described class keeps under the name that is assigned in the body of its subclass: `decorators = […]` in a view.
    private static func inheritedSetting(
        _ place: PythonPlace, _ file: PythonFile, _ resolver: inout Resolver
    ) -> Meaning? {
        let scope = file.scope(of: place)
        guard scope.node > 0, file.node(scope).kind == .classDefinition else { return nil }
        let owner = ProjectPlace(path: resolver.path, place: scope)
        let found = resolver.projectClassMember(file.name(place), of: owner, isInstance: false, skipsItself: true)
        if case .function = found.value { return nil }
        return found
    }

    /// A name assigned in `class Config:`, or in a module called `config` or `settings`: what `from_object` and
    /// `from_pyfile` read.
    private static func configurationName(_ place: PythonPlace, _ file: PythonFile, _ resolver: Resolver) -> String? {
        let name = file.name(place)
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 < 0x61 || $0 > 0x7A }) else { return nil }
        let scope = file.scope(of: place)
        if scope.node > 0 {
            guard file.node(scope).kind == .classDefinition else { return nil }
            let owner = file.name(scope)
            return owner.hasSuffix("Config") || owner.hasSuffix("Configuration") || owner.hasSuffix("Settings")
                ? name : nil
        }
        let module = resolver.path.split(separator: "/").last ?? ""
        return module.hasSuffix("config.py") || module.hasSuffix("settings.py") ? name : nil
    }

    private static func attributeHint(
        _ place: PythonPlace, at offset: Int, _ file: PythonFile, _ resolver: inout Resolver
    ) -> Found? {
        let range = wordRange(place, in: file)
        guard file.node(place).nameStart >= 0, range.contains(offset) else { return nil }
        return shown(resolver.meaning(resolver.reader.shape(place), in: resolver.path), range, resolver.facts)
    }

    /// A word of the dotted name after `from`.
    private static func moduleHint(
        _ statement: PythonPlace, _ dotted: PythonPlace, upTo word: PythonPlace, _ file: PythonFile,
        _ resolver: inout Resolver
    ) -> Found? {
        let level = Int(file.node(statement).name)
        guard level == 0 else { return nil }
        let name = resolver.reader.dottedName(dotted, through: word)
        return shown(resolver.module(name, level: 0, from: resolver.path), wordRange(word, in: file), resolver.facts)
    }

    private static func importHint(
        _ alias: PythonPlace, wordAt word: PythonPlace, _ file: PythonFile, _ resolver: inout Resolver
    ) -> Found? {
        guard let statement = file.parent(alias), let dotted = file.child(alias, .dotted) else { return nil }
        let range = wordRange(word, in: file)
        if file.node(statement).kind == .importFrom {
            let (module, level) = resolver.reader.source(statement)
            let name = resolver.reader.dottedName(dotted)
            return shown(
                resolver.imported(module, level: level, name: name, from: resolver.path), range, resolver.facts)
        }
        return shown(
            resolver.module(resolver.reader.dottedName(dotted), level: 0, from: resolver.path), range, resolver.facts)
    }

    private static func parameterHint(
        _ place: PythonPlace, at offset: Int, _ file: PythonFile, _ resolver: inout Resolver
    ) -> Found? {
        let range = wordRange(place, in: file)
        guard range.contains(offset),
            let binding = file.bindings(of: file.node(place).name, in: file.scope(of: place))
                .first(where: { $0.node == place.node })
        else { return nil }
        let shape = resolver.reader.bindingShape(PythonPlacedBinding(chunk: place.chunk, binding: binding))
        return shown(resolver.meaning(shape, in: resolver.path), range, resolver.facts)
    }

    /// `methods=` of a route, `SECRET_KEY=` of a configuration, `remember=` of a log-in.
    private static func keywordHint(
        _ place: PythonPlace, at offset: Int, _ file: PythonFile, _ resolver: inout Resolver
    ) -> Found? {
        let range = wordRange(place, in: file)
        guard range.contains(offset), let callee = calleeSymbol(place, file, &resolver) else { return nil }
        let name = file.name(place)
        if callee.symbol.hasSuffix("Config.from_mapping") || callee.symbol.hasSuffix("Config.update") {
            return StringHint.configKey(name, range, resolver.facts)
        }
        if name == "methods" && StringHint.takesRule(callee.symbol) {
            return Found(
                symbol: callee.symbol, alternatives: callee.alternatives, range: range, isLikely: callee.isLikely)
        }
        for function in [callee.symbol] + callee.alternatives {
            guard let row = resolver.facts.row(function + "." + name), row.kind == .parameter else { continue }
            return Found(
                symbol: callee.symbol + "." + name, alternatives: [row.type, callee.symbol], range: range,
                isLikely: callee.isLikely)
        }
        // `Blueprint(…, url_prefix=…)` sets the attribute of that name.
        if let (member, _) = resolver.facts.member(name, of: callee.symbol), member.kind == .attribute {
            return Found(symbol: callee.symbol + "." + name, alternatives: [member.name, callee.symbol], range: range)
        }
        return nil
    }

    /// What the call around an argument calls.
    static func calleeSymbol(
        _ argument: PythonPlace, _ file: PythonFile, _ resolver: inout Resolver
    ) -> (symbol: String, alternatives: [String], isLikely: Bool)? {
        guard let arguments = file.parent(argument), file.node(arguments).kind == .arguments,
            let call = file.parent(arguments), file.node(call).kind == .call, let callee = file.children(call).first
        else { return nil }
        let found = resolver.meaning(resolver.reader.shape(callee), in: resolver.path)
        guard let symbol = found.symbol else {
            // `dict` methods of the configuration are not described, but known as its.
            guard file.node(callee).kind == .attribute, let base = file.children(callee).first else { return nil }
            let whole = resolver.meaning(resolver.reader.shape(base), in: resolver.path)
            guard case .instance(let name) = whole.value else { return nil }
            return (name + "." + file.name(callee), [], whole.isLikely)
        }
        return (symbol, found.alternatives, found.isLikely)
    }

    /// A meaning as a hint: by its name, else by its class where that is worth one.
    static func shown(_ meaning: Meaning, _ range: Range<Int>, _ facts: Facts) -> Found? {
        if let symbol = meaning.symbol {
            var alternatives = meaning.alternatives
            if case .instance(let name) = meaning.value, facts.row(symbol)?.kind == .proxy { alternatives.append(name) }
            return Found(
                symbol: symbol, alternatives: alternatives, range: range, isLikely: meaning.isLikely,
                lifetime: meaning.lifetime)
        }
        guard case .instance(let name) = meaning.value, facts.row(name)?.more == "object" else { return nil }
        return Found(symbol: name, range: range, isLikely: meaning.isLikely)
    }
}
