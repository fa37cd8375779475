"""`retort doctor`: a home in which all is well, and then one thing after the other that is not. Each is told in its own line, with
what to do; what else it keeps from working (mostly that no daemon can be started) is told as well, and nothing more."""
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess

import pytest

from home import BINARY, Home

CARD = "tea/steeping/call"


@pytest.fixture
def home():
    """One with a grade in its log, and the binary on the PATH."""
    home = Home()
    folder = home.path / "bin"
    folder.mkdir()
    (folder / "retort").symlink_to(BINARY)
    home.env["PATH"] = f"{folder}:/usr/bin:/bin"
    home.call("review/grade", {"card": CARD, "grade": 3})
    yield home
    home.close()


def examined(home, env=None):
    """The checks, as (check, words, advice); the text says the same as the JSON, and the status tells whether all is well."""
    done = home.start("doctor", "--json", env=env)
    report = json.loads(done.stdout)
    assert done.stderr == "" and done.returncode == (0 if report["well"] else 1)
    checks = [(check["check"], check["words"], check.get("advice")) for check in report["checks"]]
    assert report["well"] == all(check["well"] for check in report["checks"])
    assert all(check["well"] == ("advice" not in check) for check in report["checks"])
    return checks


def problems(home, env=None):
    return [check for check in examined(home, env) if check[2] is not None]


def words(home, name):
    return [words for check, words, _ in examined(home) if check == name]


def log(home):
    return next((home.data / "log").glob("*.jsonl"))


def no_daemon(sentence):
    return ("daemon", sentence, "see the other problems; then: retort status")


def test_all_is_well(home):
    lines = home.run("doctor").splitlines()
    assert lines[-1] == "all is well" and all(line.startswith("ok       ") for line in lines[:-1])
    found = examined(home)
    # Others write to this disk, too.
    assert re.fullmatch(r"\d{1,4} [MG]B are left", found[2][1])
    assert found[1:] == [
        ("data", f"{home.data} can be written", None),
        ("disk", found[2][1], None),
        ("log", f"{log(home)}: 1 event", None),
        ("store", f"{home.cache}/store.sqlite is sound, 0 MB", None),
        ("settings", "none of this device's own", None),
        ("socket", str(home.socket), None),
        ("daemon", f"process {home.pid()} runs, retort 0.1.0", None),
        ("memory", "1 review, 4 cards", None),
        ("pack", f"tea, 2 concepts in {home.env['RETORT_PACKS']}/tea", None),
        ("clock", "no device's was seen to jump", None),
        ("reminders", "off", None),
        ("clients", "this program was not installed with Clients/install.sh", None),
    ]


def test_in_an_empty_home_all_is_well(home):
    home.run("stop")
    for folder in (home.data, home.state, home.cache):
        shutil.rmtree(folder)
    assert problems(home) == []
    # Nobody had to have a daemon running.
    assert words(home, "daemon") == [f"process {home.pid()} runs, retort 0.1.0"]


def test_a_program_that_is_not_on_the_path_or_not_the_first(home):
    program = pathlib.Path(BINARY).resolve()
    retort = f"retort 0.1.0, {program}"
    assert problems(home, {"PATH": "/usr/bin:/bin"}) == [(
        "program", f"{retort}; there is no retort on the PATH, which is where editors and shells look for it",
        f"put {program.parent} on the PATH")]
    other = home.path / "other"
    other.mkdir()
    (other / "retort").write_text("#!/bin/sh\n")
    assert problems(home, {"PATH": f"{other}:{home.env['PATH']}"}) == [(
        "program", f"{retort}; what editors and shells start is another one, {other}/retort",
        f"remove one of the two, or put {program.parent} first on the PATH")]


def test_a_folder_that_cannot_be_made(home):
    home.run("stop")
    shutil.rmtree(home.cache)
    home.cache.write_text("")
    found = problems(home)
    assert found[0] == ("data", f"{home.cache} cannot be made, since {home.cache} is no folder", "move that file away")
    assert [check for check, _, _ in found] == ["data", "daemon"]
    assert found[1][1].startswith("the daemon was started but did not stay; the reason is in ")
    assert str(home.cache) in found[1][1].split("(the journal ends with: ")[1]


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(home):
    home.data.chmod(0o500)
    assert problems(home) == [(
        "data", f"{home.data} cannot be written, so nothing would be recorded",
        f"see whose it is and what mode it has: ls -ld '{home.data}'")]
    home.data.chmod(0o700)


