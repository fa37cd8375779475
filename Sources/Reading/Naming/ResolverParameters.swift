/// Parameters without annotation: fixtures of tests, fields of forms, and what names and use make likely.
extension Resolver {
    mutating func parameter(_ name: String, of function: PythonPlace, in home: String) -> Meaning {
        let place = ProjectPlace(path: home, place: function)
        guard case .function(let summary) = summary(of: place) else { return .unknown }
        if summary.isTest, let fixture = fixture(name, for: place) { return fixture }
        guard let parameter = summary.parameters.first(where: { $0.name == name }) else { return .unknown }
        if let field = validatedField(parameter, summary, of: place) { return field }
        if let likely = likely(parameter, of: place) { return likely }
        return home == path ? handedIn(name, of: function) : .unknown
    }

    /// A pytest fixture of that name: in the same file, else in the nearest `conftest.py`.
    mutating func fixture(_ name: String, for place: ProjectPlace) -> Meaning? {
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
    mutating func validatedField(
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
    mutating func handedIn(_ name: String, of function: PythonPlace) -> Meaning {
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

    mutating func fixtures(_ path: String) -> [String: PythonPlace] {
        guard path == self.path else { return summary(path)?.fixtures ?? [:] }
        if let known = ownFixtures { return known }
        let found = reader.fixtures()
        ownFixtures = found
        return found
    }

    /// What a parameter's name suggests, if the function uses it so and nothing speaks against it.
    mutating func likely(_ parameter: ParameterSummary, of place: ProjectPlace) -> Meaning? {
        guard let className = LikelyNames.className(for: parameter.name), isFlaskFile(place.path) else { return nil }
        let known = parameter.uses.filter { facts.member($0, of: className) != nil }
        var evidence = known.count
        if known.count < parameter.uses.count {
            // People hang things of their own on an app; but then it must be used as nothing but an app can be.
            guard className == "flask.Flask", known.count * 2 >= parameter.uses.count,
                known.contains(where: LikelyNames.isOnlyOfApps)
            else { return nil }
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
    mutating func isFlaskFile(_ home: String) -> Bool {
        if importsFlask(home) { return true }
        for folder in ModulePaths.folders(above: home).prefix(3) {
            let prefix = folder.isEmpty ? "" : folder + "/"
            for file in ["__init__.py", "app.py"] where prefix + file != home && importsFlask(prefix + file) {
                return true
            }
        }
        return false
    }

    mutating func importsFlask(_ file: String) -> Bool {
        let packages = file == path ? reader.importedPackages() : summary(file)?.importedPackages ?? []
        return packages.contains { $0 == "flask" || $0.hasPrefix("flask_") || $0 == "werkzeug" }
    }
}
