"""A daemon of the benchmark's own, in a temporary home, and a client on its socket."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def binary(named=None):
    """The program to measure: the one named, `RETORT`, or the newest one built here."""
    if named or os.environ.get("RETORT"):
        return str(pathlib.Path(named or os.environ["RETORT"]).resolve())
    built = [path for path in (ROOT / ".build/release/retort", ROOT / ".build/debug/retort") if path.exists()]
    if not built:
        raise SystemExit("no retort was built here; name one with --retort or RETORT")
    return str(max(built, key=lambda path: path.stat().st_mtime))


class Daemon:
    """`with Daemon(binary, packs) as daemon: daemon.ask(…)`; what it wrote goes when it ends."""

    def __init__(self, binary, packs=ROOT / "Sources/Packs", folder=None):
        self.binary = binary
        # Short, since the path of a socket may have 107 bytes.
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="retort-", dir=folder or "/tmp"))
        self.environment = {
            "HOME": str(self.home), "PATH": "/usr/bin:/bin", "TZ": "UTC", "LANG": "C.UTF-8", "RETORT_PACKS": str(packs),
        }

    socket = property(lambda self: self.home / ".local/state/retort/run/retort.sock")
    cache = property(lambda self: self.home / ".cache/retort")

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        """Starts the daemon and connects; what is asked first may have to wait until the packs are indexed."""
        self.process = subprocess.Popen([self.binary, "serve"], env=self.environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(5000):
            try:
                self.client = Client(self.socket)
                return
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit(f"{self.binary} serve ended with {self.process.returncode}") from None
                time.sleep(0.002)
        raise SystemExit(f"{self.binary} serve does not answer")

    def stop(self):
        self.client.close()
        self.process.terminate()
        self.process.wait(60)

    def __exit__(self, *_):
        try:
            if getattr(self, "process", None) and self.process.poll() is None:
                self.process.terminate()
                self.process.wait(60)
        finally:
            shutil.rmtree(self.home, ignore_errors=True)

    def ask(self, method, **params):
        return self.client.ask(method, **params)

    def memory(self):
        """Resident bytes of the process: (all of it, what is not of a file)."""
        held = held_bytes(self.process.pid)
        return held["VmRSS"], held["RssAnon"]

    def peak(self):
        """The most bytes that were resident at a time."""
        return held_bytes(self.process.pid)["VmHWM"]

    def processor_seconds(self):
        """What the process has used so far; unlike elapsed time it does not depend on what else the machine does."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def store_bytes(self):
        return sum(path.stat().st_size for path in self.home.rglob("*.sqlite*"))


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.number = 0

    def ask(self, method, **params):
        """The result of a request; an error of the daemon's is raised."""
        answer = json.loads(self.exchange(self.request(method, params)))
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def request(self, method, params):
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        return json.dumps(message, ensure_ascii=False).encode() + b"\n"

    def exchange(self, request):
        """One line there, one line back: what is timed."""
        self.socket.sendall(request)
        parts = []
        while True:
            part = self.socket.recv(1 << 20)
            if not part:
                raise ConnectionError("the daemon closed the connection")
            parts.append(part)
            if part.endswith(b"\n"):
                return b"".join(parts)

    def close(self):
        self.socket.close()


def held_bytes(process="self"):
    """What /proc says about a process's memory, in bytes."""
    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}


def times(client, method, all_params, rounds=1):
    """Seconds from sending to the last byte of the answer, of each request in turn, after one round to warm up."""
    requests = [client.request(method, params) for params in all_params]
    for request in requests:
        client.exchange(request)
    taken = []
    for _ in range(rounds):
        for request in requests:
            begin = time.perf_counter()
            client.exchange(request)
            taken.append(time.perf_counter() - begin)
    return taken


def percentile(values, share):
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def table(rows):
    """Rows of text, the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) if not column else cell.rjust(width)
                        for column, (cell, width) in enumerate(zip(row, widths))).rstrip())
