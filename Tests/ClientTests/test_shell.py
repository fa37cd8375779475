"""The key, the prompt and the functions in real interactive shells, and the script that needs nothing but nc."""
import os
import re
import subprocess

import pytest

import shells
from conftest import CLIENTS, wait_for

SHELL = CLIENTS / "shell"
FILE = {shell: SHELL / f"retort.{shell}" for shell in shells.ALL}
# What a user writes, from the README.
PROMPT = {
    "bash": "PROMPT_COMMAND+=(retort_prompt); PS1='${RETORT_DUE:+[$RETORT_DUE] }$ '\n",
    "zsh": "precmd_functions+=(retort_prompt); setopt prompt_subst; PROMPT='${RETORT_DUE:+[$RETORT_DUE] }$ '\n",
    "fish": "function fish_prompt; retort_prompt; test -n \"$RETORT_DUE\"; and echo -n \"[$RETORT_DUE] \"; echo '$ '; end\n",
}
# fish has Ctrl-X; there the key is bound by who wants it.
KEY = {"bash": "", "zsh": "", "fish": "bind \\cxr retort_look_up\n"}
LOOK_UP = "\x18r"
SUMMARY = "abort(404) ends the request at once with an HTTP error."


def source(shell):
    return f"source {FILE[shell]}\n"


@pytest.fixture
def shell_in(home):
    opened = []

    def start(shell, setup, **more):
        terminal = shells.start(home, shell, setup, **more)
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        shells.leave(terminal)


def state_file(home, text):
    home.state.mkdir(parents=True, exist_ok=True)
    (home.state / "status").write_text(text)


def at_cursor(terminal):
    cursor = terminal.screen.cursor
    return terminal.lines[cursor.y], cursor.x


# MARK: The key


@pytest.mark.parametrize("shell", shells.ALL)
def test_the_word_at_the_cursor_is_looked_up_and_the_line_stays(home, shell_in, shell):
    home.run("pack", "refresh")
    terminal = shell_in(shell, source(shell) + KEY[shell])
    line = "$ echo é😀 'flask.abort' >x"
    terminal.send(line[2:]).until(lambda: at_cursor(terminal)[0] == line, line)
    end = terminal.screen.cursor.x
    # To the middle of the word, in whatever way it counts.
    terminal.send("\x1b[D" * 7).until(lambda: terminal.screen.cursor.x == end - 7, "the cursor in the word")
    terminal.send(LOOK_UP).wait(SUMMARY)
    terminal.until(lambda: at_cursor(terminal) == (line, end - 7), "the line again, with the cursor where it was")
    above = terminal.lines[: terminal.screen.cursor.y]
    # What was typed stays above the answer, which stands between.
    assert above[0] == line and above[1] == "Aborting a request  errors, beginner"
    assert sum(line == shown for shown in terminal.lines) == 2
    # And it goes on as if nothing had been.
    terminal.send("\x05\x15pwd\r").wait(os.getcwd())


@pytest.mark.parametrize("shell", shells.ALL)
def test_where_no_word_is_nothing_happens(home, shell_in, shell):
    home.run("pack", "refresh")
    terminal = shell_in(shell, source(shell) + KEY[shell])
    terminal.send("echo  ").until(lambda: terminal.screen.cursor.x == 8, "the line")
    terminal.send("\x1b[D" + LOOK_UP + "a").until(lambda: terminal.lines[0] == "$ echo a", "what was typed behind the key")
    assert terminal.lines[1:] == [""] * (len(terminal.lines) - 1)


@pytest.mark.parametrize(("shell", "before", "ask", "bound"), [
    ("bash", "", "bind -X", '"\\C-xr": "retort_look_up"'),
    ("bash", "bind '\"\\C-xr\": \"mine\"'\n", "bind -s", '"\\C-xr": "mine"'),
    ("bash", "bind -x '\"\\C-xr\": mine'\n", "bind -X", '"\\C-xr": "mine"'),
    ("bash", "bind '\"\\C-xr\": kill-line'\n", "bind -p | grep C-xr", '"\\C-xr": kill-line'),
    ("zsh", "", "bindkey '^Xr'", '"^Xr" retort_look_up'),
    ("zsh", "bindkey -v\n", "bindkey '^Xr'", '"^Xr" retort_look_up'),
    ("zsh", "bindkey '^Xr' kill-line\n", "bindkey '^Xr'", '"^Xr" kill-line'),
    # Somebody who has another use for Ctrl-R may search with Ctrl-X r.
    ("zsh", "bindkey '^R' kill-line\n", "bindkey '^Xr'", '"^Xr" history-incremental-search-backward'),
])
def test_the_key_is_bound_only_where_nothing_is(home, shell_in, shell, before, ask, bound):
    terminal = shell_in(shell, before + source(shell))
    terminal.send(ask + "\r").until(lambda: bound in terminal.lines, bound)


