/// One node of a Python syntax tree. Nodes of a chunk lie in one array; a node knows its first child, its next sibling and its
/// parent by index. Offsets count from the chunk's start, so a chunk stays valid when text before it changes.
struct PythonNode: Sendable {
    enum Kind: UInt8, Sendable {
        case module
        // Statements, with their children in order.
        case function  // decorator*, parameters, annotation?, block
        case classDefinition  // decorator*, arguments?, block
        case decorator  // expression
        case block
        case assign  // target+, value
        case annotated  // target, annotation, value?
        case augmented  // target, value
        case forLoop  // target, iterable, block, block?
        case whileLoop
        case ifStatement  // condition, block, (ifStatement | block)*
        case with  // withItem+, block
        case withItem  // expression, target?
        case tryStatement  // block, handler*, block*
        case handler  // type?, block; `name` the bound name
        case matchStatement
        case matchCase
        case importStatement  // importAlias+
        case importFrom  // dotted, (importAlias | star)*; `name` the level
        case importAlias  // dotted, importedAs?
        case dotted  // name+
        case importedAs
        case star
        case globalStatement
        case returnStatement
        case expressionStatement
        case otherStatement
        // Expressions.
        case name
        case attribute  // value; `nameStart` where the attribute's name stands
        case call  // callee, arguments
        case arguments  // (expression | keywordArgument | starred)*
        case keywordArgument  // value
        case subscripting  // value, index
        case string  // expressions of an f-string
        case number
        case constant
        case tuple
        case list
        case dictionary  // (pair | starred)*
        case pair
        case setDisplay
        case comprehension  // element, comprehensionFor+
        case comprehensionFor  // target, iterable, condition*
        case lambda  // parameters, body
        case parameters  // parameter*
        case parameter  // annotation?, defaultValue?
        case annotation
        case defaultValue
        case walrus  // target, value
        case conditional  // body, condition, else
        case boolean  // operand+
        case binary  // operand, operand
        case comparison
        case unary
        case awaiting
        case yielding
        case starred
        case unknown
    }

    var kind: Kind
    var start: Int32
    var end: Int32
    var name: Int32 = -1
    var nameStart: Int32 = -1
    var child: Int32 = -1
    var next: Int32 = -1
    var parent: Int32 = -1
}

/// One top-level statement of a file: its tree and what its scopes bind.
struct PythonChunk: Sendable {
    /// Bytes from the chunk's first to the next one's first.
    var length: Int
    /// `nodes[0]` is the chunk's own module node.
    var nodes: [PythonNode]
    /// Sorted by scope, name, place.
    var bindings: [PythonBinding]
    /// Nodes of functions and classes, in order.
    var definitions: [Int32]
    /// Modules that are star-imported at this level: `importFrom` nodes.
    var starImports: [Int32]
    /// The components of imported modules, as names.
    var packages: [Int32]
    /// Number of words read: the work done, for tests.
    var wordCount: Int

    /// The children of a node, in order.
    func children(_ node: Int32) -> PythonChildren { PythonChildren(nodes: nodes, first: nodes[Int(node)].child) }

    func firstChild(_ node: Int32, _ kind: PythonNode.Kind) -> Int32? {
        var child = nodes[Int(node)].child
        while child >= 0 {
            if nodes[Int(child)].kind == kind { return child }
            child = nodes[Int(child)].next
        }
        return nil
    }

    /// The scope a node stands in: the function, lambda, class or comprehension around it, else 0 (the module). Defaults,
    /// decorators, annotations and base classes belong to the scope outside.
    func scope(of node: Int32) -> Int32 {
        var inner = node
        var outer = nodes[Int(node)].parent
        while outer > 0 {
            let innerKind = nodes[Int(inner)].kind
            switch nodes[Int(outer)].kind {
            case .function, .classDefinition:
                if innerKind == .block { return outer }
                if innerKind == .parameters && isParameterName(node) { return outer }
            case .lambda:
                if innerKind != .parameters || isParameterName(node) { return outer }
            case .comprehension:
                return outer
            default: break
            }
            inner = outer
            outer = nodes[Int(outer)].parent
        }
        return 0
    }

    private func isParameterName(_ node: Int32) -> Bool { nodes[Int(node)].kind == .parameter }
}

/// Walks a node's children.
struct PythonChildren: Sequence, IteratorProtocol {
    let nodes: [PythonNode]
    var first: Int32

    mutating func next() -> Int32? {
        guard first >= 0 else { return nil }
        defer { first = nodes[Int(first)].next }
        return first
    }
}

/// A place where a scope binds a name.
struct PythonBinding: Sendable {
    enum Kind: UInt8, Sendable {
        case importModule
        case importName
        case function
        case classDefinition
        case parameter
        case target
        case handler
        case global
    }

    var scope: Int32
    var name: Int32
    var node: Int32
    var kind: Kind
}
