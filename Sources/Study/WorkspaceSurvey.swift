import Machine

/// What stands in a project folder: the paths of its Python files and templates, what `url_for` calls its views, and whether the
/// system tells of every change.
struct WorkspaceSurvey: Sendable {
    /// Relative to the root, sorted.
    private(set) var python: [String] = []
    private(set) var templates: [String] = []
    private(set) var views: [View] = []
    /// Whether all folders were looked into and are watched; a folder too large for that is looked at again for each question.
    private(set) var tellsAll: Bool

    /// A view function: what it is called, and where it stands.
    struct View: Sendable {
        var endpoint: String
        var path: String
        var offset: Int
    }

    /// Folders of installed and generated files, which nobody means by a name in the project.
    static let passedOver: Set<String> = ["node_modules", "site-packages", "venv", "env", "__pycache__"]
    /// Files of a kind that are listed; a person's project has fewer.
    private static let files = 4000
    /// Views that are listed.
    private static let mostViews = 20_000
    /// Bytes of Python that are read ahead; of the rest each file is read when it is asked for.
    static let bytes = 48 * 1_048_576
    private static let depth = 16
    /// Endings of what is read or led to; other files come and go without a new survey.
    private static let endings = [".py", ".html", ".htm", ".jinja", ".jinja2", ".j2", ".xml", ".txt", ".md"]

    /// Whether a file's coming, going or change can matter.
    static func matters(_ name: String) -> Bool { endings.contains { name.hasSuffix($0) } }

    /// Whether a survey looks into a path's folder.
    static func covers(_ path: String) -> Bool {
        !path.hasPrefix("/") && !path.split(separator: "/").dropLast().contains { passedOver.contains(String($0)) }
    }

    /// Looks at all folders, those near the root first, each watched before it is read, so that nothing happens unseen.
    init(root: String, watch: FolderWatch?) {
        tellsAll = watch != nil
        var waiting = [(prefix: "", depth: 0)][...]
        var visited: Set<FileIdentity> = []
        while let (prefix, depth) = waiting.popFirst() {
            let folder = root + "/" + prefix
            // A folder that is reached twice counts once, so links may go in circles.
            guard let identity = Files.identity(folder), visited.insert(identity).inserted else { continue }
            guard visited.count <= FolderWatch.limit else {
                tellsAll = false
                break
            }
            Process.giveWay()
            if watch?.add(folder) == false { tellsAll = false }
            for (name, sort) in Files.entries(in: folder) {
                let path = prefix + name
                var sort = sort
                if sort == .other {
                    sort = Files.isFolder(root + "/" + path) ? .folder : .file
                    // What a link leads to may change where nobody watches.
                    if sort == .file, name.hasSuffix(".py") { tellsAll = false }
                }
                if sort == .file {
                    take(path)
                } else if !Self.passedOver.contains(name) {
                    if depth < Self.depth { waiting.append((path + "/", depth + 1)) } else { tellsAll = false }
                }
            }
        }
        python.sort()
        templates.sort()
    }

    mutating func take(_ found: [(endpoint: String, offset: Int)], of path: String) {
        views += found.prefix(Self.mostViews - views.count).map {
            View(endpoint: $0.endpoint, path: path, offset: $0.offset)
        }
    }

    private mutating func take(_ path: String) {
        if path.hasSuffix(".py"), python.count < Self.files { python.append(path) }
        if templates.count < Self.files, ("/" + path).contains("/templates/") { templates.append(path) }
    }
}
