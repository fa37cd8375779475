"""The quiz in a real terminal: what is on the screen, what is recorded, and how the terminal is left."""
import datetime
import os
import pathlib
import re
import shutil
import signal
import termios
import time

import pytest

from home import BINARY, NOW, wait_for
from screen import Terminal

STEEPING = "Which two things decide how strong tea gets"
WATER = "Which water suits green tea best"


@pytest.fixture
def quiz(home):
    """Starts a quiz that shows its first question."""
    open_ones = []

    def start(*words, **options):
        terminal = Terminal(home, "quiz", *words, **options)
        open_ones.append(terminal)
        return terminal

    yield start
    for terminal in open_ones:
        terminal.close()


def is_cooked(terminal):
    flags = termios.tcgetattr(terminal.child.child_fd)[3]
    return bool(flags & termios.ICANON and flags & termios.ECHO and flags & termios.ISIG)


def grades(home):
    return [(event["card"].split("/", 1)[1], event["grade"]) for event in home.events() if event["event"] == "review"]


# What is asked and kept


def test_one_question_a_screen_and_one_of_a_concept_a_day(home, quiz):
    terminal = quiz(env={"NO_COLOR": "1"}).wait(STEEPING, "Space shows the answer", "1 of about 2")
    assert terminal.lines[0].startswith("Steeping  new") and terminal.lines[0].endswith(" left")
    terminal.send(" ").wait("The heat of the water and the time", "1 again 1 min", "3 good 10 min", "Return takes good")
    terminal.send("3").wait(WATER, "1-3 choose", "good, next in 10 min", "2 · ", gone=STEEPING)
    terminal.send("1").wait("1 again", "✓")
    # Every choice comes with its reason.
    assert terminal.text.count("It ") + terminal.text.count("it ") >= 1
    terminal.send("\r").wait("2 answers kept", " min; tomorrow will do.").send("\r")
    assert terminal.finish() == 0
    assert "2 answers kept" in terminal.text
    # Who names a concept gets its other question, too.
    terminal = quiz("--concept", "steeping").wait("leaves the leaves in for three minutes", "your answer")
    terminal.send("steep\r").wait("right", "Return takes good").send("4").wait("1 answer kept").send("\r")
    assert terminal.finish() == 0
    assert [card for card, _ in grades(home)] == ["steeping/two-things", "green-tea/water", "steeping/call"]
    assert [grade for _, grade in grades(home)][::2] == [3, 4]
    assert all(event["milliseconds"] >= 0 for event in home.events())


def test_key_points_of_a_typed_answer_are_ticked_and_the_person_decides(home, quiz):
    terminal = quiz().wait(STEEPING).send("t").wait("your answer:")
    # Typed with slips that are mended on the way.
    terminal.send("the hot\x7f\x7feat\x1b[H\x1b[3~\x1b[3~\x1b[3~\x1b[3~I guess \r").wait("You: I guess heat", "✓ heat", "– time")
    terminal.wait("Return takes hard")
    terminal.send("1").wait("again, next in 1 min")
    assert grades(home) == [("steeping/two-things", 1)]


def test_leaving_keeps_what_was_graded_and_nothing_else(home, quiz):
    for leave in ("q", "\x03", "\x04"):
        terminal = quiz().wait(STEEPING).send(leave)
        assert terminal.finish() == 0
        assert "0 answers kept" in terminal.text
    terminal = quiz().wait(STEEPING).send(" ").wait("Return takes").send("\r").wait(WATER).send("\x03")
    assert terminal.finish() == 0
    assert "1 answer kept, and you knew it." in terminal.text
    assert grades(home) == [("steeping/two-things", 3)]


def test_a_daemon_killed_in_the_middle_is_not_noticed(home, quiz):
    terminal = quiz().wait(STEEPING)
    home.kill()
    terminal.send(" ").wait("1 again")
    home.kill()
    terminal.send("3").wait("good, next", WATER)
    assert len(home.events()) == 1


def test_skipping_asks_something_else(home, quiz):
    quiz().wait(STEEPING).send("s").wait("skipped", WATER, gone=STEEPING)
    assert home.events() == []


def test_nothing_to_ask_tells_when(home, quiz):
    assert home.run("quiz", "--new", "0", status=1).startswith("nothing to ask now")


