import Machine
import Reading

/// Which versions a project has, from the first of these that names one of the packages asked for: the environment the editor
/// named; `.venv`, `venv` or `env` in the project; `uv.lock`, `poetry.lock`, `pdm.lock`, `Pipfile.lock`; `requirements*.txt`, also in
/// `requirements/`; `pyproject.toml` (pins only, no ranges); the environment the daemon was started in, last because one daemon
/// serves several projects.
struct InstalledPackages: Sendable {
    private(set) var versions = InstalledVersions()
    /// What was looked at, and what it was like then.
    private var seen: [(path: String, change: FileStamp?)] = []

    /// A lock file of a large project is some hundred kilobytes.
    private static let fileBytes = 8 * 1_048_576
    private static let requirementFiles = 40

    /// - Parameters:
    ///   - told: the environment the editor named.
    ///   - own: the environment the daemon was started in.
    init(
        root: String, told: String?, packages: Set<String>, own: String? = Standard.environment()["VIRTUAL_ENV"]
    ) {
        let inProject = [".venv", "venv", "env"].map { root + "/" + $0 }
        for folder in (told.map { [$0] } ?? []) + inProject {
            if take(environment(folder), packages) { return }
        }
        for lock in ["uv.lock", "poetry.lock", "pdm.lock"] {
            if take(text(root + "/" + lock).map { InstalledVersions(lock: $0) }, packages) { return }
        }
        if take(text(root + "/Pipfile.lock").map { InstalledVersions(pipfileLock: $0) }, packages) { return }
        var left = Self.requirementFiles
        for folder in [root, root + "/requirements"] {
            for name in names(in: folder).prefix(1_000)
            where left > 0 && name.hasSuffix(".txt") && (name.hasPrefix("requirements") || folder != root) {
                left -= 1
                if take(text(folder + "/" + name).map { InstalledVersions(requirements: $0) }, packages) { return }
            }
        }
        if take(text(root + "/pyproject.toml").map { InstalledVersions(pyproject: $0) }, packages) { return }
        if let own, !own.isEmpty { _ = take(environment(own), packages) }
    }

    /// Whether all that was looked at is as it was.
    var holds: Bool { seen.allSatisfy { Files.lastChange(of: $0.path) == $0.change } }

    private mutating func take(_ found: InstalledVersions?, _ packages: Set<String>) -> Bool {
        guard let found, packages.contains(where: { found.version(of: $0) != nil }) else { return false }
        versions = found
        return true
    }

    /// What is installed in a virtual environment.
    private mutating func environment(_ folder: String) -> InstalledVersions {
        let library = folder + "/lib"
        for python in names(in: library) where python.hasPrefix("python") {
            let installed = InstalledVersions(folders: names(in: library + "/" + python + "/site-packages"))
            if !installed.isEmpty { return installed }
        }
        return InstalledVersions()
    }

    private mutating func names(in folder: String) -> [String] {
        look(folder)
        return Files.names(in: folder)
    }

    private mutating func text(_ path: String) -> String? {
        look(path)
        return (try? Files.read(path, limit: Self.fileBytes)).map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func look(_ path: String) {
        seen.append((path, Files.lastChange(of: path)))
    }
}
