"""Everything that the server says is LSP to the letter: in a long session at random, and where sessions begin and end."""
import copy
import json
import pathlib
import random
import subprocess

import pytest

from editor import EDITORS, Editor, Failed
from home import BINARY, FLASK, NOW, ROOT, TEA, Home
from lsp_types import hold

STEPS = 300
NOTIFICATIONS = {
    "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "workspace/didChangeConfiguration",
    "workspace/didChangeWorkspaceFolders"}
OPENRPC = json.loads((ROOT / "Protocol/openrpc.json").read_text())


# The checks themselves


HOVER = {"jsonrpc": "2.0", "id": 1, "result": {
    "contents": {"kind": "markdown", "value": "x"},
    "range": {"start": {"line": 3, "character": 1}, "end": {"line": 3, "character": 2}}}}
FAULTS = {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": {
    "uri": "file:///x.md", "version": 1, "diagnostics": [{
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}, "severity": 1, "message": "m"}]}}
BEGUN = {"jsonrpc": "2.0", "id": 2, "result": {
    "capabilities": {"positionEncoding": "utf-16", "hoverProvider": True}, "serverInfo": {"name": "retort"}}}
ASKED = {1: "textDocument/hover", 2: "initialize"}
ABLE = {"textDocument": {"hover": {"contentFormat": ["markdown"]}}}
GONE = object()


@pytest.mark.parametrize("message, path, value", [
    (HOVER, "jsonrpc", GONE), (HOVER, "jsonrpc", "1.0"), (HOVER, "result", GONE), (HOVER, "error", {"code": 1, "message": "m"}),
    (HOVER, "more", 1), (HOVER, "result.more", 1), (HOVER, "result.contents", 5), (HOVER, "result.contents.kind", "html"),
    (HOVER, "result.contents.kind", "plaintext"), (HOVER, "result.contents.value", 5), (HOVER, "result.contents", GONE),
    (HOVER, "result.range", None), (HOVER, "result.range.start.line", 4), (HOVER, "result.range.start.line", 1.5),
    (HOVER, "result.range.start.line", 3.0), (HOVER, "result.range.start.line", "3"), (HOVER, "result.range.start.line", -1),
    (HOVER, "result.range.end", GONE), (HOVER, "result.range.end.character", True),
    (FAULTS, "id", 7), (FAULTS, "params.uri", "x.md"), (FAULTS, "params.uri", "file:///é.md"), (FAULTS, "params.version", "1"),
    (FAULTS, "params.diagnostics.0.severity", 9), (FAULTS, "params.diagnostics.0.severity", None),
    (FAULTS, "params.diagnostics.0.message", GONE), (FAULTS, "params.diagnostics.0.message", 5), (FAULTS, "params.diagnostics", GONE),
    (BEGUN, "result.capabilities.positionEncoding", "utf-9"), (BEGUN, "result.capabilities.positionEncoding", "utf-8"),
    (BEGUN, "result.capabilities.hoverProvider", "yes"), (BEGUN, "result.serverInfo", {}),
    (BEGUN, "result.capabilities.executeCommandProvider", {}),
])
def test_what_is_not_lsp_is_noticed(message, path, value):
    hold(message, ASKED, ABLE)
    mutant = copy.deepcopy(message)
    *way, last = [int(name) if name.isdigit() else name for name in path.split(".")]
    place = mutant
    for name in way:
        place = place[name]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(Exception):
        hold(mutant, ASKED, ABLE)


# How sessions begin and end


def converse(home, command, *messages):
    """Sends all messages at once; gives the answers and the exit status."""
    text = b""
    for message in messages:
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        text += b"Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n%s" % (len(body), body)
    done = subprocess.run([BINARY, *command], env=home.env, input=text, capture_output=True, timeout=20)
    answers, rest = [], done.stdout
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        assert head.startswith(b"Content-Length: ") and b"\r\n" not in head, head
        length = int(head[16:])
        answers.append(json.loads(rest[:length]))
        rest = rest[length:]
    return answers, done.returncode


