"""Kate itself, on a screen that nobody sees: what it asks, what it is answered, and that it shows it."""
import json
import time

import pytest

import kate as driver
from conftest import CLIENTS, PLACES, reviews, wait_for
from tmux import Tmux


@pytest.fixture
def tmux(home):
    tmux = Tmux(home, "sh")
    yield tmux
    tmux.close()


@pytest.fixture
def kate(home):
    driver.prepare(home)
    home.run("lookup", "blueprint")
    opened = []

    def start(file, line=0, character=0):
        opened.append(driver.Kate(home, file, line, character))
        return opened[-1].appear(file.name)

    yield start
    for one in opened:
        one.close()


@pytest.mark.parametrize("name", PLACES)
def test_a_hover_shows_what_stands_under_the_cursor(shop, kate, name):
    place = PLACES[name]
    window = kate(shop / place.file, place.line, place.character).ready()
    asked, answer = window.hover()
    # Kate counts in UTF-16.
    assert asked == {
        "textDocument": {"uri": (shop / place.file).as_uri()}, "position": {"line": place.line, "character": place.character}}
    if place.symbol is None:
        assert answer is None
        time.sleep(0.5)
        assert not window.windows()
        return
    assert answer["contents"]["kind"] == "markdown"
    assert answer["contents"]["value"].splitlines()[0] == place.markdown
    assert answer["range"]["start"] == {"line": place.line, "character": place.character}
    # The tool tip.
    wait_for(window.windows)


def test_the_mouse_resting_on_a_word_asks_too_and_what_is_unsaved_counts(shop, kate):
    place = PLACES["request attribute"]
    window = kate(shop / place.file, place.line, place.character).ready()
    window.keys("ctrl+shift+Right")
    window.type("form")
    window.keys("ctrl+Left")
    # Kate tells what was typed when the typing has paused.
    wait_for(lambda: "request.form.get" in json.dumps([message for message in window.sent() if "didChange" in message["method"]]))
    asked, answer = window.hover()
    assert asked["position"] == {"line": place.line, "character": place.character}
    assert answer["contents"]["value"].splitlines()[0] == "`flask.Request.form` · **Form data in the request**"
    assert "request.args.get" in (shop / place.file).read_text()
    # The tool tip is below the cursor's line, so that this is where the word is.
    tip = wait_for(window.windows).pop()
    where = dict(line.split("=") for line in window.xdotool("getwindowgeometry", "--shell", tip).split())
    window.xdotool("mousemove", "600", "400")
    window.keys("Escape")
    wait_for(lambda: not window.windows())
    window.xdotool("mousemove", str(int(where["X"]) + 12), str(int(where["Y"]) - 12))
    asked, answer = wait_for(lambda: window.answer("textDocument/hover", 1))
    assert asked["position"]["line"] == place.line
    assert place.character <= asked["position"]["character"] <= place.character + 4
    assert answer["contents"]["value"].splitlines()[0].startswith("`flask.Request.form` · ")
    wait_for(window.windows)


def test_the_selection_is_looked_up(home, shop, kate):
    place = PLACES["request attribute"]
    window = kate(shop / place.file, place.line, place.character).ready()
    window.keys("ctrl+shift+Left", "ctrl+shift+Left")
    window.command("retort-look-up")
    wire = home.path / "wire"
    answer = home.run("lookup", "request.")
    wait_for(lambda: (wire / "said").is_file() and len((wire / "said").read_text()) >= len(answer))
    assert (wire / "commands").read_text() == "<lookup><--><request.>\n"
    assert (wire / "said").read_text() == answer
    assert (wire / "said").read_text().startswith("The request object  requests, beginner\n")


def test_a_concept_is_found_by_its_title_and_opened(shop, kate):
    window = kate(shop / "app.py").ready()
    window.keys("ctrl+alt+p")
    wait_for(window.windows)
    window.type("blueprints")
    last = lambda: window.answer("workspace/symbol") or ({}, [])
    wait_for(lambda: last()[0].get("query") == "blueprints")
    found = {one["name"]: one["location"]["uri"].rsplit("/", 1)[1] for one in last()[1]}
    assert found["Blueprints"] == "blueprints.md"
    window.keys("Return")
    wait_for(lambda: window.xdotool("getwindowname", window.window).split()[0] in found.values())


def test_whatever_is_selected_is_taken_as_it_stands(home, shop, kate):
    text = """it's "100%" $(touch broken) `touch broken` é😀"""
    (shop / "odd.py").write_text(text)
    window = kate(shop / "odd.py").ready()
    window.keys("ctrl+a")
    window.command("retort-look-up")
    commands = home.path / "wire/commands"
    assert wait_for(lambda: commands.is_file() and "\n" in commands.read_text() and commands.read_text()) == f"<lookup><--><{text}>\n"
    assert not list(home.path.rglob("broken"))


def test_what_can_be_done_at_a_place_is_in_kates_menu(home, shop, kate):
    place = PLACES["request attribute"]
    window = kate(shop / place.file, place.line, place.character).ready()
    # Kate before 23.08 asks about the whole line unless something is selected.
    window.keys("ctrl+shift+Right")

    def choose(number, times):
        window.keys("alt+Return")
        asked, actions = wait_for(lambda: window.answer("textDocument/codeAction", times))
        assert asked["range"]["start"] == {"line": place.line, "character": place.character}
        wait_for(window.windows)
        window.keys(*["Down"] * number, "Return")
        asked, _ = wait_for(lambda: window.answer("workspace/executeCommand", times))
        assert asked == {"command": actions[number - 1]["command"], "arguments": actions[number - 1]["arguments"]}
        return actions[number - 1]["title"]

    assert choose(1, 0) == "Quiz me on “Query string parameters”"
    # Kate before 24.02 cannot be asked back.
    said = wait_for(lambda: [one["params"]["message"] for one in window.received() if one.get("method") == "window/showMessage"])
    assert said == ["This editor has no dialogues to ask you in; in a terminal: retort quiz --concept flask/query-parameters"]
    assert choose(3, 1) == "I know “Query string parameters”"
    assert json.loads((home.path / ".config/retort/hints.json").read_text()) == {"known": ["flask/query-parameters"]}


def test_a_quiz_on_the_file_opens_in_a_terminal(home, shop, kate, tmux):
    assert home.run("due") == "3 new, about 2 min: retort quiz\n"
    # tmux stands in for Konsole: what Kate would have it run is run in there.
    terminal = home.path / "bin/konsole"
    terminal.write_text(f"""#!/bin/sh
[ "$1 $2" = "--hold -e" ] || exit 1
shift 2
exec tmux -S '{tmux.socket}' respawn-pane -k -c "$PWD" -t :0.0 "$@"
""")
    terminal.chmod(0o755)
    file = shop / "it's 100% é😀.py"
    file.write_bytes((shop / "app.py").read_bytes())
    kate(file).ready().command("retort-quiz")
    question = home.call("quiz/next", {"file": str(file)})["question"]
    tmux.wait(question["title"], "? all keys")
    assert (home.path / "wire/commands").read_text() == f"<quiz><--file><{file.name}>\n"
    tmux.type("1").wait("again")
    tmux.type("3")
    assert wait_for(lambda: reviews(home)) == [(question["card"], 3)]
    assert home.run("due") == "2 new, about 1 min: retort quiz\n"
