"""Completion in real shells: TAB is pressed and the screen read. What is offered is the business of `retort complete`."""
import os
import signal
import time

import pytest

import shells
from conftest import wait_for


@pytest.fixture
def known(home):
    """A home whose daemon knows its packs: a key press does not wait for that."""
    home.run("pack", "refresh")
    (home.path / "my questions.txt").write_text("1. Why?\n")
    return home


# What is typed, and what TAB makes of it.
LINES = [
    ("retort loo", "retort lookup"),
    ("retort sta", "retort stat"),
    ("retort lookup --de", "retort lookup --depth"),
    ("retort lookup --depth d", "retort lookup --depth deep"),
    ("retort lookup --depth=d", "retort lookup --depth=deep"),
    ("retort quiz --topic blue", "retort quiz --topic blueprints"),
    ("retort quiz --concept what-is-f", "retort quiz --concept what-is-flask"),
    ("retort pack ch", "retort pack check"),
    ("retort pack check fl", "retort pack check flask"),
    ("retort card sus", "retort card suspend"),
    ("retort why fla", "retort why flask/"),
    ("retort why flask/blueprints/pu", "retort why flask/blueprints/purpose"),
    ("retort settings des", "retort settings desiredRetention"),
    ("retort call daemon/sta", "retort call daemon/status"),
    ("retort completions f", "retort completions fish"),
    ("retort help qu", "retort help quiz"),
    # Names: of several words, in quotation marks, behind words, with what was typed kept as it was.
    ("retort lookup blueprint\\ ho", "retort lookup blueprint\\ hooks\\ and\\ app-wide\\ variants"),
    ("retort 'Blueprint ho", "retort 'Blueprint hooks and app-wide variants'"),
    ("retort blueprint ho", "retort blueprint hooks\\ and\\ app-wide\\ variants"),
    ("retort flask.Flask.rou", "retort flask.Flask.route"),
    ("retort csrf topic:fo", "retort csrf topic:forms"),
    ("retort lookup --limit 3 what is url_bu", "retort lookup --limit 3 what is url_build_error_handlers"),
    # Files of the home, one with a space.
    ("retort import ~/my", "retort import ~/my\\ questions.txt"),
    ("retort quiz --file ~/my", "retort quiz --file ~/my\\ questions.txt"),
    ("A=1 retort sto", "A=1 retort stop"),
    ("true; retort sto", "true; retort stop"),
]


def line(terminal):
    """What stands on the line, up to the cursor."""
    cursor = terminal.screen.cursor
    return terminal.screen.display[cursor.y][: cursor.x].removeprefix("$ ")


def tab(terminal, typed, holds, what, keys="\t"):
    """Types and presses TAB until something holds; again, as people do, where a busy machine gave no answer in time."""
    terminal.send(typed)
    pressed = 0

    def pressing():
        nonlocal pressed
        if holds():
            return True
        if line(terminal) == typed and time.monotonic() - pressed > 2:
            terminal.send(keys)
            pressed = time.monotonic()
        return False

    terminal.until(pressing, what)


def press(terminal, typed, wanted):
    """On a line of its own, until that stands there; a space may follow unless one is `wanted`, too."""
    terminal.send("\x05\x15").until(lambda: line(terminal) == "", "an empty line")
    tab(terminal, typed, lambda: wanted in (line(terminal), line(terminal).rstrip()), wanted)


@pytest.mark.parametrize("shell", shells.ALL)
def test_tab_completes_commands_options_values_and_names(known, shell):
    terminal = shells.start(known, shell, shells.LOAD[shell])
    for typed, wanted in LINES:
        press(terminal, typed, wanted)
    # A finished word gets its space; what goes on does not.
    press(terminal, "retort loo", "retort lookup ")
    press(terminal, "retort why flask/bluepri", "retort why flask/blueprint")
    press(terminal, "retort lookup topi", "retort lookup topic:")
    assert line(terminal) == "retort lookup topic:"
    shells.leave(terminal)


def test_zsh_finds_it_among_its_functions(known):
    """As a package installs it: a file that compinit finds and zsh reads at the first TAB."""
    functions = known.path / "functions"
    functions.mkdir()
    (functions / "_retort").write_text(known.run("completions", "zsh"))
    terminal = shells.start(known, "zsh", f"fpath=({functions} $fpath); compinit -u -D\n")
    press(terminal, "retort sto", "retort stop")
    press(terminal, "retort quiz --topic blue", "retort quiz --topic blueprints")
    shells.leave(terminal)


