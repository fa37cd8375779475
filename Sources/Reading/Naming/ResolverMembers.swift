/// Attributes: of described modules and classes, and of those of the workspace.
extension Resolver {
    mutating func member(_ name: String, of base: Meaning) -> Meaning {
        var found = memberValue(name, of: base)
        found.isLikely = found.isLikely || base.isLikely
        return found
    }

    mutating func memberValue(_ name: String, of base: Meaning) -> Meaning {
        switch base.value {
        case .module(let module): return described(module + "." + name)
        case .projectModule(let path): return projectMember(name, of: path)
        case .instance(let className):
            return describedMember(
                name, of: className, isProxy: base.symbol != nil && facts.row(base.symbol ?? "")?.kind == .proxy)
        case .mapping(let className, let item):
            var found = describedMember(name, of: className, isProxy: false)
            if case .function(let row, _) = found.value {
                found.value = .function(row, receiver: className + "{" + item)
            }
            return found
        case .classObject(let className): return describedMember(name, of: className, isProxy: false)
        case .projectInstance(let place):
            return projectClassMember(name, of: place, isInstance: true, skipsItself: false)
        case .projectClass(let place): return projectClassMember(name, of: place, isInstance: false, skipsItself: false)
        case .projectParent(let place): return projectClassMember(name, of: place, isInstance: true, skipsItself: true)
        case .foreign: return .foreign
        default: return .unknown
        }
    }

    mutating func projectMember(_ name: String, of path: String) -> Meaning {
        if let shape = binding(name, in: path) {
            let found = meaning(shape, in: path)
            // A package that binds the name to nothing known may still have a module of that name.
            if !found.isUnknown { return found }
        }
        if path.hasSuffix("__init__.py") || path.hasSuffix("/") {
            let folder = path.hasSuffix("/") ? String(path.dropLast()) : String(path.dropLast("__init__.py".count + 1))
            let prefix = folder.isEmpty ? "" : folder + "/"
            for candidate in [prefix + name + ".py", prefix + name + "/__init__.py"] where summary(candidate) != nil {
                return Meaning(value: .projectModule(candidate))
            }
        }
        let stars = path == self.path ? reader.starImports() : summary(path)?.stars ?? []
        for star in stars {
            let found = imported(star.module, level: star.level, name: name, from: path)
            if !found.isUnknown { return found }
        }
        return .unknown
    }

    func describedMember(_ name: String, of className: String, isProxy: Bool) -> Meaning {
        guard let (row, definedBy) = facts.member(name, of: className) else {
            guard isProxy, let own = facts.row("werkzeug.local.LocalProxy." + name) else { return .unknown }
            return meaning(of: own, asked: own.name, receiver: nil)
        }
        var found = meaning(of: row, asked: row.name, receiver: className)
        if row.kind == .silent { return found }
        let holder = successor(of: className, having: name)
        found.symbol = holder + "." + name
        // Where else it is defined, nearest first; the pack may know it only there.
        var seen = false
        for base in facts.order(of: className) {
            if base == definedBy { seen = true }
            if seen && base != holder, facts.row(base + "." + name) != nil {
                found.alternatives.append(base + "." + name)
            }
        }
        return found
    }

    /// A class that is gone lends its members the name of the first class in its place that has them.
    func successor(of className: String, having name: String) -> String {
        guard facts.row(className)?.isGone ?? false else { return className }
        return facts.order(of: className).dropFirst().first { facts.member(name, of: $0) != nil } ?? className
    }

    mutating func projectClassMember(
        _ name: String, of place: ProjectPlace, isInstance: Bool, skipsItself: Bool
    ) -> Meaning {
        var queue: [(place: ProjectPlace, skips: Bool)] = [(place, skipsItself)]
        var visited: Set<ProjectPlace> = []
        var described: [String] = []
        while !queue.isEmpty && visited.count < 40 {
            let (current, skips) = queue.removeFirst()
            guard visited.insert(current).inserted, case .classDefinition(let summary) = summary(of: current) else {
                continue
            }
            if !skips, let shape = summary.members[name] {
                let found = projectAttribute(meaning(shape, in: current.path), isInstance: isInstance)
                // `x = None` in a subclass only says that it comes later.
                if case .nothing = found.value {} else { return found }
            }
            for base in summary.bases {
                switch meaning(base, in: current.path).value {
                case .projectClass(let base): queue.append((base, false))
                case .classObject(let name): described.append(name)
                default: break
                }
            }
        }
        for className in described {
            let found = describedMember(name, of: className, isProxy: false)
            if !found.isUnknown { return found }
        }
        return .unknown
    }

    /// The value of an attribute found in a class of the workspace: properties give what they return.
    mutating func projectAttribute(_ found: Meaning, isInstance: Bool) -> Meaning {
        var found = found
        found.symbol = nil
        if isInstance, case .projectFunction(let place) = found.value, case .function(let summary) = summary(of: place),
            summary.decorators.contains(where: { $0.hasSuffix("property") })
        {
            found = result(of: place, summary)
            found.symbol = nil
        }
        return found
    }

    /// What a row of the facts is as a value.
    func meaning(of row: FactRow, asked: String, receiver: String?) -> Meaning {
        var found = Meaning(value: .unknown, symbol: row.name, lifetime: row.lifetime)
        switch row.kind {
        case .module: found.value = .module(row.name)
        case .class:
            found.value = .classObject(row.name)
            // An old name of a class that is still there leads to that class itself.
            if row.isGone, asked == row.name, let successor = facts.order(of: row.name).dropFirst().first {
                found.symbol = successor
            }
        case .function, .method: found.value = .function(row, receiver: receiver)
        case .silent, .forwarded:
            found.value =
                row.type == "?"
                ? .unknown : row.kind == .silent ? .function(row, receiver: receiver) : typed(row.type, receiver)
            if row.kind == .silent { found.symbol = nil }
        default: found.value = typed(row.type, receiver)
        }
        if asked != found.symbol, row.kind != .silent { found.alternatives.append(asked) }
        if !row.more.isEmpty, row.more != "object", row.more != row.name {
            found.alternatives.append(row.more)
        }
        return found
    }

    /// A type in the facts' notation.
    func typed(_ type: String, _ receiver: String?) -> Value {
        switch type.utf8.first {
        case UInt8(ascii: "?"), UInt8(ascii: "%"), nil: return .unknown
        case UInt8(ascii: "<"): return .classObject(String(type.dropFirst()))
        case UInt8(ascii: "["): return .list(.instance(String(type.dropFirst())))
        case UInt8(ascii: "("): return .context(.instance(String(type.dropFirst())))
        default:
            if let brace = type.firstIndex(of: "{") {
                return .mapping(String(type[..<brace]), to: String(type[type.index(after: brace)...]))
            }
            return type == "self" ? receiver.map { .instance($0) } ?? .unknown : .instance(type)
        }
    }
}
