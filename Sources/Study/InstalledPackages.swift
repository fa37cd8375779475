import Machine
import Reading

/// Which versions a project has, from the first of these that names one of the packages asked for: the environment the editor
/// named; `.venv`, `venv` or `env` in the project; `uv.lock`, `poetry.lock`, `pdm.lock`, `Pipfile.lock`; `requirements*.txt`, also in
/// `requirements/`; `pyproject.toml` (pins only, no ranges); the environment the daemon was started in, last because one daemon
/// serves several projects.
enum InstalledPackages {
    /// A lock file of a large project is some hundred kilobytes.
    private static let fileBytes = 8 * 1_048_576
    private static let requirementFiles = 40

    static func read(root: String, told: String?, packages: Set<String>) -> InstalledVersions {
        let inProject = [".venv", "venv", "env"].map { root + "/" + $0 }
        var sources: [() -> InstalledVersions] = ((told.map { [$0] } ?? []) + inProject).map { folder in
            { environment(folder) }
        }
        for lock in ["uv.lock", "poetry.lock", "pdm.lock"] {
            sources.append { text(root + "/" + lock).map { InstalledVersions(lock: $0) } ?? InstalledVersions() }
        }
        sources.append {
            text(root + "/Pipfile.lock").map { InstalledVersions(pipfileLock: $0) } ?? InstalledVersions()
        }
        for folder in [root, root + "/requirements"] {
            for name in Files.names(in: folder).prefix(1_000)
            where name.hasSuffix(".txt") && (name.hasPrefix("requirements") || folder != root) {
                guard sources.count < requirementFiles else { break }
                sources.append {
                    text(folder + "/" + name).map { InstalledVersions(requirements: $0) } ?? InstalledVersions()
                }
            }
        }
        sources.append {
            text(root + "/pyproject.toml").map { InstalledVersions(pyproject: $0) } ?? InstalledVersions()
        }
        if let own = Standard.environment()["VIRTUAL_ENV"], !own.isEmpty { sources.append { environment(own) } }
        for source in sources {
            let found = source()
            if packages.contains(where: { found.version(of: $0) != nil }) { return found }
        }
        return InstalledVersions()
    }

    /// What is installed in a virtual environment.
    private static func environment(_ folder: String) -> InstalledVersions {
        let library = folder + "/lib"
        for python in Files.names(in: library) where python.hasPrefix("python") {
            let installed = InstalledVersions(folders: Files.names(in: library + "/" + python + "/site-packages"))
            if !installed.isEmpty { return installed }
        }
        return InstalledVersions()
    }

    private static func text(_ path: String) -> String? {
        (try? Files.read(path, limit: fileBytes)).map { String(decoding: $0, as: UTF8.self) }
    }
}
