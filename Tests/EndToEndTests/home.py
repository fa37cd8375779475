"""The real binary, each test in a home of its own. `RETORT` names the binary; `run.sh` sets it."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

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
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return None
        return pid

    def daemons(self):
        """Every daemon process of this home, found by its environment."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                environment = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"serve" in words and f"HOME={self.path}".encode() in environment:
                found.append(int(entry.name))
        return found

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
        for pid in self.daemons():
            try:
                os.kill(pid, 15)
            except OSError:
                pass
        shutil.rmtree(self.path, ignore_errors=True)


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
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
