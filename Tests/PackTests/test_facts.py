"""The type facts that hints go by are those of the pinned packages."""

import pathlib
import subprocess
import sys

import proof

FOLDER = pathlib.Path(__file__).parent
FACTS = pathlib.Path(proof.PACK) / "facts.tsv"


def test_the_facts_are_what_the_pinned_packages_say(tmp_path):
    fresh = tmp_path / "facts.tsv"
    subprocess.run([sys.executable, FOLDER / "make_facts.py", fresh], check=True, capture_output=True)
    told, derived = (set(path.read_text("utf8").splitlines()) for path in (FACTS, fresh))
    advice = "python Tests/PackTests/make_facts.py Sources/Packs/flask/facts.tsv"
    assert (sorted(told - derived)[:10], sorted(derived - told)[:10]) == ([], []), f"derive them again: {advice}"
    assert FACTS.read_bytes() == fresh.read_bytes()
