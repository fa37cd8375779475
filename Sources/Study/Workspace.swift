import Machine
import Reading
import Synchronization

/// A project folder as the reader of code sees it: what its other files offer.
///
/// Files are read when first asked for and kept until they change. Once the folder was surveyed, on the labour thread, and as long
/// as the system tells of every change in it, nothing is asked of the disk for what is known.
package final class Workspace: Sendable {
    package let root: String
    /// The virtual environment the editor named, if it did.
    private let environment: String?
    /// Tells of changes; nil for a workspace of one question.
    package let watch: FolderWatch?
    private let state = Mutex(State())

    private struct State: Sendable {
        var kept: [String: Kept] = [:]
        var installed: InstalledPackages?
        var survey: WorkspaceSurvey?
        /// How often folders had come or gone when it began.
        var surveyedFolders = 0
        var folders = 0
        /// What its Python files import.
        var imports: Set<String>?
        /// Raised when files may have changed: what was kept before is compared with the disk once more.
        var changes = 0
        /// Raised when answers may be others than before.
        var edition = 0

        /// Whether every change will be told: in a new folder nobody watches yet.
        var isTold: Bool { survey?.tellsAll == true && surveyedFolders == folders }
        /// Whether what is kept of a path holds without a look at the disk.
        func holds(_ known: Kept) -> Bool { isTold && known.isTold && known.changes == changes }
    }

    private struct Kept: Sendable {
        /// Nil where there is no file, and where it is so new that another change might carry the same time.
        var stamp: FileStamp?
        var summary: ModuleSummary?
        /// Where the folder is watched.
        var isTold: Bool
        var changes: Int
    }

    /// Files whose summaries are kept; a larger project begins anew, which costs time, not correctness.
    static let keptFiles = 4000
    /// Files looked at to tell whether a project uses a pack's subject.
    private static let probedFiles = 400
    /// The same while a survey is under way, which finds out for sure.
    private static let glancedFiles = 40
    /// Files by which a folder is known to be a project's.
    private static let marks = [
        ".git", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "manage.py",
    ]

    package init(root: String, environment: String? = nil, watch: FolderWatch? = nil) {
        self.root = root
        self.environment = environment
        self.watch = watch
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

    /// A number that stays the same as long as answers about this project stay the same but for what editors have open; nil when
    /// nobody tells of changes.
    package var edition: Int? { state.withLock { $0.isTold ? $0.edition : nil } }

    // MARK: Versions

    /// Read when first asked for and kept until `lookAgain`.
    private func versions(_ packages: Set<String>) -> InstalledVersions {
        if let known = state.withLock({ $0.installed }) { return known.versions }
        let found = InstalledPackages(root: root, told: environment, packages: packages)
        state.withLock { $0.installed = found }
        return found.versions
    }

    /// Forgets the installed versions if what they were read from has changed: a document was opened, and meanwhile something
    /// may have been installed.
    package func lookAgain() {
        guard let known = state.withLock({ $0.installed }), !known.holds else { return }
        state.withLock {
            $0.installed = nil
            $0.edition += 1
        }
    }

    // MARK: Files

    func summary(_ path: String) -> ModuleSummary? {
        let (known, changes) = state.withLock { state in
            let known = state.kept[path]
            return (known, known.map(state.holds) == true ? nil : state.changes)
        }
        guard let changes else { return known?.summary }
        let file = path.hasPrefix("/") ? path : root + "/" + path
        let stamp = Files.stamp(file)
        var kept = Kept(stamp: stamp, summary: known?.summary, isTold: WorkspaceSurvey.covers(path), changes: changes)
        if known == nil || stamp != known?.stamp || stamp == nil {
            kept.summary = nil
            if stamp != nil, let bytes = try? Files.read(file, limit: ReadingLimits.documentBytes) {
                kept.summary = ModuleSummary(PythonFile(bytes))
            }
            if stamp?.isFresh == true { kept.stamp = nil }
        }
        state.withLock {
            if $0.kept.count >= Self.keptFiles, $0.kept[path] == nil { $0.kept = [:] }
            $0.kept[path] = kept
        }
        return kept.summary
    }

    /// What the last survey found.
    var survey: WorkspaceSurvey? { state.withLock { $0.survey } }

    /// Whether any of the project's Python files imports one of the packages: templates of another framework look alike, and a
    /// hint there would be wrong.
    /// - Parameter path: the template, from the root. Until a survey has found it out for sure, what stands above it is looked at:
    ///   an application keeps its templates in a folder of its own.
    package func uses(_ packages: Set<String>, near path: String = "") -> Bool {
        if let known = state.withLock({ $0.imports }) { return !known.isDisjoint(with: packages) }
        var imports: Set<String> = []
        func look(in folder: String, depth: Int, most: Int) {
            let files = Files.tree(
                folder.isEmpty ? root : root + "/" + folder, suffix: ".py", depth: depth,
                passingOver: WorkspaceSurvey.passedOver)
            for (file, _) in files.prefix(most) where imports.isDisjoint(with: packages) {
                imports.formUnion(summary(folder.isEmpty ? file : folder + "/" + file)?.importedPackages ?? [])
            }
        }
        var folder = path.hasPrefix("/") ? "" : path[...]
        while let end = folder.lastIndex(of: "/"), imports.isDisjoint(with: packages) {
            folder = folder[..<end]
            look(in: String(folder), depth: 0, most: Self.glancedFiles)
        }
        // No survey follows where nobody watches.
        let (depths, most) = watch == nil ? ([5], Self.probedFiles) : ([0, 1], Self.glancedFiles)
        for depth in depths where imports.isDisjoint(with: packages) { look(in: "", depth: depth, most: most) }
        if watch == nil { state.withLock { $0.imports = imports } }
        return !imports.isDisjoint(with: packages)
    }

    // MARK: Changes

    /// The watch has told something: whether it matters, so that the last survey is out of date.
    package func drain() -> Bool {
        guard let changes = watch?.drain(WorkspaceSurvey.matters), changes.ofFiles || changes.ofFolders else {
            return false
        }
        state.withLock {
            $0.changes += 1
            $0.edition += 1
            if changes.ofFolders { $0.folders += 1 }
        }
        return true
    }

    /// Surveys the whole folder and reads what is new in it; on the labour thread.
    package func look(_ ticket: Ticket) {
        let folders = state.withLock { $0.folders }
        var survey = WorkspaceSurvey(root: root, watch: watch)
        var imports: Set<String> = []
        var withViews: [(path: String, summary: ModuleSummary)] = []
        var bytes = 0
        for path in survey.python {
            if ticket.isCancelled { return }
            // Somebody may be waiting for an answer on the same core.
            Process.giveWay()
            guard bytes < WorkspaceSurvey.bytes else { break }
            bytes += Int(Files.stamp(root + "/" + path)?.size ?? 0)
            guard let summary = summary(path) else { continue }
            imports.formUnion(summary.importedPackages)
            if !summary.views.isEmpty { withViews.append((path, summary)) }
        }
        let view = view()
        for (path, summary) in withViews {
            survey.take(Endpoints.views(of: summary, path: path, workspace: view), of: path)
        }
        let listed = Set(survey.python)
        state.withLock {
            // What was looked for in a folder before that was watched may have come meanwhile.
            $0.kept = $0.kept.filter { listed.contains($0.key) }
            $0.survey = survey
            $0.surveyedFolders = folders
            $0.imports = imports
            $0.edition += 1
        }
    }
}
