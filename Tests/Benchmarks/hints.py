#!/usr/bin/env python3
"""How well hints name what stands under the cursor, in published Flask projects that nothing else here was made from.

    hints.py                                   both parts: `seen`, which rules were made by, and `unseen`, only measured
    hints.py --misses                          what the seen part shows to be wrong, one by one
    hints.py --peers zuban,ty,pyrefly          beside general servers (commands on the PATH, with VIRTUAL_ENV if packages are to be known)

The projects are fetched by pip as they were published, nothing of them is installed or run. hints/labels.tsv has a line for each
place: part, project, path, line, column (from 1), word, kind, the names that are right (none: a look-alike, where nothing may be
shown). Python labels are what jedi and zuban agreed on with Flask 3.1 and its extensions installed; imports of names that are
gone are labelled by the import alone; template labels come from Jinja's own lexer. Misses and
false hits of the seen part were looked at by hand.

right: the first name in backticks is one of the label's. A general server is right when its hover holds such a name or the
name's last part as a word, or its definition leads there. false: something is shown at a look-alike (no fault of a general
server). Times are milliseconds: from process start to `initialize`'s answer; the first hover, sent right after opening; later
hovers, and those of a second round, beside a program that echoes as many bytes.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

from daemon import ROOT, binary, percentile

LABELS = pathlib.Path(__file__).parent / "hints" / "labels.tsv"
PEERS = {"zuban": ["zuban", "server"], "ty": ["ty", "server"], "pyrefly": ["pyrefly", "lsp"]}
ECHO = "import sys\nr, w = sys.stdin.buffer, sys.stdout.buffer\nwhile True:\n n = int(r.readline()[16:]); r.readline(); w.write(b'Content-Length: %d\\r\\n\\r\\n' % n + r.read(n)); w.flush()"
Label = collections.namedtuple("Label", "part project path line column word kind names")


def labels():
    with open(LABELS, encoding="utf8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [Label(*row[:3], int(row[3]), int(row[4]), *row[5:7], row[7].split()) for row in rows]


def fetch(project, cache):
    """The folder of a project's published files."""
    folder = cache / project
    if not folder.exists():
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", scratch, project], check=True)
            (archive,) = pathlib.Path(scratch).iterdir()
            whole = pathlib.Path(scratch) / "files"
            if archive.suffix == ".whl":
                zipfile.ZipFile(archive).extractall(whole)
            else:
                tarfile.open(archive).extractall(whole, filter="data")
                (whole,) = whole.iterdir()
            shutil.move(whole, folder)
    return folder


class Server:
    """A language server over its standard streams."""

    def __init__(self, command, root, environment, options=None):
        start = time.perf_counter()
        self.number = 0
        self.process = subprocess.Popen(command, stdin=-1, stdout=-1, stderr=subprocess.DEVNULL, cwd=root, env=environment)
        capabilities = {"textDocument": {"hover": {"contentFormat": ["markdown"]}}, "general": {"positionEncodings": ["utf-16"]}}
        self.ask("initialize", {"processId": os.getpid(), "rootUri": root.as_uri(), "capabilities": capabilities,
                                "initializationOptions": options or {}})  # fmt: skip
        self.started = (time.perf_counter() - start) * 1e3
        self.send({"method": "initialized", "params": {}})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def ask(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            length = 0
            while (line := self.process.stdout.readline()).strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line[15:])
            answer = json.loads(self.process.stdout.read(length))
            if "method" in answer and "id" in answer:
                self.send({"id": answer["id"], "result": [None] if answer["method"] == "workspace/configuration" else None})
            elif answer.get("id") == self.number:
                return answer.get("result")

    def open(self, path):
        language = "python" if path.suffix == ".py" else "jinja-html"
        text = path.read_text("utf-8-sig", errors="replace")
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": path.as_uri(), "languageId": language, "version": 1, "text": text}}})  # fmt: skip

    def memory(self, line="VmHWM"):
        """Megabytes that were resident at most; `VmRSS` for those that are now."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{line}:\s+(\d+)", status)[1]) / 1024

    def stop(self):
        self.process.kill()
        self.process.wait()


def shown(result):
    contents = (result or {}).get("contents") or ""
    parts = contents if isinstance(contents, list) else [contents]
    return "\n".join(part if isinstance(part, str) else part.get("value", "") for part in parts)


def is_right(server, label, text, place, is_general):
    if not is_general:
        found = re.search(r"`([A-Za-z_]\w*(?:\.\w+)*)`", text)
        return bool(found) and found[1] in label.names
    if not label.names:
        return False
    last = label.names[0].split(".")[-1]
    if any(name in text for name in label.names if "." in name) or re.search(rf"\b{re.escape(last)}\b", text):
        return True
    goal = server.ask("textDocument/definition", place)
    return any("site-packages" in (spot.get("uri") or spot.get("targetUri")) for spot in goal or [] if isinstance(spot, dict))


def measure(command, cache, environment, is_general, chosen):
    """(label, hover text, right?) of all labels, and the times by name."""
    rows, times, memory = [], collections.defaultdict(list), []
    by_project = collections.defaultdict(list)
    for label in chosen:
        by_project[label.project].append(label)
    for project, places in by_project.items():
        root = fetch(project, cache)
        server = Server(command, root, environment)
        times["initialize"].append(server.started)
        asked, last = [], None
        for label in places:
            path = root / label.path
            place = {"textDocument": {"uri": path.as_uri()}, "position": {
                "line": label.line - 1, "character": label.column - 1 + min(1, len(label.word) - 1)}}  # fmt: skip
            is_first = path != last
            start = time.perf_counter()
            if is_first:
                server.open(path)
            text = shown(server.ask("textDocument/hover", place))
            times["cold" if last is None else "opened" if is_first else "first"].append((time.perf_counter() - start) * 1e3)
            last = path
            rows.append((label, text, is_right(server, label, text, place, is_general)))
            asked.append(place)
        for place in asked:
            start = time.perf_counter()
            server.ask("textDocument/hover", place)
            times["warm"].append((time.perf_counter() - start) * 1e3)
        memory.append(server.memory())
        server.stop()
    return rows, times, max(memory)


def echo_times(rounds=2000, size=700):
    """Round trips of as many bytes as a hover's answer through a program that does nothing else."""
    process = subprocess.Popen([sys.executable, "-c", ECHO], stdin=-1, stdout=-1)
    body, times = b"x" * size, []
    for _ in range(rounds):
        start = time.perf_counter()
        process.stdin.write(b"Content-Length: %d\r\n\r\n" % size + body)
        process.stdin.flush()
        process.stdout.readline(), process.stdout.readline(), process.stdout.read(size)
        times.append((time.perf_counter() - start) * 1e3)
    process.kill()
    process.wait()
    return times


