/// Summaries of functions, classes and whole files.
extension ShapeReader {
    mutating func definition(_ place: PythonPlace) -> DefinitionSummary? {
        switch file.node(place).kind {
        case .function: return .function(function(place))
        case .classDefinition: return .classDefinition(classSummary(place))
        default: return nil
        }
    }

    private mutating func function(_ place: PythonPlace) -> FunctionSummary {
        var summary = FunctionSummary()
        summary.name = file.name(place)
        summary.owner = owner(of: place)
        summary.decorators = decoratorNames(place)
        summary.fixture = fixtureName(place)
        summary.isTest = summary.fixture != nil || file.name(place).hasPrefix("test")
        if let annotation = file.child(place, .annotation) { summary.annotation = annotationShape(annotation) }
        let chunk = file.chunks[Int(place.chunk)]
        let end = chunk.nodes[Int(place.node)].end
        var index = Int(place.node) + 1
        while index < chunk.nodes.count, chunk.nodes[index].start < end {
            let node = chunk.nodes[index]
            if node.kind == .returnStatement || node.kind == .yielding, node.child >= 0 {
                let at = PythonPlace(place.chunk, Int32(index))
                if file.scope(of: at) == place {
                    let given = shape(PythonPlace(place.chunk, node.child))
                    if node.kind == .yielding {
                        if summary.yields.count < ReadingLimits.alternatives { summary.yields.append(given) }
                    } else if summary.returns.count < ReadingLimits.alternatives {
                        summary.returns.append(given)
                    }
                }
            }
            index += 1
        }
        guard let parameters = file.child(place, .parameters) else { return summary }
        for parameter in file.children(parameters).prefix(40) {
            summary.parameters.append(self.parameter(parameter, of: place))
        }
        return summary
    }

    private mutating func parameter(_ place: PythonPlace, of function: PythonPlace) -> ParameterSummary {
        var summary = ParameterSummary(name: file.name(place))
        if let annotation = file.child(place, .annotation) { summary.annotation = annotationShape(annotation) }
        guard summary.annotation == nil else { return summary }
        if let fallback = file.child(place, .defaultValue) { summary.fallback = shape(fallback) }
        // Only what a name alone can make likely is looked into.
        guard LikelyNames.className(for: summary.name) != nil else { return summary }
        let name = file.node(place).name
        let chunk = file.chunks[Int(function.chunk)]
        let end = chunk.nodes[Int(function.node)].end
        func used(_ attribute: PythonNode) {
            let text = file.names.text(attribute.name)
            if !text.isEmpty, summary.uses.count < 40, !summary.uses.contains(text) { summary.uses.append(text) }
        }
        var index = Int(function.node) + 1
        while index < chunk.nodes.count, chunk.nodes[index].start < end {
            let node = chunk.nodes[index]
            defer { index += 1 }
            guard node.kind == .name, node.name == name, node.parent >= 0 else { continue }
            let parent = chunk.nodes[Int(node.parent)]
            if parent.kind == .attribute {
                used(parent)
            } else if parent.kind == .assign, parent.child >= 0, let owner = owner(of: function) {
                // `self.app = app`: what the class asks of `self.app` counts too.
                let kept = chunk.nodes[Int(parent.child)]
                guard kept.kind == .attribute, kept.name >= 0, kept.child >= 0 else { continue }
                let receiver = chunk.nodes[Int(kept.child)]
                guard receiver.kind == .name else { continue }
                let ownerEnd = chunk.nodes[Int(owner.node)].end
                var inner = Int(owner.node) + 1
                while inner < chunk.nodes.count, chunk.nodes[inner].start < ownerEnd {
                    let node = chunk.nodes[inner]
                    inner += 1
                    guard node.kind == .attribute, node.name == kept.name, node.parent >= 0, node.child >= 0,
                        chunk.nodes[Int(node.child)].kind == .name,
                        chunk.nodes[Int(node.child)].name == receiver.name,
                        chunk.nodes[Int(node.parent)].kind == .attribute
                    else { continue }
                    used(chunk.nodes[Int(node.parent)])
                }
            } else if parent.kind == .arguments, parent.parent >= 0, chunk.nodes[Int(parent.parent)].kind == .call {
                let callee = chunk.nodes[Int(parent.parent)].child
                if summary.passedTo.count < 12 { summary.passedTo.append(shape(PythonPlace(function.chunk, callee))) }
            }
        }
        return summary
    }

