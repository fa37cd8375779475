"""A terminal with a screen: the real binary on a pseudo-terminal, and what a person would see of it (pyte)."""
import os
import select
import signal
import time

import pexpect
import pyte

from home import BINARY, wait_for


class Terminal:
    """Runs a command; `lines` is what stands on the screen."""

    def __init__(self, home, *words, columns=80, rows=24, env=None, binary=BINARY, folder=None):
        self.child = pexpect.spawn(
            binary, list(words), env={**home.env, "TERM": "xterm-256color", **(env or {})}, dimensions=(rows, columns), timeout=20,
            cwd=folder)
        self.child.delaybeforesend = None
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.sent = b""

    def read(self, seconds):
        """Takes what the program has written; False when it has ended."""
        try:
            ready, _, _ = select.select([self.child.child_fd], [], [], seconds)
            if ready:
                data = os.read(self.child.child_fd, 65536)
                self.sent += data
                self.stream.feed(data)
        except OSError:
            return False
        return True

    @property
    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self):
        """The screen as flowing text, for sentences that are wrapped."""
        return " ".join(" ".join(self.lines).split())

    def wait(self, *texts, gone=None):
        """Until all of the texts are on the screen (and `gone` is not)."""
        return self.until(
            lambda: all(text in self.text for text in texts) and (gone is None or gone not in self.text), f"{texts} without {gone}")

    def until(self, holds, what):
        """Until something holds of the screen."""
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end, "\n".join([f"never came: {what}", *self.lines])
            if not self.read(0.2):
                assert holds(), "\n".join([f"ended before: {what}", *self.lines])
                break
        return self

    def send(self, keys):
        self.child.send(keys)
        return self

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def finish(self):
        """Waits for the end; gives the exit status, negative for a signal."""
        end = time.monotonic() + 60
        while self.read(0.2):
            assert time.monotonic() < end, "\n".join(["it does not end", *self.lines])
        wait_for(lambda: not self.child.isalive())
        return self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus

    def close(self):
        """Ends what still runs; pexpect's own end gives a process a tenth of a second, and fails when it takes longer."""
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
            self.child.wait()
        self.child.close()