# What is listed, word and meaning, in the order of importance where the shell keeps it.
LISTS = {
    "retort pack ": [
        ("list", "what packs there are, with their faults counted"),
        ("add", "take a pack from a folder, or with git, or bring it up to date"),
        ("remove", "take a pack of your own away; what you know of its cards stays"),
        ("check", "report every fault of a pack as FILE:LINE: SENTENCE"),
        ("refresh", "wait until all changes of files are known"),
    ],
    "retort quiz --p": [
        ("--pack", "only this pack"),
        ("--practice", "outside the schedule: the least known first, due or not"),
        ("--plain", "plain lines one after the other: for screen readers and logs"),
    ],
    "retort url_f": [
        ("url_for", "Building URLs with url_for"),
        ("url_for error", "URL build errors"),
        ("url_for with a dot", "Building URLs in blueprints"),
    ],
    "retort flask.Flask.ro": [
        ("flask.Flask.root_path", "The import name argument of Flask"),
        ("flask.Flask.route", "Routing"),
    ],
    "retort quiz --topic re": [
        ("realtime", "WebSockets"),
        ("requests", "The request object"),
        ("responses", "Responses and view return values"),
        ("rest", "REST APIs"),
    ],
    "retort show blueprint-r": [
        ("blueprint-registration", "Registering blueprints"),
        ("blueprint-resources", "Blueprint templates and static files"),
    ],
}


def offers(home, typed, rows):
    """Holds that nothing but these is offered; asked again where a busy machine gave no answer in the time of a key press."""
    end = time.monotonic() + 60
    while (found := home.start("complete", "--line", typed)).stdout.splitlines() != rows:
        assert time.monotonic() < end, found.stdout
    assert found.returncode == (0 if rows else 1)


@pytest.mark.parametrize("typed", LISTS)
def test_the_shells_are_told_words_and_what_they_mean(known, typed):
    offers(known, typed, ["\t".join(entry) for entry in LISTS[typed]])


MEANING = {"bash": "{} {}", "zsh": "{} -- {}", "fish": "{} ({})"}


@pytest.mark.parametrize("shell", shells.ALL)
def test_the_shells_list_words_with_what_they_mean(known, shell):
    for typed in ["retort pack ", "retort quiz --p", "retort quiz --topic re"]:
        terminal = shells.start(known, shell, shells.LOAD[shell], columns=120)
        words = [MEANING[shell].format(*entry) for entry in LISTS[typed]]
        tab(terminal, typed, lambda: all(word in terminal.text for word in words), words, "\t\t")
        shells.leave(terminal)


@pytest.mark.parametrize(("typed", "rows"), [
    ("retort quiz --file x", ["\tfiles"]),
    ("retort pack check f", ["flask\tFlask", "\tfiles"]),
    ("retort hint app", ["\tfiles"]),
    # Options of one verb, and of all.
    ("retort remind off --", ["--json\tprint one JSON value and nothing else", "--help\twhat it does and takes"]),
    ("retort remind on --d", ["--days\ton which days (default weekdays), also by name: mon,wed,fri"]),
    ("retort remind on --days week", ["weekdays\t", "weekends\t"]),
    ("retort lookup --depth ", ["line\t", "card\t", "deep\t"]),
    ("retort quiz --topic=a", ["--topic=async\tAsync views", "--topic=auth\tAuthentication"]),
    ("retort due ", ["--json\tprint one JSON value and nothing else", "--help\twhat it does and takes"]),
    ("retort card suspend flask/what-is-flask/m", ["flask/what-is-flask/micro-meaning\tWhat Flask is"]),
    ("retort card flag flask/what-is-flask/micro-meaning ", None),
    ("retort quiz --minutes ", None),
    ("retort lookup zzzz", None),
    ("retort lookup -- --limi", None),
    ("retort nothing such zzzz", None),
])
def test_what_fits_there_and_nothing_else(known, typed, rows):
    offers(known, typed, rows or [])


def test_a_key_press_waits_for_nobody(home):
    # No daemon yet: it is started, and what needs none is there at once.
    assert home.run("complete", "--line", "retort sto") == "stop\tend the daemon; the next command starts it again\n"
    assert home.pid() is None
    home.start("complete", "--line", "retort bluep")
    pid = wait_for(home.pid)
    wait_for(lambda: home.start("complete", "--line", "retort flask.Flask.rou").stdout == "flask.Flask.route\tRouting\n")
    # One that does not answer.
    os.kill(pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        assert home.run("complete", "--line", "retort bluep", status=1) == ""
        assert 0.25 <= time.monotonic() - begun < 20
        assert home.run("complete", "--line", "retort sto") == "stop\tend the daemon; the next command starts it again\n"
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_for(lambda: home.daemons() == [pid])
