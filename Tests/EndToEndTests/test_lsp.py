"""An editor's session with the real binary, in the shoes of real editors. Whatever the server sends is held to LSP's types."""
import asyncio
import json
import pathlib
import re
import shutil
import warnings
from urllib.parse import unquote

import pytest
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LspSpecificationWarning, client_capabilities

from home import BINARY, FLASK, NOW, TEA, Home
from editor import EDITORS, Editor, Failed, capabilities

POUR = "import tea\npot = tea.Pot()\npot.steep(3)\n"
URI = "file:///nowhere/pour.py"
STEEP = (2, 5)


@pytest.fixture
def world():
    home = Home(now=NOW)
    yield home
    home.close()


@pytest.fixture
def shop(tmp_path):
    """A small Flask project, with nothing installed."""
    home = Home(packs=FLASK, now=NOW)
    home.root = tmp_path / "shop é"
    for name, text in {
        "requirements.txt": "flask\n",
        "shop/__init__.py": SHOP,
        "shop/auth.py": AUTH,
        "shop/templates/auth/login.html": LOGIN,
        "shop/templates/base.html": "{% block body %}{% endblock %}\n",
        "node_modules/x/templates/base.html": "",
    }.items():
        path = home.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    yield home
    home.close()


SHOP = """\
from flask import Flask, render_template, url_for
from .auth import bp

def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "dev"
    app.register_blueprint(bp)

    @app.route("/")
    def home():
        return render_template("base.html", link=url_for("auth.login"))

    return app
"""
AUTH = """\
from flask import Blueprint, render_template

bp = Blueprint("auth", __name__)

@bp.route("/login", methods=["POST"])
def login():
    return render_template("auth/login.html")
"""
LOGIN = """\
{% extends "base.html" %}
{% block body %}<a href="{{ url_for('auth.login') }}">{{ title|upper }}</a>{% endblock %}
"""