    /// The name a function serves as a pytest fixture under: its own, or the decorator's `name=`.
    func fixtureName(_ place: PythonPlace) -> String? {
        for child in file.children(place) where file.node(child).kind == .decorator {
            guard let expression = file.children(child).first else { continue }
            guard file.node(expression).kind == .call else {
                if isFixture(expression) { return file.name(place) }
                continue
            }
            guard let callee = file.children(expression).first, isFixture(callee) else { continue }
            for argument in file.child(expression, .arguments).map({ file.children($0) }) ?? []
            where file.node(argument).kind == .keywordArgument && file.name(argument) == "name" {
                if let value = file.children(argument).first, let (content, _) = file.literal(value) {
                    return String(decoding: content, as: UTF8.self)
                }
            }
            return file.name(place)
        }
        return nil
    }

    private func isFixture(_ expression: PythonPlace) -> Bool {
        let name = file.name(expression)
        return name == "fixture" || name == "yield_fixture"
    }

    /// What the calls in this file hand to a parameter of one of its functions. One pass over the file.
    mutating func argumentShapes(for name: String, of function: PythonPlace) -> [Shape] {
        guard let parameters = file.child(function, .parameters), file.node(function).name >= 0,
            var index = file.children(parameters).firstIndex(where: { file.name($0) == name })
        else { return [] }
        let isMethod = owner(of: function) != nil
        if isMethod { index -= 1 }
        let wanted = file.node(function).name
        var found: [Shape] = []
        for (number, chunk) in file.chunks.enumerated() {
            for node in chunk.nodes where node.kind == .call && node.child >= 0 {
                let callee = chunk.nodes[Int(node.child)]
                guard callee.name == wanted, callee.kind == (isMethod ? .attribute : .name), callee.next >= 0 else {
                    continue
                }
                let arguments = file.children(PythonPlace(Int32(number), callee.next))
                let named = arguments.first { file.node($0).kind == .keywordArgument && file.name($0) == name }
                if let value = named.flatMap({ file.children($0).first }) {
                    found.append(shape(value))
                } else if index >= 0, index < arguments.count,
                    !arguments[...index].contains(where: {
                        file.node($0).kind == .keywordArgument || file.node($0).kind == .starred
                    })
                {
                    found.append(shape(arguments[index]))
                }
                if found.count >= ReadingLimits.alternatives { return found }
            }
        }
        return found
    }

    /// The fixtures a file declares at module level.
    func fixtures() -> [String: PythonPlace] {
        var found: [String: PythonPlace] = [:]
        for (index, chunk) in file.chunks.enumerated() {
            for node in chunk.definitions where chunk.nodes[Int(node)].kind == .function && found.count < 200 {
                let place = PythonPlace(Int32(index), node)
                if let name = fixtureName(place) { found[name] = place }
            }
        }
        return found
    }

