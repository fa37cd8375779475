#!/usr/bin/env python3
"""Look-up among many concepts: made-up packs (corpus.py) of any size, and tantivy on the same concepts and queries.

    scale.py --concepts 1000 100000
    scale.py --concepts 1000000 --folder /somewhere/with/10-GB --keep

A pack is one file a concept, so a million take about 4 GB of disk and a million inodes while this runs, and their store as much again. Indexing is timed from the start of
a daemon with an empty store until its processes rest; look-ups through its socket after it was started anew, with queries it has not met
before, one client, one after the other. "first" is the share of queries whose concept came first; a common word means none.
tantivy (from PyPI, in a virtual environment made in .build) is asked in its own process without a socket, and is handed its texts from
memory, while Retort reads files; it keeps what a look-up shows, Retort all of the text.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from corpus import KINDS, Corpus, write
from daemon import ROOT, Daemon, binary, percentile, table

HERE = pathlib.Path(__file__).parent
VENV = ROOT / ".build/bench-venv"


def ask_all(ask, queries):
    """For every kind of query: seconds each took, and whether what was meant came first (None where nothing was meant)."""
    results = {kind: ([], []) for kind in KINDS}
    for kind, text, meant in queries:
        begin = time.perf_counter()
        found = ask(text)
        taken = time.perf_counter() - begin
        results[kind][0].append(taken)
        if meant:
            results[kind][1].append(found[:1] == [meant])
    return {
        kind: {"p50": percentile(taken, 0.5), "p99": percentile(taken, 0.99), "first": sum(hits) / len(hits) if hits else None}
        for kind, (taken, hits) in results.items()
    } | {"all": {"p50": percentile(every := [one for taken, _ in results.values() for one in taken], 0.5),
                 "p99": percentile(every, 0.99), "first": None}}


def ids(answer):
    """The concepts of an answer, be it confident or not."""
    return [found["id"] for found in answer["concepts"] or answer["nearest"]]


def rest(daemon, quiet=2.0):
    """Waits until the daemon has used no processor for so many seconds; since when it has rested."""
    used, since = -1, time.perf_counter()
    while time.perf_counter() - since < quiet:
        now = daemon.processor_seconds()
        if now > used:
            used, since = now, time.perf_counter()
        time.sleep(0.05)
    return since


def retort(program, packs, folder, count, each, corpus):
    daemon = Daemon(program, packs, folder)
    with daemon:
        begin = time.perf_counter()
        known, before = 0, -1
        while before < known < count:
            indexed, worked = rest(daemon) - begin, daemon.processor_seconds()
            before, known = known, daemon.ask("daemon/status")["concepts"]
        if known != count:
            raise SystemExit(f"the daemon rests, and knows {known} concepts instead of {count}")
        peak = daemon.peak()
        daemon.stop()
        begin = time.perf_counter()
        daemon.start()
        started = rest(daemon) - begin
        fresh = daemon.memory()
        ask = lambda text: ids(daemon.ask("concept/lookup", query=text, limit=10))  # noqa: E731
        ask_all(ask, corpus.queries(count, max(each // 10, 5), salt="warm"))
        used = daemon.processor_seconds()
        kinds = ask_all(ask, corpus.queries(count, each))
        used = (daemon.processor_seconds() - used) / (each * len(KINDS))
        completion = complete(daemon, each)
        return {
            "index seconds": indexed, "processor seconds": worked, "bytes": daemon.store_bytes(), "peak": peak, "memory": daemon.memory(),
            "start seconds": started, "fresh": fresh, "processor a query": used, "completion": completion, "kinds": kinds,
        }


def complete(daemon, each):
    """Processor seconds that a name takes to be completed, at any point while it is typed."""
    names = [item["text"] for item in daemon.ask("concept/complete", prefix="", limit=100)["completions"]]
    used = daemon.processor_seconds()
    for number in range(each * len(KINDS)):
        name = names[number % len(names)]
        daemon.ask("concept/complete", prefix=name[: 1 + number % 7])
    return (daemon.processor_seconds() - used) / (each * len(KINDS))


def tantivy(count, each, seed, folder):
    python = VENV / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    if subprocess.run([python, "-c", "import tantivy"], capture_output=True).returncode:
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "tantivy"], check=True)
    done = subprocess.run([python, HERE / "tantivy_yardstick.py", str(count), str(each), str(seed), str(folder)],
                          check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def milliseconds(seconds):
    return f"{seconds * 1000:.2f}"


def megabytes(size):
    return f"{size / 1e6:.1f}"


def report(count, each, mine, other):
    print(f"\n{count} concepts, {each} queries of each kind")
    engines = [("Retort", mine)] + ([("tantivy", other)] if other else [])
    rows = [["ms"] + [cell for name, _ in engines for cell in (f"{name} p50", "p99", "first")]]
    for kind in [*KINDS, "all"]:
        row = [kind]
        for _, measured in engines:
            result = measured["kinds"][kind]
            row += [milliseconds(result["p50"]), milliseconds(result["p99"]),
                    "" if result["first"] is None else f"{result['first']:.2f}"]
        rows.append(row)
    table(rows)
    rows = [[""] + [name for name, _ in engines]]
    rows.append(["indexing, s"] + [f"{measured['index seconds']:.1f}" for _, measured in engines])
    rows.append(["of that processor time"] + [f"{measured['processor seconds']:.1f}" for _, measured in engines])
    rows.append(["concepts a second"] + [f"{count / measured['index seconds']:.0f}" for _, measured in engines])
    rows.append(["index, MB"] + [megabytes(measured["bytes"]) for _, measured in engines])
    rows.append(["resident after the queries, MB"] + [megabytes(measured["memory"][0]) for _, measured in engines])
    rows.append(["of that not of files"] + [megabytes(measured["memory"][1]) for _, measured in engines])
    rows.append(["resident at most while indexing, MB"] + [megabytes(measured["peak"]) for _, measured in engines])
    print()
    table(rows)
    print(f"processor time of a query in Retort's daemon: {milliseconds(mine['processor a query'])} ms on average")
    print(f"Retort completes a name in {milliseconds(mine['completion'])} ms of processor time")
    print(f"Retort started anew: at rest after {mine['start seconds']:.2f} s, resident {megabytes(mine['fresh'][0])} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--concepts", nargs="+", type=int, default=[1000, 100_000], metavar="N")
    parser.add_argument("--queries", type=int, default=300, metavar="N", help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=pathlib.Path, help="where packs and stores are made; temporary otherwise")
    parser.add_argument("--keep", action="store_true", help="leave the packs in the folder, and use those found there")
    parser.add_argument("--no-tantivy", action="store_true")
    parser.add_argument("--retort", metavar="BINARY")
    options = parser.parse_args()
    if options.keep and not options.folder:
        parser.error("--keep needs a --folder to keep the packs in")
    program = binary(options.retort)
    corpus = Corpus(options.seed)
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="retort-scale-", dir="/tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for count in options.concepts:
            packs = folder / f"packs-{options.seed}-{count}"
            if not packs.exists():
                begin = time.perf_counter()
                size = write(corpus, count, packs)
                print(f"made {count} files, {megabytes(size)} MB, in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
            mine = retort(program, packs, folder, count, options.queries, corpus)
            other = None if options.no_tantivy else tantivy(count, options.queries, options.seed, folder)
            report(count, options.queries, mine, other)
            if not options.keep:
                shutil.rmtree(packs)
    finally:
        if not options.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