INITIALIZE = {"id": 0, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}
SHUTDOWN = {"id": 99, "method": "shutdown"}
EXIT = {"method": "exit"}


@pytest.mark.parametrize("command", [["lsp"], ["lsp", "--stdio"], ["serve", "--stdio"]], ids=" ".join)
class TestWire:
    def code(self, home, command, *messages):
        """The error code of the last message but shutdown and exit."""
        answers, status = converse(home, command, *messages, SHUTDOWN, EXIT)
        answer = next(answer for answer in answers if answer["id"] == messages[-1]["id"])
        assert set(answer) == {"jsonrpc", "id", "error"} and set(answer["error"]) <= {"code", "message", "data"}
        return answer["error"]["code"], status

    def test_requests_before_initialize_are_refused(self, home, command):
        for method in ("textDocument/hover", "workspace/symbol", "workspace/executeCommand", "shutdown"):
            assert self.code(home, command, {"id": 5, "method": method, "params": {}}) == (-32002, 1)

    def test_a_second_initialize_is_refused(self, home, command):
        assert self.code(home, command, INITIALIZE, {**INITIALIZE, "id": 5}) == (-32600, 0)

    def test_unknown_requests_are_refused(self, home, command):
        for method in ("no/such", "$/such", "textDocument/inlayHint", "server/discover"):
            assert self.code(home, command, INITIALIZE, {"id": "five", "method": method}) == (-32601, 0)

    def test_wrong_params_are_refused(self, home, command):
        for params in ({}, [], {"textDocument": {"uri": "file:///x.py"}, "position": {"line": -1, "character": 0}},
                       {"textDocument": {"uri": 5}, "position": {"line": 1, "character": 0}}):
            assert self.code(home, command, INITIALIZE, {"id": 5, "method": "textDocument/hover", "params": params}) == (-32602, 0)

    def test_unknown_notifications_and_answers_to_nothing_are_passed_over(self, home, command):
        answers, status = converse(
            home, command, INITIALIZE, {"method": "initialized", "params": {}}, {"method": "$/unknown"},
            {"method": "textDocument/didSave", "params": {"textDocument": {"uri": "file:///x.py"}}}, {"method": "no/such"},
            {"method": "$/cancelRequest", "params": {"id": 12345}}, {"id": 77, "result": {"title": "?"}},
            {"id": 78, "error": {"code": -1, "message": "no"}}, {"method": "textDocument/didChange", "params": {}},
            {"method": "textDocument/hover", "params": {}}, {"id": "é😀", "method": "workspace/symbol", "params": {"query": ""}},
            SHUTDOWN, EXIT)
        assert [answer["id"] for answer in answers] == [0, "é😀", 99] and status == 0
        assert answers[1]["result"] == [] and answers[2] == {"jsonrpc": "2.0", "id": 99, "result": None}

    def test_after_shutdown_only_exit_may_follow(self, home, command):
        answers, status = converse(
            home, command, INITIALIZE, SHUTDOWN, {"id": 5, "method": "textDocument/hover", "params": {}},
            {"id": 6, "method": "review/due"}, {**SHUTDOWN, "id": 7}, EXIT)
        assert status == 0 and [answer.get("error", {}).get("code") for answer in answers] == [None, None] + 3 * [-32600]

    def test_an_end_without_shutdown_is_no_clean_one(self, home, command):
        assert converse(home, command, INITIALIZE, EXIT)[1] == 1
        assert converse(home, command, INITIALIZE)[1] == 1


# A long session


SHOP = """\
from flask import Flask, render_template, request, url_for

def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "é😀"; app.testing = True

    @app.route("/<int:number>", methods=["POST"])
    def home(number):
        page = request.args.get("page", 1, type=int)
        return render_template("base.html", link=url_for("home", number=page))

    return app
"""
LOGIN = """\
{% extends "base.html" %}
{% block body %}é😀 <a href="{{ url_for('home', number=1) }}">{{ title|upper }}</a>{% endblock %}
"""
PIECES = ["é", "😀", "\n", "\r\n", '"', "(", "app.", "url_for('", "{{ ", "\t", "x = request.args\n", "#", "'''", "### call (cloze)\n", "[x](y)"]


