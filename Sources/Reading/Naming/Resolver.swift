/// Reads shapes against the facts and the rest of the workspace: which class this is an instance of, which method that is.
/// Answers "unknown" rather than guess, and after a bounded number of steps.
struct Resolver {
    let facts: Facts
    let workspace: WorkspaceView
    /// The path of the document asked about, relative to the workspace root.
    let path: String
    var reader: ShapeReader
    private var steps = ReadingLimits.resolutionSteps
    private var depth = 0
    private var summaries: [String: ModuleSummary?] = [:]
    private var callSearches = 0
    private var ownFixtures: [String: PythonPlace]?
    private var ownShapes: [String: Shape?] = [:]
    private var ownDefinitions: [PythonPlace: DefinitionSummary] = [:]

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
            found.removedIn = nil
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
    private func described(_ name: String) -> Meaning {
        // Before that, extensions lived in a package of their own.
        if name.hasPrefix("flaskext.") { return described("flask.ext." + name.dropFirst("flaskext.".count)) }
        // `flask.ext.x` was the name of `flask_x` until Flask 1.0.
        if name.hasPrefix("flask.ext.") {
            let rest = name.dropFirst("flask.ext.".count)
            return facts.knows(package: "flask_" + rest.prefix { $0 != "." }) ? described("flask_" + rest) : .foreign
        }
        guard let row = facts.canonical(name) else { return .unknown }
        return meaning(of: row, asked: name, receiver: nil, first: nil)
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

    private mutating func summary(_ path: String) -> ModuleSummary? {
        if let known = summaries[path] { return known }
        guard summaries.count < 400 else { return nil }
        let found = workspace.summary(path)
        summaries[path] = .some(found)
        return found
    }

    private mutating func global(_ name: String, in home: String) -> Meaning {
        guard let shape = binding(name, in: home) else { return .unknown }
        return meaning(shape, in: home)
    }

    private mutating func binding(_ name: String, in home: String) -> Shape? {
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

    private mutating func definition(_ place: ProjectPlace) -> Meaning {
        switch summary(of: place) {
        case .function: return Meaning(value: .projectFunction(place))
        case .classDefinition: return Meaning(value: .projectClass(place))
        case nil: return .unknown
        }
    }

    // MARK: - Members

    mutating func member(_ name: String, of base: Meaning) -> Meaning {
        var found = memberValue(name, of: base)
        found.isLikely = found.isLikely || base.isLikely
        return found
    }

    private mutating func memberValue(_ name: String, of base: Meaning) -> Meaning {
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

    private mutating func projectMember(_ name: String, of path: String) -> Meaning {
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

    private func describedMember(_ name: String, of className: String, isProxy: Bool) -> Meaning {
        guard let (row, definedBy) = facts.member(name, of: className) else {
            guard isProxy, let own = facts.row("werkzeug.local.LocalProxy." + name) else { return .unknown }
            return meaning(of: own, asked: own.name, receiver: nil, first: nil)
        }
        var found = meaning(of: row, asked: row.name, receiver: className, first: nil)
        if row.kind == .silent { return found }
        found.symbol = className + "." + name
        // Where else it is defined, nearest first; the pack may know it only there.
        var seen = false
        for base in facts.order(of: className) {
            if base == definedBy { seen = true }
            if seen && base != className, facts.row(base + "." + name) != nil {
                found.alternatives.append(base + "." + name)
            }
        }
        return found
    }

    private mutating func projectClassMember(
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
                return projectAttribute(meaning(shape, in: current.path), isInstance: isInstance)
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
    private mutating func projectAttribute(_ found: Meaning, isInstance: Bool) -> Meaning {
        var found = found
        found.symbol = nil
        if isInstance, case .projectFunction(let place) = found.value, case .function(let summary) = summary(of: place),
            summary.decorators.contains(where: { $0.hasSuffix("property") })
        {
            return result(of: place, summary)
        }
        return found
    }

    /// What a row of the facts is as a value.
    private func meaning(of row: FactRow, asked: String, receiver: String?, first: Meaning?) -> Meaning {
        var found = Meaning(value: .unknown, symbol: row.name, removedIn: row.removedIn)
        switch row.kind {
        case .module: found.value = .module(row.name)
        case .class: found.value = .classObject(row.name)
        case .function, .method: found.value = .function(row, receiver: receiver)
        case .silent, .forwarded:
            found.value =
                row.type == "?"
                ? .unknown : row.kind == .silent ? .function(row, receiver: receiver) : typed(row.type, receiver)
            if row.kind == .silent { found.symbol = nil }
        default: found.value = typed(row.type, receiver)
        }
        if asked != row.name { found.alternatives.append(asked) }
        if !row.more.isEmpty, row.more != "object", row.removedIn == nil, row.more != row.name {
            found.alternatives.append(row.more)
        }
        return found
    }

    /// A type in the facts' notation.
    private func typed(_ type: String, _ receiver: String?) -> Value {
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

    // MARK: - Calls

    private mutating func called(_ callee: Meaning, first: Shape?, in home: String) -> Meaning {
        switch callee.value {
        case .function(let row, let receiver):
            if row.type == "%" {
                guard let first else { return .unknown }
                var given = meaning(first, in: home)
                given.symbol = nil
                return given
            }
            // `files.get(…)` gives what the mapping holds.
            if row.type == "?", let receiver, let brace = receiver.firstIndex(of: "{") {
                let item = Value.instance(String(receiver[receiver.index(after: brace)...]))
                if row.name.hasSuffix(".get") || row.name.hasSuffix(".pop") { return Meaning(value: item) }
                if row.name.hasSuffix(".getlist") || row.name.hasSuffix(".values") {
                    return Meaning(value: .list(item))
                }
            }
            return Meaning(value: typed(row.type, receiver), isLikely: callee.isLikely)
        case .classObject(let name): return Meaning(value: .instance(name), isLikely: callee.isLikely)
        case .projectClass(let place): return Meaning(value: .projectInstance(place), isLikely: callee.isLikely)
        case .projectFunction(let place):
            guard case .function(let summary) = summary(of: place) else { return .unknown }
            var found = result(of: place, summary)
            found.symbol = nil
            return found
        case .foreign: return .foreign
        default: return .unknown
        }
    }

    private mutating func result(of place: ProjectPlace, _ summary: FunctionSummary) -> Meaning {
        // A command or group is no longer the function that was written.
        if summary.decorators.contains(where: { $0 == "command" || $0 == "group" }) { return .unknown }
        if summary.decorators.contains(where: { $0.hasSuffix("contextmanager") }) {
            return Meaning(value: .context(meaning(.any(summary.yields), in: place.path).value))
        }
        if let annotation = summary.annotation {
            let found = meaning(annotation, in: place.path)
            if !found.isUnknown { return found }
        }
        if !summary.yields.isEmpty && summary.returns.isEmpty {
            return Meaning(value: .list(meaning(.any(summary.yields), in: place.path).value))
        }
        return meaning(.any(summary.returns), in: place.path)
    }

    private func item(_ base: Meaning, _ index: Int?) -> Meaning {
        switch base.value {
        case .tuple(let parts):
            guard let index, index >= 0, index < parts.count else { return .unknown }
            return Meaning(value: parts[index], isLikely: base.isLikely)
        case .list(let element): return Meaning(value: element, isLikely: base.isLikely)
        case .mapping(_, let item): return Meaning(value: .instance(item), isLikely: base.isLikely)
        case .foreign: return .foreign
        default: return .unknown
        }
    }

    // MARK: - Parameters

    private mutating func parameter(_ name: String, of function: PythonPlace, in home: String) -> Meaning {
        let place = ProjectPlace(path: home, place: function)
        guard case .function(let summary) = summary(of: place) else { return .unknown }
        if summary.isTest, let fixture = fixture(name, for: place) { return fixture }
        guard let parameter = summary.parameters.first(where: { $0.name == name }) else { return .unknown }
        if let field = validatedField(parameter, summary, of: place) { return field }
        if let likely = likely(parameter, of: place) { return likely }
        return home == path ? handedIn(name, of: function) : .unknown
    }

    /// A pytest fixture of that name: in the same file, else in the nearest `conftest.py`.
    private mutating func fixture(_ name: String, for place: ProjectPlace) -> Meaning? {
        let places =
            [place.path]
            + ModulePaths.folders(above: place.path).map { $0.isEmpty ? "conftest.py" : $0 + "/conftest.py" }
        for path in places {
            guard let fixture = fixtures(path)[name] else { continue }
            let found = ProjectPlace(path: path, place: fixture)
            guard found != place, case .function(let summary) = summary(of: found) else { continue }
            if let annotation = summary.annotation {
                let given = meaning(annotation, in: path)
                if !given.isUnknown { return given }
            }
            var given = meaning(.any(summary.yields + summary.returns), in: path)
            if case .list(let element) = given.value, !summary.yields.isEmpty { given.value = element }
            given.symbol = nil
            return given
        }
        return nil
    }

    /// `def validate_email(self, field)` in a form is handed the field `email`.
    private mutating func validatedField(
        _ parameter: ParameterSummary, _ function: FunctionSummary, of place: ProjectPlace
    ) -> Meaning? {
        guard let owner = function.owner, function.name.hasPrefix("validate_"), function.parameters.count == 2,
            function.parameters[1].name == parameter.name
        else { return nil }
        let form = ProjectPlace(path: place.path, place: owner)
        // Only where the class is a form: it has what every form has.
        guard !projectClassMember("errors", of: form, isInstance: true, skipsItself: true).isUnknown else { return nil }
        var field = projectClassMember(
            String(function.name.dropFirst("validate_".count)), of: form, isInstance: true, skipsItself: false)
        guard case .instance(let name) = field.value, facts.order(of: name).contains("wtforms.Field") else {
            return nil
        }
        field.symbol = nil
        field.isLikely = true
        return field
    }

    /// What the document's own calls hand in.
    private mutating func handedIn(_ name: String, of function: PythonPlace) -> Meaning {
        guard callSearches < ReadingLimits.callSearches else { return .unknown }
        callSearches += 1
        var reader = ShapeReader(self.reader.file)
        for shape in reader.argumentShapes(for: name, of: function) {
            var found = meaning(shape, in: path)
            guard !found.isUnknown else { continue }
            found.symbol = nil
            found.isLikely = true
            return found
        }
        return .unknown
    }

    private mutating func fixtures(_ path: String) -> [String: PythonPlace] {
        guard path == self.path else { return summary(path)?.fixtures ?? [:] }
        if let known = ownFixtures { return known }
        let found = reader.fixtures()
        ownFixtures = found
        return found
    }

    /// What a parameter's name suggests, if the function uses it so and nothing speaks against it.
    private mutating func likely(_ parameter: ParameterSummary, of place: ProjectPlace) -> Meaning? {
        guard let className = LikelyNames.className(for: parameter.name), isFlaskFile(place.path) else { return nil }
        var evidence = 0
        for use in parameter.uses {
            guard facts.member(use, of: className) != nil else { return nil }
            evidence += 1
        }
        for callee in parameter.passedTo {
            let found = meaning(callee, in: place.path)
            switch found.value {
            case .classObject(let name) where facts.row(name)?.more == "object": evidence += 1
            case .function(let row, _) where row.name.hasSuffix(".init_app"): evidence += 1
            case .projectFunction(let other):
                // Handed on to another function that takes it for the same.
                if case .function(let summary) = summary(of: other), other != place,
                    summary.parameters.first.map({ LikelyNames.className(for: $0.name) == className }) ?? false
                {
                    evidence += 1
                }
            default: if case .member(_, "init_app") = callee { evidence += 1 }
            }
        }
        if evidence == 0 {
            guard className == "flask.Flask", case .function(let function) = summary(of: place),
                LikelyNames.isAppFunction(function.name)
            else { return nil }
        }
        return Meaning(value: .instance(className), isLikely: true)
    }

    /// Whether a file takes part in a Flask application: it imports Flask or an extension, or the packages around it do.
    private mutating func isFlaskFile(_ home: String) -> Bool {
        if importsFlask(home) { return true }
        for folder in ModulePaths.folders(above: home).prefix(3) {
            let prefix = folder.isEmpty ? "" : folder + "/"
            for file in ["__init__.py", "app.py"] where prefix + file != home && importsFlask(prefix + file) {
                return true
            }
        }
        return false
    }

    private mutating func importsFlask(_ file: String) -> Bool {
        let packages = file == path ? reader.importedPackages() : summary(file)?.importedPackages ?? []
        return packages.contains { $0 == "flask" || $0.hasPrefix("flask_") || $0 == "werkzeug" }
    }
}
