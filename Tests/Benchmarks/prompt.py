#!/usr/bin/env python3
"""What the prompt's segment costs: `retort_prompt` of Clients/shell in bash, zsh and fish.

Each shell is run with many calls and with none; the difference, for one call, is taken of so many pairs of runs, and their median
is told with the least and the most. Needs the shells, nothing else. Say what else ran on the machine when you quote it.

    Tests/Benchmarks/prompt.py [PAIRS]
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

CLIENTS = pathlib.Path(__file__).resolve().parents[2] / "Clients/shell"
CALLS = 2000
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i", "-c"], "for ((i = 0; i < {}; i++)); do retort_prompt; done"),
    "zsh": (["zsh", "-f", "-i", "-c"], "for ((i = 0; i < {}; i++)); do retort_prompt; done"),
    "fish": (["fish", "--no-config", "-i", "-c"], "set i 0; while test $i -lt {}; set i (math $i + 1); retort_prompt; end"),
}


def seconds(shell, calls, home):
    words, loop = SHELLS[shell]
    env = {"HOME": home, "PATH": "/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8"}
    begun = time.perf_counter()
    subprocess.run(
        [*words, f"source {CLIENTS}/retort.{shell}; {loop.format(calls)}"], env=env, check=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as home:
        state = pathlib.Path(home) / ".local/state/retort"
        state.mkdir(parents=True)
        (state / "status").write_text("4 due, 2 new · 2 min\n")
        print(f"one call, of {CALLS} in each of n = {pairs} runs; load {os.getloadavg()[0]:.1f}")
        for shell in SHELLS:
            if not shutil.which(shell):
                print(f"{shell:5} is not installed")
                continue
            costs = [(seconds(shell, CALLS, home) - seconds(shell, 0, home)) / CALLS * 1e6 for _ in range(pairs)]
            print(f"{shell:5} median {statistics.median(costs):6.1f} µs   least {min(costs):6.1f}   most {max(costs):6.1f}")


if __name__ == "__main__":
    main()
