"""Emacs: what drive_emacs.el does as a person would, each test in an Emacs of its own. `EMACS` names another one than the newest."""
import json
import os
import subprocess

import pytest

from conftest import CLIENTS, HERE, PLACES, reviews
from screen import Terminal

EMACS = os.environ.get("EMACS", "emacs")
SOURCES = [str(CLIENTS / "emacs" / name) for name in ("retort.el", "retort-setup.el")]
# Not compiling to machine code what one test reads once.
QUIETLY = "(setq native-comp-deferred-compilation nil)"


def lisp(value):
    """As Emacs reads it."""
    if isinstance(value, (list, tuple)):
        return "(" + " ".join(map(lisp, value)) + ")"
    return "nil" if value is None else json.dumps(value, ensure_ascii=False)


def emacs(home, folder, *words, env=None):
    # A pipe whose reader has gone is no signal, as in an Emacs that is not in batch mode.
    done = subprocess.run(
        [EMACS, "--batch", "-q", "--eval", QUIETLY, "-L", str(CLIENTS / "emacs"), *words],
        cwd=folder, env={**home.env, **(env or {})}, capture_output=True, text=True, timeout=280, restore_signals=False)
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


def test_hints_are_switched_off_and_on(home, shop):
    drive(home, shop, "hides")


@pytest.mark.parametrize("env", [
    {"PROGRAM": "no-such-retort", "SENTENCE": "Retort: There is no program no-such-retort; install Retort, or set retort-program"},
    {"PROGRAM": "retort", "RETORT_DATA": "/proc/x", "SENTENCE": "Retort: cannot make the folder /proc/x: No such file or directory"},
], ids=["no program", "no data folder"])
def test_what_cannot_be_reached_is_said_once(home, shop, env):
    drive(home, shop, "cannot-reach", **env)


def test_a_program_that_does_not_run_is_told_of_in_one_sentence(request, home, shop, broken):
    # What the system says of it; nobody hears it where the program is to serve.
    reason = {"is no program": ": emacs: {}: Exec format error", "has no interpreter": ": emacs: {}: No such file or directory"}
    kind = request.node.callspec.params["broken"]
    sentence = "Retort: retort does not run" + reason.get(kind, "; in a shell, retort status may tell why").format(home.path / "bin/retort")
    drive(home, shop, "does-not-run", LOOKED=sentence)


def test_an_end_while_something_is_told_goes_without_an_error(home, shop):
    drive(home, shop, "ends-while-it-is-told")


def test_a_session_outlives_the_daemon(home, shop):
    drive(home, shop, "outlives-the-daemon")


@pytest.fixture
def terminal(home, shop):
    """Starts Emacs in a terminal as a person does, with the lines of the README: idle timers run, and keys are all that is given."""
    home.json("lookup", "blueprint")
    as_the_readme_has_it = (CLIENTS / "emacs/README.md").read_text().split("```elisp\n")[1].split("```")[0]
    where = home.path / ".local/lib/retort/clients"
    where.mkdir(parents=True)
    (where / "emacs").symlink_to(CLIENTS / "emacs")
    folder = home.path / ".emacs.d"
    folder.mkdir()
    (folder / "early-init.el").write_text(QUIETLY)
    (folder / "init.el").write_text(as_the_readme_has_it)

    def start(file, place):
        return Terminal(home, "-nw", f"+{place}", str(shop / file), rows=36, binary=EMACS).wait("Retort:3")

    return start


def leave(terminal):
    terminal.send("\030\003")
    assert terminal.finish() == 0


def test_a_person_sees_it_in_a_terminal(home, terminal):
    emacs = terminal("app.py", "7:5")
    emacs.send("\006")
    emacs.wait("flask.Flask.route · Routing Routing decides which function answers a URL.", "Retort:3")
    # On to the look-alike, where there is nothing to say.
    emacs.send("\033xgoto-line\r13\r\005\002")
    emacs.wait("return label + g", gone="Routing decides")
    emacs.send("\025\003rq")
    emacs.wait("It has no dependencies.", "1-4 choose · s skip")
    emacs.send("2")
    emacs.wait("right", "3 good 10 min · 4 easy", "Return takes good")
    emacs.send("\r")
    emacs.wait("Retort:2", "good, next in 10 min (u takes it back)")
    assert reviews(home) == [("flask/what-is-flask/micro-meaning", 3)]
    # At its end the quiz takes its window along.
    emacs.send("q").wait("return label + g", gone="retort quiz")
    leave(emacs)


def test_a_question_of_the_file_is_answered_and_taken_back(home, shop, terminal):
    question = home.call("quiz/next", {"file": str(shop / "templates/pots.html")})["question"]
    assert question["card"] == "flask/url-for/why-not-by-hand", "a question of the template, with an answer to think of"
    emacs = terminal("templates/pots.html", "1:1")
    emacs.send("\003rq").wait(f"{question['title']} new", "Give two reasons to write", "Space shows the answer · t type it")
    emacs.send(" ").wait("1 again 1 min · 2 hard 6 min · 3 good 10 min · 4 easy")
    emacs.send("2").wait("Retort:2", gone=question["title"])
    assert reviews(home) == [(question["card"], 2)]
    emacs.send("\033u").wait("Give two reasons to write", "Retort:3")
    emacs.send("tno é😀\r").wait("no é😀", "1 again 1 min")
    emacs.send("1").wait("again, next in 1 min")
    assert reviews(home) == [(question["card"], 2), (question["card"], 1)]
    assert [event["event"] for event in home.events() if event["event"] in ("review", "undo")] == ["review", "undo", "review"]
    leave(emacs.send("\033q").wait(gone="retort quiz"))


def test_an_action_quizzes_about_the_idea_at_point(home, terminal):
    emacs = terminal("app.py", "7:7")
    emacs.send("\003raQuiz\t\r").wait("Routing new", "What does routing do in a Flask application?")
    leave(emacs.send("q").wait(gone="retort quiz"))
