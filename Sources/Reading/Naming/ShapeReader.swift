/// Turns the expressions of one file into shapes: finds which binding a name means at its place (scopes, branches, imports) and
/// what that binding was given.
struct ShapeReader {
    let file: PythonFile
    /// Steps left; every look-up takes one, so hostile input ends early.
    var steps = ReadingLimits.resolutionSteps
    var depth = 0

    init(_ file: PythonFile) { self.file = file }

    // MARK: - Expressions

    mutating func shape(_ place: PythonPlace) -> Shape {
        guard steps > 0, depth < ReadingLimits.shapeDepth else { return .unknown }
        steps -= 1
        depth += 1
        defer { depth -= 1 }
        let node = file.node(place)
        switch node.kind {
        case .name: return nameShape(node.name, at: place)
        case .attribute:
            guard let value = first(place) else { return .unknown }
            return .member(shape(value), file.name(place))
        case .call: return callShape(place)
        case .subscripting:
            let parts = file.children(place)
            guard let value = parts.first else { return .unknown }
            let isNumber = parts.count > 1 && file.node(parts[1]).kind == .number
            return .item(shape(value), index: isNumber ? smallNumber(parts[1]) : nil)
        case .awaiting, .annotation, .defaultValue, .expressionStatement:
            return first(place).map { shape($0) } ?? .unknown
        case .walrus:
            let parts = file.children(place)
            return parts.count > 1 ? shape(parts[1]) : .unknown
        case .conditional:
            let parts = file.children(place)
            guard parts.count == 3 else { return .unknown }
            return .any([shape(parts[0]), shape(parts[2])])
        case .boolean:
            return .any(file.children(place).prefix(ReadingLimits.alternatives).map { shape($0) })
        case .tuple: return .tuple(file.children(place).prefix(8).map { shape($0) })
        case .list, .setDisplay: return .list(first(place).map { shape($0) } ?? .unknown)
        case .comprehension: return .list(first(place).map { shape($0) } ?? .unknown)
        case .constant: return node.name == -2 ? .nothing : .plain
        case .string, .number, .dictionary, .comparison, .unary, .lambda: return .plain
        case .binary: return .plain
        default: return .unknown
        }
    }

    private mutating func callShape(_ place: PythonPlace) -> Shape {
        guard let callee = first(place) else { return .unknown }
        let calleeNode = file.node(callee)
        let arguments = file.child(place, .arguments)
        if calleeNode.kind == .name && file.name(callee) == "super", let owner = enclosingClass(of: place) {
            return .parent(owner)
        }
        var argument: Shape?
        if let arguments, let given = file.children(arguments).first {
            let kind = file.node(given).kind
            if kind == .name || kind == .attribute || kind == .call { argument = shape(given) }
        }
        if calleeNode.kind == .name, let argument, let given = passedOn(argument, by: callee) { return given }
        return .call(shape(callee), first: argument)
    }

    /// What Python's own functions give back of what they are given.
    private func passedOn(_ argument: Shape, by callee: PythonPlace) -> Shape? {
        let name = file.name(callee)
        switch name {
        case "sorted", "list", "reversed", "set", "tuple", "iter", "next", "min", "max", "enumerate": break
        default: return nil
        }
        guard bindings(of: file.node(callee).name, at: callee).found.isEmpty else { return nil }
        switch name {
        case "next", "min", "max": return .element(argument)
        case "enumerate": return .list(.tuple([.plain, .element(argument)]))
        default: return argument
        }
    }

    private func smallNumber(_ place: PythonPlace) -> Int? {
        let node = file.node(place)
        let digits = file.bytes(Int(place.chunk), node.start, node.end)
        guard digits.count == 1, let digit = digits.first, isDigit(digit) else { return nil }
        return Int(digit - UInt8(ascii: "0"))
    }

    func first(_ place: PythonPlace) -> PythonPlace? {
        let child = file.node(place).child
        return child >= 0 ? PythonPlace(place.chunk, child) : nil
    }

    // MARK: - Names

    /// What a name means where it stands.
    mutating func nameShape(_ name: Int32, at place: PythonPlace) -> Shape {
        guard name >= 0 else { return .unknown }
        let (bindings, isModule) = bindings(of: name, at: place)
        if bindings.isEmpty { return unboundShape(name) }
        let isFarther = isModule && file.scope(of: place).node != 0
        if isFarther { return .global(file.names.text(name)) }
        return .any(bindings.map { bindingShape($0) })
    }

    /// The bindings that may hold where a name stands, in order of preference; whether they are the module's.
    func bindings(of name: Int32, at place: PythonPlace) -> (found: [PythonPlacedBinding], isModule: Bool) {
        let home = file.scope(of: place)
        var scope = home
        while scope.node > 0 {
            let isClass = file.node(scope).kind == .classDefinition
            if !isClass || scope == home {
                let found = file.bindings(of: name, in: scope)
                if found.contains(where: { $0.kind == .global }) { break }
                if !found.isEmpty {
                    let placed = found.map { PythonPlacedBinding(chunk: scope.chunk, binding: $0) }
                    return (scope == home ? reaching(placed, place) : placed, false)
                }
            }
            scope = file.scope(of: scope)
        }
        let all = moduleBindings(name)
        return (home.node == 0 ? reaching(all, place) : all, true)
    }

