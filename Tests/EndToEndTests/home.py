"""The real binary, each test in a home of its own. `RETORT` names the binary; `run.sh` sets it."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("RETORT") or str(ROOT / ".build/debug/retort")
TEA = str(ROOT / "Tests/Fixtures/packs")
FLASK = str(ROOT / "Sources/Packs")
NOW = "2026-11-22T09:00:00Z"


class Home:
    """A home folder with nothing in it, and the binary run in it."""

    def __init__(self, packs=TEA, now=None):
        # Short, since the path of a socket may have 107 bytes.
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="retort-", dir="/tmp"))
        self.env = {"HOME": str(self.path), "PATH": "/usr/bin:/bin", "RETORT_PACKS": packs, "TZ": "UTC", "LANG": "C.UTF-8"}
        if now:
            self.env["RETORT_NOW"] = now

    data = property(lambda self: self.path / ".local/share/retort")
    state = property(lambda self: self.path / ".local/state/retort")
    cache = property(lambda self: self.path / ".cache/retort")
    socket = property(lambda self: self.state / "run/retort.sock")

    def run(self, *words, status=0, env=None, input=None):
        """Runs a command; gives what it prints, and checks its exit status."""
        done = self.start(*words, env=env, input=input)
        assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def start(self, *words, env=None, input=None, timeout=60):
        return subprocess.run(
            [BINARY, *words], env={**self.env, **(env or {})}, input=input, capture_output=True, text=True, timeout=timeout)

    def json(self, *words, status=0, env=None):
        return json.loads(self.run(*words, "--json", status=status, env=env))

    def call(self, method, params=None, env=None):
        return json.loads(self.run("call", method, json.dumps(params or {}), env=env))

    def pid(self):
        """The daemon's process, None when there is none."""
        try:
            pid = int((self.state / "lock").read_text().split()[0])
            # One that has ended and waits to be buried, which is up to the machine, is none any more.
            is_dead = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] in "ZX"
        except (OSError, ValueError, IndexError):
            return None
        return None if is_dead else pid

    def processes(self):
        """Every process of this home, found by its environment, with its words; one that has ended has none."""
        found = {}
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                environment = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"HOME={self.path}".encode() in environment:
                found[int(entry.name)] = words
        return found

    def daemons(self):
        """Every daemon process of this home."""
        return [pid for pid, words in self.processes().items() if b"serve" in words]

    def kill(self):
        """Kills the daemon and waits until it is gone: what is asked next meets none that is just dying."""
        pid = wait_for(self.pid)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: pid not in self.daemons())

    def quiet(self, seconds=1.5):
        """Waits until the daemon's thread has slept for so long without being woken."""
        status = pathlib.Path(f"/proc/{self.pid()}/status")

        def wakes():
            return int(status.read_text().split("voluntary_ctxt_switches:")[1].split()[0])

        def sleeps():
            before = wakes()
            time.sleep(seconds)
            return wakes() == before

        wait_for(sleeps)

    def events(self):
        """All lines of all logs, as objects."""
        lines = []
        for log in sorted((self.data / "log").glob("*.jsonl")):
            lines += [json.loads(line) for line in log.read_text().splitlines()]
        return lines

    def connect(self):
        """A client on the socket, one message a line."""
        return Client(self.socket)

    def close(self):
        """Ends all that was started here before the folder goes: a client that is still there would start another daemon."""
        end = time.monotonic() + 5
        while found := self.processes():
            for pid in found:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGTERM if time.monotonic() < end else signal.SIGKILL)
            time.sleep(0.01)
        shutil.rmtree(self.path, ignore_errors=True)


def wait_for(what, seconds=60):
    """Asks `what` again and again until it gives something true, and gives that."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, f"never came in {seconds} s"
        time.sleep(0.02)
    return found


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(str(path))
        self.file = self.socket.makefile("rb")
        self.id = 0

    def send(self, data):
        self.socket.sendall(data)

    def line(self):
        return json.loads(self.file.readline())

    def ask(self, method, params=None):
        self.id += 1
        message = {"jsonrpc": "2.0", "id": self.id, "method": method, "params": params or {}}
        self.send(json.dumps(message).encode() + b"\n")
        answer = self.line()
        assert answer["id"] == self.id
        return answer

    def close(self):
        self.file.close()
        self.socket.close()
