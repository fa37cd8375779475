"""Emacs: what drive_emacs.el does as a person would, each test in an Emacs of its own. `EMACS` names another one than the newest."""
import json
import os
import subprocess

import pytest

from conftest import CLIENTS, HERE, PLACES, reviews
from screen import Terminal

EMACS = os.environ.get("EMACS", "emacs")
SOURCES = [str(CLIENTS / "emacs" / name) for name in ("retort-link.el", "retort-look.el", "retort-quiz.el", "retort.el", "retort-setup.el")]
# Not compiling to machine code what one test reads once.
QUIETLY = "(setq native-comp-deferred-compilation nil)"


def lisp(value):
    """As Emacs reads it."""
    if isinstance(value, (list, tuple)):
        return "(" + " ".join(map(lisp, value)) + ")"
    return "nil" if value is None else json.dumps(value, ensure_ascii=False)


def emacs(home, folder, *words, env=None):
    done = subprocess.run(
        [EMACS, "--batch", "-q", "--eval", QUIETLY, "-L", str(CLIENTS / "emacs"), *words],
        cwd=folder, env={**home.env, **(env or {})}, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def drive(home, shop, test, **env):
    """Runs one test of the driver."""
    places = [
        (place.file, place.line, place.column, place.symbol and f"{place.symbol} · {place.title}") for place in PLACES.values()]
    # The quote before the key, behind characters that take several bytes and two UTF-16 units.
    key = PLACES["config key"]
    env["PLACES"] = lisp([*places, (key.file, key.line, key.column - 1, None)])
    status, said = emacs(
        home, shop, "-l", str(HERE / "drive_emacs.el"), "--eval", f'(ert-run-tests-batch-and-exit "\\\\`{test}\\\\\'")', env=env)
    assert status == 0 and "Ran 1 tests, 1 results as expected" in said, said


def test_the_files_are_in_order(home, tmp_path):
    check = """(progn
      (require 'checkdoc)
      (setq byte-compile-error-on-warn t
            byte-compile-dest-file-function (lambda (file) (expand-file-name (concat (file-name-base file) ".elc") temporary-file-directory)))
      (dolist (file command-line-args-left)
        (unless (eq t (byte-compile-file file)) (message "not compiled: %s" file))
        (checkdoc-file file)))"""
    status, said = emacs(home, tmp_path, "--eval", check, *SOURCES, env={"TMPDIR": str(tmp_path)})
    assert (status, [line for line in said.splitlines() if not line.startswith("Loading /etc/emacs/")]) == (0, [])


def test_hovers_name_what_stands_there(home, shop):
    drive(home, shop, "hovers")


def test_hovers_follow_what_is_typed(home, shop):
    drive(home, shop, "follows-edits")


def test_another_server_is_heard_too(home, shop):
    drive(home, shop, "beside-another", BESIDE=str(HERE / "beside.py"))


def test_eglot_takes_retort_where_no_other_server_is_wanted(home, shop):
    drive(home, shop, "alone-in-eglot")


def test_words_are_looked_up(home, shop):
    drive(home, shop, "looks-up")


def test_a_question_is_answered_and_taken_back(home, shop):
    question = home.call("quiz/next", {"file": str(shop / "templates/pots.html")})["question"]
    assert question["card"] == "flask/url-for/why-not-by-hand", "a question of the template, with an answer to think of"
    drive(home, shop, "asks", CARD=question["card"], QUESTION=f"{question['title']}  new\n\nGive two reasons to write url_for(")
    assert reviews(home) == [(question["card"], 2), (question["card"], 3)]
    events = [event for event in home.events() if event["event"] in ("review", "undo")]
    assert [event["event"] for event in events] == ["review", "undo", "review"]
    assert events[1]["undoes"]["seq"] == events[0]["seq"]


def test_each_kind_of_question_is_asked_in_its_way(home, shop):
    drive(home, shop, "asks-each-kind")


def test_hints_are_switched_off_and_on(home, shop):
    drive(home, shop, "hides")


@pytest.mark.parametrize("env", [
    {"COMMAND": '("no-such-retort" "lsp")',
     "SENTENCE": "Retort: There is no program no-such-retort; install Retort, or set retort-command"},
    {"COMMAND": '("retort" "lsp")', "RETORT_DATA": "/proc/x",
     "SENTENCE": "Retort: cannot make the folder /proc/x: No such file or directory"},
], ids=["no program", "no data folder"])
def test_what_cannot_be_reached_is_said_once(home, shop, env):
    drive(home, shop, "cannot-reach", **env)


def test_a_session_outlives_the_daemon(home, shop):
    drive(home, shop, "outlives-the-daemon")


def test_a_person_sees_it_in_a_terminal(home, shop):
    """With the idle timers that there are, and nothing called but by keys."""
    home.json("lookup", "blueprint")
    as_the_readme_has_it = (CLIENTS / "emacs/README.md").read_text().split("```elisp\n")[1].split("```")[0]
    where = home.path / ".local/lib/retort/clients"
    where.mkdir(parents=True)
    (where / "emacs").symlink_to(CLIENTS / "emacs")
    folder = home.path / ".emacs.d"
    folder.mkdir()
    (folder / "early-init.el").write_text(QUIETLY)
    (folder / "init.el").write_text(as_the_readme_has_it)
    terminal = Terminal(home, "-nw", "+7:5", str(shop / "app.py"), rows=30, binary=EMACS)
    terminal.wait("Retort:3")
    terminal.send("\006")
    terminal.wait("flask.Flask.route · Routing Routing decides which function answers a URL.", "Retort:3")
    # On to the look-alike, where there is nothing to say.
    terminal.send("\033xgoto-line\r13\r\005\002")
    terminal.wait("return label + g", gone="Routing decides")
    terminal.send("\025\003rq")
    terminal.wait("It has no dependencies.", "1-4 choose · SPC show the answer")
    terminal.send("2")
    terminal.wait("right", "3 good 10 min · 4 easy", "RET good")
    terminal.send("\r")
    terminal.wait("good 10 min (u takes it back)", "Retort:2")
    assert reviews(home) == [("flask/what-is-flask/micro-meaning", 3)]
    terminal.send("q\030\003")
    assert terminal.finish() == 0
