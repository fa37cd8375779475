import Machine
import Reading

/// Where in a project a string leads: template files and view functions.
extension Workspace {
    /// A place in a file of the project.
    package struct Destination: Sendable {
        package var path: String
        /// Bytes from the beginning of the file.
        package var offset: Int
    }

    /// Files read as Python for the list of all endpoints.
    private static let viewFiles = 400
    private static let depth = 8

    /// Without a survey the folder is looked through for the one question.
    private func paths(suffix: String) -> [String] {
        let all = Files.tree(root, suffix: suffix, depth: Self.depth, passingOver: WorkspaceSurvey.passedOver)
        return all.prefix(WorkspaceSurvey.files).map(\.path)
    }

    /// The names by which the project's templates can be rendered, each with its file's path, in the order of the folders.
    package func templates(suffix: String = "") -> [(name: String, path: String)] {
        let files = survey.map { $0.templates.filter { $0.hasSuffix(suffix) } } ?? paths(suffix: suffix)
        return files.compactMap { path in
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
    /// - Parameter open: the text of a file as an editor has it, if it does.
    package func destination(
        ofEndpoint endpoint: String, near path: String, open: (String) -> PythonFile?
    ) -> Destination? {
        let last = endpoint.split(separator: ".").last.map(String.init) ?? ""
        guard !last.isEmpty else { return nil }
        var found: [(path: String, offset: Int, isWhole: Bool)] = []
        for (file, view) in views(naming: Array(last.utf8), most: WorkspaceSurvey.files, open: open) {
            // Of nested blueprints only the inner name is known where the view stands.
            let isWhole = view.endpoint == endpoint
            if isWhole || view.endpoint == last || endpoint.hasSuffix("." + view.endpoint)
                || endpoint.hasPrefix(".") && view.endpoint.hasSuffix(endpoint)
            {
                found.append((root + "/" + file, view.offset, isWhole))
            }
        }
        let best = found.max {
            ($0.isWhole ? 1 : 0, Self.shared($0.path, path)) < ($1.isWhole ? 1 : 0, Self.shared($1.path, path))
        }
        return best.map { Destination(path: $0.path, offset: $0.offset) }
    }

    /// Every endpoint of the project, for completion.
    package func endpoints(open: (String) -> PythonFile?) -> [String] {
        Set(views(naming: Array("route(".utf8), most: Self.viewFiles, open: open).map(\.view.endpoint)).sorted()
    }

    private static func holds(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            word.withUnsafeBufferPointer { word in
                var start = 0
                while start + word.count <= bytes.count {
                    if bytes[start] == word[0] {
                        var length = 1
                        while length < word.count, bytes[start + length] == word[length] { length += 1 }
                        if length == word.count { return true }
                    }
                    start += 1
                }
                return false
            }
        }
    }

    /// The views of the files that hold a word.
    private func views(
        naming word: [UInt8], most: Int, open: (String) -> PythonFile?
    ) -> [(file: String, view: (endpoint: String, offset: Int))] {
        var found: [(file: String, view: (endpoint: String, offset: Int))] = []
        var read = 0
        let view = view()
        for path in survey?.python ?? paths(suffix: ".py") {
            let edited = open(root + "/" + path)
            if edited == nil, let known = known(path) {
                if let known, !known.views.isEmpty {
                    found += Endpoints.views(of: known, path: path, workspace: view).map { (path, $0) }
                }
                continue
            }
            let bytes =
                edited?.text.bytes ?? (try? Files.read(root + "/" + path, limit: ReadingLimits.documentBytes)) ?? []
            // Most files do not speak of it, and finding that out is far quicker than understanding them.
            guard Self.holds(bytes, word) else { continue }
            read += 1
            guard read <= most else { break }
            guard let summary = edited.map({ ModuleSummary($0) }) ?? view.summary(path) else { continue }
            found += Endpoints.views(of: summary, path: path, workspace: view).map { (path, $0) }
        }
        return found
    }
}
