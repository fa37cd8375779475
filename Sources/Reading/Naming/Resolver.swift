/// Reads shapes against the facts and the rest of the workspace: which class this is an instance of, which method that is.
/// Answers "unknown" rather than guess, and after a bounded number of steps.
struct Resolver {
    let facts: Facts
    let workspace: WorkspaceView
    /// The path of the document asked about, relative to the workspace root.
    let path: String
    var reader: ShapeReader
    var steps = ReadingLimits.resolutionSteps
    var depth = 0
    var summaries: [String: ModuleSummary?] = [:]
    var callSearches = 0
    var ownFixtures: [String: PythonPlace]?
    var ownShapes: [String: Shape?] = [:]
    var ownDefinitions: [PythonPlace: DefinitionSummary] = [:]

    init(file: PythonFile, path: String, facts: Facts, workspace: WorkspaceView) {
        self.facts = facts
        self.workspace = workspace
        self.path = path
        self.reader = ShapeReader(file)
    }

    /// What a shape of the file at `home` means.
    mutating func meaning(_ shape: Shape, in home: String) -> Meaning {
        guard steps > 0, depth < ReadingLimits.resolutionDepth else { return .unknown }
        steps -= 1
        depth += 1
        defer { depth -= 1 }
        switch shape {
        case .unknown: return .unknown
        case .nothing: return Meaning(value: .nothing)
        case .plain: return .foreign
        case .module(let name, let level): return module(name, level: level, from: home)
        case .imported(let module, let level, let name): return imported(module, level: level, name: name, from: home)
        case .global(let name): return global(name, in: home)
        case .definition(let place): return definition(ProjectPlace(path: home, place: place))
        case .receiver(let place): return Meaning(value: .projectInstance(ProjectPlace(path: home, place: place)))
        case .parent(let place): return Meaning(value: .projectParent(ProjectPlace(path: home, place: place)))
        case .parameter(let function, let name): return parameter(name, of: function, in: home)
        case .member(let base, let name): return member(name, of: meaning(base, in: home))
        case .call(let callee, let first): return called(meaning(callee, in: home), first: first, in: home)
        case .item(let base, let index): return item(meaning(base, in: home), index)
        case .element(let base):
            let whole = meaning(base, in: home)
            if case .list(let element) = whole.value { return Meaning(value: element, isLikely: whole.isLikely) }
            return .unknown
        case .entered(let base):
            var whole = meaning(base, in: home)
            if case .context(let inner) = whole.value { whole.value = inner }
            whole.symbol = nil
            return whole
        case .annotated(let type):
            let found = meaning(type, in: home)
            switch found.value {
            case .classObject(let name): return Meaning(value: .instance(name), isLikely: found.isLikely)
            case .projectClass(let place): return Meaning(value: .projectInstance(place), isLikely: found.isLikely)
            default: return .unknown
            }
        case .variable(let inner):
            var found = meaning(inner, in: home)
            found.symbol = nil
            found.alternatives = []
            found.lifetime = nil
            return found
        case .tuple(let parts): return Meaning(value: .tuple(parts.map { meaning($0, in: home).value }))
        case .list(let element): return Meaning(value: .list(meaning(element, in: home).value))
        case .either(let shapes):
            var fallback = Meaning.unknown
            for shape in shapes {
                let found = meaning(shape, in: home)
                if !found.isUnknown { return found }
                if case .foreign = found.value { fallback = found }
            }
            return fallback
        case .starred(let stars, let name):
            for star in stars {
                let found = imported(star.module, level: star.level, name: name, from: home)
                if !found.isUnknown { return found }
            }
            return .unknown
        }
    }

    // MARK: - Modules

    mutating func module(_ name: String, level: Int, from home: String) -> Meaning {
        if level == 0 {
            let package = name.prefix { $0 != "." }
            if facts.knows(package: String(package)) || package == "flaskext" { return described(name) }
        }
        for candidate in ModulePaths.candidates(name, level: level, from: home) where summary(candidate) != nil {
            return Meaning(value: .projectModule(candidate))
        }
        // A folder without `__init__.py` is a module too; its path ends with a slash here.
        if level > 0 || !name.isEmpty, let folder = ModulePaths.candidates(name, level: level, from: home).last {
            let end = folder.hasSuffix("/__init__.py") ? folder.dropLast("__init__.py".count) : ""
            if level > 0 && !end.isEmpty { return Meaning(value: .projectModule(String(end))) }
        }
        return .foreign
    }

    /// A dotted name inside a described package.
    func described(_ name: String) -> Meaning {
        // Before that, extensions lived in a package of their own.
        if name.hasPrefix("flaskext.") { return described("flask.ext." + name.dropFirst("flaskext.".count)) }
        // `flask.ext.x` was the name of `flask_x` until Flask 1.0.
        if name.hasPrefix("flask.ext.") {
            let rest = name.dropFirst("flask.ext.".count)
            return facts.knows(package: "flask_" + rest.prefix { $0 != "." }) ? described("flask_" + rest) : .foreign
        }
        guard let row = facts.canonical(name) else { return .unknown }
        return meaning(of: row, asked: name, receiver: nil)
    }

    mutating func imported(_ module: String, level: Int, name: String, from home: String) -> Meaning {
        // Star imports may lead in circles without a shape between them.
        guard steps > 0, depth < ReadingLimits.resolutionDepth else { return .unknown }
        steps -= 1
        depth += 1
        defer { depth -= 1 }
        let whole = self.module(module, level: level, from: home)
        return member(name, of: whole)
    }

    mutating func summary(_ path: String) -> ModuleSummary? {
        if let known = summaries[path] { return known }
        guard summaries.count < 400 else { return nil }
        let found = workspace.summary(path)
        summaries[path] = .some(found)
        return found
    }

    mutating func global(_ name: String, in home: String) -> Meaning {
        guard let shape = binding(name, in: home) else { return .unknown }
        return meaning(shape, in: home)
    }

    mutating func binding(_ name: String, in home: String) -> Shape? {
        guard home == path else { return summary(home)?.bindings[name] }
        if let known = ownShapes[name] { return known }
        guard ownShapes.count < ReadingLimits.readings else { return nil }
        var reader = ShapeReader(self.reader.file)
        let shape = reader.moduleShape(name)
        ownShapes[name] = .some(shape)
        return shape
    }

    mutating func summary(of place: ProjectPlace) -> DefinitionSummary? {
        guard place.path == path else { return summary(place.path)?.definitions[place.place] }
        if let known = ownDefinitions[place.place] { return known }
        guard ownDefinitions.count < ReadingLimits.readings else { return nil }
        var reader = ShapeReader(self.reader.file)
        let found = reader.definition(place.place)
        ownDefinitions[place.place] = found
        return found
    }

    mutating func definition(_ place: ProjectPlace) -> Meaning {
        switch summary(of: place) {
        case .function: return Meaning(value: .projectFunction(place))
        case .classDefinition: return Meaning(value: .projectClass(place))
        case nil: return .unknown
        }
    }
}
