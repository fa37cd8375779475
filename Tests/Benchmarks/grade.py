#!/usr/bin/env python3
"""What grading costs beside what it cannot do without: grade.py RETORT [GRADES [CARDS]]

Grades through the socket, and after each grade appends the very bytes that Retort wrote to a file beside the log and waits
for fdatasync. Both stand on one disk and meet the same moments, each after a pause of the same length: whoever writes first after
others have written waits for their writing, too. The quotient of their medians is what Retort adds.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time


PAUSE_SECONDS = 0.003


def main(retort, grades=2_000, cards=200):
    home = pathlib.Path(tempfile.mkdtemp(prefix="retort-grade-", dir=os.environ.get("BENCH_DISK", "/tmp")))
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "RETORT_PACKS": str(home / "packs")}
    pack = home / "packs/bench"
    pack.mkdir(parents=True)
    (pack / "pack.md").write_text("---\ntitle: Bench\n---\n")
    questions = "".join(f"### q{number} (recall)\n\nWhat is {number}?\n\nAnswer: It is {number}.\n\n" for number in range(cards))
    (pack / "numbers.md").write_text(
        f"---\nid: numbers\ntitle: Numbers\ntopic: t\nlevel: beginner\nsources: [x]\n---\n\nNumbers.\n\n## Questions\n\n{questions}")
    try:
        subprocess.run([retort, "status"], env=environment, check=True, stdout=subprocess.DEVNULL)
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(home / ".local/state/retort/run/retort.sock"))
        reader = client.makefile("rb")
        log = None
        bare = os.open(home / ".local/share/retort/bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        place, through, beside = 0, [], []
        for number in range(grades + 20):
            request = json.dumps({
                "jsonrpc": "2.0", "id": number, "method": "review/grade",
                "params": {"card": f"bench/numbers/q{number * 7 % cards}", "grade": 3, "milliseconds": 4_000}}).encode() + b"\n"
            time.sleep(PAUSE_SECONDS)
            begin = time.perf_counter_ns()
            client.sendall(request)
            answer = reader.readline()
            taken = time.perf_counter_ns() - begin
            assert b'"result"' in answer, answer
            log = log or os.open(next((home / ".local/share/retort/log").glob("*.jsonl")), os.O_RDONLY)
            line = os.pread(log, 65_536, place)
            place += len(line)
            time.sleep(PAUSE_SECONDS)
            begin = time.perf_counter_ns()
            os.write(bare, line)
            os.fdatasync(bare)
            alone = time.perf_counter_ns() - begin
            # The first ones fill caches.
            if number >= 20:
                through.append(taken)
                beside.append(alone)
        through.sort()
        beside.sort()
        for name, times in (("grade through the socket", through), ("bare append + fdatasync", beside)):
            print(f"{name:<26} p50 {times[len(times) // 2] / 1000:9.1f} µs   p99 {times[len(times) * 99 // 100] / 1000:9.1f} µs")
        print(f"quotient of the medians    {through[len(through) // 2] / beside[len(beside) // 2]:.2f}")
    finally:
        subprocess.run([retort, "stop"], env=environment, stdout=subprocess.DEVNULL)
        shutil.rmtree(home)


if len(sys.argv) < 2:
    sys.exit(__doc__)
main(os.path.abspath(sys.argv[1]), *[int(word) for word in sys.argv[2:4]])
