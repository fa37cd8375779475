"""The sets that look-up is measured with are sound; Tests/Benchmarks/lookup.py measures with them."""

import hashlib
import json
import pathlib

from conftest import FILES

FOLDER = pathlib.Path(__file__).parents[1] / "Benchmarks/queries"
SETS = {path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in FOLDER.glob("*.jsonl")}
ALL = [query for queries in SETS.values() for query in queries]


def test_expected_concepts_exist():
    known = {file.stem for file in FILES}
    for query in ALL:
        assert set(query) == {"id", "category", "query", "expected"}
        assert all(expected["id"] in known and expected["grade"] in (1, 2) for expected in query["expected"]), query
        assert (query["category"] == "ood") == (not query["expected"]), query


def test_no_query_stands_twice_and_there_are_enough():
    assert len(ALL) >= 300 and sum(not query["expected"] for query in ALL) >= 60
    assert len({" ".join(query["query"].lower().split()) for query in ALL}) == len({query["id"] for query in ALL}) == len(ALL)


def test_nobody_chose_which_queries_are_only_measured():
    for name, queries in SETS.items():
        ids = [query["id"] for query in queries]
        assert ids == sorted(ids)
        # Those that no concept answers are for the confidence alone.
        if name == "foreign":
            assert all(not query["expected"] for query in queries)
            continue
        for id in ids:
            share = int(hashlib.sha256(id.encode()).hexdigest()[:8], 16) % 100
            assert name == ("tune" if share < 55 else "measure"), id
