"""A desktop without a screen: Xvfb, a session bus of its own, and dunst, which shows notifications and takes choices."""
import json
import os
import select
import subprocess
import sys
import tempfile
import pathlib
import shutil
import time

# dunst asks a menu program which action to take; this one takes what a file wants.
PICK = '#!/bin/sh\ngrep -m1 "$(cat "$(dirname "$0")/want")"\n'
# A notification service that does what a file of capabilities says, and no more: it never ends a notification by itself.
PLAIN = """
import sys
from jeepney import HeaderFields, MessageType, new_error, new_method_return, message_bus
from jeepney.io.blocking import open_dbus_connection

name, capabilities, *true = sys.argv[1:]
connection = open_dbus_connection("SESSION")
assert connection.send_and_get_reply(message_bus.RequestName(name)).body[0] == 1
print("ready", flush=True)
while True:
    message = connection.receive()
    if message.header.message_type != MessageType.method_call:
        continue
    member = message.header.fields[HeaderFields.member]
    if member == "Notify":
        print("Notify", message.body[2:5], flush=True)
        reply = new_method_return(message, "u", (message.body[1] or 7,))
    elif member == "CloseNotification":
        print(member, message.body, flush=True)
        reply = new_method_return(message)
    elif member == "GetCapabilities":
        reply = new_method_return(message, "as", (capabilities.split(),))
    elif member == "GetServerInformation":
        reply = new_method_return(message, "ssss", ("plain", "test", "1", "1.2"))
    elif member in true:
        reply = new_method_return(message, "b", (True,))
    elif member == "Get" and message.body[1] in true:
        reply = new_method_return(message, "v", (("b", True),))
    else:
        reply = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
    connection.send(reply)
"""


class Screen:
    """Xvfb on a display that was free. It stays as it is between one client and the next, who would be refused while it begins anew."""

    def __init__(self, size="640x480x24"):
        reading, writing = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"], pass_fds=[writing],
            stderr=subprocess.DEVNULL)
        os.close(writing)
        # To the end of the line: whoever hangs up earlier ends Xvfb.
        number = b""
        while not number.endswith(b"\n"):
            assert select.select([reading], [], [], 60)[0], "Xvfb does not come up"
            more = os.read(reading, 16)
            assert more, "Xvfb has ended"
            number += more
        os.close(reading)
        self.display = ":" + number.decode().strip()

    def close(self):
        self.process.terminate()
        self.process.wait(60)


class Desktop:
    def __init__(self, screen, shows=True):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="desktop-", dir="/tmp"))
        self.processes = []
        # Whether nobody but who shows something can take it away again.
        self.closes = not shows
        address = f"unix:path={self.folder}/bus"
        self.env = {
            "DISPLAY": screen.display, "DBUS_SESSION_BUS_ADDRESS": address, "HOME": str(self.folder), "PATH": "/usr/bin:/bin",
            "XDG_RUNTIME_DIR": str(self.folder)}
        try:
            self.begin(address, shows)
        except BaseException:
            self.close()
            raise

    def begin(self, address, shows):
        self.start(["dbus-daemon", "--session", "--nofork", f"--address={address}", "--print-address=1"])
        if shows:
            (self.folder / "pick").write_text(PICK)
            (self.folder / "pick").chmod(0o755)
            (self.folder / "dunstrc").write_text(
                "[global]\n monitor = 0\n font = Monospace 8\n idle_threshold = 0\n stack_duplicates = false\n markup = no\n"
                f" history_length = 100\n dmenu = {self.folder}/pick\n")
            with open(self.folder / "dunst.log", "wb") as log:
                self.processes.append(subprocess.Popen(
                    ["dunst", "-conf", str(self.folder / "dunstrc")], env=self.env, stdout=log, stderr=log))
            self.wait(lambda: self.has("org.freedesktop.Notifications"))

    def start(self, words, **more):
        """Starts a program and waits for its first line."""
        process = subprocess.Popen(words, env=self.env, stdout=subprocess.PIPE, text=True, **more)
        self.processes.append(process)
        assert select.select([process.stdout], [], [], 60)[0], words
        assert process.stdout.readline(), words
        return process

    def serve(self, name, capabilities="", *true):
        """A service of that name; these of its methods and properties are true."""
        return self.start([sys.executable, "-c", PLAIN, name, capabilities, *true])

    def ask(self, *words):
        return subprocess.run(words, env=self.env, capture_output=True, text=True, timeout=60).stdout

    def has(self, name):
        return "true" in self.ask(
            "dbus-send", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", f"string:{name}")

    @staticmethod
    def wait(what, seconds=60):
        end = time.monotonic() + seconds
        while not (found := what()):
            assert time.monotonic() < end, "never came"
            time.sleep(0.02)
        return found

    def displayed(self):
        return int(self.ask("dunstctl", "count", "displayed") or 0)

    def shown(self):
        """Everything that was ever shown, closed now, as (application, title, words); the first one first."""
        self.ask("dunstctl", "close-all")
        items = json.loads(self.ask("dunstctl", "history"))["data"][0]
        return [(item["appname"]["data"], item["summary"]["data"], item["body"]["data"]) for item in reversed(items)]

    def choose(self, label):
        """Takes an action of the notification that is displayed."""
        (self.folder / "want").write_text(label)
        self.ask("dunstctl", "context")

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(60)
            if process.stdout:
                process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