    /// Every binding of a name at module level, in order.
    func moduleBindings(_ name: Int32) -> [PythonPlacedBinding] {
        var found: [PythonPlacedBinding] = []
        for chunk in (file.moduleBindings[name] ?? []).prefix(64) {
            for binding in file.bindings(of: name, in: PythonPlace(chunk, 0)) where binding.kind != .global {
                found.append(PythonPlacedBinding(chunk: chunk, binding: binding))
            }
            for binding in file.chunks[Int(chunk)].bindings where binding.kind == .global && binding.name == name {
                for inner in file.bindings(of: name, in: PythonPlace(chunk, binding.scope)) where inner.kind != .global
                {
                    found.append(PythonPlacedBinding(chunk: chunk, binding: inner))
                }
            }
        }
        return found
    }

    /// What the module binds to a name, seen from outside it.
    mutating func moduleShape(_ name: String) -> Shape? {
        guard let number = file.names.find(name) else { return nil }
        let bindings = moduleBindings(number)
        guard !bindings.isEmpty else { return nil }
        // The last unconditional one hides those before it.
        let end = PythonPlace(Int32(file.chunks.count), 0)
        return .any(reaching(bindings, end).map { bindingShape($0) })
    }

    private func unboundShape(_ name: Int32) -> Shape {
        let text = file.names.text(name)
        let stars = starImports()
        return stars.isEmpty ? .unknown : .starred(stars, name: text)
    }

    func starImports() -> [StarImport] {
        var stars: [StarImport] = []
        for (index, chunk) in file.chunks.enumerated() {
            for node in chunk.starImports where stars.count < 32 {
                let (module, level) = source(PythonPlace(Int32(index), node))
                stars.append(StarImport(module: module, level: level))
            }
        }
        return stars
    }

    /// Module and level of an `importFrom`.
    func source(_ place: PythonPlace) -> (module: String, level: Int) {
        let dotted = file.child(place, .dotted).map { dottedName($0) } ?? ""
        return (dotted, Int(file.node(place).name))
    }

    func dottedName(_ place: PythonPlace, through last: PythonPlace? = nil) -> String {
        var text = ""
        for part in file.children(place) {
            text += (text.isEmpty ? "" : ".") + file.name(part)
            if part == last { break }
        }
        return text
    }

    /// Of the bindings of one scope, those whose value may still stand at a place, the earliest first. Goes back from the place
    /// and stops at the first binding that no branch can skip.
    private func reaching(_ bindings: [PythonPlacedBinding], _ place: PythonPlace) -> [PythonPlacedBinding] {
        let isEnd = Int(place.chunk) >= file.chunks.count
        let start = isEnd ? 0 : file.node(place).start
        var found: [PythonPlacedBinding] = []
        for binding in bindings.reversed() {
            guard binding.chunk < place.chunk || binding.chunk == place.chunk && effectStart(binding) <= start else {
                continue
            }
            found.append(binding)
            if found.count >= ReadingLimits.alternatives { break }
            if !isConditional(binding, isEnd ? nil : place) { break }
        }
        return found.isEmpty ? Array(bindings.prefix(ReadingLimits.alternatives)) : found.reversed()
    }

    /// From which offset on a binding holds.
    private func effectStart(_ binding: PythonPlacedBinding) -> Int32 {
        let nodes = file.chunks[Int(binding.chunk)].nodes
        let node = nodes[Int(binding.binding.node)]
        switch binding.binding.kind {
        case .parameter: return 0
        case .target:
            var outer = node.parent
            var inner = binding.binding.node
            while outer >= 0 {
                switch nodes[Int(outer)].kind {
                case .tuple, .list, .starred:
                    inner = outer
                    outer = nodes[Int(outer)].parent
                case .assign, .annotated, .walrus, .augmented: return nodes[Int(outer)].end
                // A comprehension's variable already holds in the element before it.
                case .comprehensionFor: return 0
                default: return nodes[Int(inner)].end
                }
            }
            return node.end
        case .handler: return node.child >= 0 ? nodes[Int(node.child)].end : node.start
        default: return node.end
        }
    }

    /// Whether some path to the place goes around the binding.
    private func isConditional(_ binding: PythonPlacedBinding, _ place: PythonPlace?) -> Bool {
        let nodes = file.chunks[Int(binding.chunk)].nodes
        let use: Int32 = place.map { $0.chunk == binding.chunk ? file.node($0).start : Int32.max } ?? Int32.max
        var inner = binding.binding.node
        var outer = nodes[Int(inner)].parent
        while outer >= 0 {
            if nodes[Int(inner)].kind == .block {
                switch nodes[Int(outer)].kind {
                case .function, .classDefinition: return false
                case .ifStatement, .forLoop, .whileLoop, .tryStatement, .handler, .matchCase:
                    if use < nodes[Int(inner)].start || use >= nodes[Int(inner)].end { return true }
                default: break
                }
            }
            inner = outer
            outer = nodes[Int(outer)].parent
        }
        return false
    }
}

/// A binding and the chunk it stands in.
struct PythonPlacedBinding: Sendable {
    var chunk: Int32
    var binding: PythonBinding
}
