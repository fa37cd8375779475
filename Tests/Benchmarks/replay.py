#!/usr/bin/env python3
"""How long a history takes to be read from nothing, and how much memory: replay.py RETORT [EVENTS…]

Writes the logs of three devices (reviews of EVENTS / 20 cards over years, with undos, suspensions and look-ups in between)
into a temporary home, starts the daemon there, and waits for its first answer.
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time


def write(folder, count):
    chance = random.Random(count)
    devices = ["desk", "lap", "phone"]
    files = {device: open(folder / f"{device}.jsonl", "w") for device in devices}
    numbers = dict.fromkeys(devices, 0)
    at = 1_600_000_000_000
    cards = max(1, count // 20)
    for _ in range(count):
        device = devices[chance.randrange(3)]
        numbers[device] += 1
        at += chance.randrange(1, 120_000)
        line = {"at": at, "device": device, "seq": numbers[device]}
        card = f"pack/concept-{chance.randrange(cards)}/question"
        kind = chance.randrange(100)
        if kind == 0:
            line |= {"event": "undo", "undoes": {"device": device, "seq": max(1, numbers[device] - 1)}}
        elif kind == 1:
            line |= {"event": chance.choice(["suspend", "unsuspend"]), "card": card}
        elif kind == 2:
            line |= {"event": "look", "concept": f"pack/concept-{chance.randrange(cards)}"}
        else:
            line |= {"event": "review", "card": card, "grade": chance.choice([1, 2, 3, 3, 3, 3, 4]), "zone": 60,
                     "milliseconds": chance.randrange(2_000, 40_000)}
        files[device].write(json.dumps(line, separators=(",", ":")) + "\n")
    for file in files.values():
        file.close()


def measure(retort, count):
    home = pathlib.Path(tempfile.mkdtemp(prefix="retort-replay-", dir="/tmp"))
    try:
        logs = home / ".local/share/retort/log"
        logs.mkdir(parents=True)
        write(logs, count)
        size = sum(file.stat().st_size for file in logs.iterdir())
        environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "RETORT_PACKS": str(home)}
        question = b'{"jsonrpc":"2.0","id":1,"method":"review/history","params":{"card":"pack/concept-0/question"}}\n'
        for what in ("from nothing", "started again"):
            begin = time.monotonic()
            daemon = subprocess.Popen(
                [retort, "serve", "--stdio"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            daemon.stdin.write(question)
            daemon.stdin.flush()
            answer = json.loads(daemon.stdout.readline())
            seconds = time.monotonic() - begin
            status = pathlib.Path(f"/proc/{daemon.pid}/status").read_text().splitlines()
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
            ticks = pathlib.Path(f"/proc/{daemon.pid}/stat").read_text().rsplit(")", 1)[1].split()
            cpu = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
            daemon.stdin.close()
            daemon.wait()
            assert answer["result"]["reviews"]
            print(f"{count:>9} events, {size / 1e6:6.1f} MB  {what:<14} {seconds:7.2f} s ({cpu:.2f} s of work)  peak {peak:5.1f} MB", flush=True)
    finally:
        shutil.rmtree(home)


if len(sys.argv) < 2:
    sys.exit(__doc__)
for count in [int(word) for word in sys.argv[2:]] or [100_000, 1_000_000]:
    measure(os.path.abspath(sys.argv[1]), count)