def test_what_was_learned_comes_back_weeks_later(home, quiz):
    for card in ("tea/steeping/two-things", "tea/steeping/call"):
        home.call("review/grade", {"card": card, "grade": 4}, env={"RETORT_NOW": NOW})
    terminal = quiz("--new", "0", env={"RETORT_NOW": "2027-06-01T09:00:00Z"}).wait("known")
    assert re.search(r"known \d+ %", terminal.lines[0])


def test_a_backlog_is_no_reproach(flask_home):
    """Three weeks of neglect: what is said is what two minutes hold."""
    flask_home.call("pack/refresh")
    client = flask_home.connect()
    asked = []
    for _ in range(60):
        question = client.ask("quiz/next", {"new": 1000, "minutes": 1000, "exclude": asked})["result"]["question"]
        asked.append(question["card"])
        client.ask("review/grade", {"card": question["card"], "grade": 4})
    flask_home.run("stop")
    terminal = Terminal(flask_home, "quiz", env={"RETORT_NOW": "2027-09-01T09:00:00Z"})
    try:
        terminal.wait(" of about ")
        assert int(re.search(r"1 of about (\d+)", terminal.text)[1]) < 15
        terminal.send("q")
        terminal.finish()
        assert "0 answers kept" in terminal.text and not re.search(r"\b[56]\d\b", terminal.text)
    finally:
        terminal.close()


# Taking back, and saying something of a card


def test_what_keeps_slipping_is_set_aside_with_a_proposal(home):
    card = "tea/steeping/two-things"
    at = datetime.datetime(2026, 1, 1, 9, tzinfo=datetime.timezone.utc)

    def grade(number):
        home.call("review/grade", {"card": card, "grade": number}, env={"RETORT_NOW": at.strftime("%Y-%m-%dT%H:%M:%SZ")})

    grade(4)
    for _ in range(6):
        at += datetime.timedelta(hours=1)
        grade(3)
        at += datetime.timedelta(days=30)
        grade(1)
    at += datetime.timedelta(days=60)
    text = home.run("due", env={"RETORT_NOW": at.strftime("%Y-%m-%dT%H:%M:%SZ")})
    assert f"{card} was forgotten 6 times and is set aside" in " ".join(text.split())
    home.run("card", "suspend", card)
    assert "slipping" not in home.run("due", env={"RETORT_NOW": at.strftime("%Y-%m-%dT%H:%M:%SZ")})


def test_undo_works_at_any_point(home, quiz):
    terminal = quiz().wait(STEEPING).send("u").wait("there is nothing to take back")
    terminal.send(" 1").wait(WATER).send("u").wait('took back "again"', STEEPING, "1 of about 2")
    terminal.send(" ").wait("1 again").send("3").wait(WATER).send("2").wait("1 again").send("u").wait('took back "good"', STEEPING)
    terminal.send(" 4").wait(WATER).send("13").wait("2 answers kept")
    # Also right after the last card, and after the session.
    terminal.send("u").wait('took back "good"', WATER).send("1").wait("1 again").send("2").wait("2 answers kept").send("x")
    terminal.finish()
    assert 'took back "hard" for tea/green-tea/water' in home.run("undo")
    due = home.json("due")
    assert due["new"] == 1


def test_a_card_is_flagged_suspended_and_buried(home, quiz):
    terminal = quiz().wait(STEEPING).send("f").wait("what is wrong with it?").send("too ea\x7fsy?\r").wait("flagged", STEEPING)
    terminal.send("d").wait("not asked any more", WATER).send("b").wait("not today any more", "your answer")
    terminal.send("\x1bu").wait("took back putting off tea/green-tea/water", WATER).send("q")
    terminal.finish()
    assert [event["event"] for event in home.events()] == ["flag", "suspend", "bury", "undo"]
    assert home.events()[0]["note"] == "too esy?"
    assert "since you suspended it" in home.run("why", "tea/steeping/two-things")


def test_why_and_the_keys_are_told_and_the_card_stays(home, quiz):
    terminal = quiz().wait(STEEPING).send("?").wait("takes back the last thing recorded", gone=STEEPING).send(" ").wait(STEEPING)
    terminal.send("w").wait("You were never asked it", gone=STEEPING).send("q").wait(STEEPING)