@pytest.fixture
def shop(tmp_path):
    home = Home(packs=FLASK, now=NOW)
    home.root = tmp_path / "shop é"
    for name, text in {
        "requirements.txt": "flask==2.2.5\n", "app.py": SHOP, "templates/login.html": LOGIN,
        "templates/base.html": "{% block body %}{% endblock %}\n", "herbs/pack.md": pathlib.Path(TEA, "tea/pack.md").read_text(),
        "herbs/steeping.md": pathlib.Path(TEA, "tea/steeping.md").read_text(), "notes.txt": "é😀 blueprint\n",
    }.items():
        path = home.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    yield home
    home.close()


class Whims:
    """What somebody says to a dialogue; now and then nothing."""

    def __init__(self, editor, chance):
        self.editor, self.chance = editor, chance

    def pop(self, _):
        actions = self.editor.log[-1]["params"]["actions"]
        return self.chance.choice([None] + [action["title"] for action in actions] * 3)


class Typist:
    """Somebody who does everything that an editor lets one do, in no order at all."""

    languages = {"app.py": "python", "templates/login.html": "jinja", "herbs/steeping.md": "markdown", "notes.txt": "plaintext"}

    def __init__(self, home, editor, chance):
        self.home, self.editor, self.chance = home, editor, chance
        self.versions = {}
        self.actions = []
        self.answered, self.refused = {}, {}
        for name in self.languages:
            self.open(name)

    def uri(self, name):
        return (self.home.root / name).as_uri()

    def open(self, name):
        self.versions[name] = 1
        self.editor.open(self.uri(name), self.languages[name], (self.home.root / name).read_text())

    def name(self):
        return self.chance.choice(list(self.languages))

    def place(self, name):
        """Often a word, unless too much was changed meanwhile; now and then beyond the end."""
        lines = (self.home.root / name).read_text().split("\n")
        line = self.chance.randrange(len(lines) + 2)
        return {"line": line, "character": self.chance.randrange(len("".join(lines[line:line + 1])) + 2)}

    def ask(self, method, params):
        try:
            result = self.editor.ask(method, params)
            self.answered.setdefault(method, []).append(result)
            return result
        except Failed as failed:
            self.refused.setdefault(failed.code, []).append((method, params, str(failed)))

    def step(self):
        kind = self.chance.choice([
            self.change, self.change, self.change, self.look, self.look, self.look, self.look, self.act, self.run, self.find,
            self.outline, self.reopen, self.own, self.configure, self.blunder])
        kind()

    def change(self):
        name = self.name()
        self.versions[name] += 1
        changes = []
        for _ in range(self.chance.randrange(1, 3)):
            ends = sorted([self.place(name), self.place(name)], key=lambda place: (place["line"], place["character"]))
            start = ends[0]
            end = self.chance.choice([start, start, {**start, "character": start["character"] + 2}, ends[1] if self.chance.random() < 0.1 else start])
            changes.append({"range": {"start": start, "end": end}, "text": self.chance.choice(PIECES)})
        if self.chance.random() < 0.2:
            changes = [{"text": (self.home.root / name).read_text()}]
        self.editor.tell("textDocument/didChange", {
            "textDocument": {"uri": self.uri(name), "version": self.versions[name]}, "contentChanges": changes})

    def look(self):
        method = self.chance.choice(["hover", "hover", "definition", "completion"])
        name = self.name()
        self.ask("textDocument/" + method, {"textDocument": {"uri": self.uri(name)}, "position": self.place(name)})

    def act(self):
        name = self.chance.choice(["app.py", "templates/login.html"])
        place = self.place(name)
        context = {"diagnostics": [], **self.chance.choice([{}, {"triggerKind": 1}, {"triggerKind": 2}, {"only": ["quickfix"]}])}
        found = self.ask("textDocument/codeAction", {
            "textDocument": {"uri": self.uri(name)}, "range": {"start": place, "end": place}, "context": context})
        self.actions += found or []

    def run(self, action=None):
        if self.actions:
            action = action or self.chance.choice(self.actions)
            self.ask("workspace/executeCommand", {name: action[name] for name in ("command", "arguments")})
            if action["command"] == "retort.mute":
                self.look()
                self.ask("workspace/executeCommand", {"command": "retort.unmute", "arguments": action["arguments"]})
            self.editor.settle()

    def find(self):
        self.ask("workspace/symbol", {"query": self.chance.choice(["", "bluep", "é😀", "url_for", "what is a request", "x" * 300])})

    def outline(self):
        self.ask("textDocument/documentSymbol", {"textDocument": {"uri": self.uri(self.name())}})

    def reopen(self):
        name = self.name()
        self.editor.tell("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})
        self.look()
        self.open(name)

    def own(self):
        self.ask(*self.chance.choice([
            ("review/due", {}), ("review/subscribe", {}), ("quiz/next", {"file": self.uri("app.py")}),
            ("concept/at", {"textDocument": {"uri": self.uri("app.py")}, "position": self.place("app.py")})]))

    def configure(self):
        method, params = self.chance.choice([
            ("$/setTrace", {"value": "messages"}), ("$/cancelRequest", {"id": self.editor.id}),
            ("workspace/didChangeConfiguration", {"settings": self.chance.choice([None, {}, {"retort": {"completion": True}}])}),
            ("workspace/didChangeWorkspaceFolders", {
                "event": {"added": [{"uri": self.uri("herbs"), "name": "herbs"}], "removed": []}}),
            ("workspace/didChangeWorkspaceFolders", {
                "event": {"added": [], "removed": [{"uri": self.uri("herbs"), "name": "herbs"}]}})])
        self.editor.tell(method, params)

    def blunder(self):
        self.ask(*self.chance.choice(BLUNDERS))


BLUNDERS = [
    ("textDocument/hover", {}), ("textDocument/inlayHint", {}), ("workspace/symbol", {"query": 5}), ("initialize", {}),
    ("workspace/executeCommand", {"command": "retort.quiz", "arguments": ["no/such"]}), ("workspace/executeCommand", {"command": "rm"})]


@pytest.mark.parametrize("profile", EDITORS)
def test_a_long_session_at_random_is_lsp_throughout(shop, profile):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    chance = random.Random(seed)
    editor = Editor(shop, profile, root=shop.root, options={"completion": True})
    editor.choices = Whims(editor, chance)
    typist = Typist(shop, editor, chance)
    for _ in range(STEPS):
        typist.step()
    # What a session at random may have missed.
    for blunder in BLUNDERS:
        typist.ask(*blunder)
    typist.open("app.py")
    for word in ("SECRET_KEY", "base.html", "Flask(", "url_for(\"home"):
        before = SHOP[:SHOP.index(word) + len(word) - 2]
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        where = {"textDocument": {"uri": typist.uri("app.py")}}
        for method in ("hover", "definition", "completion"):
            typist.ask(f"textDocument/{method}", {**where, "position": place})
        typist.actions = typist.ask(
            "textDocument/codeAction", {**where, "range": {"start": place, "end": place}, "context": {"diagnostics": []}})
        for action in list(typist.actions):
            typist.run(action)
    typist.open("herbs/steeping.md")
    typist.ask("textDocument/documentSymbol", {"textDocument": {"uri": typist.uri("herbs/steeping.md")}})
    editor.settle()

    assert set(typist.refused) == {-32600, -32601, -32602, -32001}, typist.refused
    requests = {method["name"] for method in OPENRPC["methods"] if method["name"].startswith(("textDocument/", "workspace/"))}
    for method in requests - NOTIFICATIONS - {"workspace/executeCommand"}:
        assert any(typist.answered[method]), f"nothing from {method}"
    said = {message["method"] for message in editor.log if "method" in message}
    assert {"textDocument/publishDiagnostics", "window/showMessageRequest"} <= said
    assert editor.leave() == 0
