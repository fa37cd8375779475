#!/usr/bin/env python3
"""How well look-up finds what was meant, beside plain FTS5 bm25 over the same texts.

    lookup.py                      both of our sets: queries/tune.jsonl to work on, queries/measure.jsonl only to be measured
                                   (queries/foreign.jsonl, which nobody should answer, is there for confidence.py)
    lookup.py --misses             what the tune set shows to be missed, one by one
    lookup.py --queries FILE …     other sets: one object a line with id or qid, category, query and expected [{id, grade}]

A set's line has grade 2 for the concepts that answer best and 1 for those that do as well; any of them counts. A query that expects
nothing is out of domain: the right answer is "I do not know". A query that is answered without confidence counts as missed.
R@1 and R@3: the share of queries with an expected concept in the first place, or among the first three. MRR@10: the mean of
1 ÷ (the place of the first expected one), 0 beyond the tenth. The last set is made of sentences out of the concepts' own texts. ± is the half of a 95 % interval (Wilson) of R@1.
"""

import argparse
import json
import pathlib
import random
import re
import sqlite3

from daemon import ROOT, Daemon, binary, percentile, table, times

SETS = pathlib.Path(__file__).parent / "queries"
TUNE, MEASURE = SETS / "tune.jsonl", SETS / "measure.jsonl"
DEPTH = 10
ROUNDS = 5


def read(path):
    """The queries of a file, each with its expected ids."""
    queries = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip():
            query = json.loads(line)
            query["id"] = query.get("id") or query["qid"]
            query["wanted"] = {expected["id"] for expected in query["expected"] if expected["grade"] > 0}
            queries.append(query)
    return queries


class Retort:
    """Our own look-up; an answer that is not confident is none."""

    def __init__(self, daemon):
        self.daemon = daemon

    def __call__(self, text):
        answer = self.daemon.ask("concept/lookup", query=text, limit=DEPTH)
        return [found["id"] for found in answer["concepts"]] if answer["confident"] else []

    def nearest(self, text):
        answer = self.daemon.ask("concept/lookup", query=text, limit=DEPTH)
        return [found["id"] for found in answer["concepts"] or answer["nearest"]]


class FTS5:
    """The baseline: any word of the query, best bm25 first."""

    FIELDS = ["title", "aliases", "symbols", "asked", "summary", "body"]

    def __init__(self, concepts, weights=None):
        self.database = sqlite3.connect(":memory:")
        fields = self.FIELDS if weights else ["everything"]
        self.order = f"bm25(concept, 0, {', '.join(map(str, weights or [1]))})"
        self.database.execute(
            f"CREATE VIRTUAL TABLE concept USING fts5 (id UNINDEXED, {', '.join(fields)}, tokenize = 'porter unicode61')")
        for concept in concepts:
            texts = [concept[field] for field in self.FIELDS]
            row = [concept["id"], *(texts if weights else ["\n".join(texts)])]
            self.database.execute(f"INSERT INTO concept VALUES ({', '.join('?' * len(row))})", row)

    def __call__(self, text):
        words = re.findall(r"\w+", text)
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        rows = self.database.execute(
            f"SELECT id FROM concept WHERE concept MATCH ? ORDER BY {self.order}, id LIMIT {DEPTH}", [match])
        return [row[0] for row in rows]


def concepts(daemon):
    """The texts of every concept of the shipped pack, as the daemon has them."""
    for path in sorted((ROOT / "Sources/Packs/flask").glob("*/*.md")):
        concept = daemon.ask("concept/show", id="flask/" + path.stem)
        yield {
            "id": concept["id"], "title": concept["title"], "summary": concept["summary"],
            "aliases": "\n".join(concept["aliases"]), "symbols": "\n".join(concept["symbols"]),
            "asked": "\n".join(concept["asked"]), "body": "\n".join(section["body"] for section in concept["sections"]),
        }


def sentences(known):
    """For every concept a sentence out of its text, cut to 14 words: what someone pastes who has read it somewhere."""
    chance = random.Random(1)
    for concept in known:
        prose = re.sub(r"```.*?```", "", concept["body"], flags=re.DOTALL)
        long_enough = [words for sentence in re.split(r"(?<=[.!?])\s+", prose) if len(words := sentence.split()) >= 8]
        if long_enough:
            text = " ".join(chance.choice(long_enough)[:14])
            yield {"id": concept["id"], "category": "sentence", "query": text, "wanted": {concept["id"]}}


