"""Runs Python programs by the hundred, each in a process and an empty folder of its own.

`Runners` starts a few servers, interpreters that have imported Flask and its extensions once; each program is run in a fork of
one, which costs milliseconds rather than half a second. With `fresh=True` each program gets an interpreter of its own.
A program may not connect beyond this machine.
"""

import json
import os
import queue
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

SECONDS = 20
GREATEST_OUTPUT = 1_000_000
PREPARED = [
    "asyncio", "click", "email_validator", "flask", "flask.cli", "flask.testing", "flask.views", "flask_login", "flask_migrate",
    "flask_restful", "flask_restful.reqparse", "flask_socketio", "flask_sqlalchemy", "flask_wtf", "flask_wtf.csrf",
    "flask_wtf.file", "itsdangerous", "jinja2", "sqlalchemy.orm", "sqlite3", "unittest.mock", "werkzeug.middleware.proxy_fix",
    "werkzeug.middleware.dispatcher", "wtforms",
]

# Also put in front of the processes that a program starts, as their sitecustomize.
GUARD = '''
import sys

def _only_this_machine(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.gethostbyname":
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost", "::1", "0.0.0.0", "::") or str(host).startswith("127.") or str(host).endswith(".localhost"):
        return
    sys.__dict__.setdefault("_reached_for", []).append(str(host))
    raise OSError(f"a pack's program may not reach beyond this machine, and this one reaches for {host}")

sys.addaudithook(_only_this_machine)
'''


class Runners:
    """`run` may be called from several threads. Use as a context manager."""

    def __init__(self, count=None, fresh=False, seconds=SECONDS):
        self.count = count or max(2, os.cpu_count() or 2)
        self.fresh = fresh
        self.seconds = seconds
        self.idle = queue.Queue()

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pack-proof-"))
        (self.folder / "guard").mkdir()
        (self.folder / "guard" / "sitecustomize.py").write_text(GUARD)
        self.started = [] if self.fresh else [self._server() for _ in range(self.count)]
        for item in self.started or range(self.count):
            self.idle.put(item)
        return self

    def __exit__(self, *_):
        for server in self.started:
            server.stdin.close()
            server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _server(self):
        environment = {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
            "HOME": str(self.folder), "LANG": "C.UTF-8", "PYTHONUTF8": "1", "TZ": "UTC",
            "PYTHONPATH": str(self.folder / "guard"), "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.Popen([sys.executable, __file__, "bare" if self.fresh else "prepared"], text=True, encoding="utf-8",
                                env=environment, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, sources, raises=None):
        """Runs the sources one after another as one program; the outcome tells of the last: `stdout`, `error` (class, message,
        line in the source) or None, `earlier` (which earlier source failed), `deprecated`, `reached_for`, `timed_out`."""
        server = self.idle.get()
        try:
            if self.fresh:
                server = self._server()
            server.stdin.write(json.dumps({"sources": sources, "seconds": self.seconds}) + "\n")
            server.stdin.flush()
            return json.loads(server.stdout.readline())
        finally:
            if self.fresh:
                server.stdin.close()
                server.wait()
            self.idle.put(server)


def serve(prepared):
    if prepared:
        import importlib
        for name in PREPARED:
            importlib.import_module(name)
    requests, answers = sys.stdin, os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in requests:
        request = json.loads(line)
        answers.write(json.dumps(_in_a_fork(request["sources"], request["seconds"])) + "\n")
        answers.flush()


def _in_a_fork(sources, seconds):
    folder = Path(tempfile.mkdtemp(dir=os.getcwd()))
    cwd = folder / "program"
    cwd.mkdir()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        try:
            _run(sources, folder, cwd)
        except BaseException as error:  # noqa: BLE001
            (folder / "report.json").write_text(json.dumps({"error": ["proof's own " + type(error).__name__, str(error), None]}))
        finally:
            os._exit(99)
    code = _wait(child, seconds)
    try:
        os.killpg(child, signal.SIGKILL)  # what the program left running
    except (ProcessLookupError, PermissionError):
        pass
    report = folder / "report.json"
    outcome = {"error": None, "earlier": None, "deprecated": [], "reached_for": [], "timed_out": code is None}
    if report.exists():
        outcome |= json.loads(report.read_text())
    elif code is not None:
        outcome["error"] = ["SystemExit", f"the process ended with code {code}", None]
    for name in ["stdout", "stderr"]:
        with open(folder / name, encoding="utf-8", errors="replace") as text:
            outcome[name] = text.read(GREATEST_OUTPUT)
    shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _wait(child, seconds):
    """The exit code, or None after killing a child that took longer than `seconds`."""
    end = time.monotonic() + seconds
    handle = os.pidfd_open(child) if hasattr(os, "pidfd_open") else None
    try:
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            left = end - time.monotonic()
            if left <= 0:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return None
            if handle is None:
                time.sleep(0.002)
            else:
                select.select([handle], [], [], left)
    finally:
        if handle is not None:
            os.close(handle)


def _run(sources, folder, cwd):
    """In the child: becomes the program, writes the report, and ends the process."""
    import atexit
    import linecache
    import types
    import warnings

    os.setsid()
    os.chdir(cwd)
    for number, (name, flags) in enumerate(
            [(os.devnull, os.O_RDONLY), (folder / "stdout", os.O_WRONLY | os.O_CREAT), (folder / "stderr", os.O_WRONLY | os.O_CREAT)]):
        opened = os.open(name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False, buffering=1)
    sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", closefd=False, buffering=1)
    sys.dont_write_bytecode = True

    # The program has a name, as a reader would give it one, but the folder it runs in is empty.
    name = str(cwd / "app.py")
    sys.argv[:] = ["app.py"]
    sys.path[0] = str(cwd)
    main = types.ModuleType("__main__")
    main.__file__ = name
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main

    report = {"error": None, "earlier": None, "deprecated": [], "reached_for": []}
    shown = warnings.showwarning

    def showwarning(message, category, filename, lineno, file=None, line=None):
        if not filename.startswith(str(cwd / "migrations")):  # a script that Flask-Migrate wrote
            report["deprecated"].append([f"{category.__name__}: {message}", lineno if filename == name else None])
        shown(message, category, filename, lineno, file, line)

    # Python shows deprecations of the program itself only; a library often raises them in a line of its own.
    warnings.simplefilter("always", DeprecationWarning)
    warnings.simplefilter("always", PendingDeprecationWarning)
    warnings.showwarning = showwarning
    for index, source in enumerate(sources):
        last = index == len(sources) - 1
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        if last and index:
            sys.stdout.flush()
            os.ftruncate(1, 0)
            os.lseek(1, 0, os.SEEK_SET)
            report["deprecated"].clear()
        error = None
        try:
            exec(compile(source, name, "exec"), main.__dict__)
        except BaseException as raised:  # noqa: BLE001
            error = _told(raised, name)
        if error and not last:
            report["error"], report["earlier"] = error, index
            break
        report["error"] = error
    if report["error"] is None:
        threading._shutdown()
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass
    report["reached_for"] = sys.__dict__.get("_reached_for", [])
    (folder / "report.json").write_text(json.dumps(report))
    os._exit(0)


def _told(raised, name):
    if isinstance(raised, SystemExit) and raised.code in (None, 0):
        return None
    line = getattr(raised, "lineno", None) if isinstance(raised, SyntaxError) else None
    step = raised.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename == name:
            line = step.tb_lineno
        step = step.tb_next
    return [type(raised).__name__, str(raised), line]


if __name__ == "__main__":
    serve(sys.argv[1] == "prepared")