def share(rows):
    return f"{100 * sum(row[2] for row in rows) / len(rows):5.1f} % of {len(rows)}" if rows else "-"


def report(name, rows, times, memory):
    for part in ("seen", "unseen"):
        own = [row for row in rows if row[0].part == part]
        alike = [row for row in own if not row[0].names]
        right = [row for row in own if row[0].names]
        if not own:
            continue
        false = f"{100 * sum(bool(row[1]) for row in alike) / max(1, len(alike)):.1f} % of {len(alike)}"
        python = [row for row in right if row[0].kind != "template"]
        print(f"{name}, {part}: Python {share(python)}, templates {share([r for r in right if r[0].kind == 'template'])}, false {false}")
        kinds = sorted({row[0].kind for row in python})
        print("  " + ", ".join(f"{kind} {share([row for row in right if row[0].kind == kind])}" for kind in kinds))
    for key in ("initialize", "cold", "opened", "first", "warm"):
        values = times[key]
        print(f"  {key:10} p50 {percentile(values, 0.5):8.2f}  p99 {percentile(values, 0.99):8.2f} ms  ({len(values)})")
    print(f"  most memory {memory:.0f} MB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--peers", default="")
    parser.add_argument("--cache", type=pathlib.Path, default=pathlib.Path(ROOT) / ".build" / "hint-projects")
    parser.add_argument("--projects", help="only these, comma-separated")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    cache = options.cache.resolve()
    chosen = [label for label in labels() if not options.projects or label.project.split("==")[0] in options.projects.split(",")]
    with tempfile.TemporaryDirectory() as home:
        own = {"HOME": home, "PATH": os.environ["PATH"], "RETORT_PACKS": str(pathlib.Path(ROOT) / "Sources/Packs")}
        command = [str(binary()), "serve", "--stdio"]
        measure(command, cache, own, False, chosen[:1])  # The packs are read once; that is another benchmark's matter.
        rows, times, memory = measure(command, cache, own, False, chosen)
    report("retort", rows, times, memory)
    beside = echo_times()
    print(f"  echo       p50 {percentile(beside, 0.5):8.2f}  p99 {percentile(beside, 0.99):8.2f} ms")
    for peer in filter(None, options.peers.split(",")):
        report(peer, *measure(PEERS[peer], cache, dict(os.environ), True, chosen))
    if options.misses:
        for label, text, right in rows:
            if label.part == "seen" and (not right if label.names else text):
                print(f"{label.project} {label.path}:{label.line}:{label.column} {label.word}: {label.names[:1]} shown {text[:60]!r}")


if __name__ == "__main__":
    main()
