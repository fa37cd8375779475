/// Finds what each scope of a chunk binds, once, when the chunk is read.
enum PythonScopes {
    static func collect(_ chunk: inout PythonChunk) {
        var bindings: [PythonBinding] = []
        var definitions: [Int32] = []
        var stars: [Int32] = []
        var packages: [Int32] = []
        for index in 0..<chunk.nodes.count {
            let node = chunk.nodes[index]
            let at = Int32(index)
            func bind(_ kind: PythonBinding.Kind, _ name: Int32, _ site: Int32) {
                guard name >= 0 else { return }
                bindings.append(PythonBinding(scope: chunk.scope(of: site), name: name, node: site, kind: kind))
            }
            switch node.kind {
            case .function, .classDefinition:
                definitions.append(at)
                bind(node.kind == .function ? .function : .classDefinition, node.name, at)
            case .parameter: bind(.parameter, node.name, at)
            case .handler: bindHandler(chunk, at, node, &bindings)
            case .importAlias:
                let parent = node.parent
                guard parent >= 0 else { continue }
                bind(chunk.nodes[Int(parent)].kind == .importFrom ? .importName : .importModule, node.name, at)
            case .importFrom: if chunk.firstChild(at, .star) != nil { stars.append(at) }
            case .dotted:
                if isImportedModule(chunk, node) {
                    for part in chunk.children(at) { packages.append(chunk.nodes[Int(part)].name) }
                }
            case .globalStatement:
                for child in chunk.children(at) { bind(.global, chunk.nodes[Int(child)].name, child) }
            case .name: if isTarget(chunk, at) { bindTarget(chunk, at, &bindings) }
            default: break
            }
        }
        bindings.sort { ($0.scope, $0.name, $0.node) < ($1.scope, $1.name, $1.node) }
        chunk.bindings = bindings
        chunk.definitions = definitions
        chunk.starImports = stars
        chunk.packages = packages
    }

    /// Whether a dotted name is the module an import names, from the top.
    private static func isImportedModule(_ chunk: PythonChunk, _ node: PythonNode) -> Bool {
        guard node.child >= 0, node.parent >= 0 else { return false }
        let parent = chunk.nodes[Int(node.parent)]
        if parent.kind == .importFrom { return parent.name == 0 }
        return parent.kind == .importAlias && parent.parent >= 0
            && chunk.nodes[Int(parent.parent)].kind == .importStatement
    }

    private static func bindHandler(
        _ chunk: PythonChunk, _ at: Int32, _ node: PythonNode, _ bindings: inout [PythonBinding]
    ) {
        guard node.name >= 0 else { return }
        bindings.append(PythonBinding(scope: chunk.scope(of: at), name: node.name, node: at, kind: .handler))
    }

    private static func bindTarget(_ chunk: PythonChunk, _ at: Int32, _ bindings: inout [PythonBinding]) {
        let name = chunk.nodes[Int(at)].name
        guard name >= 0 else { return }
        var scope = chunk.scope(of: at)
        // `:=` inside a comprehension binds outside it.
        if chunk.nodes[Int(chunk.nodes[Int(at)].parent)].kind == .walrus {
            while scope > 0 && chunk.nodes[Int(scope)].kind == .comprehension { scope = chunk.scope(of: scope) }
        }
        bindings.append(PythonBinding(scope: scope, name: name, node: at, kind: .target))
    }

    /// Whether a name node stands where a statement assigns.
    private static func isTarget(_ chunk: PythonChunk, _ at: Int32) -> Bool {
        var inner = at
        var outer = chunk.nodes[Int(at)].parent
        while outer >= 0 {
            let node = chunk.nodes[Int(outer)]
            switch node.kind {
            case .tuple, .list, .starred:
                inner = outer
                outer = node.parent
            case .assign: return chunk.nodes[Int(inner)].next >= 0
            case .annotated, .forLoop, .comprehensionFor, .walrus: return node.child == inner
            case .withItem: return node.child != inner
            case .augmented: return false
            default: return false
            }
        }
        return false
    }
}