def test_a_disk_that_is_nearly_full(home):
    home.run("stop")
    shutil.rmtree(home.data)
    home.data.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(home.data)], capture_output=True, env={"PATH": os.environ["PATH"]})
    if mounted.returncode != 0:
        pytest.skip("mounting is not permitted here")
    try:
        found = problems(home)
        home.run("stop")
    finally:
        subprocess.run(["umount", "-l", str(home.data)], check=True)
    assert found == [(
        "disk", f"3 MB are left where {home.data} is; without room no grade can be recorded", "make room on that disk")]


def test_lines_of_a_log_that_are_no_events(home):
    whole = log(home).read_bytes()
    # As after a crash: a line cut off, which the next event does not run into; and one that is being written.
    log(home).write_bytes(whole + whole[:20] + b"\n{}\n" + whole.replace(b'"seq":1', b'"seq":2') + b"{")
    (check,) = problems(home)
    assert check[0] == "log" and check[2].startswith("look at the line, and correct or delete it")
    assert check[1].startswith(
        f"{log(home)}: 2 events; 2 lines are no events and counted for nothing, at byte {len(whole)}: not JSON at byte ")
    log(home).write_bytes(whole + whole[:20])
    assert problems(home) == []
    assert words(home, "log") == [f"{log(home)}: 1 event; the last line was cut off and does not count"]


def test_a_line_without_end_is_one_fault_and_what_follows_counts(home):
    whole = log(home).read_bytes()
    log(home).write_bytes(b"x" * 3_000_000 + b"\n" + whole)
    (check,) = problems(home)
    assert check[1] == (
        f"{log(home)}: 1 event; 1 line is no event and counted for nothing, at byte 0: the line is longer than 65536 bytes")


def test_a_log_that_cannot_be_read(home):
    (home.data / "log/copy.jsonl").mkdir()
    assert problems(home) == [(
        "log", f"cannot read {home.data}/log/copy.jsonl: Is a directory",
        "make it readable, or move it away if it is no log of yours")]


def test_logs_in_no_folder(home):
    home.run("status")
    shutil.rmtree(home.data / "log")
    (home.data / "log").write_text("")
    home.call("concept/lookup", {"query": "steeping"})
    found = problems(home)
    assert found[0] == ("log", f"{home.data}/log is no folder", "move it away; the next command makes the folder")
    assert found[1][0] == "look-ups" and found[1][1].startswith("they are not remembered: cannot ")
    assert len(found) == 2


def test_events_from_the_future(home):
    now = {"RETORT_NOW": "2026-11-22T09:00:00Z"}
    own = log(home)
    event = json.loads(own.read_text())
    event |= {"at": 1795338000000 + 3 * 3_600_000, "device": "other", "seq": 1}
    (home.data / "log/other.jsonl").write_text(json.dumps(event) + "\n")
    own.unlink()
    assert problems(home, now) == [(
        "log", f"{home.data}/log/other.jsonl: 1 event, the latest 180 minutes ahead of this machine's clock",
        "see which clock is wrong, this machine's or that of the one that wrote it")]


def test_the_store(home):
    store = home.cache / "store.sqlite"
    home.run("stop")
    with sqlite3.connect(store) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    with open(store, "r+b") as file:
        for page in range(2, pages):
            file.seek(page * 4096)
            file.write(b"\x55" * 200)
    (check,) = problems(home)
    assert check[0] == "store" and check[1].startswith(f"{store} is damaged: ")
    assert check[2] == f"retort stop, then delete {home.cache}; it is made again, and nothing is lost"
    # What it says to do helps.
    home.run("stop")
    shutil.rmtree(home.cache)
    assert problems(home) == []

    home.run("stop")
    with sqlite3.connect(store) as database:
        database.execute("PRAGMA user_version = 7")
    assert words(home, "store")[0].startswith("of another version (7, not ")
    assert problems(home) == []


@pytest.mark.parametrize("text, complaint", [
    ('{"minutes": 0}', ": minutes must be a whole number from 1 to 600"),
    ('{"minutes" 2}', " is not JSON at byte 11: "),
])
def test_settings_that_are_not_understood(home, text, complaint):
    settings = home.path / ".config/retort/settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"minutes": 3}')
    assert words(home, "settings") == [f"{settings} is understood"]
    settings.write_text(text)
    (check,) = problems(home)
    assert check[0] == "settings" and check[1].startswith(f"{settings}{complaint}") and check[2] == "correct the file"


def test_hint_switches_that_are_not_understood(home):
    hints = home.path / ".config/retort/hints.json"
    hints.parent.mkdir(parents=True)
    hints.write_text("{}")
    assert words(home, "hints") == [f"{hints} is understood"]
    hints.write_text("[]")
    assert problems(home) == [(
        "hints", f"{hints} must hold a JSON object; correct or remove it", "until then hints are shown everywhere")]


