"""Real editors, shells and desktops with the real binary. Each test has a home of its own and a small Flask project in it.

The places a client has to show stand behind `é😀` in their line where Python's grammar allows it: who counts in bytes or code
points asks about the wrong place, or marks it.
"""
import pathlib
import shutil
import sys
import time
from typing import NamedTuple

import pytest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "EndToEndTests"))

from home import BINARY, FLASK, Home, wait_for  # noqa: E402, F401

HERE = pathlib.Path(__file__).resolve().parent
CLIENTS = HERE.parents[1] / "Clients"


class Place(NamedTuple):
    """Where a person points, and what stands there. `line` and `character` count from 0, `character` in UTF-16 as in LSP."""

    file: str
    line: int
    character: int
    word: str
    # What the hover's first line names; None where it must stay silent.
    symbol: str | None
    title: str | None = None

    @property
    def plain(self):
        """The hover's first line in plain text."""
        return self.symbol and f"`{self.symbol}` · {self.title}"

    @property
    def markdown(self):
        return self.symbol and f"`{self.symbol}` · **{self.title}**"

    @property
    def column(self):
        """In code points, from 1: how Kakoune and people count."""
        text = (HERE / "shop" / self.file).read_text().splitlines()[self.line]
        return len(text.encode("utf-16-le")[: 2 * self.character].decode("utf-16-le")) + 1

    @property
    def byte(self):
        """In bytes, from 1: how Vim counts."""
        text = (HERE / "shop" / self.file).read_text().splitlines()[self.line]
        return len(text.encode("utf-16-le")[: 2 * self.character].decode("utf-16-le").encode()) + 1


def place(file, line, word, symbol, title=None):
    text = (HERE / "shop" / file).read_text().splitlines()[line]
    return Place(file, line, len(text[: text.rindex(word)].encode("utf-16-le")) // 2, word, symbol, title)


PLACES = {
    "decorator": place("app.py", 6, "route", "flask.Flask.route", "Routing"),
    "config key": place("app.py", 3, "SECRET_KEY", "flask.config.SECRET_KEY", "The secret key"),
    "request attribute": place("app.py", 8, "args", "flask.Request.args", "Query string parameters"),
    "Jinja name": place("templates/pots.html", 0, "loop.index", "jinja.loop", "Loops in templates"),
    "look-alike": place("app.py", 12, "g", None),
}


@pytest.fixture
def home():
    """An empty home with the Flask pack; `retort` is on its PATH."""
    # A day of study begins at four: what is new today is counted before that or after it.
    if (left := -(time.time() - 4 * 3600) % 86400) < 60:
        time.sleep(left + 1)
    home = Home(packs=FLASK)
    folder = home.path / "bin"
    folder.mkdir()
    (folder / "retort").symlink_to(BINARY)
    home.env["PATH"] = f"{folder}:/usr/local/bin:/usr/bin:/bin"
    # A Neovim that finds no place for its log leaves it where it was started.
    home.env["NVIM_LOG_FILE"] = "/dev/null"
    yield home
    home.close()


@pytest.fixture
def late(home):
    """What an editor starts does its work only after this has been called."""
    program, sign = home.path / "bin/retort", home.path / "go"
    program.unlink()
    program.write_text(
        f'#!/bin/sh\nuntil [ -e {sign} ]; do sleep 0.02; done\nexec {BINARY} "$@"\n')
    program.chmod(0o755)
    return sign.touch


def due_shows_late(home, late, screen):
    """An editor whose status line shows what is due in brackets: counted before its server listens, it shows all the same."""
    screen.wait("from flask import", "app.py []")
    home.run("due")
    screen.until((home.state / "status").exists, "the status file")
    late()
    screen.wait("app.py [3 new · 2 min]")


@pytest.fixture
def shop(home):
    """The project, in the home."""
    return pathlib.Path(shutil.copytree(HERE / "shop", home.path / "shop"))


# What stands where the program should, and what a shell says of it, if anything.
BROKEN = {
    "says nothing": ("#!/bin/sh\nexit 1\n", None),
    "crashes": ("#!/bin/sh\nkill -SEGV $$\n", None),
    "has no interpreter": ("#!/nowhere/sh\n", None),
    "is no program": ("not a program\n", "1: not: not found"),
}


@pytest.fixture(params=BROKEN)
def broken(home, request):
    """A `retort` that does not run; gives what a person is to be told."""
    text, words = BROKEN[request.param]
    program = home.path / "bin/retort"
    program.unlink()
    program.write_text(text)
    program.chmod(0o755)
    return f"retort does not run: {program}: {words}" if words else "retort does not run; in a shell, retort status may tell why"


def reviews(home):
    """The grades in the log, as (card, grade)."""
    return [(event["card"], event["grade"]) for event in home.events() if event["event"] == "review"]
