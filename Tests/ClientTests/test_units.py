"""The units of systemd: checked by systemd itself, and the daemon started by its socket as systemd starts it. Under a systemd that
runs, with a clock that is moved and a machine that sleeps, they are looked at by Tests/System/run.sh, by hand."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess

import pytest

from conftest import CLIENTS, wait_for
from home import BINARY, Client, TEA

UNITS = sorted(path for path in (CLIENTS / "systemd").iterdir() if path.suffix != ".md")


def verify(home, *units):
    """What systemd says about them; nothing when all is well. Unknown keys are only warned about."""
    runtime = home.path / "run"
    runtime.mkdir(exist_ok=True)
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", *map(str, units)], capture_output=True, text=True, timeout=60,
        env={"HOME": str(home.path), "XDG_RUNTIME_DIR": str(runtime), "PATH": "/usr/bin:/bin"})
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def installed(home):
    """Where the units say that the program is."""
    folder = home.path / ".local/bin"
    folder.mkdir(parents=True)
    (folder / "retort").symlink_to(BINARY)
    return home


def test_systemd_has_nothing_to_say_about_them(installed):
    assert [unit.name for unit in UNITS] == [
        "retort-remind.service", "retort-remind.timer", "retort.service", "retort.socket"]
    assert verify(installed, *UNITS) == (0, "")


@pytest.mark.parametrize("unit, line, wrong", [
    ("retort.service", "Requires=", "Requiers="), ("retort.service", "bin/retort", "bin/retorte"),
    ("retort-remind.timer", "*:0/10", "*:0/100x"), ("retort.socket", "0600", "rw"),
])
def test_the_check_bites(installed, unit, line, wrong):
    copies = installed.path / "units"
    copies.mkdir()
    for path in UNITS:
        shutil.copy(path, copies)
    text = (copies / unit).read_text()
    assert line in text
    (copies / unit).write_text(text.replace(line, wrong))
    assert verify(installed, *sorted(copies.iterdir())) != (0, "")


def test_the_timer_looks_every_ten_minutes():
    (calendar,) = re.findall(r"^OnCalendar=(.*)$", (CLIENTS / "systemd/retort-remind.timer").read_text(), re.MULTILINE)
    done = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=3", "--base-time=2026-11-23 09:25:00 UTC", calendar], capture_output=True,
        text=True, timeout=20, env={"PATH": "/usr/bin:/bin", "TZ": "UTC"})
    assert re.findall(r"\d\d:\d\d:\d\d", done.stdout)[:3] == ["09:30:00", "09:40:00", "09:50:00"], done
    assert "Persistent=true" in (CLIENTS / "systemd/retort-remind.timer").read_text()


def test_every_command_in_them_is_one(home):
    commands = [line.split("/retort ", 1)[1] for unit in UNITS for line in unit.read_text().splitlines() if line.startswith("Exec")]
    assert sorted(commands) == ["remind check", "serve"]
    assert home.run("remind", "check") == ""


class Activated:
    """The daemon, not yet started: systemd-socket-activate listens, and becomes it when the first client comes."""

    def __init__(self, home, path):
        environment = [f"-E{name}={value}" for name, value in home.env.items() if name != "PATH"]
        self.path = path
        self.process = subprocess.Popen(
            ["systemd-socket-activate", "-l", str(path), *environment, BINARY, "serve"], env={"PATH": home.env["PATH"]},
            stderr=subprocess.DEVNULL)
        wait_for(self.listens)

    def listens(self):
        """By the kernel's table, since to connect would start it. 00010000 stands for a socket that listens."""
        lines = pathlib.Path("/proc/net/unix").read_text().splitlines()
        return any(line.endswith(f" {self.path}") and line.split()[3] == "00010000" for line in lines)

    def program(self):
        return os.readlink(f"/proc/{self.process.pid}/exe")

    def close(self):
        # What it has become may have ended long ago.
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(60)


@pytest.fixture
def runtime(home):
    home.env["RETORT_PACKS"] = TEA
    home.env["XDG_RUNTIME_DIR"] = str(home.path / "run")
    folder = home.path / "run/retort"
    folder.mkdir(parents=True, mode=0o700)
    return folder


@pytest.fixture
def activated(home, runtime):
    activated = Activated(home, runtime / "retort.sock")
    yield activated
    activated.close()


def test_the_first_client_starts_it_and_the_same_process_answers(home, activated):
    assert activated.program().endswith("systemd-socket-activate") and home.pid() is None
    # A command as a person says it, which finds the socket by itself.
    assert home.json("status")["pid"] == activated.process.pid
    assert activated.program() == os.path.realpath(BINARY)
    assert home.json("status")["socket"] == str(activated.path)
    wait_for(lambda: len(home.daemons()) == 1)
    file = os.stat(activated.path).st_ino
    assert home.run("stop") == f"stopped (process {activated.process.pid})\n"
    assert activated.process.wait(60) == 0
    assert os.stat(activated.path).st_ino == file, "the socket is systemd's"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_leaves_the_socket_to_who_gave_it(activated, number):
    client = Client(activated.path)
    assert client.ask("daemon/status")["result"]["pid"] == activated.process.pid
    activated.process.send_signal(number)
    assert client.file.readline() == b""
    assert activated.process.wait(60) == 0
    assert activated.path.exists()


class Manager:
    """Listens as systemd does, for longer than a daemon lives, and starts one after the other."""

    def __init__(self, home, path):
        self.home = home
        # systemd removes what stands at its path.
        path.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()

    def start(self):
        script = 'exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve'
        return subprocess.Popen(["bash", "-c", script, BINARY], env=self.home.env, stdin=self.socket.fileno())


def test_one_daemon_after_the_other_serves_the_same_socket(home, runtime):
    path = runtime / "retort.sock"
    manager = Manager(home, path)
    for _ in range(3):
        # Who comes while none runs waits for the next.
        client = Client(path)
        client.send(b'{"jsonrpc":"2.0","id":1,"method":"daemon/status"}\n')
        daemon = manager.start()
        assert client.line()["result"]["pid"] == daemon.pid
        client.send(b'{"jsonrpc":"2.0","id":2,"method":"daemon/stop"}\n')
        assert client.line() == {"jsonrpc": "2.0", "id": 2, "result": {}}
        assert daemon.wait(60) == 0
        client.close()
    manager.socket.close()


def test_a_daemon_that_ran_before_gives_way(home, runtime):
    """As when the socket is switched on while one runs: systemd listens at its path, where it is not reached any more."""
    path = runtime / "retort.sock"
    home.run("due")
    before = home.pid()
    assert path.exists()
    manager = Manager(home, path)
    file = os.stat(path).st_ino
    daemon = manager.start()
    client = Client(path)
    assert client.ask("daemon/status")["result"]["pid"] == daemon.pid != before
    wait_for(lambda: home.daemons() == [daemon.pid])
    # The one before did not take the new socket with it.
    assert os.stat(path).st_ino == file
    client.close()
    daemon.terminate()
    assert daemon.wait(60) == 0
    manager.socket.close()


def test_a_daemon_of_its_own_takes_its_socket_with_it_and_no_other(home, runtime):
    path = runtime / "retort.sock"
    home.run("due")
    home.run("stop")
    assert not path.exists()
    home.run("due")
    path.unlink()
    other = socket.socket(socket.AF_UNIX)
    other.bind(str(path))
    other.listen()
    pid = home.pid()
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: not pathlib.Path(f"/proc/{pid}").exists() or home.pid() is None)
    assert path.exists()
    other.close()