def place(text, word, nth=0):
    """Line and column of a word in a text, in the middle of the word."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(word, at + 1)
    at += len(word) // 2
    line = text.count("\n", 0, at)
    return line, at - (text.rfind("\n", 0, at) + 1)



@pytest.mark.parametrize("editor", ["neovim", "emacs", "visual_studio_code"])
def test_a_typed_client_that_others_wrote_is_content(world, editor):
    async def session():
        with warnings.catch_warnings():
            # What goes beyond the capabilities of the editor.
            warnings.simplefilter("error", LspSpecificationWarning)
            client = await ClientServerConfig(server_command=[BINARY, "lsp"], server_env=world.env).start()
            able = client_capabilities(editor)
            begun = await client.initialize_session(types.InitializeParams(capabilities=able))
            assert begun.server_info.name == "retort" and begun.capabilities.hover_provider
            client.text_document_did_open(
                types.DidOpenTextDocumentParams(types.TextDocumentItem(URI, "python", 1, POUR)))
            here = types.TextDocumentIdentifier(URI), types.Position(*STEEP)
            hover = await client.text_document_hover_async(types.HoverParams(*here))
            assert hover.contents.value.startswith("`tea.Pot.steep`")
            assert await client.text_document_definition_async(types.DefinitionParams(*here)) is None
            found = await client.workspace_symbol_async(types.WorkspaceSymbolParams("steep"))
            assert isinstance(found[0], types.SymbolInformation)
            actions = await client.text_document_code_action_async(
                types.CodeActionParams(here[0], types.Range(here[1], here[1]), types.CodeActionContext([])))
            explain = next(action for action in actions if action.title.startswith("Explain"))
            await client.workspace_execute_command_async(types.ExecuteCommandParams(explain.command, explain.arguments))
            await client.shutdown_session()

    asyncio.run(asyncio.wait_for(session(), 30))


@pytest.mark.parametrize("editor", EDITORS)
def test_a_session_as_each_editor_has_it(world, editor):
    with_markdown = "markdown" in capabilities(editor).get("textDocument", {}).get("hover", {}).get("contentFormat", [])
    session = Editor(world, editor)
    offered = session.capabilities.get("general", {}).get("positionEncodings", ["utf-16"])
    assert session.server["capabilities"]["positionEncoding"] in offered
    session.open(URI, "python", POUR)
    hover = session.at("hover", URI, *STEEP)
    assert hover["contents"]["kind"] == ("markdown" if with_markdown else "plaintext")
    lines = hover["contents"]["value"].splitlines()
    assert lines[0].startswith("`tea.Pot.steep`") and len(lines) <= 12
    assert hover["range"] == {"start": {"line": 2, "character": 4}, "end": {"line": 2, "character": 9}}
    session.tell("$/setTrace", {"value": "verbose"})
    session.tell("workspace/didChangeConfiguration", {"settings": {}})
    session.tell("textDocument/didSave", {"textDocument": {"uri": URI}})
    session.tell("$/cancelRequest", {"id": 77})
    assert session.at("documentSymbol", URI, 0, 0) is None
    assert [action["title"] for action in session.actions(URI, *STEEP)][:2] == ["Quiz me on “Steeping”", "Explain “Steeping”"]
    session.tell("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert session.leave() == 0
    assert session.notices("textDocument/publishDiagnostics") == []


def test_one_request_after_the_other_is_answered_whatever_was_cancelled(world):
    session = Editor(world)
    session.open(URI, "python", POUR)
    asked = []
    for number in range(40):
        asked.append(session.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": {"line": 2, "character": 5}}))
        session.tell("$/cancelRequest", {"id": asked[-1]})
    assert [session.read()["id"] for _ in asked] == asked
    assert session.leave() == 0


@pytest.mark.parametrize("encoding, width", [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_columns_are_counted_as_agreed(world, encoding, width, monkeypatch):
    session = Editor.__new__(Editor)
    monkeypatch.setattr("editor.capabilities", lambda _: {"general": {"positionEncodings": [encoding]}})
    session.__init__(world, "any")
    assert session.server["capabilities"]["positionEncoding"] == encoding
    session.open(URI, "python", 'import tea\npot = tea.Pot()\nx = "😀"; pot.steep(3)\n')
    start = 7 + width + 5
    hover = session.at("hover", URI, 2, start)
    assert hover["range"]["start"] == {"line": 2, "character": start}
    # A change behind the wide character, in the same columns.
    session.tell("textDocument/didChange", {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [
        {"range": {"start": {"line": 2, "character": start - 4}, "end": {"line": 2, "character": start - 4}}, "text": "é = "}]})
    more = 4 + (1 if encoding == "utf-8" else 0)
    assert session.at("hover", URI, 2, start + more)["range"]["start"] == {"line": 2, "character": start + more}
    assert session.leave() == 0


# Less, the better it is known


def grade(session, card, grade, now):
    session.ask("session/open", {"now": now})
    session.ask("review/grade", {"card": card, "grade": grade})


def test_hints_fade_as_memory_grows_and_come_back_as_it_fades(world):
    session = Editor(world, "neovim_v0.11.0")
    session.open(URI, "python", POUR)

    def hover(now):
        session.ask("session/open", {"now": now})
        return session.hover(URI, *STEEP)

    whole = hover("2026-01-01T09:00:00Z")
    assert len(whole.splitlines()) > 3 and "you know" not in whole
    before = world.events()
    for day in range(5):
        hover(f"2026-01-01T09:0{day}:00Z")
    assert world.events() == before, "looking is no review"

    # One good answer: learned today, not yet known.
    for card in ("tea/steeping/two-things", "tea/steeping/call"):
        grade(session, card, 3, "2026-01-01T10:00:00Z")
        grade(session, card, 3, "2026-01-01T10:20:00Z")
    learned = hover("2026-01-01T11:00:00Z")
    assert len(learned.splitlines()) > 3 and "\nyou are learning this, next in 2 days · " in learned
    for card in ("tea/steeping/two-things", "tea/steeping/call"):
        grade(session, card, 3, "2026-01-03T10:00:00Z")
    known = hover("2026-01-04T11:00:00Z")
    assert known.startswith("`tea.Pot.steep` · **Steeping** · you know this: 9") and "\n" not in known
    # Three seconds later one may want it all, four seconds later it is another question.
    assert len(hover("2026-01-04T11:00:03Z").splitlines()) > 3
    assert hover("2026-01-04T11:00:07Z") == known

    for when in ("2026-01-14", "2026-02-10", "2026-04-20"):
        for card in ("tea/steeping/two-things", "tea/steeping/call"):
            grade(session, card, 3, when + "T10:00:00Z")
    assert hover("2026-04-21T10:00:00Z") is None, "mastered"
    assert len(hover("2026-04-21T10:00:02Z").splitlines()) > 3
    # It fades: first a line, then everything.
    assert "\n" not in hover("2027-11-01T10:00:00Z")
    faded = hover("2032-01-01T10:00:00Z")
    assert len(faded.splitlines()) > 3 and re.search(r"\nthis is fading: [67]\d %, to be asked now · ", faded)
    # Forgotten once: everything at once.
    grade(session, "tea/steeping/call", 1, "2026-04-22T10:00:00Z")
    forgotten = hover("2026-04-22T10:01:00Z")
    assert len(forgotten.splitlines()) > 3 and "\nyou are learning this, next in 9 min · " in forgotten
    # And an undo takes that back.
    session.ask("review/undo", {})
    assert hover("2026-04-22T10:02:00Z") is None
    assert session.leave() == 0


def test_what_is_said_to_be_known_fades_until_an_answer_says_otherwise(world):
    session = Editor(world, "neovim_v0.11.0")
    session.open(URI, "python", POUR)
    session.choose("I know “Steeping”", URI, *STEEP)
    assert session.hover(URI, *STEEP) is None
    assert world.events() == []
    assert session.ask("review/due", {})["new"] > 0, "it is asked as before"
    grade(session, "tea/steeping/call", 1, "2026-11-22T09:30:00Z")
    assert session.hover(URI, *STEEP)
    session.ask("review/undo", {})
    session.choose("I do not know “Steeping” that well", URI, *STEEP)
    assert session.hover(URI, *STEEP)
    assert session.leave() == 0


# Off


SWITCHES = {
    "symbol": ("No hints for tea.Pot.steep", "Hints for tea.Pot.steep again", "symbols", "tea.Pot.steep"),
    "concept": ("No hints for “Steeping”", "Hints for “Steeping” again", "concepts", "tea/steeping"),
    "file": ("No hints in this file", "Hints in this file again", "files", "/nowhere/pour.py"),
    "project": ("No hints in this project", "Hints in this project again", "projects", "/nowhere"),
    "all": ("No hints anywhere", "Hints anywhere again", "all", True),
}


@pytest.mark.parametrize("scope", SWITCHES)
def test_hints_can_be_switched_off_and_on_again(world, scope):
    off, on, member, name = SWITCHES[scope]
    switches = world.path / ".config/retort/hints.json"
    session = Editor(world, "visual_studio_code_v1.65.2")
    session.open(URI, "python", POUR)
    other = "file:///elsewhere/pour.py"
    session.open(other, "python", POUR)
    session.choose(off, URI, *STEEP)
    stored = json.loads(switches.read_text())[member]
    assert stored == name or stored == [name]
    assert session.hover(URI, *STEEP) is None and session.hover(URI, *STEEP) is None, "off is off, however often one asks"
    assert (session.hover(URI, 1, 10) is None) == (scope in ("file", "project", "all"))
    assert (session.hover(other, *STEEP) is None) == (scope in ("symbol", "concept", "all"))
    # Other sessions, and the next one, see the same.
    later = Editor(world)
    later.open(URI, "python", POUR)
    assert later.hover(URI, *STEEP) is None
    assert later.leave() == 0
    titles = [action["title"] for action in session.actions(URI, *STEEP)]
    assert titles == ["Quiz me on “Steeping”", "Explain “Steeping”", on]
    session.choose(on, URI, *STEEP)
    assert session.hover(URI, *STEEP)
    assert session.leave() == 0


def test_switches_written_by_hand_count_at_once_and_are_never_written_over(world):
    switches = world.path / ".config/retort/hints.json"
    session = Editor(world)
    session.open(URI, "python", POUR)
    assert session.hover(URI, *STEEP)
    switches.parent.mkdir(parents=True)
    switches.write_text('{"symbols": ["tea.Pot.steep"], "mine": {"note": 1}}')
    assert session.hover(URI, *STEEP) is None
    session.choose("Hints for tea.Pot.steep again", URI, *STEEP)
    assert json.loads(switches.read_text()) == {"mine": {"note": 1}, "symbols": []}
    switches.write_text('{"projects": ["/nowhere"]}')
    assert session.hover(URI, *STEEP) is None
    switches.write_text('{"all": true,}')
    assert session.hover(URI, *STEEP), "a broken file switches nothing off"
    with pytest.raises(Failed, match="hints.json is not JSON at byte 13"):
        session.choose("No hints anywhere", URI, *STEEP)
    assert switches.read_text() == '{"all": true,}'
    with pytest.raises(Failed, match="must be a scope"):
        session.run({"command": "retort.mute", "arguments": ["symbol"]})
    with pytest.raises(Failed, match="command must be one of"):
        session.run({"command": "retort.pour", "arguments": []})
    assert session.leave() == 0


# What can be done


def test_a_quiz_in_the_editors_own_dialogues(world):
    session = Editor(world, "emacs_v29.1")
    session.open(URI, "python", POUR)
    session.choices = ["Show the answer", "Good", "Show the answer", "Again"]
    session.choose("Quiz me on “Steeping”", URI, *STEEP)
    session.settle()
    assert [(event["card"], event["grade"]) for event in world.events() if event["event"] == "review"] == [
        ("tea/steeping/two-things", 3), ("tea/steeping/call", 1)]
    session.choices = ["About 75 °C", "Easy", "Show the answer"]
    session.run({"command": "retort.quiz", "arguments": ["tea/green-tea"]})
    session.settle()
    asked = [params["message"] for params in session.notices("window/showMessageRequest")]
    assert asked[-3].startswith("Right. ") and "Hotter water draws out bitterness." in asked[-3]
    # Dismissed: nothing is kept of the last one.
    assert [event["card"] for event in world.events() if event["event"] == "review"][2:] == ["tea/green-tea/water"]
    with pytest.raises(Failed, match="no concept has the id"):
        session.run({"command": "retort.quiz", "arguments": ["tea/kettle"]})
    assert session.leave() == 0


def test_an_editor_without_dialogues_is_told_where_to_be_quizzed(world):
    session = Editor(world)
    session.has_dialogues = False
    session.run({"command": "retort.quiz", "arguments": ["tea/steeping"]})
    session.settle()
    assert session.notices("window/showMessage") == [
        {"type": 3, "message": "This editor has no dialogues to ask you in; in a terminal: retort quiz --concept tea/steeping"}]
    assert session.leave() == 0


def test_what_is_asked_too_early_is_told(world):
    session = Editor(world)
    for card in ("tea/steeping/two-things", "tea/steeping/call"):
        session.ask("review/grade", {"card": card, "grade": 4})
    session.run({"command": "retort.quiz", "arguments": ["tea/steeping"]})
    assert "none is due" in session.notices("window/showMessage")[0]["message"]
    assert session.leave() == 0


@pytest.mark.parametrize("opens", [True, False])
def test_explain_opens_the_markdown_or_says_it(world, opens):
    session = Editor(world, "visual_studio_code_v1.65.2")
    session.opens_documents = opens
    session.open(URI, "python", POUR)
    session.choose("Explain “Steeping”", URI, *STEEP)
    session.settle()
    shown = session.notices("window/showDocument")
    assert shown == [{"uri": pathlib.Path(TEA, "tea/steeping.md").as_uri(), "takeFocus": True}]
    assert len(session.notices("window/showMessage")) == (0 if opens else 1)
    assert session.leave() == 0


def test_an_editor_gets_no_actions_that_nobody_asked_for(world):
    session = Editor(world)
    session.open(URI, "python", POUR)
    assert session.actions(URI, *STEEP, triggerKind=1)
    assert session.actions(URI, *STEEP, triggerKind=2) == []
    assert session.actions(URI, *STEEP, only=["source.fixAll"]) == []
    assert session.actions(URI, 2, 0) == []
    assert session.leave() == 0


# Finding


def test_strings_and_templates_lead_somewhere_and_names_in_python_do_not(shop):
    session = Editor(shop, "neovim_v0.11.0", root=shop.root)
    app, auth, login = (shop.root / name for name in ("shop/__init__.py", "shop/auth.py", "shop/templates/auth/login.html"))
    session.open(app.as_uri(), "python", SHOP)
    session.open(login.as_uri(), "jinja", LOGIN)

    def leads(path, text, word, nth=0):
        found = session.at("definition", path.as_uri(), *place(text, word, nth))
        return found and (found["uri"], found["range"]["start"]["line"])

    assert leads(app, SHOP, "base.html") == ((shop.root / "shop/templates/base.html").as_uri(), 0)
    assert leads(app, SHOP, "auth.login") == (auth.as_uri(), 5)
    assert leads(app, SHOP, "SECRET_KEY") == (pathlib.Path(FLASK, "flask/security/secret-key.md").as_uri(), 0)
    assert leads(app, SHOP, "register_blueprint") is None
    assert leads(app, SHOP, "route") is None
    assert leads(login, LOGIN, "base.html") == ((shop.root / "shop/templates/base.html").as_uri(), 0)
    assert leads(login, LOGIN, "auth.login") == (auth.as_uri(), 5)
    assert leads(login, LOGIN, "block")[0].startswith(pathlib.Path(FLASK, "flask").as_uri())
    # What is not saved yet counts, too.
    session.open(auth.as_uri(), "python", "\n\n" + AUTH)
    assert leads(app, SHOP, "auth.login") == (auth.as_uri(), 7)
    assert session.leave() == 0


def test_concepts_are_found_as_symbols(shop):
    session = Editor(shop, "neovim_v0.11.0")
    found = session.ask("workspace/symbol", {"query": "Bluep"})
    assert any(symbol["containerName"] == "flask/blueprints" for symbol in found)
    assert session.ask("workspace/symbol", {"query": "how do I keep a secret key out of git"})
    assert session.ask("workspace/symbol", {"query": " "}) == []
    for symbol in found:
        assert pathlib.Path(symbol["location"]["uri"].removeprefix("file://")).exists()
    assert session.leave() == 0


def test_strings_are_completed_for_those_who_want_it(shop):
    app = shop.root / "shop/__init__.py"
    quiet = Editor(shop, "neovim_v0.11.0", root=shop.root)
    assert "completionProvider" not in quiet.server["capabilities"]
    quiet.open(app.as_uri(), "python", SHOP)
    assert quiet.at("completion", app.as_uri(), *place(SHOP, "SECRET_KEY")) is None
    assert quiet.leave() == 0

    session = Editor(shop, "neovim_v0.11.0", root=shop.root, options={"completion": True})
    assert session.server["capabilities"]["completionProvider"] == {"triggerCharacters": ['"', "'"]}

    def labels(text, word):
        session.open(app.as_uri(), "python", text)
        line, column = place(text, word)
        column += len(word) - len(word) // 2
        found = session.at("completion", app.as_uri(), line, column)
        return found and [item["label"] for item in found]

    assert "SESSION_COOKIE_NAME" in labels(SHOP.replace("SECRET_KEY", "SE"), '["SE')
    assert "SESSION_COOKIE_NAME" in labels(SHOP.replace('"SECRET_KEY"] = "dev"', '"SE'), '["SE')
    assert labels(SHOP.replace("auth.login", ""), 'url_for("') == ["auth.login", "home"]
    assert labels(SHOP.replace("base.html", "b"), 'render_template("b') == ["auth/login.html", "base.html"]
    assert labels(SHOP, '"dev') is None
    assert labels(SHOP, "register_bl") is None
    assert session.leave() == 0


# What changes during a session


GONE = 'from flask import Flask\napp = Flask(__name__)\napp.config["SE"]\n@app.before_first_request\ndef warm():\n    pass\n'


def test_switches_given_at_the_beginning_can_be_changed(shop):
    for name, version in (("old", "2.2.5"), ("new", "3.0.0")):
        (shop.root / name / f"lib/python3.11/site-packages/flask-{version}.dist-info").mkdir(parents=True)
    uri = (shop.root / "gone.py").as_uri()
    environment = {name: str(shop.root / name) for name in ("old", "new")}
    session = Editor(
        shop, "neovim_v0.11.0", root=shop.root, options={"completion": True, "virtualEnvironment": environment["old"]})
    session.open(uri, "python", GONE)

    def seen():
        """Whether strings are completed, and which version counts."""
        line, column = place(GONE, "SE")
        hover = session.hover(uri, *place(GONE, "before_first_request"))
        return session.at("completion", uri, line, column + 1) is not None, hover.split("(here: ")[1].split(")")[0]

    def change(settings):
        session.tell("workspace/didChangeConfiguration", {"settings": settings})

    assert seen() == (True, "2.2.5")
    change({"other": {"completion": False}, "retort": {"virtualEnvironment": environment["new"]}})
    assert seen() == (True, "3.0.0"), "what is not named stays"
    change({"retort": {"completion": False}})
    assert seen() == (False, "3.0.0")
    # Editors that are asked for their settings only say that something has changed.
    session.settings = {"retort": {"completion": True, "virtualEnvironment": environment["old"]}}
    change(None)
    session.settle()
    assert seen() == (True, "2.2.5")
    session.settings = {}
    change({})
    session.settle()
    assert seen() == (True, "2.2.5")
    asked = [message["params"] for message in session.log if message.get("method") == "workspace/configuration"]
    assert asked == [{"items": [{"section": "retort"}]}] * 2
    assert session.leave() == 0


def test_an_editor_that_cannot_be_asked_is_not_asked(world):
    session = Editor(world, "neovim_v0.11.0", abilities={"workspace": {"configuration": False}})
    session.tell("workspace/didChangeConfiguration", {"settings": None})
    session.settle()
    assert [message for message in session.log if "method" in message] == []
    assert session.leave() == 0


def test_project_folders_come_and_go(shop):
    session = Editor(shop, "visual_studio_code_v1.65.2", root=shop.root)
    assert session.server["capabilities"]["workspace"] == {"workspaceFolders": {"supported": True, "changeNotifications": True}}
    uri = (shop.root / "shop/auth.py").as_uri()
    session.open(uri, "python", AUTH)

    def change(**event):
        folders = {kind: [{"uri": folder.as_uri(), "name": folder.name} for folder in event.get(kind, [])] for kind in ("added", "removed")}
        session.tell("workspace/didChangeWorkspaceFolders", {"event": folders})

    def project():
        actions = {action["title"]: action for action in session.actions(uri, *place(AUTH, "Blueprint", 1))}
        return actions["No hints in this project"]["arguments"][1]

    assert project() == str(shop.root)
    change(added=[shop.root / "shop", shop.root / "elsewhere"])
    assert project() == str(shop.root / "shop")
    change(removed=[shop.root / "shop"])
    assert project() == str(shop.root)
    change(removed=[shop.root], added=[shop.root.parent])
    assert project() == str(shop.root.parent)
    assert session.leave() == 0


# Packs being written


CARD = pathlib.Path(TEA, "tea/steeping.md").read_text()


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "herbs"
    folder.mkdir()
    (folder / "pack.md").write_text(pathlib.Path(TEA, "tea/pack.md").read_text())
    (folder / "green-tea.md").write_text(pathlib.Path(TEA, "tea/green-tea.md").read_text())
    return folder


@pytest.mark.parametrize("editor", EDITORS)
def test_faults_of_a_pack_file_are_told_while_it_is_written(world, pack, editor):
    session = Editor(world, editor)
    uri = (pack / "steeping.md").as_uri()
    session.open(uri, "markdown", CARD)
    session.settle()
    [told] = session.notices("textDocument/publishDiagnostics")
    line = CARD.splitlines().index("see: [green-tea, kettle]")
    [dead] = told["diagnostics"]
    assert told["version"] == 1 and dead["severity"] == 2 and "`kettle`" in dead["message"]
    assert dead["range"]["start"]["line"] == line

    broken = CARD.replace("### call (cloze)", "### call (clozed)")
    session.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": broken}]})
    session.settle()
    told = session.notices("textDocument/publishDiagnostics")[-1]
    [fault] = [one for one in told["diagnostics"] if one["severity"] == 1]
    assert fault["range"]["start"]["line"] == broken.splitlines().index("### call (clozed)") and told["version"] == 2

    outline = session.at("documentSymbol", uri, 0, 0)
    names = [symbol["name"] for symbol in outline]
    if session.capabilities["textDocument"]["documentSymbol"].get("hierarchicalDocumentSymbolSupport"):
        assert names == ["Why", "Example", "Pitfalls", "Questions"]
        assert [child["name"] for child in outline[-1]["children"]] == ["two-things (recall)", "call (clozed)"]
    else:
        assert names == ["Why", "Example", "Pitfalls", "Questions", "two-things (recall)", "call (clozed)"]

    session.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    session.settle()
    assert session.notices("textDocument/publishDiagnostics")[-1] == {"uri": uri, "diagnostics": []}
    assert session.leave() == 0


def test_other_markdown_is_none_of_ours(world, tmp_path):
    session = Editor(world)
    uri = (tmp_path / "notes.md").as_uri()
    session.open(uri, "markdown", "# Notes\n\n### broken (clozed)\n")
    session.settle()
    assert session.notices("textDocument/publishDiagnostics") == []
    assert session.at("documentSymbol", uri, 0, 0) is None
    assert session.leave() == 0


def test_switches_are_followed_by_hand(world):
    """The file, and the folders above it, may come and go in any way; every hover goes by what is there."""
    editor = Editor(world)
    editor.open(URI, "python", POUR)
    switches = world.path / ".config/retort/hints.json"
    off, elsewhere = '{"all": true}', world.path / "dotfiles.json"

    def shown():
        return editor.hover(URI, *STEEP) is not None

    shutil.rmtree(switches.parent.parent, ignore_errors=True)
    for _ in range(3):
        assert shown()
        switches.parent.mkdir(parents=True)
        assert shown()
        switches.write_text(off)
        assert not shown()
        switches.write_text("{}")
        assert shown()
        draft = switches.with_name("draft")
        draft.write_text(off)
        draft.rename(switches)
        assert not shown()
        moved = switches.parent.rename(world.path / "moved")
        assert shown()
        moved.rename(switches.parent)
        assert not shown()
        switches.unlink()
        elsewhere.write_text("{}")
        switches.symlink_to(elsewhere)
        assert shown()
        elsewhere.write_text(off)
        assert not shown()
        shutil.rmtree(switches.parent.parent)


def test_a_project_changes_while_it_is_open(shop):
    """A hover goes by the other files as they are now: edited elsewhere, moved, removed, brought back."""
    editor = Editor(shop, root=shop.root)
    path = shop.root / "shop/cart.py"
    text = "from .auth import bp\nbp\n"
    path.write_text(text)
    editor.open(path.as_uri(), "python", text)
    auth = shop.root / "shop/auth.py"

    def shown():
        found = editor.ask("concept/at", {"textDocument": {"uri": path.as_uri()}, "position": {"line": 1, "character": 0}})
        return found and found["symbol"]

    for _ in range(3):
        assert shown() == "flask.Blueprint"
        auth.write_text("from flask import Flask\nbp = Flask(__name__)\n")
        assert shown() == "flask.Flask"
        auth.unlink()
        assert shown() is None
        # Another branch has a package of the name.
        (shop.root / "shop/auth").mkdir()
        (shop.root / "shop/auth/__init__.py").write_text("from .deep import bp\n")
        (shop.root / "shop/auth/deep.py").write_text(AUTH)
        assert shown() == "flask.Blueprint"
        (shop.root / "shop/auth/deep.py").write_text("bp = 1\n")
        assert shown() is None
        shutil.rmtree(shop.root / "shop/auth")
        auth.write_text(AUTH)


def test_jumping_goes_by_the_files_of_the_moment(shop):
    editor = Editor(shop, root=shop.root)
    path = shop.root / "shop/link.html"
    text = "{{ url_for('auth.login') }}{% include 'new.html' %}"
    editor.open(path.as_uri(), "jinja-html", text)
    view, template = (0, text.index("auth") + 1), (0, text.index("new") + 1)

    def leads(at):
        found = editor.at("definition", path.as_uri(), *at)
        return found and (pathlib.Path(unquote(found["uri"])).name, found["range"]["start"]["line"])

    assert leads(view) == ("auth.py", 5) and leads(template) is None
    (shop.root / "shop/auth.py").write_text("\n" + AUTH)
    (shop.root / "shop/templates/new.html").write_text("")
    assert leads(view) == ("auth.py", 6) and leads(template) == ("new.html", 0)
    # What an editor has open counts as it is there.
    editor.open((shop.root / "shop/auth.py").as_uri(), "python", "\n\n\n" + AUTH)
    assert leads(view) == ("auth.py", 8)
    (shop.root / "shop/templates/new.html").unlink()
    assert leads(template) is None
