"""Kakoune, in tmux as a person has it, set up by the lines of its README."""
import re
import time

import pytest

from conftest import CLIENTS, PLACES, reviews, wait_for
from screen import Terminal
from tmux import Tmux

FOLDER = CLIENTS / "kakoune"
@pytest.fixture
def kakrc(home):
    lines = re.search(r"```kak\n(.*?)```", (FOLDER / "README.md").read_text(), re.S)[1]
    lines = lines.replace("/path/to/clients/kakoune/retort.kak", str(FOLDER / "retort.kak"))
    # As a formatter does it.
    lines += f"hook global BufWritePre .* %{{ nop %sh{{ touch {home.path}/formatted }} }}\n"
    file = home.path / ".config/kak/kakrc"
    file.parent.mkdir(parents=True)
    file.write_text(lines)
    return file


@pytest.fixture
def kak(home, shop, kakrc):
    """Starts Kakoune with a file of the shop; the daemon has read its packs."""
    home.run("lookup", "blueprint")
    opened = []

    def start(file, **options):
        opened.append(Tmux(home, "kak", str(file), folder=shop, **options))
        opened[-1].wait("1 sel")
        return opened[-1]

    yield start
    for tmux in opened:
        tmux.close()


def go(tmux, line, column):
    """Puts the cursor on a place, by keys that count characters."""
    return tmux.type(f"{line}g").type("gh").type(f"{column - 1}l" if column > 1 else "")


def type_and_leave(tmux, keys):
    """Types into the text. Escape and a key that comes too soon after it would be one key with Alt."""
    tmux.type(keys).wait(" insert ")
    tmux.type("", "Escape")
    wait_for(lambda: " insert " not in tmux.lines()[-1])


def stands(tmux, lines):
    """Waits until the lines stand on the screen, one below the other; gives the row of the first."""

    def rows():
        screen = tmux.lines()
        return [
            row for row, first in enumerate(screen)
            if lines[0] in first and all(text in shown for text, shown in zip(lines, screen[row:]))]

    return wait_for(rows)[0]


def ask(tmux, keys, *texts):
    """Gives keys of the user mode until the texts stand on the screen; again where Kakoune says that a busy machine needs it."""
    again = "retort has not answered within a second; ask again"

    def answered():
        screen = "\n".join(tmux.lines())
        return [again] if again in screen else all(text in screen for text in texts) and tmux.lines()

    end = time.monotonic() + 120
    while True:
        if again in "\n".join(tmux.lines()):
            # It goes with the next key; this one does nothing else.
            tmux.type("", "F12")
            wait_for(lambda: again not in "\n".join(tmux.lines()))
        tmux.type(":enter-user-mode retort\n").type(keys[0])
        for more in keys[1:]:
            tmux.wait("look up:")
            tmux.type(more)
        try:
            screen = wait_for(answered)
        except AssertionError:
            raise AssertionError("\n".join([f"never came: {texts}", *tmux.lines()])) from None
        if screen != [again]:
            return screen
        assert time.monotonic() < end, again


@pytest.mark.parametrize("name", PLACES)
def test_a_hint_shows_what_stands_under_the_cursor(home, shop, kak, name):
    place = PLACES[name]
    text = (shop / place.file).read_text().splitlines()
    tmux = kak(place.file)
    # From the first character to the last: é😀 before them count as two.
    for column in (place.column, place.column + len(place.word.split(".")[0]) - 1):
        where = f"{shop / place.file}:{place.line + 1}:{column}"
        go(tmux, place.line + 1, column)
        if place.symbol is None:
            screen = ask(tmux, ["h"], f"nothing known at {where}")
            # Nothing covers the text.
            assert screen[: len(text)] == text and set(screen[len(text):-1]) == {"~"}
            continue
        ask(tmux, ["h"], place.title)
        answer = home.run("hint", where).splitlines()
        assert answer[0] == f"{place.symbol}  {place.title}"
        assert stands(tmux, answer) == place.line + 1
        tmux.type("gg")
        wait_for(lambda: place.title not in "\n".join(tmux.lines()))


ODD = """it's "100%" {%sh{touch broken}} é😀.py"""


def test_a_hint_is_of_the_text_as_it_is_unsaved(home, shop, kak):
    (shop / ODD).write_bytes((shop / "app.py").read_bytes())
    place = PLACES["request attribute"]
    tmux = go(kak(ODD), place.line + 1, place.column)
    # Another attribute, and two lines above.
    type_and_leave(tmux, "ecform")
    type_and_leave(tmux, "ggO# é😀\n")
    wait_for(lambda: tmux.lines()[place.line + 2] == '    label = "é😀"; return label + request.form.get("pots", "1")')
    screen = ask(go(tmux, place.line + 3, place.column), ["h"], "flask.Request.form  Form data in the request")
    assert "[+]" in screen[-1]
    assert (shop / ODD).read_bytes() == (shop / "app.py").read_bytes()
    assert not (home.path / "formatted").exists()
    assert sorted(path.name for path in shop.iterdir()) == sorted([ODD, "app.py", "templates"])


