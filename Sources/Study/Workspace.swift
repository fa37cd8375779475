import Machine
import Reading
import Synchronization

/// A project folder as the reader of code sees it: what its other files offer, read when asked for and kept until they change.
package final class Workspace: Sendable {
    package let root: String
    /// The virtual environment the editor named, if it did.
    private let environment: String?

    private struct Kept: Sendable {
        var stamp: FileStamp?
        var summary: ModuleSummary?
    }

    private let kept = Mutex<[String: Kept]>([:])
    private let uses = Mutex<Bool?>(nil)
    private let installed = Mutex<InstalledVersions?>(nil)

    /// Files whose summaries are kept; a larger project begins anew, which costs time, not correctness.
    private static let keptFiles = 4000
    /// Files looked at to tell whether a project uses a pack's subject.
    private static let probedFiles = 400
    /// Files by which a folder is known to be a project's.
    private static let marks = [
        ".git", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "manage.py",
    ]

    package init(root: String, environment: String? = nil) {
        self.root = root
        self.environment = environment
    }

    /// The nearest folder above a file that looks like a project's, or the file's own.
    package static func root(of path: String) -> String {
        var folder = Path.folder(of: path)
        // Without any mark: the file's own folder, for a template the one that holds the templates' folder.
        let templates = folder.firstRange(of: "/templates").map { String(folder[..<$0.lowerBound]) }
        let own = templates ?? folder
        while folder != "/" && folder != "." {
            if marks.contains(where: { Files.exists(folder + "/" + $0) }) { return folder }
            folder = Path.folder(of: folder)
        }
        return own
    }

    /// The path seen from the root; the path itself when it lies elsewhere.
    package func relative(_ path: String) -> String {
        path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    }

    /// - Parameter packages: whose versions matter, by import name.
    package func view(_ packages: Set<String> = []) -> WorkspaceView {
        WorkspaceView(installed: { [self] in versions(packages) }, summary: { [self] in summary($0) })
    }

    /// Read when first asked for and kept until `lookAgain`.
    private func versions(_ packages: Set<String>) -> InstalledVersions {
        if let known = installed.withLock({ $0 }) { return known }
        let found = InstalledPackages.read(root: root, told: environment, packages: packages)
        installed.withLock { $0 = found }
        return found
    }

    /// Forgets the installed versions: a document was opened, and meanwhile something may have been installed.
    package func lookAgain() {
        installed.withLock { $0 = nil }
    }

    private func summary(_ path: String) -> ModuleSummary? {
        let file = path.hasPrefix("/") ? path : root + "/" + path
        let stamp = Files.stamp(file)
        if let known = kept.withLock({ $0[path] }), known.stamp == stamp { return known.summary }
        var summary: ModuleSummary?
        if stamp != nil, let bytes = try? Files.read(file, limit: ReadingLimits.documentBytes) {
            summary = ModuleSummary(PythonFile(bytes))
        }
        kept.withLock {
            if $0.count >= Self.keptFiles { $0 = [:] }
            $0[path] = Kept(stamp: stamp, summary: summary)
        }
        return summary
    }

    /// Whether any of the project's Python files imports one of the packages. Looked at once for each project: templates of
    /// another framework look alike, and a hint there would be wrong.
    package func uses(_ packages: Set<String>) -> Bool {
        if let known = uses.withLock({ $0 }) { return known }
        var found = false
        for (path, _) in Files.tree(root, suffix: ".py", depth: 5).prefix(Self.probedFiles) {
            if let summary = summary(path), !summary.importedPackages.isDisjoint(with: packages) {
                found = true
                break
            }
        }
        uses.withLock { $0 = found }
        return found
    }
}
