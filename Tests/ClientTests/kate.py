"""Kate on a screen of its own (Xvfb) with a session bus of its own, keys in; what it and `retort lsp` say to each other is kept."""
import json
import os
import re
import shutil
import signal
import subprocess

from conftest import CLIENTS, wait_for
from desktop import Screen
from home import BINARY

# Kate's own shortcut dialogue writes such files; a person who wants a key for "Symbol Info" has one.
SHORTCUTS = """<!DOCTYPE gui SYSTEM "kpartgui.dtd">
<gui name="lspclient" library="lspclient" version="22"><ActionProperties scheme="Default">
<Action name="lspclient_symbol_info" shortcut="Ctrl+Alt+H"/>
</ActionProperties></gui>
"""
# Everything between the editor and the server goes by, both ways; other commands are noted with what they print.
RETORT = """#!/bin/sh
if [ "$1" = lsp ]; then tee -a '{log}/sent.'$$ | '{binary}' "$@" | tee -a '{log}/received.'$$; exit; fi
printf '<%s>' "$@" >>'{log}/commands'; echo >>'{log}/commands'
[ -t 1 ] && exec '{binary}' "$@"
'{binary}' "$@" >'{log}/said' 2>&1; status=$?; cat '{log}/said'; exit $status
"""


def prepare(home):
    """Kate's settings as its README has them."""
    config = home.path / ".config"
    (config / "kate/lspclient").mkdir(parents=True)
    shutil.copy(CLIENTS / "kate/settings.json", config / "kate/lspclient/settings.json")
    shutil.copytree(CLIENTS / "kate/externaltools", config / "kate/externaltools")
    (config / "kate-externaltoolspluginrc").write_text("[Global]\nfirststart=false\n")
    (config / "katerc").write_text(
        "[General]\nShow welcome view for new window=false\n"
        "[Kate Plugins]\nlspclientplugin=true\nexternaltoolsplugin=true\n"
        f"[lspclient]\nAllowedServerCommandLines={home.path}/bin/retort lsp\n")
    shortcuts = home.path / ".local/share/kxmlgui5/lspclient/ui.rc"
    shortcuts.parent.mkdir(parents=True)
    shortcuts.write_text(SHORTCUTS)
    log = home.path / "wire"
    log.mkdir()
    program = home.path / "bin/retort"
    program.unlink()
    program.write_text(RETORT.format(log=log, binary=BINARY))
    program.chmod(0o755)


class Kate:
    def __init__(self, home, file, line, character):
        """Opens a file with the cursor at a place, counted from 0 as LSP does."""
        self.home = home
        self.log = home.path / "wire"
        self.env = {**home.env, "TMPDIR": str(home.path), "LANG": "C.UTF-8"}
        self.screen = Screen("1200x800x24")
        self.env["DISPLAY"] = self.screen.display
        self.said = self.log / "errors"
        # A group of its own, since the bus leaves Kate behind when it is ended.
        with open(self.said, "wb") as errors:
            self.process = subprocess.Popen(
                ["dbus-run-session", "--", "kate", "--new", "-l", str(line + 1), "-c", str(character + 1), str(file)],
                env=self.env, cwd=home.path, start_new_session=True, stdout=subprocess.DEVNULL, stderr=errors)

    def appear(self, name):
        """Waits for the window that shows a file of that name, and has the keys go there."""

        def windows():
            assert self.process.poll() is None, self.said.read_text()
            return self.xdotool("search", "--onlyvisible", "--name", name, fails=True).split()

        self.window = wait_for(windows)[0]
        self.xdotool("windowfocus", "--sync", self.window)
        return self

    def xdotool(self, *words, fails=False):
        done = subprocess.run(["xdotool", *words], env=self.env, capture_output=True, text=True, timeout=60)
        assert fails or done.returncode == 0, (words, done.stderr)
        return done.stdout

    def keys(self, *names):
        self.xdotool("key", *names)

    def type(self, text):
        self.xdotool("type", text)

    def command(self, name):
        """Runs one of Kate's commands in its command line."""
        self.keys("F7")
        self.type(name)
        self.keys("Return")

    def windows(self):
        """What is on the screen besides the main window: tool tips and menus."""
        return set(self.xdotool("search", "--onlyvisible", "--class", "kate", fails=True).split()) - {self.window}

    def sent(self):
        return frames(self.log, "sent")

    def received(self):
        return frames(self.log, "received")

    def answer(self, method, after=0):
        """The last request of a method, when there are more than `after` and it is answered: its params and its result."""
        asked = [message for message in self.sent() if message.get("method") == method]
        if len(asked) <= after:
            return None
        for message in self.received():
            if message.get("id") == asked[-1]["id"] and "method" not in message:
                return asked[-1]["params"], message["result"]
        return None

    def ready(self):
        """Waits until the server knows the document."""
        wait_for(lambda: any(message.get("method") == "textDocument/didOpen" for message in self.sent()))
        return self

    def hover(self, times=1):
        """Asks for what is under the cursor."""
        self.keys("ctrl+alt+h")
        return wait_for(lambda: self.answer("textDocument/hover", times - 1))

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)
            # Kate may be longer about it than its bus.
            os.killpg(self.process.pid, signal.SIGKILL)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)
        except ProcessLookupError:
            pass
        self.screen.close()


def frames(folder, name):
    """The whole messages in a log of the wire."""
    messages = []
    for file in sorted(folder.glob(name + ".*")):
        rest = file.read_bytes()
        while True:
            head, split, rest = rest.partition(b"\r\n\r\n")
            length = int(re.search(rb"Content-Length: (\d+)", head)[1]) if split else 0
            if not split or len(rest) < length:
                break
            messages.append(json.loads(rest[:length]))
            rest = rest[length:]
    return messages
