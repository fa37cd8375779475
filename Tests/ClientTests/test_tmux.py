"""The segment in a real tmux, seen in another one, as a person sees it."""
import subprocess

import pytest

from conftest import CLIENTS, wait_for

CONF = CLIENTS / "tmux/retort.conf"


class Tmux:
    """A server of its own."""

    def __init__(self, home, name, conf="/dev/null"):
        self.words = ["tmux", "-S", str(home.path / name), "-f", str(conf)]
        self.env = {**home.env, "TERM": "xterm-256color", "SHELL": "/bin/sh"}

    def run(self, *words):
        done = subprocess.run([*self.words, *words], env=self.env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout


@pytest.fixture
def tmux(home):
    servers = []

    def start(conf):
        path = home.path / ".tmux.conf"
        path.write_text(conf)
        inner = Tmux(home, "inner", path)
        inner.run("new-session", "-d", "-x", "100", "-y", "30", "exec sleep 300")
        inner.run("set-option", "-g", "status-interval", "1")
        outer = Tmux(home, "outer")
        outer.run("new-session", "-d", "-x", "100", "-y", "30", "exec " + " ".join(inner.words) + " attach")
        servers.extend([outer, inner])
        return inner, outer

    yield start
    for server in servers:
        subprocess.run([*server.words, "kill-server"], env=server.env, capture_output=True, timeout=60)


def status_line(outer):
    return outer.run("capture-pane", "-p").rstrip("\n").splitlines()[-1:] or [""]


def told(home):
    """What the status file says."""
    path = home.state / "status"
    return path.read_text().strip() if path.exists() else ""


def test_what_is_due_stands_in_the_status_line_and_is_renewed_after_a_grade(home, tmux):
    due = home.json("due")
    line = wait_for(lambda: told(home))
    assert line == f"{due['new']} new · {due['minutes']} min"
    _, outer = tmux(f"set -g status-right 'mine'\nsource-file {CONF}\n")
    wait_for(lambda: status_line(outer)[0].endswith(f"{line} mine"))
    card = home.call("quiz/next")["question"]["card"]
    home.call("review/grade", {"card": card, "grade": 4})
    left = wait_for(lambda: told(home) != line and told(home))
    assert left == f"{due['new'] - 1} new · {home.json('due')['minutes']} min"
    wait_for(lambda: status_line(outer)[0].endswith(f"{left} mine"))


def test_nothing_due_shows_nothing_and_what_was_there_stays(home, tmux):
    inner, outer = tmux(f"set -g status-right 'mine'\nset -g status-right-length 99\nsource-file {CONF}\nsource-file {CONF}\n")
    wait_for(lambda: status_line(outer)[0].endswith("  mine"))
    assert inner.run("show-options", "-gv", "status-right").count("retort/status") == 1
    assert inner.run("show-options", "-gv", "status-right-length") == "99\n"
    home.state.mkdir(parents=True)
    home.state.joinpath("status").write_text("2 due · 1 min\n")
    wait_for(lambda: status_line(outer)[0].endswith(" 2 due · 1 min mine"))
    home.state.joinpath("status").write_text("")
    wait_for(lambda: status_line(outer)[0].endswith("  mine"))


def test_no_key_is_taken(home, tmux):
    inner, _ = tmux(f"source-file {CONF}\n")
    plain = Tmux(home, "plain")
    plain.run("new-session", "-d", "exec sleep 300")
    try:
        assert inner.run("list-keys") == plain.run("list-keys")
    finally:
        plain.run("kill-server")


def test_the_popup_that_the_readme_offers_asks(home, tmux):
    home.run("pack", "refresh")
    binding = next(line for line in (CLIENTS / "tmux/README.md").read_text().splitlines() if line.startswith("bind-key"))
    _, outer = tmux(f"source-file {CONF}\n{binding}\n")
    wait_for(lambda: "[0]" in status_line(outer)[0])
    outer.run("send-keys", "C-b", "Q")
    wait_for(lambda: "of about" in outer.run("capture-pane", "-p"))
