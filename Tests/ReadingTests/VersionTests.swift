import Testing

@testable import Reading

@Suite struct `Facts fit the installed version` {
    private func note(_ code: String, _ requirements: String = "") -> String? {
        let versions = InstalledVersions(requirements: requirements)
        let (bytes, offset) = cursor(code)
        return symbol(
            at: offset, in: .python(PythonFile(bytes)), path: "a.py", facts: facts,
            workspace: WorkspaceView(installed: { versions }, summary: { _ in nil })
        )?.note
    }

    @Test func `what is gone, what will go, what is not there yet`() {
        let first = "from flask import Flask\nFlask('x').before_first_req¦uest"
        #expect(note(first) == "Removed in Flask 2.3. Instead: run the code where the app is made.")
        #expect(
            note(first, "Flask==3.0.3")
                == "Removed in Flask 2.3 (here: 3.0.3). Instead: run the code where the app is made.")
        #expect(
            note(first, "flask==2.2.5")
                == "Goes away with Flask 2.3 (here: 2.2.5). Instead: run the code where the app is made.")
        let get = "from flask import Flask\nFlask('x').g¦et"
        #expect(note(get, "Flask==1.1.4") == "New in Flask 2.0 (here: 1.1.4).")
        #expect(note(get, "Flask==2.0") == nil)
        #expect(note(get) == nil)
        #expect(note("from flask import Flask\nFlask('x').rou¦te", "Flask==0.12") == nil)
    }

    @Test func `an old name tells of its own package and leads to the new one`() {
        #expect(
            note("from flask import Mark¦up", "flask==3.1")
                == "Removed in Flask 3.0 (here: 3.1). Instead: `markupsafe.Markup`.")
        check("from wtforms import TextFi¦eld", "wtforms.StringField")
        check("from wtforms.fields.core import StringFi¦eld", "wtforms.StringField")
    }

    @Test func `versions are read from what tools leave behind`() {
        let folders = InstalledVersions(folders: [
            "Flask-3.0.3.dist-info", "flask", "Flask_SQLAlchemy-2.5.1-py3.8.egg-info",
        ])
        #expect(folders.version(of: "flask") == "3.0.3")
        #expect(folders.version(of: "flask_sqlalchemy") == "2.5.1")
        let lock = InstalledVersions(
            lock:
                "version = 4\n[[package]]\nname = \"flask-login\"\nversion = \"0.6.3\"\n[[package]]\nname = \"x\"\n\n[package.y]\nversion = \"1\"\n"
        )
        #expect(lock.version(of: "flask_login") == "0.6.3")
        #expect(lock.version(of: "x") == nil)
        let pipfile = InstalledVersions(
            pipfileLock:
                "{\n \"default\": {\n  \"flask\": {\n   \"index\": \"pypi\",\n   \"version\": \"==2.0.1\"\n  }\n }\n}")
        #expect(pipfile.version(of: "flask") == "2.0.1")
        let requirements = InstalledVersions(
            requirements:
                "# flask==1.0\nFlask[async] == 2.2.5 ; python_version > '3.8'\nWerkzeug>=2\njinja2~=3.1,<4\n-r other.txt\n"
        )
        #expect(requirements.version(of: "flask") == "2.2.5")
        #expect(requirements.version(of: "werkzeug") == nil)
        #expect(requirements.version(of: "jinja2") == "3.1")
        let project = InstalledVersions(
            pyproject:
                "[project]\ndependencies = [\"Flask==3.0.0\", \"x>=1\"]\n[tool.poetry.dependencies]\nwtforms = \"^3.1\"\nFlask-Login = { version = \"~0.6\", optional = true }\n"
        )
        #expect(project.version(of: "flask") == "3.0.0")
        #expect(project.version(of: "wtforms") == "3.1")
        #expect(project.version(of: "flask_login") == "0.6")
        #expect(InstalledVersions(lock: "name\nversion = \"").isEmpty)
    }

    @Test func `releases are compared as numbers`() {
        #expect(Version("2.10") > Version("2.9.3"))
        #expect(Version("3.0rc1") == Version("3.0.0"))
        #expect(Version("x") < Version("0.1"))
    }

    @Test func `facts of several packs stand side by side, and the first has the last word`() {
        var both = Facts(Array("a\tmodule\t?\t\nb\tdata\tfirst\t\nd\tdata\t?\t\n".utf8))
        both.add(Facts(Array("b\tdata\tsecond\t\nc\tdata\tthird\t\ne\tdata\tfifth\t".utf8)))
        #expect(both.count == 5)
        #expect(["a", "b", "c", "d", "e"].map { both.row($0)?.type } == ["?", "first", "third", "?", "fifth"])
        both.add(Facts())
        #expect(both.count == 5)
    }
}
