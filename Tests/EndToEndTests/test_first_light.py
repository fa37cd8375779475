"""What a newcomer does in the first five minutes."""
import json
import os
import re
import subprocess

import pytest

from home import BINARY, NOW, ROOT, Home, wait_for

DOCUMENT = ROOT / "Tests/Fixtures/knots.txt"


def test_a_look_up_starts_exactly_one_daemon_and_writes_only_where_it_should(home):
    text = home.run("brewing")
    lines = text.splitlines()
    assert lines[0].startswith("Steeping")
    assert lines[1].startswith("Steeping means leaving tea leaves in hot water")
    assert "source: https://example.org/steeping" in lines
    assert "see also: Green tea" in lines
    assert "\x1b" not in text
    assert len(home.daemons()) == 1
    tops = {str(path.relative_to(home.path)) for path in home.path.glob(".*/**/retort")}
    assert tops == {".cache/retort", ".local/share/retort", ".local/state/retort"}


def test_a_look_up_that_finds_nothing_says_so(home):
    assert home.run("quantum", "chromodynamics", status=1) == 'nothing for "quantum chromodynamics"\n'
    answer = home.json("lookup", "quantum chromodynamics", status=1)
    assert answer["confident"] is False and answer["concepts"] == []


def test_look_up_as_json_prints_one_value_and_nothing_else(home):
    answer = home.json("lookup", "steeping")
    assert answer["confident"] is True
    assert answer["concepts"][0]["id"] == "steeping"
    assert {"id", "title", "aliases", "summary", "score"} <= answer["concepts"][0].keys()


def test_depths(home):
    assert home.run("lookup", "steeping", "--depth", "line").startswith("Steeping — Steeping means")
    assert "Forgotten leaves make the tea bitter." in home.run("lookup", "steeping", "--depth=deep")
    assert "know first: Steeping" in home.run("show", "green-tea")


def test_wrong_words_are_met_with_one_sentence_and_status_2(home):
    for words in (["lookup"], ["lookup", "x", "--limit", "many"], ["lookup", "x", "--lmit", "3"], ["--nonsense"],
                  ["pack"], ["call"], ["call", "x", "{"], ["show"], ["quiz", "tea"], ["lookup", "x", "--depth", "thin"]):
        done = home.start(*words)
        assert done.returncode == 2, (words, done)
        assert done.stdout == "" and re.fullmatch(r"retort: [^\n]+\n", done.stderr), (words, done.stderr)


def test_help_and_version(home):
    assert re.fullmatch(r"retort \d+\.\d+\.\d+\n", home.run("--version"))
    assert home.run("version") == home.run("--version")
    for command in ("lookup", "quiz", "import", "serve", "status"):
        assert command in home.run("--help")
        assert home.run(command, "--help").startswith(f"retort {command}")
    assert home.daemons() == []


def test_words_that_people_try_as_commands_lead_to_what_they_want(home):
    for words, way in ((["uninstall"], "Clients/install.sh --uninstall"), (["uninstall", "--dry-run"], "Clients/install.sh --uninstall"),
                       (["setup"], "Clients/install.sh"), (["study"], "retort quiz")):
        said = home.run(*words).splitlines()
        assert said[0].endswith(f": ./{way}" if "install" in way else f": {way}"), said
        assert said[1:] == [f"(The word itself: retort lookup {words[0]})"]
    assert home.daemons() == []
    # Among other words, and where it was said to look it up, it is a word like others.
    assert home.run("lookup", "setup", status=1).startswith('nothing for "setup"')
    assert home.run("setup", "of", "tea", status=1).startswith('nothing for "setup of tea"')


def test_import_joins_lines_counts_and_keeps_history(home, tmp_path):
    document = tmp_path / "knots.txt"
    document.write_text(DOCUMENT.read_text())
    before = document.read_bytes()
    text = home.run("import", str(document))
    assert text.splitlines()[0] == "5 cards imported; the title announces 12"
    assert document.read_bytes() == before
    shown = home.call("concept/lookup", {"query": "which knot makes a loop that does not slip"})["concepts"][0]
    assert "a loop at the end of a `rope()` that does not slip" in shown["summary"]
    assert shown["source"] == str(document)

    home.run("call", "review/grade", json.dumps({"card": f"knots/{shown['id']}/answer", "grade": 3}))
    assert home.run("import", str(document)).splitlines()[0].startswith("5 unchanged")

    document.write_text(DOCUMENT.read_text().replace("holds well,", "holds well"))
    assert "1 edited, history kept; 4 unchanged" in home.run("import", str(document))
    assert len(home.call("review/history", {"card": f"knots/{shown['id']}/answer"})["reviews"]) == 1


