"""Look-up beyond the first answer: completion, depths, fields, gaps, large packs."""
import re

import pexpect

from conftest import BINARY


def test_names_are_completed_as_the_pack_writes_them(home):
    assert home.run("complete", "ste") == "Steeping\nsteep\n"
    assert home.run("complete", "tea.P", "--limit", "1") == "tea.Pot.steep\n"
    assert home.run("complete", "coffee", status=1) == ""
    answer = home.json("complete", "brew")
    assert answer == {"completions": [{"text": "brewing", "kind": "alias", "concept": "tea/steeping", "title": "Steeping"}]}
    assert "complete" not in home.run("--help") and home.run("complete", "--help").startswith("retort complete PREFIX\n")


def large_pack(folder, count):
    (folder / "large").mkdir(parents=True)
    (folder / "large/pack.md").write_text("---\ntitle: Large\n---\n")
    for number in range(count):
        (folder / f"large/c{number}.md").write_text(
            f"---\nid: c{number}\ntitle: Thing {number}\ntopic: t\nlevel: beginner\n---\n\nThis is thing {number}.\n")


def test_a_large_pack_is_read_with_a_bar_and_goes_on_after_an_interruption(home, tmp_path):
    large_pack(tmp_path, 8000)
    home.env["RETORT_PACKS"] = str(tmp_path)
    environment = {**home.env, "TERM": "xterm", "NO_COLOR": "1"}
    # Ctrl-C ends the command, not the daemon.
    child = pexpect.spawn(BINARY, ["c7999"], env=environment, dimensions=(24, 80), timeout=60)
    child.expect(r"indexing [^\r]* of 8,001 files")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.signalstatus == 2
    # Others are answered meanwhile; without a terminal there is no bar.
    done = home.start("lookup", "c7999", "--json")
    assert "\r" not in done.stdout + done.stderr
    pid = home.pid()
    assert home.run("stop") == f"stopped (process {pid})\n"
    child = pexpect.spawn(BINARY, ["c7999"], env=environment, dimensions=(24, 80), timeout=60)
    text = child.read().decode()
    child.close()
    assert child.exitstatus == 0
    # The bar fits the line and is gone in the end.
    for line in re.findall(r"\r(indexing [^\r\x1b]*)", text):
        assert len(line) < 80
    assert text.replace("\r\n", "\n").split("\x1b[K")[-1].startswith("Thing 7999  t, beginner\n")
    assert home.run("pack", "refresh") == "8,000 concepts, 0 cards\n"
    journal = (home.state / "journal").read_text()
    assert sum(int(count) for count in re.findall(r"packs: (\d+) files read", journal)) == 8001, journal
