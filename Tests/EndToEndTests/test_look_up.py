"""Look-up beyond the first answer: completion, depths, fields, gaps, large packs."""
import re


def test_names_are_completed_as_the_pack_writes_them(home):
    assert home.run("complete", "ste") == "Steeping\nsteep\n"
    assert home.run("complete", "tea.P", "--limit", "1") == "tea.Pot.steep\n"
    assert home.run("complete", "coffee", status=1) == ""
    answer = home.json("complete", "brew")
    assert answer == {"completions": [{"text": "brewing", "kind": "alias", "concept": "tea/steeping", "title": "Steeping"}]}
    assert "complete" not in home.run("--help") and home.run("complete", "--help").startswith("retort complete PREFIX\n")
