"""What there is to do, told to those who do not ask: the status file and the notices to subscribers."""
import contextlib
import datetime
import json
import os
import select
import time

import pytest

from home import NOW, Home, wait_for


def line(home):
    file = home.state / "status"
    return file.read_text() if file.exists() else None


def eventually(found, wanted, seconds=20):
    """Waits until `found()` is what is wanted, and says what it was instead."""
    end = time.monotonic() + seconds
    while (last := found()) != wanted:
        assert time.monotonic() < end, f"wanted {wanted!r}, found {last!r}"
        time.sleep(0.01)


def expected(due):
    """The line that belongs to a result of review/due."""
    parts = [f"{due[name]} {name}" for name in ("due", "new") if due[name]]
    return f"{', '.join(parts)} · {due['minutes']} min\n" if parts else ""


@pytest.fixture
def fixed():
    home = Home(now=NOW)
    yield home
    home.close()


def test_the_status_file_says_what_review_due_says_after_whatever_changes(fixed):
    fixed.run("due")
    eventually(lambda: line(fixed), "2 new · 1 min\n")
    card = fixed.call("quiz/next")["question"]["card"]
    fixed.call("review/grade", {"card": card, "grade": 1, "milliseconds": 1000})
    due = fixed.call("review/due")
    assert (due["due"], due["new"]) == (0, 1)
    # The prompt behind a command says what the command has said or done.
    assert line(fixed) == expected(due)
    fixed.run("undo")
    assert line(fixed) == "2 new · 1 min\n"
    fixed.run("pause")
    assert line(fixed) == ""
    fixed.run("resume")
    assert line(fixed) == "2 new · 1 min\n"
    fixed.run("settings", "newPerDay", "1")
    assert line(fixed) == "1 new · 1 min\n"
    fixed.run("undo")
    fixed.call("settings/set", {"name": "newPerDay", "value": 1})
    eventually(lambda: line(fixed), "1 new · 1 min\n")
    fixed.call("card/suspend", {"card": fixed.call("quiz/next")["question"]["card"]})
    assert expected(fixed.call("review/due")) == line(fixed) == "1 new · 1 min\n"
    # What took the whole day's minutes leaves nothing to do today.
    card = fixed.call("quiz/next")["question"]["card"]
    fixed.call("review/grade", {"card": card, "grade": 1, "milliseconds": 120_000})
    eventually(lambda: line(fixed), "")
    fixed.run("undo")
    fixed.run("stop")
    assert line(fixed) == "1 new · 1 min\n"
    assert os.stat(fixed.state / "status").st_mode & 0o777 == 0o600


def test_the_status_file_is_written_in_one_step_and_only_when_it_says_something_else(fixed):
    fixed.run("due")
    eventually(lambda: line(fixed), "2 new · 1 min\n")
    before = os.stat(fixed.state / "status")
    held = open(fixed.state / "status")
    client = fixed.connect()
    client.ask("review/practice", {"card": "tea/green-tea/water", "grade": 3})
    client.ask("card/flag", {"card": "tea/green-tea/water"})
    client.ask("review/subscribe")
    client.ask("card/unflag", {"card": "tea/green-tea/water"})
    assert client.line()["method"] == "review/changed"
    assert os.stat(fixed.state / "status") == before
    client.send(b'{"jsonrpc":"2.0","id":"p","method":"review/pause"}\n')
    assert [client.line().get("id"), client.line().get("method")] == ["p", "review/changed"]
    assert line(fixed) == ""
    # Who had it open reads the old text, whole.
    assert held.read() == "2 new · 1 min\n"
    # Deleted, it is there again after the next change, also when that is as before.
    (fixed.state / "status").unlink()
    client.ask("review/pause")
    client.line()
    assert line(fixed) == ""
    assert not [name for name in os.listdir(fixed.state) if name.endswith(".new")]


def test_logs_that_arrive_and_packs_that_change_are_told(fixed):
    fixed.run("due")
    client = fixed.connect()
    client.ask("review/subscribe")
    at = int(datetime.datetime(2026, 11, 22, 8, 30, tzinfo=datetime.timezone.utc).timestamp() * 1000)
    event = {"at": at, "device": "other", "seq": 1, "event": "review", "card": "tea/steeping/two-things", "grade": 1, "zone": 0}
    (fixed.data / "log/other.jsonl").write_text(json.dumps(event) + "\n")
    told = client.line()
    while told["params"]["due"] == 0:
        told = client.line()
    assert told["method"] == "review/changed" and told["params"]["due"] == 1
    assert line(fixed) == expected(told["params"]) == "1 due, 1 new · 1 min\n"

    own = fixed.data / "packs/mine"
    own.mkdir(parents=True)
    (own / "cup.md").write_text(
        "---\nid: cup\ntitle: Cups\ntopic: t\nlevel: beginner\nsources: [x]\n---\n\nA cup.\n\n## Questions\n\n"
        "### q (recall)\n\nWhat?\n\nAnswer: This.\n")
    fixed.call("settings/set", {"name": "newPerDay", "value": 9})
    fewer = fixed.call("review/due")["new"]
    (own / "pack.md").write_text("---\ntitle: Mine\n---\n")
    end = time.monotonic() + 20
    while told["params"]["new"] <= fewer:
        assert time.monotonic() < end
        told = client.line()
    assert told["method"] == "review/changed"


