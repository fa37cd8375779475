"""tmux as a person's terminal: a server of its own, keys in, the screen out."""
import subprocess

from conftest import wait_for


class Tmux:
    def __init__(self, home, *words, columns=110, rows=40, env=None, folder=None):
        self.socket = home.path / "tmux"
        self.env = {**home.env, "TERM": "xterm-256color", "SHELL": "/bin/sh", "TMPDIR": str(home.path), **(env or {})}
        self.folder = folder or home.path
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), *words)

    def run(self, *words):
        return subprocess.run(
            ["tmux", "-S", self.socket, *words], env=self.env, cwd=self.folder, capture_output=True, text=True, check=True,
            timeout=60).stdout

    def type(self, text, *keys, pane=0):
        """Types a text as it stands, then keys by their tmux names."""
        if text:
            self.run("send-keys", "-t", f":0.{pane}", "-l", "--", text)
        if keys:
            self.run("send-keys", "-t", f":0.{pane}", *keys)
        return self

    def panes(self):
        return len(self.run("list-panes").splitlines())

    def lines(self, pane=0):
        # A split may be about to open.
        if pane >= self.panes():
            return []
        return [line.rstrip() for line in self.run("capture-pane", "-p", "-t", f":0.{pane}").split("\n")[:-1]]

    def wait(self, *texts, pane=0):
        """Until every text stands on the screen; its lines then."""
        try:
            return wait_for(lambda: all(text in "\n".join(self.lines(pane)) for text in texts) and self.lines(pane))
        except AssertionError:
            raise AssertionError("\n".join([f"never came: {texts}", *self.lines(pane)])) from None

    def close(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], env=self.env, capture_output=True, timeout=60)
