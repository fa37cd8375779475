import Reading

/// Where in a project a string leads: template files and view functions, of those that the last survey found.
extension Workspace {
    /// A place in a file of the project.
    package struct Destination: Sendable {
        package var path: String
        /// Bytes from the beginning of the file.
        package var offset: Int
    }

    /// The names by which the project's templates can be rendered, each with its file's path, in the order of the folders.
    package func templates(suffix: String = "") -> [(name: String, path: String)] {
        (survey?.templates ?? []).filter { $0.hasSuffix(suffix) }.compactMap { path in
            let parts = "/" + path
            guard let range = parts.firstRange(of: "/templates/") else { return nil }
            return (String(parts[range.upperBound...]), root + "/" + path)
        }
    }

    /// The file of a template; of several with the name the one nearest to the file that names it.
    package func destination(ofTemplate name: String, near path: String) -> Destination? {
        let last = name.split(separator: "/").last.map(String.init) ?? ""
        guard !last.isEmpty else { return nil }
        let found = templates(suffix: last).filter { $0.name == name }.map(\.path)
        let nearest = found.max { Self.shared($0, path) < Self.shared($1, path) }
        return nearest.map { Destination(path: $0, offset: 0) }
    }

    /// How much of two paths is the same from the root on.
    private static func shared(_ one: String, _ other: String) -> Int {
        zip(one.utf8, other.utf8).prefix { $0 == $1 }.count
    }

    /// The function that an endpoint calls (`url_for("auth.login")`); a leading dot means the blueprint at hand.
    /// - Parameter open: files that an editor has open, as they are there, by path.
    package func destination(
        ofEndpoint endpoint: String, near path: String, open: [String: ModuleSummary] = [:]
    ) -> Destination? {
        let last = endpoint.split(separator: ".").last.map(String.init) ?? ""
        guard !last.isEmpty else { return nil }
        // Of nested blueprints only the inner name is known where the view stands.
        let found = views(open) { view in
            view == endpoint || view == last || endpoint.hasSuffix("." + view)
                || endpoint.hasPrefix(".") && view.hasSuffix(endpoint)
        }
        func rank(_ view: WorkspaceSurvey.View) -> (Int, Int) {
            (view.endpoint == endpoint ? 1 : 0, Self.shared(root + "/" + view.path, path))
        }
        let best = found.max { rank($0) < rank($1) }
        return best.map { Destination(path: root + "/" + $0.path, offset: $0.offset) }
    }

    /// Every endpoint of the project, for completion.
    package func endpoints(open: [String: ModuleSummary] = [:]) -> [String] {
        Set(views(open) { _ in true }.map(\.endpoint)).sorted()
    }

    /// The views that are wanted: of open files as they are there, of all others as the survey found them.
    private func views(_ open: [String: ModuleSummary], where isWanted: (String) -> Bool) -> [WorkspaceSurvey.View] {
        let all = survey?.views ?? []
        var found = all.filter { isWanted($0.endpoint) && open[root + "/" + $0.path] == nil }
        let view = view()
        for (file, summary) in open where file.hasPrefix(root + "/") && !summary.views.isEmpty {
            let path = relative(file)
            for (endpoint, offset) in Endpoints.views(of: summary, path: path, workspace: view)
            where isWanted(endpoint) {
                found.append(WorkspaceSurvey.View(endpoint: endpoint, path: path, offset: offset))
            }
        }
        return found.sorted { ($0.path, $0.offset) < ($1.path, $1.offset) }
    }
}