def place(found, wanted):
    """The place of the first expected one, from 1; 0 when it is not there."""
    return next((place for place, name in enumerate(found[:DEPTH], 1) if name in wanted), 0)


def measures(engine, queries):
    """R@1, R@3, MRR@10 and the share answered, of queries that something is expected for."""
    answers = [engine(query["query"]) for query in queries]
    places = [place(found, query["wanted"]) for found, query in zip(answers, queries)]
    count = len(queries)
    return [
        sum(at == 1 for at in places) / count, sum(0 < at <= 3 for at in places) / count,
        sum(1 / at for at in places if at) / count, sum(map(bool, answers)) / count,
    ]


def refused(engine, queries):
    return sum(not engine(query["query"]) for query in queries) / len(queries)


def half_interval(share, count, z=1.96):
    """Half the width of Wilson's score interval."""
    return z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5


def report(name, queries, engines):
    inside = [query for query in queries if query["wanted"]]
    outside = [query for query in queries if not query["wanted"]]
    print(f"\n{name}: {len(inside)} queries, {len(outside)} out of domain")
    rows = [["", "n"] + [head for engine in engines for head in (engine, "R@3", "MRR", "answered")]]
    for number in range(2, len(rows[0]), 4):
        rows[0][number] += " R@1"
    groups = {query["category"]: [] for query in inside}
    for query in inside:
        groups[query["category"]].append(query)
    groups["all"] = inside
    for group, members in groups.items():
        if members:
            results = [measures(engine, members) for engine in engines.values()]
            rows.append([group, str(len(members))] + [f"{share:.3f}" for result in results for share in result])
            if group == "all":
                half = half_interval(results[0][0], len(members))
    if outside:
        shares = [refused(engine, outside) for engine in engines.values()]
        rows.append(["out of domain, refused", str(len(outside))]
                    + [cell for share in shares for cell in ("", "", "", f"{share:.3f}")])
    table(rows)
    if inside:
        print(f"R@1 of all: ± {half:.3f}")


def print_misses(queries, retort):
    for query in queries:
        found = retort(query["query"])
        if not query["wanted"]:
            if found:
                print(f"{query['id']}  {query['query']!r}: answered with {', '.join(found[:3])}")
        elif place(found, query["wanted"]) != 1:
            what = "found" if found else "refused; nearest"
            print(f"{query['id']}  {query['query']!r}: {what} {', '.join((found or retort.nearest(query['query']))[:3]) or 'nothing'};"
                  f" expected {', '.join(expected['id'] for expected in query['expected'])}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", nargs="+", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--misses", action="store_true", help="list what is missed, of sets named tune.jsonl only")
    parser.add_argument("--packs", default=ROOT / "Sources/Packs", metavar="FOLDER")
    parser.add_argument("--retort", metavar="BINARY")
    options = parser.parse_args()
    paths = options.queries or ([TUNE] if options.misses else [TUNE, MEASURE])
    if options.misses and any(path.name != TUNE.name for path in paths):
        parser.error("--misses is for sets named tune.jsonl: by what was looked at nothing can be measured any more")
    sets = {path.name: read(path) for path in paths}
    with Daemon(binary(options.retort), options.packs) as daemon:
        retort = Retort(daemon)
        if options.misses:
            for queries in sets.values():
                print_misses(queries, retort)
            return
        known = list(concepts(daemon))
        engines = {"Retort": retort, "FTS5": FTS5(known), "FTS5 by field": FTS5(known, [10, 8, 8, 5, 3, 1])}
        if not options.queries:
            sets["sentences of the texts themselves"] = list(sentences(known))
        for name, queries in sets.items():
            report(name, queries, engines)
        every = [{"query": query["query"], "limit": DEPTH} for queries in sets.values() for query in queries]
        used = daemon.processor_seconds()
        taken = times(daemon.client, "concept/lookup", every, ROUNDS)
        # One round goes before those that are timed.
        used = (daemon.processor_seconds() - used) / (len(every) * (ROUNDS + 1))
        print(f"\nthrough the socket: p50 {percentile(taken, 0.5) * 1000:.2f} ms, p99 {percentile(taken, 0.99) * 1000:.2f} ms"
              f" (n = {len(taken)}); {used * 1000:.2f} ms of processor time each; {len(known)} concepts, resident {daemon.memory()[0] / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
