/// What a binding was given: the value of an assignment, the annotation of a parameter, the thing imported.
extension ShapeReader {
    mutating func bindingShape(_ placed: PythonPlacedBinding) -> Shape {
        guard steps > 0, depth < ReadingLimits.shapeDepth else { return .unknown }
        steps -= 1
        depth += 1
        defer { depth -= 1 }
        let place = PythonPlace(placed.chunk, placed.binding.node)
        switch placed.binding.kind {
        case .importModule:
            guard let dotted = file.child(place, .dotted) else { return .unknown }
            if file.child(place, .importedAs) != nil { return .module(dottedName(dotted), level: 0) }
            return .module(file.children(dotted).first.map { file.name($0) } ?? "", level: 0)
        case .importName:
            guard let statement = file.parent(place), let dotted = file.child(place, .dotted) else { return .unknown }
            let (module, level) = source(statement)
            return .imported(module, level: level, name: dottedName(dotted))
        case .function, .classDefinition: return .definition(place)
        case .parameter: return parameterShape(place)
        case .handler:
            guard let type = first(place), file.node(type).kind != .block else { return .unknown }
            if file.node(type).kind == .tuple {
                return .variable(.any(file.children(type).map { .annotated(shape($0)) }))
            }
            return .variable(.annotated(shape(type)))
        case .target: return .variable(targetShape(place))
        case .global: return .unknown
        }
    }

    /// What a target receives: the statement's value, taken apart where the target is a tuple.
    mutating func targetShape(_ place: PythonPlace) -> Shape {
        var path: [Int] = []
        var inner = place
        var outer = file.parent(place)
        while let holder = outer {
            let node = file.node(holder)
            switch node.kind {
            case .tuple, .list:
                path.append(file.children(holder).firstIndex(of: inner) ?? 0)
            case .starred: path.append(-1)
            default:
                var value = valueShape(given: inner, by: holder)
                for index in path.reversed() { value = index < 0 ? .list(.element(value)) : .item(value, index: index) }
                return value
            }
            inner = holder
            outer = file.parent(holder)
        }
        return .unknown
    }

    mutating func valueShape(given target: PythonPlace, by holder: PythonPlace) -> Shape {
        let parts = file.children(holder)
        switch file.node(holder).kind {
        case .assign: return parts.last.map { shape($0) } ?? .unknown
        case .annotated:
            guard parts.count > 1 else { return .unknown }
            let annotation = annotationShape(parts[1])
            return parts.count > 2 ? .any([annotation, shape(parts[2])]) : annotation
        case .walrus: return parts.count > 1 ? shape(parts[1]) : .unknown
        case .forLoop, .comprehensionFor: return parts.count > 1 ? .element(shape(parts[1])) : .unknown
        case .withItem: return parts.first.map { .entered(shape($0)) } ?? .unknown
        default: return .unknown
        }
    }

    /// An annotation as the shape of the value it promises.
    mutating func annotationShape(_ place: PythonPlace) -> Shape {
        guard steps > 0, depth < ReadingLimits.shapeDepth else { return .unknown }
        steps -= 1
        depth += 1
        defer { depth -= 1 }
        let node = file.node(place)
        switch node.kind {
        case .annotation: return first(place).map { annotationShape($0) } ?? .unknown
        case .name, .attribute: return .annotated(shape(place))
        case .binary: return .any(file.children(place).map { annotationShape($0) })
        case .constant: return .nothing
        case .string:
            guard let (content, _) = file.literal(place) else { return .unknown }
            return quotedAnnotation(content, at: place)
        case .subscripting:
            let parts = file.children(place)
            guard parts.count > 1 else { return .unknown }
            let head = file.node(parts[0]).name >= 0 ? file.name(parts[0]) : ""
            let inner = file.node(parts[1]).kind == .tuple ? file.children(parts[1]) : [parts[1]]
            switch head {
            case "Optional", "Annotated", "ClassVar", "Final":
                return inner.first.map { annotationShape($0) } ?? .unknown
            case "Union": return .any(inner.map { annotationShape($0) })
            case "type", "Type": return inner.first.map { shape($0) } ?? .unknown
            case "list", "List", "Iterable", "Iterator", "Sequence", "Generator", "set", "Set":
                return .list(inner.first.map { annotationShape($0) } ?? .unknown)
            default: return .annotated(shape(parts[0]))
            }
        default: return .unknown
        }
    }

    /// `"Flask"` or `"flask.Flask"` in quotes.
    mutating func quotedAnnotation(_ content: ArraySlice<UInt8>, at place: PythonPlace) -> Shape {
        let words = content.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let head = words.first, words.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isNameByte) }) else {
            return .unknown
        }
        guard let name = file.names.find(String(decoding: head, as: UTF8.self)) else { return .unknown }
        var result = nameShape(name, at: place)
        for word in words.dropFirst().prefix(4) { result = .member(result, String(decoding: word, as: UTF8.self)) }
        return .annotated(result)
    }

    // MARK: - Parameters and classes

    mutating func parameterShape(_ place: PythonPlace) -> Shape {
        if let annotation = file.child(place, .annotation) { return .variable(annotationShape(annotation)) }
        guard let parameters = file.parent(place), let function = file.parent(parameters) else { return .unknown }
        if file.node(place).nameStart == -2 { return .plain }
        guard file.node(function).kind == .function else { return .unknown }
        if let owner = owner(of: function), file.node(parameters).child == place.node {
            let decorators = decoratorNames(function)
            if decorators.contains("staticmethod") { return .parameter(function: function, name: file.name(place)) }
            return decorators.contains("classmethod") ? .definition(owner) : .receiver(owner)
        }
        let untyped = Shape.parameter(function: function, name: file.name(place))
        guard let fallback = file.child(place, .defaultValue) else { return untyped }
        return .either([.variable(shape(fallback)), untyped])
    }

    /// The class whose body a function stands in directly.
    func owner(of function: PythonPlace) -> PythonPlace? {
        let scope = file.scope(of: function)
        return scope.node > 0 && file.node(scope).kind == .classDefinition ? scope : nil
    }

    /// The class of the method around a place.
    func enclosingClass(of place: PythonPlace) -> PythonPlace? {
        var scope = file.scope(of: place)
        while scope.node > 0 {
            if file.node(scope).kind == .classDefinition { return scope }
            scope = file.scope(of: scope)
        }
        return nil
    }

    func decoratorNames(_ function: PythonPlace) -> [String] {
        var found: [String] = []
        for child in file.children(function) where file.node(child).kind == .decorator {
            guard var expression = first(child) else { continue }
            if file.node(expression).kind == .call, let callee = first(expression) { expression = callee }
            found.append(file.name(expression))
        }
        return found
    }
}
