/// A view a file registers: what `url_for` calls it.
package struct ViewSummary: Sendable, Equatable {
    /// The endpoint without its blueprint: the function's name unless `endpoint=` says otherwise.
    package var endpoint: String
    /// The variable of the app or blueprint it is registered on.
    package var holder: String
    /// Where its name stands, in bytes.
    package var offset: Int
}

extension ShapeReader {
    /// The views a file registers with decorators and `add_url_rule`, in order.
    func views() -> [ViewSummary] {
        var found: [ViewSummary] = []
        for (index, chunk) in file.chunks.enumerated() {
            for (number, node) in chunk.nodes.enumerated()
            where node.kind == .call && found.count < ReadingLimits.summaryEntries {
                let call = PythonPlace(Int32(index), Int32(number))
                guard let callee = file.children(call).first, file.node(callee).kind == .attribute,
                    let base = file.children(callee).first, file.node(base).kind == .name
                else { continue }
                switch file.name(callee) {
                case "route", "get", "post", "put", "patch", "delete":
                    guard let decorator = file.parent(call), file.node(decorator).kind == .decorator,
                        let function = file.parent(decorator), file.node(function).kind == .function
                    else { continue }
                    let name = keyword("endpoint", of: call).flatMap { text($0) } ?? file.name(function)
                    let offset = file.starts[index] + Int(file.node(function).nameStart)
                    found.append(ViewSummary(endpoint: name, holder: file.name(base), offset: offset))
                case "add_url_rule":
                    guard let name = ruleEndpoint(call) else { continue }
                    let offset = file.starts[index] + Int(node.start)
                    found.append(ViewSummary(endpoint: name, holder: file.name(base), offset: offset))
                default: continue
                }
            }
        }
        return found
    }

    /// Variables that hold blueprints, with the name each was given: `bp = Blueprint("auth", __name__)`.
    func blueprints() -> [String: String] {
        var found: [String: String] = [:]
        for (index, chunk) in file.chunks.enumerated() {
            for (number, node) in chunk.nodes.enumerated() where node.kind == .assign && found.count < 200 {
                let parts = file.children(PythonPlace(Int32(index), Int32(number)))
                guard parts.count > 1, file.node(parts[0]).kind == .name, let value = parts.last,
                    file.node(value).kind == .call, let callee = file.children(value).first,
                    file.name(callee) == "Blueprint" || file.name(callee) == "APIBlueprint"
                else { continue }
                let arguments = file.child(value, .arguments).map { file.children($0) } ?? []
                guard
                    let name = keyword("name", of: value).flatMap({ text($0) }) ?? arguments.first.flatMap({ text($0) })
                else { continue }
                found[file.name(parts[0])] = name
            }
        }
        return found
    }

    /// The endpoint of an `add_url_rule`: given, else the view's name.
    private func ruleEndpoint(_ call: PythonPlace) -> String? {
        if let given = keyword("endpoint", of: call).flatMap({ text($0) }) { return given }
        let arguments = file.child(call, .arguments).map { file.children($0) } ?? []
        if arguments.count > 1, let given = text(arguments[1]) { return given }
        guard let view = keyword("view_func", of: call) ?? (arguments.count > 2 ? arguments[2] : nil) else {
            return nil
        }
        // `V.as_view("name")`
        if file.node(view).kind == .call, let first = file.child(view, .arguments).flatMap({ file.children($0).first })
        {
            return text(first)
        }
        let name = file.name(view)
        return name.isEmpty ? nil : name
    }

    private func keyword(_ name: String, of call: PythonPlace) -> PythonPlace? {
        let arguments = file.child(call, .arguments).map { file.children($0) } ?? []
        let found = arguments.first { file.node($0).kind == .keywordArgument && file.name($0) == name }
        return found.flatMap { file.children($0).first }
    }

    private func text(_ place: PythonPlace) -> String? {
        file.literal(place).map { String(decoding: $0.content, as: UTF8.self) }
    }
}

/// Endpoints of a whole workspace, for jumping to a view and for completing `url_for("…")`.
package enum Endpoints {
    /// The views of one file under the names `url_for` takes, with their byte offsets. `path` is the file's.
    package static func views(
        of summary: ModuleSummary, path: String, workspace: WorkspaceView
    ) -> [(endpoint: String, offset: Int)] {
        summary.views.map { view in
            let prefix = blueprint(view.holder, in: summary, path: path, workspace: workspace)
            return ((prefix.map { $0 + "." } ?? "") + view.endpoint, view.offset)
        }
    }

    /// The name of the blueprint a variable holds, here or where it was imported from.
    private static func blueprint(
        _ holder: String, in summary: ModuleSummary, path: String, workspace: WorkspaceView
    ) -> String? {
        if let own = summary.blueprints[holder] { return own }
        guard case .imported(let module, let level, let name) = summary.bindings[holder] else { return nil }
        for candidate in ModulePaths.candidates(module, level: level, from: path) {
            if let found = workspace.summary(candidate)?.blueprints[name] { return found }
        }
        return nil
    }
}
