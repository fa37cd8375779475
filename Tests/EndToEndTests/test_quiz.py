"""The quiz in a real terminal."""
import os
import signal

import pexpect

from conftest import BINARY, NOW


def quiz(home, *words, **env):
    child = pexpect.spawn(
        BINARY, ["quiz", *words], env={**home.env, "TERM": "xterm", "NO_COLOR": "1", **env}, dimensions=(24, 80), encoding="utf-8",
        timeout=20)
    child.delaybeforesend = 0
    return child


def test_three_questions_are_asked_and_kept(home):
    child = quiz(home)
    child.expect("Which two things decide how strong tea gets")
    child.expect("any key shows the answer")
    child.send(" ")
    child.expect("The heat of the water and the time")
    child.expect("Return takes good")
    child.send("3")
    child.expect("good, next ")
    child.expect("Which water suits green tea best")
    child.expect("1-3 choose")
    child.send("1")
    child.expect("1 again")
    child.send("\r")
    child.expect("leaves the leaves in for three minutes")
    child.expect("your answer")
    child.sendline("steep")
    child.expect("right")
    child.send("4")
    child.expect("3 answers kept")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    assert [event["card"] for event in home.events()] == ["tea/steeping/two-things", "tea/green-tea/water", "tea/steeping/call"]
    assert [event["grade"] for event in home.events()][::2] == [3, 4]
    assert all(event["milliseconds"] >= 0 for event in home.events())


def test_leaving_keeps_what_was_graded_and_nothing_else(home):
    for leave in ("q", "\x03", "\x04"):
        child = quiz(home)
        child.expect("any key shows the answer")
        child.send(leave)
        child.expect("0 answers kept")
        child.expect(pexpect.EOF)
    child = quiz(home)
    child.expect("any key")
    child.send("t")
    child.expect("> ")
    child.sendline("heat and time")
    child.expect("Return takes good")
    child.send("\r")
    child.expect("good, next")
    child.expect("choose")
    child.send("q")
    child.expect("1 answer kept")
    assert len(home.events()) == 1


def test_a_daemon_killed_in_the_middle_is_not_noticed(home):
    child = quiz(home)
    child.expect("any key")
    os.kill(home.pid(), signal.SIGKILL)
    child.send(" ")
    child.expect("1 again")
    os.kill(home.pid(), signal.SIGKILL)
    child.send("3")
    child.expect("good, next")
    child.expect("choose")
    child.send("q")
    child.expect("1 answer kept")
    assert len(home.events()) == 1


def test_skipping_asks_something_else(home):
    child = quiz(home)
    child.expect("Which two things")
    child.expect("any key")
    child.send("s")
    child.expect("skipped")
    child.expect("Which water")
    child.send("q")
    child.expect(pexpect.EOF)
    assert home.events() == []


def test_nothing_to_ask_tells_when(home):
    text = home.run("quiz", "--new", "0", status=1)
    assert text.startswith("nothing to ask now")


def test_what_was_learned_comes_back_weeks_later(home):
    for card in ("tea/steeping/two-things", "tea/steeping/call"):
        home.call("review/grade", {"card": card, "grade": 4}, env={"RETORT_NOW": NOW})
    child = quiz(home, "--new", "0", RETORT_NOW="2027-06-01T09:00:00Z")
    child.expect("known \\d+ %")
    child.expect("your answer|any key")
    child.sendeof()
    child.expect("0 answers kept")
