import Machine
import Study

/// The project folders of one editor, each kept up to date from the first question about it until the editor leaves it.
final class EditorProjects {
    private unowned let hub: Hub
    /// Those the editor named; a file elsewhere belongs to the folder that looks like a project's.
    private var roots: [String] = []
    private var projects: [String: ProjectWatch] = [:]
    /// The virtual environment that the editor's user works in, if it was told. With another one all begins anew.
    var environment: String? {
        didSet { leaveAll() }
    }

    init(hub: Hub) {
        self.hub = hub
    }

    func project(of path: String) -> ProjectWatch {
        let root = roots.filter { path.hasPrefix($0 + "/") }.max { $0.count < $1.count } ?? Workspace.root(of: path)
        if let known = projects[root] { return known }
        let watch = hub.listen == nil ? nil : try? FolderWatch()
        let project = ProjectWatch(Workspace(root: root, environment: environment, watch: watch), hub: hub)
        projects[root] = project
        if let watch { hub.listen?(watch) { [weak project] in project?.changed() } }
        return project
    }

    /// Takes folders that were added to the editor's, or taken away.
    func change(added: [String], removed: [String]) {
        let removed = Set(removed)
        roots = roots.filter { !removed.contains($0) }
        roots += added.filter { !roots.contains($0) }
        for root in removed { leave(root) }
    }

    func leaveAll() {
        for root in projects.keys { leave(root) }
    }

    private func leave(_ root: String) {
        guard let project = projects.removeValue(forKey: root) else { return }
        if let watch = project.workspace.watch { hub.ignore(watch) }
        project.end()
    }
}