def editor(home, script):
    path = home.path / "ed"
    path.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >> {home.path}/edited\n{script}\n")
    path.chmod(0o755)
    return str(path)


def own_packs(home):
    """The packs as the person's own."""
    folder = home.path / "packs"
    shutil.copytree(home.env["RETORT_PACKS"], folder)
    home.env["RETORT_PACKS"] = str(folder)
    return folder


def test_a_card_is_edited_where_it_stands_and_keeps_its_memory(home, quiz):
    folder = own_packs(home)
    home.call("review/grade", {"card": "tea/steeping/two-things", "grade": 1})
    program = editor(home, "sed -i 's/Which two things decide/Which two decide/' \"$2\"")
    terminal = quiz("--concept", "steeping", env={"EDITOR": program + " --wait", "VISUAL": ""})
    terminal.wait("your answer").send("\x1bs").wait("0 answers kept").send("q")
    terminal.finish()
    terminal = quiz("--concept", "steeping", env={"VISUAL": program, "RETORT_NOW": ""})
    terminal.wait("your answer").send("\x1be").wait("edited")
    arguments = (home.path / "edited").read_text().splitlines()
    file = folder / "tea/steeping.md"
    line = file.read_text().splitlines().index("### call (cloze)") + 1
    assert arguments == [f"+{line}", str(file)]
    assert "Which two decide" in file.read_text()
    assert len(home.call("review/history", {"card": "tea/steeping/two-things"})["reviews"]) == 1


def test_a_shipped_card_is_not_edited_but_may_be_flagged(home, quiz, tmp_path):
    binary = home.path / "bin/retort"
    binary.parent.mkdir()
    shutil.copy(BINARY, binary)
    shutil.copytree(home.env.pop("RETORT_PACKS"), home.path / "lib/retort/packs")
    terminal = Terminal(home, "quiz", binary=str(binary), env={"EDITOR": editor(home, "exit 1")})
    try:
        terminal.wait(STEEPING).send("e").wait("it came with Retort", "f flags it instead", STEEPING)
        assert not (home.path / "edited").exists()
    finally:
        terminal.close()


def test_an_imported_card_is_edited_in_its_document(home, quiz):
    document = home.path / "mine.txt"
    document.write_text("1. What is a kettle for?\nIt boils water.\n\n2. What is a cosy for?\nIt keeps the pot warm.\n")
    home.run("import", str(document))
    program = editor(home, "sed -i 's/a cosy/a tea cosy/' \"$2\"")
    terminal = quiz("--pack", "mine", env={"EDITOR": program}).wait("Space shows")
    if "cosy" not in terminal.text:
        terminal.send("s").wait("What is a cosy for")
    terminal.send("e").wait("edited", "What is a tea cosy for")
    assert (home.path / "edited").read_text().splitlines() == ["+4", str(document)]


def test_nothing_is_never_both_now_and_later(home):
    assert home.run("quiz", "--new", "0", status=1) == "nothing to ask now\n"


def test_the_end_tells_what_waits_for_a_decision(home, quiz):
    document = home.path / "mine.txt"
    before = "1. Why does dough rest in the cold?\nSlow fermentation gives time for flavour to form.\n"
    document.write_text(before + "\n2. What is a crumb?\nThe inside of a loaf.\n")
    home.run("import", str(document))
    terminal = quiz("--pack", "mine").wait("What is a crumb").send(" 4").wait("Why does dough").send(" 4").wait("2 answers kept", gone="retort inbox")
    after = "1. Why does a dough rest in the fridge?\nThe cold slows fermentation, and flavour forms meanwhile.\n"
    document.write_text(after + "\n2. What is a crumb?\nThe inside of a loaf.\n")
    assert "retort inbox" in home.run("import", str(document))
    terminal = quiz("--concept", "steeping").wait("Space shows").send("q")
    terminal.wait("Say of 1 edited card whether it is still the same: retort inbox")


def test_the_keys_are_told_in_whole_words_in_a_narrow_window(home, quiz):
    terminal = quiz(columns=40).wait("Space shows").send("?").wait("any key goes back")
    assert "          long card" in terminal.lines and "          are compared, you grade" in terminal.lines