    private mutating func classSummary(_ place: PythonPlace) -> ClassSummary {
        var summary = ClassSummary(name: file.name(place))
        if let bases = file.child(place, .arguments) {
            for base in file.children(bases).prefix(12) where file.node(base).kind != .keywordArgument {
                summary.bases.append(shape(base))
            }
        }
        let chunk = file.chunks[Int(place.chunk)]
        var collected: [String: [Shape]] = [:]
        for binding in scopeBindings(place) where collected.count < ReadingLimits.summaryEntries {
            let text = file.names.text(binding.name)
            guard collected[text, default: []].count < ReadingLimits.alternatives else { continue }
            collected[text, default: []].append(bindingShape(PythonPlacedBinding(chunk: place.chunk, binding: binding)))
        }
        // `self.x = …` in the methods.
        let end = chunk.nodes[Int(place.node)].end
        var index = Int(place.node) + 1
        while index < chunk.nodes.count, chunk.nodes[index].start < end {
            let node = chunk.nodes[index]
            defer { index += 1 }
            guard node.kind == .attribute, node.parent >= 0,
                // In `with self.x as self.y` only the second is given a value.
                (node.next >= 0) != (chunk.nodes[Int(node.parent)].kind == .withItem)
            else { continue }
            let parent = chunk.nodes[Int(node.parent)]
            guard
                parent.kind == .assign || parent.kind == .annotated
                    || parent.kind == .withItem && parent.child != Int32(index),
                node.child >= 0, chunk.nodes[Int(node.child)].kind == .name
            else { continue }
            let at = PythonPlace(place.chunk, Int32(index))
            guard isReceiver(PythonPlace(place.chunk, node.child), of: place) else { continue }
            let text = file.names.text(node.name)
            guard collected.count < ReadingLimits.summaryEntries,
                collected[text, default: []].count < ReadingLimits.alternatives
            else { continue }
            collected[text, default: []].append(.variable(attributeShape(at)))
        }
        // What is known for sure goes first: `x = None` in the class, then `self.x = Flask()`.
        for (name, shapes) in collected { summary.members[name] = .any(shapes) }
        return summary
    }

    private mutating func attributeShape(_ place: PythonPlace) -> Shape {
        guard let holder = file.parent(place) else { return .unknown }
        let parts = file.children(holder)
        switch file.node(holder).kind {
        case .assign: return parts.last.map { shape($0) } ?? .unknown
        case .annotated: return parts.count > 1 ? annotationShape(parts[1]) : .unknown
        case .withItem: return parts.first == place ? .unknown : parts.first.map { .entered(shape($0)) } ?? .unknown
        default: return .unknown
        }
    }

    /// Whether a name is the first parameter of a method of that class.
    private func isReceiver(_ name: PythonPlace, of owner: PythonPlace) -> Bool {
        var scope = file.scope(of: name)
        while scope.node > 0, file.node(scope).kind != .function { scope = file.scope(of: scope) }
        guard scope.node > 0, self.owner(of: scope) == owner, let parameters = file.child(scope, .parameters) else {
            return false
        }
        let first = file.node(parameters).child
        return first >= 0 && file.node(PythonPlace(name.chunk, first)).name == file.node(name).name
    }

    private func scopeBindings(_ scope: PythonPlace) -> ArraySlice<PythonBinding> {
        let bindings = file.chunks[Int(scope.chunk)].bindings
        var low = 0
        var high = bindings.count
        while low < high {
            let middle = (low + high) / 2
            if bindings[middle].scope < scope.node { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < bindings.count && bindings[end].scope == scope.node { end += 1 }
        return bindings[low..<end]
    }

    /// The components of the modules a file imports.
    func importedPackages() -> Set<String> {
        var found: Set<String> = []
        for chunk in file.chunks {
            for name in chunk.packages where found.count < 400 { found.insert(file.names.text(name)) }
        }
        return found
    }
}

extension ModuleSummary {
    /// What other files need to know of this one. Linear in the file, up to the limits.
    package init(_ file: PythonFile) {
        var reader = ShapeReader(file)
        for name in file.moduleBindings.keys.sorted() where bindings.count < ReadingLimits.summaryEntries {
            let text = file.names.text(name)
            reader = ShapeReader(file)
            if let shape = reader.moduleShape(text) { bindings[text] = shape }
        }
        stars = reader.starImports()
        importedPackages = reader.importedPackages()
        fixtures = reader.fixtures()
        views = reader.views()
        blueprints = reader.blueprints()
        for (index, chunk) in file.chunks.enumerated() {
            for node in chunk.definitions where definitions.count < ReadingLimits.summaryEntries {
                reader = ShapeReader(file)
                let place = PythonPlace(Int32(index), node)
                definitions[place] = reader.definition(place)
            }
        }
    }
}
