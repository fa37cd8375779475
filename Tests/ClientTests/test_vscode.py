"""VS Code's extension under node's test runner, with the real `retort lsp` and a stand-in for VS Code (vscode/stub.js).

The stand-in shows that the extension does what it is to do if VS Code is as we believe; not that VS Code is. Each name that the
extension uses was compared with VS Code's published types, and the stand-in knows no other.
"""
import json
import pathlib
import re
import subprocess
import zipfile

import pytest

from conftest import CLIENTS, HERE, PLACES, reviews

TESTS = HERE / "vscode/extension.test.js"
CARD = "flask/url-for/why-not-by-hand"


def drive(home, shop, name, **env):
    """Runs one test."""
    places = [
        {"file": place.file, "line": place.line, "character": place.character, "length": len(place.word), "hover": place.markdown}
        for place in PLACES.values()]
    # The quote before the key, behind characters that take several bytes and two UTF-16 units.
    key = PLACES["config key"]
    places.append({"file": key.file, "line": key.line, "character": key.character - 1, "hover": None})
    done = subprocess.run(
        ["node", "--test", f"--test-name-pattern=^{name}$", str(TESTS)],
        cwd=shop, env={**home.env, "PLACES": json.dumps(places), **env}, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0 and "\n# fail 0\n" in done.stdout and f"- {name}\n" in done.stdout, done.stdout + done.stderr


def named(source):
    return re.findall(r"^test\('([^']+)'", source, re.MULTILINE)


SPECIAL = {"asks", "asks each kind", "cannot reach"}


@pytest.mark.parametrize("name", [name for name in named(TESTS.read_text()) if name not in SPECIAL])
def test_the_extension(home, shop, name):
    drive(home, shop, name)


def test_a_question_is_answered_and_taken_back(home, shop):
    question = home.call("quiz/next", {"file": str(shop / "templates/pots.html")})["question"]
    assert question["card"] == CARD, "a question of the template, with an answer to think of"
    drive(home, shop, "asks", CARD=CARD)
    assert reviews(home) == [(CARD, 2), (CARD, 3)]
    events = [event for event in home.events() if event["event"] in ("review", "undo")]
    assert [event["event"] for event in events] == ["review", "undo", "review"]
    assert events[1]["undoes"]["seq"] == events[0]["seq"]


def test_each_kind_of_question_is_asked_in_its_way(home, shop):
    drive(home, shop, "asks each kind")


@pytest.mark.parametrize("env", [
    {"PROGRAM": "no-such-retort", "SENTENCE": "Retort: There is no program no-such-retort. Install Retort, or set retort.path."},
    {"PROGRAM": "retort", "RETORT_DATA": "/proc/x", "SENTENCE": "Retort: cannot make the folder /proc/x: No such file or directory"},
], ids=["no program", "no data folder"])
def test_what_cannot_be_reached_is_said_once(home, shop, env):
    drive(home, shop, "cannot reach", **env)


def test_what_is_installed_is_the_extension(home, shop, tmp_path):
    """With a stand-in for `code` that keeps what it is given."""
    script = CLIENTS / "vscode/install.sh"
    without = subprocess.run([script], env=home.env, capture_output=True, text=True, timeout=60)
    assert (without.returncode, without.stderr[:48]) == (1, "code, code-insiders and codium are not on PATH; ")
    assert subprocess.run([script, "--help"], env=home.env, capture_output=True, timeout=60).returncode == 2
    code = home.path / "bin/code"
    code.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/said\n[ "$1" != --install-extension ] || cp "$2" {tmp_path}/given.vsix\n')
    code.chmod(0o755)
    for words in ((), ("--uninstall",)):
        subprocess.run([script, *words], env=home.env, check=True, timeout=60)
    said = (tmp_path / "said").read_text().splitlines()
    assert re.fullmatch(r"--install-extension /\S+/retort\.vsix --force", said[0])
    assert said[1:] == ["--uninstall-extension retort.retort"]
    assert not pathlib.Path(said[0].split()[1]).exists(), "it clears up behind itself"
    subprocess.run([script, "--pack", tmp_path / "packed.vsix"], env=home.env, check=True, timeout=60)
    packed, given = (zipfile.ZipFile(tmp_path / name).namelist() for name in ("packed.vsix", "given.vsix"))
    assert packed == given
    zipfile.ZipFile(tmp_path / "given.vsix").extractall(tmp_path)
    drive(home, shop, "hovers", FOLDER=str(tmp_path / "extension"))
    drive(home, shop, "asks each kind", FOLDER=str(tmp_path / "extension"))
