"""An editor's session outlives its daemon: `retort lsp` finds or starts the next one, and the editor notices nothing.

`RETORT_KILLS=1000` kills that often; the gate is content with fewer.
"""
import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import threading
import time

import pytest

from editor import Editor, Failed
from home import BINARY, NOW, ROOT, Home

POUR = "import tea\npot = tea.Pot()\npot.steep(3)\n"
URI = "file:///nowhere/pour.py"
STEEP = (2, 5)
CARD = "tea/steeping/call"
KILLS = int(os.environ.get("RETORT_KILLS", "20"))


@pytest.fixture
def world():
    home = Home(now=NOW)
    yield home
    home.close()


@contextlib.contextmanager
def session(home, editor="neovim_v0.11.0", **more):
    """A session that ends with the test, however that goes."""
    session = Editor(home, editor, **more)
    try:
        yield session
    finally:
        session.process.kill()
        session.process.wait(20)


def kill(home, seconds=20):
    """Kills the daemon, which may be just starting, and waits until it is gone."""
    end = time.monotonic() + seconds
    while not (found := home.daemons()):
        assert time.monotonic() < end, "no daemon came up"
    [pid] = found
    os.kill(pid, signal.SIGKILL)
    while pid in home.daemons():
        assert time.monotonic() < end, "killed and still there"
    return pid


# Edits and hovers


def units(text, encoding):
    return len(text.encode("utf-8" if encoding == "utf-8" else "utf-16-le")) // (1 if encoding == "utf-8" else 2)


def script(seed, encoding, hovers):
    """What somebody types and looks at: changes of ranges, and places."""
    chance = random.Random(seed)
    lines = POUR.split("\n")
    steps = []

    def change(line, start, end, text):
        before = lines[line]
        places = [{"line": line, "character": units(before[:at], encoding)} for at in (start, end)]
        lines[line:line + 1] = (before[:start] + text + before[end:]).split("\n")
        steps.append(("change", {"range": {"start": places[0], "end": places[1]}, "text": text}))

    asked = 0
    while asked < hovers:
        line = chance.randrange(2, len(lines))
        steep = lines[line].find("steep")
        kind = chance.randrange(6)
        if kind == 0 and len(lines) < 40:
            change(line, 0, 0, f'a = "é😀{chance.randrange(100)}"; pot.steep({chance.randrange(9)})\n')
        elif kind == 1 and steep > 0 and '"' in lines[line]:
            at = lines[line].index('"') + 1
            change(line, at, at, chance.choice(["é", "😀", "x", "é😀"]))
        elif kind == 2 and steep > 0 and '"' in lines[line]:
            at = lines[line].index('"') + 1
            change(line, at, at + chance.randrange(2), "")
        else:
            at = steep + chance.randrange(5) if steep >= 0 and kind < 5 else chance.randrange(len(lines[line]) + 1)
            steps.append(("hover", {"line": line, "character": units(lines[line][:at], encoding)}))
            asked += 1
    return steps


