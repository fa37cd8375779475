import Glibc
import Machine
import Reading
import TestSupport
import Testing

@testable import Study

/// What a workspace knows of its files follows what happens to them on the disk, surveyed or not.
@Suite struct WorkspaceTests {
    private let temporary = TemporaryFolder()

    private func put(_ name: String, _ text: String) throws {
        let path = temporary.path + "/" + name
        try Files.makeFolder(Path.folder(of: path))
        try Files.replace(path, with: Array(text.utf8))
    }

    private func surveyed() throws -> Workspace {
        let workspace = Workspace(root: temporary.path, watch: try FolderWatch())
        workspace.look(Ticket())
        return workspace
    }

    /// What the daemon does when the watch tells something. Gives whether it mattered.
    private func follow(_ workspace: Workspace) -> Bool {
        guard workspace.drain() else { return false }
        workspace.look(Ticket())
        return true
    }

    private func imports(_ path: String, in workspace: Workspace) -> Set<String>? {
        workspace.view().summary(path)?.importedPackages
    }

    @Test(arguments: [false, true]) func aFileThatChangesIsReadAgain(_ isSurveyed: Bool) throws {
        try put("shop/db.py", "import flask\n")
        let workspace = isSurveyed ? try surveyed() : Workspace(root: temporary.path)
        #expect(imports("shop/db.py", in: workspace) == ["flask"])
        #expect(imports("shop/new.py", in: workspace) == nil)
        try put("shop/db.py", "import celery\n")
        try put("shop/new.py", "import click\n")
        #expect(workspace.drain() == isSurveyed)
        #expect(imports("shop/db.py", in: workspace) == ["celery"])
        #expect(imports("shop/new.py", in: workspace) == ["click"])
        Files.remove(temporary.path + "/shop/db.py")
        #expect(workspace.drain() == isSurveyed)
        #expect(imports("shop/db.py", in: workspace) == nil)
    }

    /// As when another branch is checked out: folders come and go, and the files in them.
    @Test func foldersThatComeAreWatchedToo() throws {
        try put("app.py", "import flask\n")
        let workspace = try surveyed()
        #expect(imports("shop/deep/views.py", in: workspace) == nil)
        try put("shop/deep/views.py", "import one\n")
        #expect(follow(workspace))
        #expect(imports("shop/deep/views.py", in: workspace) == ["one"])
        #expect(!follow(workspace))
        try put("shop/deep/views.py", "import two\n")
        #expect(follow(workspace))
        #expect(imports("shop/deep/views.py", in: workspace) == ["two"])
    }

    @Test func theEditionChangesWithWhatMatters() throws {
        try put("app.py", "import flask\n")
        let workspace = try surveyed()
        let edition = try #require(workspace.edition)
        try put("app.db", "noise")
        try put("node_modules/x/y.py", "import x\n")
        #expect(follow(workspace))  // The folder itself was new.
        let second = try #require(workspace.edition)
        try put("node_modules/x/y.py", "import y\n")
        try put("app.db", "more noise")
        #expect(!follow(workspace))
        #expect(workspace.edition == second && second != edition)
        #expect(imports("node_modules/x/y.py", in: workspace) == ["y"])
        try put("app.py", "import django\n")
        #expect(follow(workspace))
        #expect(workspace.edition != second)
        #expect(Workspace(root: temporary.path).edition == nil)
    }

    @Test func whatAProjectUsesIsLookedAtAgain() throws {
        try put("one.py", "import django\n")
        try put("a/b/c/deep.py", "import celery\n")
        let workspace = Workspace(root: temporary.path, watch: try FolderWatch())
        // A glance does not go deep, but where the file that asks is; the survey does.
        #expect(!workspace.uses(["celery"]) && !workspace.uses(["celery"], near: "a/b/d/templates/page.html"))
        #expect(workspace.uses(["celery"], near: "a/b/c/templates/mail/page.html"))
        workspace.look(Ticket())
        #expect(workspace.uses(["celery"]) && !workspace.uses(["flask"]))
        try put("a/two.py", "import flask\n")
        #expect(follow(workspace))
        #expect(workspace.uses(["flask"]))
        #expect(Workspace(root: temporary.path).uses(["celery"]))
    }

    @Test func destinationsAreFoundInTheSurvey() throws {
        try put("shop/app.py", "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\ndef home(): ...\n")
        try put("shop/templates/base.html", "")
        let workspace = try surveyed()
        func line(_ endpoint: String) -> Int? {
            workspace.destination(ofEndpoint: endpoint, near: "")?.offset
        }
        #expect(workspace.templates().map(\.name) == ["base.html"])
        #expect(line("home") == 66 && line("cart") == nil)
        try put("shop/cart.py", "from .app import app\n@app.route('/cart')\ndef cart(): ...\n")
        try put("shop/templates/cart.html", "")
        #expect(follow(workspace))
        #expect(line("cart") == 45)
        #expect(workspace.endpoints() == ["cart", "home"])
        #expect(workspace.templates(suffix: "cart.html").map(\.name) == ["cart.html"])
        Files.remove(temporary.path + "/shop/cart.py")
        #expect(follow(workspace))
        #expect(line("cart") == nil)
    }

    /// A file in the place of a link's target changes where nobody watches.
    @Test func linksAreNotTrusted() throws {
        let other = TemporaryFolder()
        try Files.replace(other.path + "/real.py", with: Array("import one\n".utf8))
        try put("app.py", "import flask\n")
        #expect(symlink(other.path + "/real.py", temporary.path + "/linked.py") == 0)
        let workspace = try surveyed()
        #expect(imports("linked.py", in: workspace) == ["one"])
        try Files.replace(other.path + "/real.py", with: Array("import two\n".utf8))
        #expect(imports("linked.py", in: workspace) == ["two"])
        #expect(workspace.edition == nil)
    }
}