def test_faults_of_packs_and_no_packs_at_all(home):
    own = home.data / "packs/mine"
    own.mkdir(parents=True)
    (own / "pack.md").write_text("---\ntitle: Mine\nversion: \"1\"\nlicence: mine\n---\n")
    (own / "broken.md").write_text("no front matter\n")
    home.run("pack", "refresh")
    (check,) = problems(home)
    assert check[0] == "pack" and check[1].startswith(f"mine, 0 concepts in {own}, ") and check[2] == "retort pack check mine"
    shutil.rmtree(own)
    home.run("stop")
    nowhere = {"RETORT_PACKS": str(home.path / "nowhere")}
    assert problems(home, nowhere) == [(
        "packs", f"none in {home.path}/nowhere and {home.data}/packs", "install again, or name folders of packs in RETORT_PACKS")]


def test_sockets(home):
    home.socket.chmod(0o666)
    assert problems(home) == [(
        "socket", f"{home.socket} is user {os.getuid()}'s with mode 666, so that others may reach it",
        f"chmod 600 '{home.socket}', or remove it; the next daemon makes it anew")]
    home.socket.chmod(0o600)
    assert problems(home) == []
    home.run("stop")
    long = str(home.path / ("x" * 100))
    sentence = f"{long} has {len(long)} bytes and Linux allows 107"
    found = problems(home, {"RETORT_SOCKET": long})
    assert found == [
        ("socket", sentence, "set RETORT_SOCKET to a shorter path, for the editors, too"),
        no_daemon(f"the socket path {sentence}; set RETORT_SOCKET to a shorter one")]
    found = problems(home, {"XDG_RUNTIME_DIR": "/dev/null"})
    assert found[0] == (
        "socket", "XDG_RUNTIME_DIR is /dev/null, which is no folder that can be written",
        "unset XDG_RUNTIME_DIR, or log in so that the system makes the folder")
    assert [check for check, _, _ in found] == ["socket", "daemon"]


def test_a_daemon_that_does_not_answer(home):
    pid = home.pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        found = problems(home)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert found == [(
        "daemon", f"process {pid} holds {home.state}/lock but does not answer",
        f"end it: kill {pid}, or kill -9 if it stays; every grade is on the disk")]
    assert problems(home) == []


def test_a_daemon_of_an_earlier_installation(home):
    home.run("stop")
    program = home.path / "bin/retort"
    program.unlink()
    shutil.copy(BINARY, program)

    def doctor():
        done = subprocess.run([program, "doctor"], env=home.env, capture_output=True, text=True, timeout=60)
        return done.returncode, [line for line in done.stdout.splitlines() if "daemon" in line]

    assert doctor() == (0, [f"ok       daemon    process {home.pid()} was started, retort 0.1.0"])
    program.unlink()
    shutil.copy(BINARY, program)
    assert doctor() == (
        1, [f"problem  daemon    process {home.pid()} runs, retort 0.1.0, of an earlier installation"])
    subprocess.run([program, "stop"], env=home.env, check=True, capture_output=True)
    assert doctor()[0] == 0


def test_reminders_that_nobody_keeps_going_or_that_are_not_understood(home):
    reminders = home.path / ".config/retort/reminders.json"
    reminders.parent.mkdir(parents=True)
    reminders.write_text("{}")
    # With a cron that knows nothing of it.
    (home.path / "bin").mkdir(exist_ok=True)
    cron = home.path / "bin/crontab"
    cron.write_text("#!/bin/sh\nexit 0\n")
    cron.chmod(0o755)
    home.env["PATH"] = str(home.path / "bin")
    assert problems(home) == [(
        "reminders", "on, 9:30-18:00 on weekdays, one a day at most, but nobody looks whether it is time", "retort remind on")]
    cron.unlink()
    home.run("remind", "on")
    assert words(home, "reminders")[0].endswith("one a day at most; there is neither systemd nor cron here: your prompt looks, "
                                                "with retort_prompt in it (clients/shell)")
    assert problems(home) == []
    reminders.write_text('{"at": "noon"}')
    assert problems(home) == [(
        "reminders", f'{reminders}: at must be like "9:30-18:00", not "noon"', "until then there are none")]


def test_a_name_with_control_characters_stays_in_its_line(home):
    (home.data / "log/a\nb\x1b[31m.jsonl").mkdir()
    lines = home.run("doctor", status=1).splitlines()
    assert [line for line in lines if "jsonl: Is a directory" in line] == [
        f"problem  log       cannot read {home.data}/log/a b[31m.jsonl: Is a directory"]
    assert lines[-1] == "1 thing to do" and not any("\x1b" in line for line in lines)