def play(editor, steps, before=lambda number: None):
    """Goes through a script with several requests under way at a time; gives the answers in order."""
    editor.open(URI, "python", POUR)
    asked, answers, version = [], {}, 1

    def read():
        message = editor.read()
        assert "method" not in message and message["id"] not in answers, message
        answers[message["id"]] = message["result"]

    for kind, what in steps:
        if kind == "change":
            version += 1
            editor.tell("textDocument/didChange", {"textDocument": {"uri": URI, "version": version}, "contentChanges": [what]})
        else:
            before(len(asked))
            asked.append(editor.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": what}))
        while len(asked) - len(answers) > 4:
            read()
    while len(answers) < len(asked):
        read()
    return [answers[number] for number in asked]


@pytest.mark.parametrize("profile, encoding", [("neovim_v0.7.0", "utf-16"), ("neovim_v0.11.0", "utf-8")])
def test_killed_at_any_moment_every_hover_is_answered_once_and_rightly(world, profile, encoding):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    steps = script(seed, encoding, hovers=10 * KILLS)
    calm = Home(now=NOW)
    try:
        with session(calm, profile) as editor:
            assert editor.server["capabilities"]["positionEncoding"] == encoding
            expected = play(editor, steps)
            assert editor.leave() == 0
    finally:
        calm.close()
    assert sum(answer is not None for answer in expected) > KILLS and None in expected

    chance = random.Random(seed)
    # Far enough from each other that no hover meets two of them.
    moments = {10 * number + chance.randrange(5) for number in range(KILLS)}
    killed, threads = [], []

    def before(number):
        if number in moments:
            if threads:
                threads[-1].join()
            wait = chance.uniform(0, 0.01)
            threads.append(threading.Thread(target=lambda: (time.sleep(wait), killed.append(kill(world)))))
            threads[-1].start()

    with session(world, profile) as editor:
        answers = play(editor, steps, before)
        threads[-1].join()
        assert len(set(killed)) == KILLS
        assert answers == expected
        assert editor.notices("window/showMessage") == []
        assert editor.leave() == 0


def test_a_stopped_daemon_stays_stopped_until_the_editor_speaks(world):
    with session(world) as editor:
        editor.open(URI, "python", POUR)
        shown = editor.hover(URI, *STEEP)
        assert shown.startswith("`tea.Pot.steep`")
        assert world.json("status")["clients"] == 2, "the editor and this command"
        world.run("stop")
        time.sleep(0.3)
        assert world.daemons() == []
        assert editor.hover(URI, *STEEP) == shown
        assert len(world.daemons()) == 1
        world.run("stop")
        editor.tell("textDocument/didChange", {
            "textDocument": {"uri": URI, "version": 2},
            "contentChanges": [{"range": {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}}, "text": "é😀\n"}]})
        assert editor.hover(URI, 3, 5) == shown and editor.hover(URI, *STEEP) is None
        # Closed is closed, in the next daemon too.
        editor.tell("textDocument/didClose", {"textDocument": {"uri": URI}})
        world.run("stop")
        assert editor.hover(URI, 3, 5) is None
        assert [message["id"] for message in editor.log] == list(range(1, 7)), "each answer once, and nothing else"
        assert editor.leave() == 0


def is_new(home, program):
    """Whether the daemon runs the file that now stands there."""
    return os.stat(f"/proc/{home.pid()}/exe").st_ino == program.stat().st_ino


def own_program(home):
    """A copy of the program, to be replaced."""
    program = home.path / "bin/retort"
    program.parent.mkdir()
    shutil.copy(BINARY, program)
    return program


def upgrade(program):
    """Puts another file in its place, as installers do."""
    shutil.copy(BINARY, program.with_name("retort.new"))
    os.rename(program.with_name("retort.new"), program)


def test_an_upgrade_reaches_open_sessions(world):
    program = own_program(world)
    with session(world, binary=program) as editor:
        editor.open(URI, "python", POUR)
        shown = editor.hover(URI, *STEEP)
        upgrade(program)
        assert os.readlink(f"/proc/{editor.process.pid}/exe") == f"{program} (deleted)"
        assert not is_new(world, program)
        subprocess.run([program, "stop"], env=world.env, check=True, capture_output=True, timeout=20)
        assert editor.hover(URI, *STEEP) == shown
        assert is_new(world, program)
        assert editor.leave() == 0


def test_after_an_upgrade_any_command_lets_the_new_program_take_over(world):
    program = own_program(world)
    with session(world, binary=program) as editor:
        editor.open(URI, "python", POUR)
        shown = editor.hover(URI, *STEEP)
        for command in (["due"], ["status"]):
            upgrade(program)
            # What may not wait lets the old one go on.
            subprocess.run([program, "complete", "--line", "retort show s"], env=world.env, check=True, capture_output=True, timeout=20)
            assert not is_new(world, program)
            both = [subprocess.Popen([program, *command], env=world.env, stdout=subprocess.PIPE) for _ in range(3)]
            assert [one.wait(20) for one in both] == [0] * 3
            assert is_new(world, program) and len(world.daemons()) == 1
            assert editor.hover(URI, *STEEP) == shown
        # Where there is no new program the old one is all there is.
        program.rename(program.with_name("moved"))
        program.with_name("moved").unlink()
        assert editor.hover(URI, *STEEP) == shown and len(world.daemons()) == 1
        assert editor.leave() == 0


