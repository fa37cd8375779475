"""What may befall the data folder while somebody is grading: kills, a full disk, a read-only folder, a cache gone bad.

`RETORT_KILLS=1000` kills that often; the gate is content with fewer.
"""
import contextlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import threading

import pytest

from home import BINARY, Client, Home

CARD = "tea/steeping/call"
KILLS = int(os.environ.get("RETORT_KILLS", "40"))


def grades(home):
    return home.call("review/history", {"card": CARD})["reviews"]


def test_killed_at_any_moment_no_acknowledged_grade_is_lost_and_none_doubled(home):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    chance = random.Random(seed)
    acknowledged, sent, kills = [], 0, 0
    while kills < KILLS:
        home.run("status")
        daemon = home.pid()
        client = home.connect()
        timer = threading.Timer(chance.uniform(0, 0.012), os.kill, (daemon, signal.SIGKILL))
        timer.start()
        try:
            while True:
                # The time an answer took tells the grades apart.
                sent += 1
                answer = client.ask("review/grade", {"card": CARD, "grade": 3, "milliseconds": sent})
                assert answer["result"]["card"] == CARD
                acknowledged.append(sent)
        except (OSError, ValueError):
            pass
        timer.join()
        client.close()
        kills += 1
    times = [review["milliseconds"] for review in grades(home)]
    assert len(times) == len(set(times)), "doubled"
    assert not set(acknowledged) - set(times), "lost"
    # What was on the disk but not yet acknowledged may count: one for each kill at most.
    assert len(times) <= len(acknowledged) + kills
    whole, torn = [], 0
    for line in b"".join(file.read_bytes() for file in (home.data / "log").iterdir()).splitlines():
        try:
            whole.append(json.loads(line)["seq"])
        except ValueError:
            # Cut off by a kill; the next event stands on a line of its own.
            torn += 1
    assert len(set(whole)) == len(whole) and torn <= kills
    print(f"{torn} lines torn, {kills} kills, {len(acknowledged)} grades acknowledged, {len(times) - len(acknowledged)} more on the disk")


class Faulty:
    """A daemon in the foreground with a limit of its own, and one client."""

    def __init__(self, home, limit=None):
        def prepare():
            if limit is not None:
                # What ignores SIGXFSZ is told EFBIG, as a full disk tells ENOSPC.
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        self.process = subprocess.Popen(
            [BINARY, "serve", "--stdio"], env=home.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=prepare)
        self.id = 0

    def ask(self, method, params=None):
        self.id += 1
        message = {"jsonrpc": "2.0", "id": self.id, "method": method, "params": params or {}}
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert answer["id"] == self.id
        return answer

    def grade(self, number=None):
        return self.ask("review/grade", {"card": CARD, "grade": 3, "milliseconds": number})

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def one_clear_sentence(answer, cause):
    message = answer["error"]["message"]
    assert message.startswith("nothing was recorded: cannot ") and cause in message and "\n" not in message, message
    assert len(message) < 300, message


def fill_up(daemon, cause, most=20_000):
    """Grades until it is refused; gives the numbers of those that were acknowledged."""
    done = []
    for number in range(1, most):
        answer = daemon.grade(number)
        if "error" in answer:
            one_clear_sentence(answer, cause)
            return done
        done.append(number)
    raise AssertionError("never refused")


def test_when_files_may_not_grow_a_grade_is_refused_and_counts_nowhere(home):
    home.run("status")
    home.run("stop")
    size = max(file.stat().st_size for file in home.cache.iterdir())
    log = home.data / "log"
    device = (home.state / "device").read_text().strip()
    # The log meets the limit long before the cache does.
    noise = "\n" * (max(size * 2, 1 << 20))
    (log / f"{device}.jsonl").write_text(noise)
    daemon = Faulty(home, limit=len(noise) + 2_000)
    done = fill_up(daemon, "File too large")
    assert len(done) > 3
    # A second attempt says the same, and look-ups go on.
    one_clear_sentence(daemon.grade(99_999), "File too large")
    assert daemon.ask("concept/lookup", {"query": "steeping"})["result"]["confident"]
    history = daemon.ask("review/history", {"card": CARD})["result"]["reviews"]
    assert [review["milliseconds"] for review in history] == done
    # Given room again, the same process goes on.
    resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert "result" in daemon.grade(100_000)
    daemon.close()
    assert [review["milliseconds"] for review in grades(home)] == done + [100_000]
    assert (log / f"{device}.jsonl").read_bytes().endswith(b"}\n")