def at_noon():
    """A home where it is about noon: ten minutes ago was the same study day, whatever the time is."""
    home = Home()
    home.env["TZ"] = f"NOON{datetime.datetime.now(datetime.timezone.utc).hour - 12:+d}"
    return home


def answers_in(home, seconds, card="tea/steeping/two-things"):
    """Grades a card so long ago that its first step of ten minutes ends so many seconds from now."""
    client = home.connect()
    client.ask("session/open", {"now": f"-{600 - seconds}s"})
    graded = client.ask("review/grade", {"card": card, "grade": 3, "milliseconds": 1000})["result"]
    client.close()
    return graded


class Late(Exception):
    """The moment came before the test was ready for it: the machine is busy."""


def in_time(test, seconds):
    """Runs a test in a home in which a moment comes so many seconds after its beginning; anew with more of them when it was late."""
    while True:
        try:
            return test(seconds)
        except Late:
            seconds *= 2
            assert seconds < 60


def test_what_becomes_due_by_the_passing_of_time_is_told_once_and_is_in_the_file():
    def test(seconds):
        with contextlib.closing(at_noon()) as home:
            home.run("due")
            client = home.connect()
            client.ask("review/subscribe")
            answers_in(home, seconds)
            told = client.line()
            while told["method"] == "review/changed":
                if told["params"]["due"]:
                    raise Late
                told = client.line()
            assert told["method"] == "review/due", told
            assert told["params"]["due"] == 1
            assert line(home) == expected(told["params"]) == "1 due, 1 new · 1 min\n"
            # Nothing more comes, and nobody who did not ask is told.
            assert select.select([client.socket], [], [], 1.5)[0] == []

    in_time(test, 3)


def test_between_two_moments_nothing_wakes_up(home):
    home.run("due")
    answers_in(home, 300)
    home.quiet()


def test_the_file_follows_the_clock_without_anybody_listening():
    def test(seconds):
        with contextlib.closing(at_noon()) as home:
            home.run("due")
            eventually(lambda: line(home), "2 new · 1 min\n")
            answers_in(home, seconds)
            if wait_for(lambda: line(home) != "2 new · 1 min\n" and line(home)) != "1 new · 1 min\n":
                raise Late
            eventually(lambda: line(home), "1 due, 1 new · 1 min\n")

    in_time(test, 2)


def test_the_study_day_begins_at_four_and_brings_its_minutes():
    def test(seconds):
        real = datetime.datetime.now(datetime.timezone.utc)
        four = real.replace(hour=4, minute=0, second=0, microsecond=0)
        if four < real + datetime.timedelta(seconds=seconds + 1):
            four += datetime.timedelta(days=1)
        with contextlib.closing(Home(now=f"+{int((four - real).total_seconds()) - seconds}s")) as home:
            home.run("due")
            client = home.connect()
            # A daemon's clock, not the client's, says when its day begins.
            client.ask("review/subscribe")
            for _ in range(2):
                try:
                    card = client.ask("quiz/next", {"minutes": 60})["result"]["question"]["card"]
                except KeyError:
                    # A notice instead of the answer.
                    raise Late from None
                client.send(json.dumps({
                    "jsonrpc": "2.0", "id": 7, "method": "review/grade",
                    "params": {"card": card, "grade": 4, "milliseconds": 100_000}}).encode() + b"\n")
                if client.line().get("id") != 7:
                    raise Late
                told = client.line()
            if datetime.datetime.now(datetime.timezone.utc) > real + datetime.timedelta(seconds=seconds - 1):
                raise Late
            assert told["method"] == "review/changed" and (told["params"]["due"], told["params"]["new"]) == (0, 0)
            assert line(home) == ""
            told = client.line()
            assert told["method"] == "review/due" and told["params"]["new"] > 0
            assert line(home) == expected(told["params"])

    in_time(test, 4)


def test_quiet_seconds_count_from_typing_asking_and_answering(fixed):
    def quiet(now):
        client = fixed.connect()
        client.ask("session/open", {"now": now})
        seconds = client.ask("daemon/status")["result"].get("quietSeconds")
        client.close()
        return seconds

    fixed.run("due")
    assert quiet("2026-11-22T09:10:00Z") is None
    client = fixed.connect()
    client.ask("initialize", {"capabilities": {}})
    uri = "file:///x/app.py"
    document = {"uri": uri, "languageId": "python", "version": 1, "text": "x"}

    def tell(method, params):
        client.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode() + b"\n")

    tell("textDocument/didOpen", {"textDocument": document})
    client.ask("daemon/status")
    assert quiet("2026-11-22T09:10:00Z") is None, "to open a file is not to type"
    tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": "y"}]})
    client.ask("daemon/status")
    assert quiet("2026-11-22T09:04:59Z") == 299
    client.ask("session/open", {"now": "2026-11-22T09:10:00Z"})
    client.ask("quiz/next")
    assert quiet("2026-11-22T09:11:00Z") == 60
    client.ask("session/open", {"now": "2026-11-22T09:20:00Z"})
    client.ask("review/grade", {"card": "tea/green-tea/water", "grade": 3})
    assert quiet("2026-11-22T09:21:00Z") == 60
    assert quiet("2026-11-22T09:15:00Z") == 300, "what lies ahead does not count"
    fixed.run("stop")
    fixed.run("due")
    assert quiet("2026-11-22T09:22:00Z") == 120, "an answer is known to the next daemon, too"