def test_installing_over_it_reaches_open_sessions_while_somebody_types(world):
    # The packs that are installed.
    del world.env["RETORT_PACKS"]

    def install(binary):
        return subprocess.Popen(
            [ROOT / "Clients/install.sh", "--binary", binary], env=world.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    program = world.path / ".local/bin/retort"
    assert install(BINARY).wait(120) == 0
    # One that is the same would be left where it is.
    another = world.path / "another"
    another.write_bytes(pathlib.Path(BINARY).read_bytes() + b"another")
    another.chmod(0o755)
    with session(world, binary=program) as editor:
        editor.open(URI, "python", "from flask import Flask\napp = Flask(__name__)\n")
        shown = editor.hover(URI, 1, 7)
        assert shown.startswith("`flask.Flask`") and is_new(world, program)
        before = program.stat().st_ino
        installing = install(another)
        while installing.poll() is None:
            editor.hover(URI, 1, 7)
        assert installing.returncode == 0 and program.stat().st_ino != before
        assert editor.hover(URI, 1, 7) == shown
        assert is_new(world, program)
        assert editor.notices("window/showMessage") == []
        assert editor.leave() == 0


def test_a_pack_being_written_has_its_faults_told_again(world, tmp_path):
    (tmp_path / "pack.md").write_text("# Herbs\n")
    uri = (tmp_path / "mint.md").as_uri()
    with session(world) as editor:
        editor.open(uri, "markdown", "# Mint\n\n### broken (clozed)\n")
        editor.settle()
        told = editor.notices("textDocument/publishDiagnostics")
        assert told and told[0]["diagnostics"]
        kill(world)
        editor.settle()
        assert editor.notices("textDocument/publishDiagnostics") == [told[0], told[0]]
        assert editor.leave() == 0


# What must not be done twice


def test_a_grade_is_recorded_once_or_said_to_be_in_doubt(world):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    chance = random.Random(seed)
    acknowledged, doubtful = [], []
    with session(world) as editor:
        for number in range(1, 3 * KILLS + 1):
            thread = None
            if number % 3 == 0:
                editor.ask("review/due", {})
                wait = chance.uniform(0, 0.01)
                thread = threading.Thread(target=lambda: (time.sleep(wait), kill(world)))
                thread.start()
            try:
                # The time an answer took tells the grades apart.
                graded = editor.ask("review/grade", {"card": CARD, "grade": 3, "milliseconds": number})
                assert graded["card"] == CARD
                acknowledged.append(number)
            except Failed as failed:
                assert failed.code == -32003 and "may have been done already" in str(failed)
                doubtful.append(number)
            if thread:
                thread.join()
        times = [review["milliseconds"] for review in editor.ask("review/history", {"card": CARD})["reviews"]]
        assert editor.leave() == 0
    print(len(acknowledged), "acknowledged,", len(doubtful), "in doubt,", len(times), "recorded")
    assert len(acknowledged) + len(doubtful) == 3 * KILLS
    assert len(times) == len(set(times)), "doubled"
    assert set(acknowledged) <= set(times) <= set(acknowledged) | set(doubtful)


def test_a_question_of_a_daemon_that_has_gone_is_over(world):
    with session(world) as editor:
        editor.open(URI, "python", POUR)
        quiz = {"command": "retort.quiz", "arguments": ["tea/steeping"]}
        editor.take = lambda message: None
        editor.run(quiz)
        asked = [message for message in editor.log if message.get("method") == "window/showMessageRequest"]
        assert [message["id"] for message in asked] == [1_000_000]
        kill(world)
        editor.run(quiz)
        asked = [message for message in editor.log if message.get("method") == "window/showMessageRequest"]
        assert [message["id"] for message in asked] == [1_000_000, 1_000_001]
        # The answer to the first one is late; that to the second one counts.
        editor.write({"id": 1_000_000, "result": {"title": "Show the answer"}})
        editor.ask("review/due", {})
        assert len([message for message in editor.log if "method" in message]) == 2
        editor.write({"id": 1_000_001, "result": {"title": "Show the answer"}})
        editor.ask("review/due", {})
        last = [message for message in editor.log if "method" in message][-1]
        assert last["id"] == 1_000_002 and "How well did you know it?" in last["params"]["message"]
        editor.write({"id": 1_000_002, "result": {"title": "Good"}})
        editor.ask("review/due", {})
        assert [event["grade"] for event in world.events() if event["event"] == "review"] == [3]
        assert editor.leave() == 0


def test_what_was_subscribed_to_and_set_holds_in_the_next_daemon(world):
    with session(world) as editor:
        editor.ask("session/open", {"now": "2027-01-01T09:00:00Z"})
        editor.ask("review/subscribe", {})
        uri = "file:///nowhere/deep/pour.py"
        editor.open(uri, "python", POUR)
        for event in ({"added": [{"uri": "file:///nowhere", "name": "n"}, {"uri": "file:///nowhere/deep", "name": "d"}], "removed": []},
                      {"added": [], "removed": [{"uri": "file:///nowhere/deep", "name": "d"}]}):
            editor.tell("workspace/didChangeWorkspaceFolders", {"event": event})
        world.run("stop")
        [project] = [action for action in editor.actions(uri, *STEEP) if action["title"] == "No hints in this project"]
        assert project["arguments"] == ["project", "/nowhere"]
        before = len(editor.notices("review/changed"))
        assert editor.ask("review/grade", {"card": CARD, "grade": 4})["due"].startswith("2027-")
        editor.settle()
        told = editor.notices("review/changed")[before:]
        assert told and told[-1]["due"] == 0
        assert editor.leave() == 0


# When there is no daemon to be had


def test_where_no_daemon_can_be_started_it_is_said_once_and_tried_again(world):
    with session(world) as editor:
        editor.open(URI, "python", POUR)
        shown = editor.hover(URI, *STEEP)
        world.run("stop")
        elsewhere = world.path / "elsewhere"
        world.state.rename(elsewhere)
        world.state.write_text("in the way")
        for _ in range(3):
            with pytest.raises(Failed) as failed:
                editor.hover(URI, *STEEP)
            assert failed.value.code == -32003 and str(world.state) in str(failed.value)
        [told] = editor.notices("window/showMessage")
        assert told == {"type": 2, "message": f"Retort: {failed.value}"}
        world.state.unlink()
        elsewhere.rename(world.state)
        # It does not try all the time.
        end = time.monotonic() + 20
        while True:
            try:
                assert editor.hover(URI, *STEEP) == shown
                break
            except Failed:
                assert time.monotonic() < end
                time.sleep(0.1)
        assert len(editor.notices("window/showMessage")) == 1
        assert editor.leave() == 0


def test_an_editor_started_where_no_daemon_can_be_is_answered_too(home):
    home.state.parent.mkdir(parents=True)
    home.state.write_text("in the way")
    requests = [{"id": 1, "method": "initialize", "params": {"capabilities": {}}}, {"id": 2, "method": "review/due"}]
    text = "".join(json.dumps({"jsonrpc": "2.0", **request}) + "\n" for request in requests)
    done = home.start("lsp", input=text, timeout=20)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, 2]
    sentence = answers[0]["error"]["message"]
    assert str(home.state) in sentence and answers[1]["error"] == answers[0]["error"] == {"code": -32003, "message": sentence}
    assert done.stderr == f"retort: {sentence}\n" and done.returncode == 3
    assert home.start("lsp", input="").returncode == 3
    home.state.unlink()
    done = home.start("lsp", input=text, timeout=20)
    assert all("result" in json.loads(line) for line in done.stdout.splitlines())