def test_a_word_a_selection_and_a_typed_phrase_are_looked_up(home, shop, kak):
    tmux = kak("app.py")
    answers = {}
    for query in ("Flask", "app.config", "what is a blueprint"):
        answers[query] = home.run("lookup", query).splitlines()
    assert answers["what is a blueprint"][0] == "Blueprints  blueprints, beginner"

    # The cursor stands in `Flask` without selecting it.
    ask(tmux.type("gg").type("18l"), ["l"], answers["Flask"][0])
    stands(tmux, answers["Flask"])
    ask(tmux.type("4gx").type("sapp.config\n"), ["l"], answers["app.config"][0])
    stands(tmux, answers["app.config"])
    ask(tmux, ["a", "what is a blueprint\n"], "Blueprints  blueprints, beginner")
    stands(tmux, answers["what is a blueprint"])


def test_whatever_is_looked_up_is_taken_as_it_stands(home, shop, kak):
    tmux = kak("app.py")
    for text in ("it's 100% \"%sh{touch broken}\"; quit! é😀", "--zzqx $(touch broken) `touch broken` }}"):
        ask(tmux, ["a", text + "\n"], f'nothing for "{text}"')
    assert not list(home.path.rglob("broken"))


def test_a_quiz_beside_the_file_is_answered_and_the_modeline_follows(home, shop, kak):
    assert home.run("due") == "3 new, about 2 min: retort quiz\n"
    tmux = kak("app.py")
    tmux.type("l")
    wait_for(lambda: re.fullmatch(r" *3 new · 2 min app.py 1:2 +1 sel - client0@\[\d+\]", tmux.lines()[-1]))
    tmux.type(":enter-user-mode retort\n").type("q")
    question = home.call("quiz/next", {"file": str(shop / "app.py")})["question"]
    tmux.wait(question["title"], "? all keys", pane=1)
    tmux.type("1", pane=1).wait("again", pane=1)
    tmux.type("3", pane=1).wait("? all keys", pane=1)
    tmux.type("q", pane=1).wait("Return closes this.", pane=1)
    assert reviews(home) == [(question["card"], 3)]
    tmux.type("", "Enter", pane=1)
    wait_for(lambda: tmux.panes() == 1)
    assert home.run("due") == "2 new, about 1 min: retort quiz\n"
    wait_for(lambda: (home.state / "status").read_text() == "2 new · 1 min\n")
    # The next key shows it, once Kakoune is idle.
    tmux.type("h")
    wait_for(lambda: re.match(r" *2 new · 1 min app.py 1:1 ", tmux.lines()[-1]))


def test_what_is_due_is_read_from_a_folder_of_any_name(home, kak):
    data = home.path / "it's {o|dd"
    home.env["RETORT_DATA"] = str(data)
    home.run("due")
    wait_for((data / ".state/status").exists)
    tmux = kak("app.py")
    tmux.type("l")
    wait_for(lambda: re.match(r" *3 new · 2 min app.py 1:2 ", tmux.lines()[-1]))


def test_where_no_terminal_can_be_opened_the_command_is_named(home, shop, kakrc):
    terminal = Terminal(home, "app.py", binary="/usr/bin/kak", columns=140, folder=shop)
    terminal.wait("1 sel").send(":retort-quiz\r")
    terminal.wait(f"no terminal can be opened from here; in a shell: retort quiz --file '{shop}/app.py'")
    terminal.send(":edit -scratch new\r").wait("new 1:1").send(":retort-quiz\r")
    terminal.wait("save this buffer first: the quiz reads the file")
    terminal.send(":quit!\r")
    assert terminal.finish() == 0


def test_kakoune_waits_a_second_at_most_and_says_what_is_wrong(home, shop, kak):
    tmux = kak("app.py")
    program = home.path / "bin/retort"
    program.unlink()
    tmux.type(":retort-hint\n").wait("retort is not on the PATH of Kakoune")
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    begun = time.monotonic()
    tmux.type(":retort-hint\n").wait("retort has not answered within a second; ask again")
    assert time.monotonic() - begun < 20
    program.write_text("#!/bin/sh\necho 'retort: the daemon was started but did not stay' >&2; exit 3\n")
    ask(tmux, ["h"], "retort: the daemon was started but did not stay")


def test_no_key_is_taken():
    text = (FOLDER / "retort.kak").read_text()
    assert set(re.findall(r"^map (\S+ \S+)", text, re.M)) == {"global retort"}