def test_fish_keeps_its_keys(home, shell_in):
    terminal = shell_in("fish", "")
    terminal.send(f"bind >{home.path}/before; source {FILE['fish']}; bind >{home.path}/after; echo ready(math 1+1)\r").wait("ready2")
    before = (home.path / "before").read_text()
    assert "fish_clipboard_copy" in before and (home.path / "after").read_text() == before


# MARK: The prompt


@pytest.mark.parametrize("shell", shells.ALL)
def test_what_is_due_stands_in_the_prompt_and_is_renewed_after_a_grade(home, shell_in, shell):
    home.run("due")
    status = home.state / "status"
    wait_for(lambda: status.exists() and status.read_text() == "3 new · 2 min\n")
    terminal = shell_in(shell, source(shell) + PROMPT[shell])
    terminal.until(lambda: at_cursor(terminal)[0] == "[3 new · 2 min] $", "what is new")
    home.call("review/grade", {"card": home.call("quiz/next")["question"]["card"], "grade": 4})
    wait_for(lambda: status.read_text() == "2 new · 1 min\n")
    terminal.send("\r").until(lambda: at_cursor(terminal)[0] == "[2 new · 1 min] $", "what is left")
    # Nothing to do, no file, and another folder.
    state_file(home, "")
    terminal.send("\r").until(lambda: at_cursor(terminal)[0] == "$", "nothing")
    status.unlink()
    terminal.send("\r").until(lambda: at_cursor(terminal) == ("$", 2), "nothing")
    other = home.path / "other/.state"
    other.mkdir(parents=True)
    (other / "status").write_text("7 due · 1 min\n")
    assignment = "set -g RETORT_DATA" if shell == "fish" else "RETORT_DATA="
    terminal.send(f"{assignment} {other.parent}\r".replace("= ", "=")).until(
        lambda: at_cursor(terminal)[0] == "[7 due · 1 min] $", "the other folder")
    assert "No such file" not in terminal.text and "command not found" not in terminal.text


# How a shell is run that sees no terminal, and a loop in it.
RUN = {
    "bash": ["bash", "--norc", "--noprofile", "-i", "-c"],
    "zsh": ["zsh", "-f", "-i", "-c"],
    "fish": ["fish", "--no-config", "-i", "-c"],
}
MANY = {
    "bash": "for ((i = 0; i < 50; i++)); do retort_prompt; done",
    "zsh": "for ((i = 0; i < 50; i++)); do retort_prompt; done",
    "fish": "for i in 0 1 2 3 4; for j in 0 1 2 3 4 5 6 7 8 9; retort_prompt; end; end",
}