# Daemons that go wrong


class Stray:
    """A daemon made for tests: it answers what it is told to, and goes when it is told to."""

    def __init__(self, home, hover=None, initialized=None):
        self.path = home.socket
        self.hover = hover
        self.initialized = initialized
        self.heard = []
        self.path.parent.mkdir(parents=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.converse, args=(client.makefile("rwb"), client), daemon=True).start()

    def converse(self, file, client):
        with client, file:
            while line := file.readline():
                framed = line.startswith(b"Content-Length")
                if framed:
                    file.readline()
                message = json.loads(file.read(int(line.split(b":")[1])) if framed else line)
                self.heard.append(message["method"])
                if message["method"] == "exit":
                    return
                if message["method"] == "initialized" and self.initialized:
                    self.initialized.wait(20)
                    return client.shutdown(socket.SHUT_RDWR)
                if "id" not in message:
                    continue
                if message["method"] == "textDocument/hover":
                    file.write(self.hover(self))
                    file.flush()
                    return client.shutdown(socket.SHUT_RDWR)
                body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": self.results.get(message["method"], {})}).encode()
                file.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) if framed else body + b"\n")
                file.flush()

    results = {"initialize": {"capabilities": {"positionEncoding": "utf-8"}, "serverInfo": {"name": "stray", "version": "9"}}, "shutdown": None}

    def end(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.path.unlink()


def test_half_an_answer_never_reaches_the_editor(world):
    def half(stray):
        stray.end()
        return b'Content-Length: 500\r\n\r\n{"jsonrpc":"2.0","id":2,"result":{"contents":{"kind":"plaintext","value":"'

    stray = Stray(world, half)
    with session(world) as editor:
        assert editor.server["serverInfo"]["name"] == "stray"
        editor.open(URI, "python", "import tea\n")
        head = {"line": 1, "character": 0}
        editor.tell("textDocument/didChange", {
            "textDocument": {"uri": URI, "version": 2},
            "contentChanges": [{"range": {"start": head, "end": head}, "text": POUR.removeprefix("import tea\n")}]})
        assert editor.hover(URI, *STEEP).startswith("`tea.Pot.steep`")
        assert stray.heard[-4:] == ["initialized", "textDocument/didOpen", "textDocument/didChange", "textDocument/hover"]
        assert editor.leave() == 0


def test_a_message_that_was_half_written_reaches_the_next_daemon_whole(world):
    with session(world) as editor:
        editor.open(URI, "python", POUR)
        shown = editor.hover(URI, *STEEP)
        place = {"textDocument": {"uri": URI}, "position": {"line": STEEP[0], "character": STEEP[1]}}
        body = json.dumps({"jsonrpc": "2.0", "id": "half", "method": "textDocument/hover", "params": place}).encode()
        message = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        editor.methods["half"] = "textDocument/hover"
        for cut in (5, 22, 60):
            editor.process.stdin.write(message[:cut])
            kill(world)
            editor.process.stdin.write(message[cut:])
            answer = editor.read()
            assert answer["id"] == "half" and answer["result"]["contents"]["value"] == shown
        assert editor.leave() == 0


def test_a_daemon_that_goes_while_it_is_told_something_long_is_not_waited_for(world):
    stray = Stray(world, initialized=threading.Event())
    with session(world) as editor:
        # More than a socket takes at once.
        editor.open(URI, "python", POUR + "# é😀 \n" * 60_000)
        stray.end()
        stray.initialized.set()
        assert editor.hover(URI, *STEEP).startswith("`tea.Pot.steep`")
        assert stray.heard == ["session/open", "initialize", "initialized"]
        assert editor.leave() == 0


def test_a_request_that_ends_daemons_is_given_up(world):
    stray = Stray(world, lambda stray: b"")
    with session(world) as editor:
        editor.open(URI, "python", POUR)
        with pytest.raises(Failed, match="the daemon ended each time it was asked this"):
            editor.hover(URI, *STEEP)
        assert stray.heard.count("textDocument/hover") == stray.heard.count("initialize") == 4
        assert editor.ask("daemon/status") == {}
        assert stray.heard.count("textDocument/hover") == 4 and stray.heard.count("initialize") == 5
        assert editor.notices("window/showMessage") == []
        stray.end()
        assert editor.leave() == 0


def test_standard_streams_that_relay_outlive_the_daemon_too(world):
    world.run("status")
    process = subprocess.Popen([BINARY, "serve", "--stdio"], env=world.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        for number in range(3):
            process.stdin.write(b'{"jsonrpc":"2.0","id":%d,"method":"daemon/status"}\n' % number)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["id"] == number and answer["result"]["pid"] != process.pid
            os.kill(answer["result"]["pid"], signal.SIGKILL)
        process.stdin.write(b'{"jsonrpc":"2.0","id":9,"method":"daemon/status"}\n{"jsonrpc":"2.0","id":"last","method":"review/due"}')
        process.stdin.close()
        answers = [json.loads(line) for line in process.stdout.read().splitlines()]
        assert [answer["id"] for answer in answers] == [9, "last"] and answers[1]["result"]["new"] == 2
        assert process.wait(20) == 0
    finally:
        process.kill()