@pytest.fixture
def small_disk():
    """A home on a file system of 2 MB of its own; where mounting is not allowed the test is skipped."""
    home = Home()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(home.path)], capture_output=True, env={"PATH": os.environ["PATH"]})
    if mounted.returncode != 0:
        home.close()
        pytest.skip("mounting is not permitted here; RLIMIT_FSIZE stands in for it")
    yield home
    for pid in home.daemons():
        os.kill(pid, signal.SIGKILL)
    subprocess.run(["umount", "-l", str(home.path)], check=True)
    home.close()


def test_on_a_full_disk_a_grade_is_refused_and_when_there_is_room_again_work_goes_on(small_disk):
    home = small_disk
    daemon = Faulty(home)
    assert "result" in daemon.grade(1)
    ballast = home.path / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    done = [1] + fill_up(daemon, "No space left")
    assert daemon.ask("concept/lookup", {"query": "steeping"})["result"]["confident"]
    ballast.unlink()
    assert "result" in daemon.grade(100_000)
    daemon.close()
    assert sorted(review["milliseconds"] for review in grades(home)) == sorted([1] + done[1:] + [100_000])


def test_a_read_only_data_folder_refuses_grades_and_answers_look_ups():
    home = Home()
    # A folder that not even root may write: a file stands where the log's folder should be, or the mode says so.
    home.run("status")
    home.run("stop")
    log = home.data / "log"
    daemon = Faulty(home)
    assert "result" in daemon.grade(1)
    away = home.data / "log-away"
    log.rename(away)
    log.write_text("no folder")
    one_clear_sentence(daemon.grade(2), "log")
    assert daemon.ask("concept/lookup", {"query": "steeping"})["result"]["confident"]
    log.unlink()
    away.rename(log)
    assert "result" in daemon.grade(3)
    daemon.close()
    assert [review["milliseconds"] for review in grades(home)] == [1, 3]

    if os.getuid() != 0:
        home.run("stop")
        log.chmod(0o500)
        next(log.glob("*.jsonl")).chmod(0o400)
        daemon = Faulty(home)
        one_clear_sentence(daemon.grade(4), "Permission denied")
        assert daemon.ask("concept/lookup", {"query": "steeping"})["result"]["confident"]
        log.chmod(0o700)
        next(log.glob("*.jsonl")).chmod(0o600)
        assert "result" in daemon.grade(5)
        daemon.close()
    home.close()


@pytest.mark.parametrize("damage", ["deleted", "folder"])
def test_a_cache_removed_between_two_grades_costs_none(home, damage):
    """Again and again while one daemon runs: every grade is acknowledged, and counts."""
    daemon = Faulty(home)
    for number in range(1, 13):
        answer = daemon.grade(number)
        assert "result" in answer, answer
        for file in list(home.cache.glob("*")) if damage == "deleted" else []:
            file.unlink(missing_ok=True)
        if damage == "folder":
            shutil.rmtree(home.cache, ignore_errors=True)
    history = daemon.ask("review/history", {"card": CARD})
    assert [review["milliseconds"] for review in history["result"]["reviews"]] == list(range(1, 13))
    daemon.close()
    assert [review["milliseconds"] for review in grades(home)] == list(range(1, 13))
    lines = [event for event in home.events() if event["event"] == "review"]
    assert [event["seq"] for event in lines] == list(range(1, 13))


def test_noise_in_the_cache_loses_no_grade_that_was_acknowledged(home):
    """Nearly always it is noticed, and the cache made anew. Yet SQLite may take a file with noise in it for an earlier state, in which
    the card is not there: then a grade is refused, and counts nowhere. All others count, at the latest without that cache."""
    chance = random.Random(7)
    daemon = Faulty(home)
    done = []
    for number in range(1, 13):
        if "result" in daemon.grade(number):
            done.append(number)
        for file in home.cache.glob("*"):
            # The daemon may be making the store anew just now.
            with contextlib.suppress(FileNotFoundError), open(file, "r+b") as stream:
                stream.seek(chance.randrange(file.stat().st_size + 1))
                stream.write(os.urandom(16_384))
    daemon.close()
    assert done
    shutil.rmtree(home.cache)
    assert [review["milliseconds"] for review in grades(home)] == done
    lines = [event for event in home.events() if event["event"] == "review"]
    assert [event["seq"] for event in lines] == list(range(1, len(done) + 1))
