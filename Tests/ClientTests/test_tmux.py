"""The segment in a real tmux, seen in another one, as a person sees it."""
import subprocess

import pytest

from conftest import CLIENTS, wait_for
from tmux import Tmux

CONF = CLIENTS / "tmux/retort.conf"


class Seen:
    """A tmux with a configuration of its own, and one around it that shows what it draws."""

    def __init__(self, home, conf):
        (home.path / ".tmux.conf").write_text(conf + "\nset -g status-interval 1\n")
        self.words = ["tmux", "-S", str(home.path / "inner")]
        self.env = {**home.env, "TERM": "xterm-256color", "SHELL": "/bin/sh"}
        self.run("new-session", "-d", "exec sleep 300")
        self.outer = Tmux(home, "exec " + " ".join(self.words) + " attach", columns=100)

    def run(self, *words):
        return subprocess.run(
            [*self.words, *words], env=self.env, capture_output=True, text=True, check=True, timeout=60).stdout

    def ends_with(self, text):
        wait_for(lambda: self.outer.lines() and self.outer.lines()[-1].endswith(text))

    def close(self):
        self.run("kill-server")
        self.outer.close()


@pytest.fixture
def seen(home):
    opened = []
    yield lambda conf: opened.append(Seen(home, conf)) or opened[-1]
    for tmux in opened:
        tmux.close()


def test_what_is_due_stands_in_the_status_line_and_is_renewed_after_a_grade(home, seen):
    home.run("due")
    tmux = seen(f"set -g status-right 'mine'\nsource-file {CONF}")
    tmux.ends_with(" 3 new · 2 min mine")
    home.call("review/grade", {"card": home.call("quiz/next")["question"]["card"], "grade": 4})
    tmux.ends_with(" 2 new · 1 min mine")


def test_nothing_due_shows_nothing_and_what_was_there_stays(home, seen):
    tmux = seen(f"set -g status-right 'mine'\nset -g status-right-length 99\nsource-file {CONF}\nsource-file {CONF}")
    tmux.ends_with("  mine")
    assert tmux.run("show-options", "-gv", "status-right").count("retort/status") == 1
    assert tmux.run("show-options", "-gv", "status-right-length") == "99\n"
    home.state.mkdir(parents=True)
    (home.state / "status").write_text("2 due · 1 min\n")
    tmux.ends_with(" 2 due · 1 min mine")
    (home.state / "status").write_text("")
    tmux.ends_with("  mine")


def test_no_key_is_taken(home, seen):
    tmux = seen(f"source-file {CONF}")
    assert tmux.run("list-keys") == tmux.outer.run("list-keys")


def test_the_popup_that_the_readme_offers_asks(home, seen):
    home.run("pack", "refresh")
    binding = next(line for line in (CLIENTS / "tmux/README.md").read_text().splitlines() if line.startswith("bind-key"))
    tmux = seen(f"source-file {CONF}\n{binding}")
    wait_for(lambda: "[0]" in tmux.outer.lines()[-1])
    tmux.outer.type("", "C-b", "Q")
    wait_for(lambda: any("of about" in line for line in tmux.outer.lines()))
