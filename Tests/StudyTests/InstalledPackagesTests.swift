import Machine
import Reading
import TestSupport
import Testing

@testable import Study

/// Where the versions of a project come from, in the order that `Protocol/lsp.md` tells.
@Suite struct InstalledPackagesTests {
    private let temporary = TemporaryFolder()

    private func put(_ name: String, _ text: String) throws {
        let path = temporary.path + "/" + name
        try Files.makeFolder(Path.folder(of: path))
        try Files.replace(path, with: Array(text.utf8))
    }

    private func environment(_ name: String, _ package: String) throws {
        try Files.makeFolder("\(temporary.path)/\(name)/lib/python3.12/site-packages/\(package).dist-info")
    }

    private func read(told: String? = nil, own: String? = nil) -> InstalledPackages {
        InstalledPackages(
            root: temporary.path + "/shop", told: told.map { temporary.path + "/" + $0 },
            packages: ["flask", "flask_login"], own: own.map { temporary.path + "/" + $0 })
    }

    /// Each source comes before all that were there already.
    @Test func theFirstSourceThatNamesAPackageCounts() throws {
        func flask(_ told: String? = nil) -> String? { read(told: told, own: "own").versions.version(of: "flask") }
        #expect(flask() == nil)
        try environment("own", "flask-0.1")
        #expect(flask() == "0.1")
        try put("shop/pyproject.toml", "[project]\ndependencies = [\"flask==0.2\"]\n")
        #expect(flask() == "0.2")
        try put("shop/requirements/base.txt", "flask==0.3\n")
        #expect(flask() == "0.3")
        try put("shop/requirements.txt", "flask==0.4\n")
        #expect(flask() == "0.4")
        try put("shop/Pipfile.lock", "{\"default\": {\n\"flask\": {\n\"version\": \"==0.5\"\n}}}\n")
        #expect(flask() == "0.5")
        for (file, version) in [("pdm.lock", "0.6"), ("poetry.lock", "0.7"), ("uv.lock", "0.8")] {
            try put("shop/" + file, "[[package]]\nname = \"flask\"\nversion = \"\(version)\"\n")
            #expect(flask() == version)
        }
        for (folder, version) in [("env", "0.9"), ("venv", "1.0"), (".venv", "1.1")] {
            try environment("shop/" + folder, "flask-" + version)
            #expect(flask() == version)
        }
        try environment("told", "Flask-2.0")
        #expect(flask("told") == "2.0")
        #expect(flask() == "1.1")
    }

    @Test func aSourceThatNamesNoneOfThemIsPassedOver() throws {
        try environment("shop/.venv", "pip-24.0")
        try put("shop/uv.lock", "[[package]]\nname = \"click\"\nversion = \"8.0\"\n")
        // A range is no version.
        try put("shop/requirements.txt", "flask>=2\nclick==8.0\n")
        try put("shop/pyproject.toml", "[tool.poetry.dependencies]\nflask-login = \"^0.6\"\n")
        #expect(read().versions.version(of: "flask_login") == "0.6")
        #expect(read().versions.version(of: "click") == nil)
    }

    @Test func whatWasReadHoldsUntilASourceChanges() throws {
        try environment("shop/.venv", "pip-24.0")
        try put("shop/requirements.txt", "flask==2.0\n")
        var known = read()
        #expect(known.holds)
        try put("shop/requirements.txt", "flask==2.10\n")
        #expect(!known.holds)
        known = read()
        #expect(known.holds && known.versions.version(of: "flask") == "2.10")
        try environment("shop/.venv", "flask-3.0")
        #expect(!known.holds)
        known = read()
        #expect(known.holds && known.versions.version(of: "flask") == "3.0")
        // One of higher rank appears.
        try environment("told", "flask-3.1")
        #expect(read(told: "told").versions.version(of: "flask") == "3.1")
    }
}
