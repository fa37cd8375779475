import Machine
import Reading
import TestSupport
import Testing

@testable import Study

/// Where names of templates and endpoints lead in a project.
@Suite struct DestinationTests {
    private let temporary = TemporaryFolder()

    private func project(_ files: [String: String]) throws -> Workspace {
        for (name, text) in files {
            let path = temporary.path + "/" + name
            try Files.makeFolder(Path.folder(of: path))
            try Files.replace(path, with: Array(text.utf8))
        }
        let workspace = Workspace(root: temporary.path)
        workspace.look(Ticket())
        return workspace
    }

    private func leads(_ endpoint: String, from file: String, in workspace: Workspace) throws -> String? {
        let found = workspace.destination(ofEndpoint: endpoint, near: workspace.root + "/" + file)
        guard let found else { return nil }
        let text = SourceText(try Files.read(found.path, limit: 1 << 20))
        return workspace.relative(found.path) + ":\(text.lineIndex(of: found.offset) + 1)"
    }

    private static let admin = """
        from flask import Blueprint
        bp = Blueprint("admin", __name__)
        @bp.route("/")
        def index(): ...
        @bp.get("/u", endpoint="people")
        def users(): ...
        """
    private static let shop = """
        from flask import Flask
        from .admin import bp as admin
        app = Flask(__name__)
        @app.route("/")
        def index(): ...
        app.add_url_rule("/c", view_func=Cart.as_view("cart"))
        """

    @Test func endpointsLeadToTheirViews() throws {
        let workspace = try project([
            "shop/admin.py": Self.admin, "shop/app.py": Self.shop, "tests/t.py": "index = 1\n",
        ])
        #expect(try leads("admin.index", from: "shop/app.py", in: workspace) == "shop/admin.py:4")
        #expect(try leads("index", from: "shop/admin.py", in: workspace) == "shop/app.py:5")
        #expect(try leads("admin.people", from: "shop/app.py", in: workspace) == "shop/admin.py:6")
        #expect(try leads("cart", from: "shop/app.py", in: workspace) == "shop/app.py:6")
        #expect(try leads(".index", from: "shop/admin.py", in: workspace) == "shop/admin.py:4")
        // A blueprint in a blueprint: the outer name is given elsewhere.
        #expect(try leads("site.admin.people", from: "shop/app.py", in: workspace) == "shop/admin.py:6")
        #expect(try leads("static", from: "shop/app.py", in: workspace) == nil)
        #expect(try leads("admin.nothing", from: "shop/app.py", in: workspace) == nil)
        #expect(try leads("", from: "shop/app.py", in: workspace) == nil)
        #expect(workspace.endpoints() == ["admin.index", "admin.people", "cart", "index"])
    }

    @Test func ofSeveralTemplatesTheNearestIsMeant() throws {
        let workspace = try project([
            "shop/templates/base.html": "", "admin/templates/base.html": "", "admin/templates/a/base.html": "",
            "venv/lib/templates/base.html": "", "shop/base.html": "",
        ])
        func leads(_ name: String, from file: String) -> String? {
            workspace.destination(ofTemplate: name, near: workspace.root + "/" + file).map {
                workspace.relative($0.path)
            }
        }
        #expect(leads("base.html", from: "admin/views.py") == "admin/templates/base.html")
        #expect(leads("base.html", from: "shop/views.py") == "shop/templates/base.html")
        #expect(leads("a/base.html", from: "shop/views.py") == "admin/templates/a/base.html")
        #expect(leads("ase.html", from: "shop/views.py") == nil)
        #expect(leads("../base.html", from: "shop/views.py") == nil)
        #expect(Set(workspace.templates().map(\.name)) == ["base.html", "a/base.html"])
    }
}