def test_import_of_what_is_no_document(home, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("just a line\n")
    done = home.start("import", str(empty))
    assert done.returncode == 1 and "holds no numbered questions" in done.stderr
    done = home.start("import", str(tmp_path / "missing.txt"))
    assert done.returncode == 1 and "No such file" in done.stderr
    done = home.start("import", str(tmp_path))
    assert done.returncode == 1 and "it is a folder" in done.stderr


def test_grade_undo_and_due(home):
    home.run("call", "review/grade", '{"card": "tea/steeping/call", "grade": 4}')
    events = home.events()
    assert [event["event"] for event in events] == ["review"]
    assert events[0]["card"] == "tea/steeping/call" and events[0]["grade"] == 4 and events[0]["seq"] == 1
    assert home.run("undo").startswith('took back "easy" for tea/steeping/call')
    assert home.run("undo", status=1) == "nothing to take back\n"
    assert home.json("due")["new"] == 2


def test_why_counts_as_people_do(home):
    card = "tea/green-tea/water"
    assert home.run("why", card) == "You were never asked it; it comes in its turn among the new cards.\n"
    for grades, known in ([3], "it the one time you were asked"), ([3, 3], "it both times"), ([3] * 3, "it all 3 times"), ([3, 1, 3], "it 2 of 3 times"):
        for grade in grades:
            home.call("review/grade", {"card": card, "grade": grade, "milliseconds": 1000})
        assert home.run("why", card).startswith(f"You knew {known}; last just now with \"good\"; ")
        for _ in grades:
            home.run("undo")
    for grade in (1, 1):
        home.call("review/grade", {"card": card, "grade": grade, "milliseconds": 1000})
    assert home.run("why", card).startswith("You knew it neither time; ")


def test_time_can_be_moved_for_each_command(home):
    home.run("call", "review/grade", '{"card": "tea/steeping/call", "grade": 4}', env={"RETORT_NOW": NOW})
    assert home.json("due", env={"RETORT_NOW": NOW})["due"] == 0
    assert home.json("due", env={"RETORT_NOW": "2027-03-01T09:00:00Z"})["due"] == 1
    done = home.start("due", env={"RETORT_NOW": "soon"})
    assert done.returncode == 2 and "RETORT_NOW" in done.stderr


def test_status_and_stop(home):
    assert home.run("stop") == "no daemon runs\n"
    home.run("pack", "refresh")
    status = home.json("status")
    assert status["concepts"] == 2 and status["cards"] == 4 and status["pid"] == home.pid()
    assert str(home.data) == status["data"]
    assert home.run("stop") == f"stopped (process {status['pid']})\n"
    assert home.daemons() == [] and not home.socket.exists()
    assert "Steeping" in home.run("steeping")


def test_packs_are_listed_and_checked(home, tmp_path):
    assert home.run("pack", "list").startswith("tea  Tea 1: 2 concepts, 4 cards\n")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pack.md").write_text("---\ntitle: Broken\n---\n")
    (broken / "one.md").write_text("---\nid: two\ntitle: yes\n---\n\nText.\n")
    done = home.start("pack", "check", str(broken))
    assert done.returncode == 1
    assert "\n1 concept, 0 questions, " in done.stdout and "/one.md:1: advice: the concept has no questions" in done.stdout
    assert not re.search(r"advice: the id", done.stdout)
    faults = [line for line in done.stdout.splitlines() if line.startswith(str(broken))]
    assert faults and all(re.match(r".+/(one|pack)\.md:\d+: \S.*", line) for line in faults), done.stdout
    done = home.start("pack", "check", "tee")
    assert done.returncode == 1 and 'did you mean "tea"' in done.stderr


def test_a_changed_pack_is_seen_without_a_restart(home, tmp_path):
    packs = tmp_path / "packs"
    subprocess.run(["cp", "-r", str(ROOT / "Tests/Fixtures/packs"), str(packs)], check=True)
    env = {"RETORT_PACKS": str(packs)}
    home.env.update(env)
    assert home.json("lookup", "matcha", status=1)["confident"] is False
    file = packs / "tea/green-tea.md"
    file.write_text(file.read_text().replace("[sencha]", "[sencha, matcha]"))
    wait_for(lambda: home.start("lookup", "matcha").returncode == 0)
    assert home.json("lookup", "matcha")["concepts"][0]["id"] == "green-tea"
    file.unlink()
    wait_for(lambda: home.start("show", "green-tea").returncode == 1)


def test_nothing_from_a_pack_reaches_the_terminal_as_a_control_character(home, tmp_path):
    packs = tmp_path / "packs"
    (packs / "evil").mkdir(parents=True)
    (packs / "evil/pack.md").write_text('---\ntitle: "Evil \\u001b[2J"\n---\n')
    (packs / "evil/trick.md").write_text(
        '---\nid: trick\ntitle: "Trick \\u001b]0;owned\\u0007"\naliases: ["\\u001b[31mred"]\ntopic: x\nlevel: beginner\n---\n\n'
        "Clear \x1b[2J the \x9b31m screen \u202e now.\n\n## Example\n\n```python\nprint('\x1b[1m')\n```\n")
    home.env["RETORT_PACKS"] = str(packs)
    for words in (["trick"], ["show", "trick"], ["pack", "list"], ["pack", "check", "evil"]):
        text = home.start(*words).stdout
        assert text
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text), (words, text)


def test_plain_when_no_terminal_and_colour_in_one(home):
    import pexpect
    for env, has_colour in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        text = pexpect.run(f"{BINARY} show steeping", env={**home.env, "TERM": "xterm", **env}, timeout=20).decode()
        assert ("\x1b[" in text) == has_colour, env


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_lines_fit_the_terminal(home, columns):
    import pexpect
    child = pexpect.spawn(BINARY, ["steeping"], env={**home.env, "TERM": "xterm", "NO_COLOR": "1"}, dimensions=(24, columns))
    text = child.read().decode()
    assert max(len(line) for line in text.splitlines()) <= min(columns, 100)
    # Also what a command complains of, which breaks between words.
    child = pexpect.spawn(BINARY, ["pack", "check", "nowhere at all"], env={**home.env, "TERM": "xterm"}, dimensions=(24, columns))
    lines = child.read().decode().splitlines()
    assert max(map(len, lines)) <= columns and lines[0].startswith("retort: ") and " ".join(map(str.strip, lines)).count("  ") == 0