def test_a_card_that_is_gone_ends_nothing(home, quiz):
    folder = own_packs(home)
    terminal = quiz().wait(STEEPING).send(" 3").wait(WATER)
    file = folder / "tea/steeping.md"
    file.write_text(re.sub(r"### two-things.*?(?=### )", "", file.read_text(), flags=re.S))
    home.call("pack/refresh")
    terminal.send("u").wait("there is no card", gone=STEEPING)


# The terminal itself


def test_however_it_ends_the_terminal_is_given_back(home, quiz):
    for way in ("q", signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        terminal = quiz().wait(STEEPING)
        assert not is_cooked(terminal)
        if isinstance(way, str):
            terminal.send(way)
        else:
            os.kill(terminal.child.pid, way)
        while terminal.read(0.2):
            pass
        assert is_cooked(terminal)
        assert terminal.finish() == (0 if isinstance(way, str) else 128 + way)
        # The first screen is back, and the cursor is seen.
        assert terminal.sent.rindex(b"\x1b[?1049l") > terminal.sent.rindex(b"\x1b[?1049h")


def test_a_stop_gives_the_terminal_back_and_going_on_draws_anew(home, quiz):
    for stop in ("\x1a", signal.SIGTSTP):
        terminal = quiz().wait(STEEPING)
        if isinstance(stop, str):
            terminal.send(stop)
        else:
            os.kill(terminal.child.pid, stop)
        wait_for(lambda: pathlib.Path(f"/proc/{terminal.child.pid}/stat").read_text().split(") ")[1][0] == "T")
        terminal.read(0.1)
        assert is_cooked(terminal)
        terminal.screen.reset()
        os.kill(terminal.child.pid, signal.SIGCONT)
        terminal.wait(STEEPING)
        assert not is_cooked(terminal)
        terminal.send(" ").wait("1 again")


def test_another_size_draws_anew(home, quiz):
    terminal = quiz().wait(STEEPING)
    terminal.resize(44, 12)
    terminal.wait("Space shows the answer", "Which two things decide how strong tea")
    assert any(line.endswith("strong tea") or line.endswith("tea gets?") for line in terminal.lines)
    terminal.send(" ").wait("The heat of the water", "Return takes good")
    terminal.resize(100, 30)
    terminal.wait("The heat of the water and the time the leaves stay in it.")
    assert terminal.lines[0].startswith("Steeping")
    for columns, rows in ((20, 6), (12, 4), (3, 2), (1, 1), (80, 24)):
        terminal.resize(columns, rows)
        terminal.read(0.2)
    terminal.wait("The heat of the water and the time", "1 again")


def test_in_a_small_window_the_right_choice_stands_first_and_then_what_was_chosen(home, quiz):
    terminal = quiz("--concept", "green-tea", columns=40, rows=12, env={"NO_COLOR": "1"}).wait(WATER)
    before = terminal.lines
    right, wrong = (next(i for i in "123" if any(line.startswith(f"  {i}  {text}") for line in before)) for text in ("About", "Ice"))
    terminal.send(wrong).wait("not quite", f"✓ {right} About 75", "Hotter water")
    lines = [line for line in terminal.lines if line.startswith(("✓", "✗"))]
    assert [line.split()[:2] for line in lines] == [["✓", right], ["✗", wrong]]
    terminal.wait("It takes hours")


def test_a_long_card_scrolls_and_never_loses_its_top(flask_home):
    # Far more lines than rows.
    terminal = Terminal(flask_home, "quiz", "--concept", "blueprints", columns=40, rows=12)
    try:
        terminal.wait("A Flask project has outgrown").send("s").wait("your answer").send("\x1bs").wait("What does this print?", "more: Space or arrows")
        assert "What does this print?" in terminal.text
        for wanted in ("from flask import Blueprint, Flask", 'print(url_for("shop.basket"))'):
            end = time.monotonic() + 20
            while not any(wanted in line for line in terminal.lines):
                assert time.monotonic() < end, terminal.lines
                terminal.send("\x1b[B").read(0.1)
        terminal.wait("↑")
        terminal.send("\x1b[5~\x1b[5~\x1b[5~").wait("What does this print?")
        # The answer comes into view by itself; the question can be scrolled back to.
        terminal.send("/store/cart\r").wait("right")
        terminal.send("\x1b[H").wait("What does this print?")
    finally:
        terminal.close()


def test_what_is_pasted_is_text_and_never_keys(home, quiz):
    terminal = quiz().wait(STEEPING).send("\x1b[200~ 1234q\rq\x1b[201~").wait(STEEPING)
    terminal.send(" ").wait("1 again").send("\x1b[200~4\r\x1b[201~")
    terminal.read(0.3)
    terminal.wait("1 again", STEEPING)
    assert home.events() == []
    terminal.send("3").wait(WATER).send("q")
    terminal = quiz("--concept", "steeping").wait("your answer")
    terminal.send("\x1b[200~ste\rep\x1b[201~").wait("your answer: ste ep")


def test_code_has_colours_and_no_color_has_none(flask_home):
    def first(env):
        terminal = Terminal(flask_home, "quiz", "--concept", "blueprints", env=env)
        terminal.wait("A Flask project").send("s").wait("your answer").send("\x1bs").wait("What does this print?")
        return terminal

    terminal = first({})
    try:
        row = next(index for index, line in enumerate(terminal.lines) if "from flask import Blueprint" in line)
        column = terminal.lines[row].index("from")
        assert terminal.screen.buffer[row][column].fg == "magenta"
        assert terminal.screen.buffer[row][column + 5].fg == "default"
    finally:
        terminal.close()
    terminal = first({"NO_COLOR": "1"})
    try:
        assert not re.search(rb"\x1b\[[0-9;]*m", terminal.sent)
    finally:
        terminal.close()


def test_plain_is_lines_without_a_single_control_character(home, quiz):
    terminal = quiz("--plain").wait("Question 1 of about 2, about 2 min left", STEEPING, "press Space to see the answer")
    terminal.send("t").wait("Type your answer").send("the heat\n").wait("Point made: heat", "Point not found: time", "2 hard: again in 6 min")
    terminal.send("2").wait(WATER, "Press 1 to 3 to choose").send("2").wait("Choice 1,", "the right one").send("1")
    terminal.wait("2 answers kept", "Press u to take back").send("q")
    assert terminal.finish() == 0
    assert not re.search(rb"[^\n\r\x20-\x7e\x80-\xff]", terminal.sent), terminal.sent
    assert len(grades(home)) == 2


def test_a_pipe_is_answered_as_well(home):
    text = home.run("quiz", input=" 311")
    assert STEEPING in text and "2 answers kept" in text and "\x1b" not in text
    assert len(grades(home)) == 2


def test_a_pack_cannot_send_control_characters(home, quiz):
    folder = own_packs(home)
    file = folder / "tea/steeping.md"
    file.write_text(file.read_text().replace("Which two things", "Which \x1b]0;evil\x07two \x1b[2J\u202ethings\x9b5m"))
    terminal = quiz().wait("decide how strong tea gets").send(" ").wait("1 again").send("q")
    terminal.finish()
    assert b"\x1b]0;" not in terminal.sent and b"\x1b[2J" not in terminal.sent
    assert "\u202e".encode() not in terminal.sent and b"\xc2\x9b" not in terminal.sent and b"\x07" not in terminal.sent


def test_the_day_ends_with_its_minutes_and_practice_does_not(home, quiz):
    env = {"RETORT_NOW": NOW}
    for card in ("tea/steeping/two-things", "tea/green-tea/water"):
        home.call("review/grade", {"card": card, "grade": 3, "milliseconds": 60_000}, env=env)
    assert "done for today; next tomorrow" in home.run("quiz", status=1, env=env)
    due = home.json("due", env=env)
    assert (due["due"], due["new"], due["minutes"], due["left"]) == (0, 0, 0, 0)
    terminal = quiz("--practice", env=env).wait(WATER, "1-3 choose").send("1").wait("1 again")
    terminal.send("1").wait("practice leaves the schedule as it is").send("q")
    terminal.finish()
    events = [event["event"] for event in home.events()]
    assert events == ["review", "review", "practice"]
    assert home.json("due", env=env)["next"] == due["next"]


def test_a_file_narrows_what_is_asked(home, quiz, tmp_path):
    code = tmp_path / "brew.py"
    code.write_text("x = 1\n")
    assert "nothing to ask now" in home.run("quiz", "--file", str(code), status=1)
    done = home.start("quiz", "--file", str(tmp_path / "none.py"))
    assert done.returncode == 1 and "none.py: No such file" in done.stderr