@pytest.mark.parametrize("shell", shells.ALL)
def test_reading_it_starts_no_process(home, shell):
    """The shell forbids itself any further process, then asks for the segment fifty times."""
    state_file(home, "3 due · 2 min\n")
    home.path.chmod(0o755)
    # The limit binds everybody but root.
    user = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    script = f"source {FILE[shell]}\nulimit -u 1\n{MANY[shell]}\necho \"<$RETORT_DUE>\"\n"
    done = subprocess.run(
        [*RUN[shell], script], env={**home.env, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=60, **user)
    assert done.stdout == "<3 due · 2 min>\n", done.stderr
    # And the limit does hold.
    done = subprocess.run(["dash", "-c", "ulimit -p 1; ls / | cat"], env=home.env, capture_output=True, text=True, timeout=60, **user)
    assert done.stdout == "" and "ork" in done.stderr


@pytest.mark.parametrize("shell", shells.ALL)
def test_reminders_are_looked_after_every_half_hour_at_most_and_only_if_they_are_on(home, shell_in, shell):
    seen = home.path / "seen"
    stand_in = home.path / "stand-in/retort"
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\n[ "$1" = remind ] && echo "$@" >>{seen}\nexit 0\n')
    stand_in.chmod(0o755)
    home.env["PATH"] = f"{stand_in.parent}:/usr/bin:/bin"
    terminal = shell_in(shell, source(shell) + PROMPT[shell])
    terminal.send("\r\recho rea''dy\r").wait("ready")
    assert not seen.exists()
    settings = home.path / ".config/retort/reminders.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("{}")
    terminal.send("\r\r\r")
    wait_for(lambda: seen.exists() and seen.read_text())
    terminal.send("\recho do''ne\r").wait("done")
    assert seen.read_text() == "remind check\n"
    # The time passes.
    terminal.send({"fish": "set _retort_check 0"}.get(shell, "SECONDS=1900") + "\r")
    wait_for(lambda: seen.read_text() == "remind check\nremind check\n")
    terminal.send("\recho en''d\r").wait("end")
    assert seen.read_text() == "remind check\nremind check\n"
    # No word of jobs that end.
    assert not re.search(r"Done|done +|\[1\]|remind", terminal.text.replace("done", "", 1)), terminal.text


# MARK: A shell with habits


@pytest.mark.parametrize("setup", ["set -u\n", "set -e\n", "set -eu\nset -o pipefail\n", "set -o posix\n"])
def test_bash_with_strict_habits_goes_on(home, shell_in, setup):
    terminal = shell_in("bash", setup + "PROMPT_COMMAND=()\n" + source("bash") + PROMPT["bash"])
    # No file, no word, a word that is not found: nothing ends the shell, nothing is complained of.
    terminal.send("\r" + LOOK_UP + "zzzz" + LOOK_UP).wait("nothing for \"zzzz\"")
    terminal.send("\x15retort loo\t").until(lambda: at_cursor(terminal) == ("$ retort lookup", 16), "retort lookup")
    terminal.send("\x15echo still he''re\r").wait("still here")
    assert "unbound" not in terminal.text and "No such file" not in terminal.text


def test_bash_without_a_home_goes_on(home, shell_in):
    # Nothing is looked up here: that would start a daemon in the home of who runs the tests.
    state_file(home, "3 due · 2 min\n")
    terminal = shell_in("bash", "unset HOME\nset -u\n" + source("bash") + PROMPT["bash"])
    assert "3 due" not in terminal.text
    terminal.send("\r" + LOOK_UP + "retort loo\t").until(lambda: at_cursor(terminal)[0].endswith("$ retort lookup"), "retort lookup")
    assert "unbound" not in terminal.text and "No such file" not in terminal.text


@pytest.mark.parametrize("shell", shells.ALL)
def test_sourcing_changes_no_prompt_by_itself(home, shell_in, shell):
    state_file(home, "3 due · 2 min\n")
    show = {
        "bash": 'echo "<$PS1|${PROMPT_COMMAND[*]-}>"', "zsh": 'echo "<$PROMPT|$RPROMPT|$precmd_functions>"',
        "fish": 'echo "<"(fish_prompt)"|>"'}[shell]
    want = {"bash": "<$ |>", "zsh": "<$ ||>", "fish": "<$ |>"}[shell]
    terminal = shell_in(shell, source(shell))
    terminal.send(show + "\r").until(lambda: want in terminal.lines, want)


@pytest.mark.parametrize("shell", shells.ALL)
def test_completion_comes_along(home, shell_in, shell):
    terminal = shell_in(shell, source(shell))
    terminal.send("retort loo\t").until(lambda: at_cursor(terminal) == ("$ retort lookup", 16), "retort lookup")


@pytest.mark.parametrize("shell", shells.ALL)
def test_what_is_no_completion_is_not_run(home, shell_in, shell):
    """A Retort from before it could complete takes the words for a question, and answers."""
    stand_in = home.path / "stand-in/retort"
    stand_in.parent.mkdir()
    stand_in.write_text(f"#!/bin/sh\necho 'Completion of retort for {shell}: nothing found; touch {home.path}/run'\n")
    stand_in.chmod(0o755)
    home.env["PATH"] = f"{stand_in.parent}:/usr/bin:/bin"
    terminal = shell_in(shell, source(shell))
    terminal.send("echo rea''dy\r").wait("ready")
    assert not (home.path / "run").exists() and "not found" not in terminal.text


def test_scripts_are_not_disturbed(home):
    """Sourced where nobody types, as some do with ~/.bashrc, the files do nothing."""
    for shell, options in [("bash", ["-eu"]), ("zsh", ["-feu"]), ("fish", ["--no-config"])]:
        done = subprocess.run(
            [shell, *options, "-c", f"source {FILE[shell]}; echo ready"], env=home.env, capture_output=True, text=True, timeout=60)
        # fish ends a sourced file with `exit` as others do with `return`.
        assert (done.stdout, done.stderr) == ("ready\n", ""), shell


# MARK: With nothing but nc

SHELLS = [["dash"], ["bash", "--posix"], ["busybox", "sh"]]


def ask(home, words, shell=("dash",), env=None):
    done = subprocess.run(
        [*shell, str(SHELL / "retort-lookup.sh"), *words], env={**home.env, **(env or {})}, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("shell", SHELLS, ids=lambda words: words[0])
def test_nc_is_enough_to_ask(home, shell):
    concept = home.json("lookup", "what is url_for")["concepts"][0]
    status, out, err = ask(home, ["what", "is", "url_for"], shell)
    assert (status, err) == (0, "")
    title, *summary = out.splitlines()
    assert title == concept["title"] == "Building URLs with url_for"
    assert " ".join(" ".join(summary).split()) == concept["summary"] and max(map(len, summary)) <= 79
    assert '("profile", name="ada")' in concept["summary"]


@pytest.mark.parametrize("shell", SHELLS, ids=lambda words: words[0])
def test_any_words_arrive_as_they_are(home, shell):
    home.json("lookup", "routing")
    queries = ['say "zqx" \\ twice', "zqx\\n and \\\" and \\", "é😀 zqx", "-n zqx", "zqx%s & $HOME `ls`"]
    for query in queries:
        status, out, err = ask(home, [query], shell)
        head, *titles = out.splitlines()
        assert (status, head, err) == (1, f'nothing for "{query}"; nearest:', "")
        nearest = home.json("lookup", query, status=1)["nearest"]
        assert [title.strip() for title in titles][:1] == [concept["title"] for concept in nearest[:1]]
    assert sorted(gap["query"] for gap in home.json("gaps")["gaps"]) == sorted(queries)


def test_a_traceback_is_told_line_by_line(home):
    query = "Traceback (most recent call last):\n\tFile \"app.py\", line 3\nBuildError: Could not build url for endpoint 'x'"
    concept = home.json("lookup", query)["concepts"][0]
    assert concept["title"] == "URL build errors"
    assert ask(home, [query])[1].splitlines()[0] == concept["title"]


def test_an_nc_that_cannot_say_that_no_more_comes(home):
    home.json("lookup", "routing")
    other = home.path / "other"
    other.mkdir()
    (other / "nc").write_text(
        "#!/bin/sh\ncase $1 in\n-h) echo 'usage: nc [-U] [-w timeout]' >&2 ;;\n*N*) exit 1 ;;\n*) exec /usr/bin/nc \"$@\" ;;\nesac\n")
    (other / "nc").chmod(0o755)
    assert ask(home, ["routing"], env={"PATH": f"{other}:{home.env['PATH']}"})[:2] == ask(home, ["routing"])[:2]


def test_it_says_in_one_sentence_what_is_wrong(home):
    advice = "any retort command starts it, like: retort status\n"
    assert ask(home, ["routing"]) == (3, "", f"retort-lookup.sh: no daemon runs; {advice}")
    assert ask(home, []) == (2, "", "retort-lookup.sh: say what to look up, as in: retort-lookup.sh blueprint\n")
    home.run("status")
    pid = home.pid()
    os.kill(pid, 9)
    wait_for(lambda: home.pid() is None)
    assert ask(home, ["routing"]) == (3, "", f"retort-lookup.sh: no daemon answers at {home.socket}; {advice}")
    home.run("status")
    assert ask(home, ["x" * 20000]) == (1, "", f"retort-lookup.sh: {too_long(home)}\n")


def too_long(home):
    client = home.connect()
    try:
        return client.ask("concept/lookup", {"query": "x" * 20000})["error"]["message"]
    finally:
        client.close()


@pytest.mark.parametrize("place", ["runtime", "named", "data"])
def test_the_socket_is_found_where_it_is(home, place):
    path = home.path / "s"
    home.env.update({
        "runtime": {"XDG_RUNTIME_DIR": str(path)}, "named": {"RETORT_SOCKET": f"{path}.sock"}, "data": {"RETORT_DATA": str(path)}}[place])
    path.mkdir(mode=0o700)
    home.json("lookup", "routing")
    assert ask(home, ["routing"])[1].splitlines()[0] == "Routing"
    home.run("stop")
