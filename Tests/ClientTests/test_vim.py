"""The plugin in real Vim: driven without a screen for what is exact, and on a screen for what a person sees."""
import json
import os
import pathlib
import signal
import subprocess

import pytest

from conftest import CLIENTS, HERE, PLACES, due_shows_late, reviews, wait_for
from screen import Terminal

VIM = "/usr/bin/vim.basic"
# No file of the person's own, and no swap files.
QUIET = ["-N", "-i", "NONE", "-n"]


@pytest.fixture
def plugin(home):
    """The plugin where Vim takes packages from, and a plain vimrc."""
    folder = home.path / ".vim/pack/retort/start"
    folder.mkdir(parents=True)
    (folder / "retort").symlink_to(CLIENTS / "vim")
    (home.path / ".vimrc").write_text("set nocompatible encoding=utf-8 hidden\nfiletype plugin on\n")


@pytest.fixture
def vim(home, shop, plugin):
    """Has Vim do something in the project; gives what it saw, and holds that no error came up."""

    def run(script, env=None, messages=()):
        (home.path / "scenario.vim").write_text(script)
        seen = home.path / "seen.json"
        seen.unlink(missing_ok=True)
        subprocess.run(
            [VIM, *QUIET, "--not-a-term", "-S", HERE / "drive_vim.vim"], cwd=shop, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=280,
            env={**home.env, "SCENARIO": str(home.path / "scenario.vim"), "SEEN": str(seen), **(env or {})})
        told = json.loads(seen.read_text())
        assert (told["failed"], told["error"]) == ("", "")
        assert [line for line in told["messages"] if line.startswith("retort")] == list(messages)
        return told["seen"]

    return run


def point(place, line=None, byte=None):
    return f"call Point('{place.file}', {line or place.line + 1}, {byte or place.byte})\n"


# Hover

ARGS = PLACES["request attribute"]
WHOLE = [
    "`flask.Request.args` · Query string parameters",
    "`request.args` holds what stands after the `?` of the URL.",
    '`request.args.get("page", 1, type=int)` gives the value as a number, or 1 if it',
    "is missing or no number. Without `type` every value is text. For a repeated",
    'name, `request.args.getlist("tag")` gives all values.',
    'Mind: `request.args["page"]` for a missing name ends in a 400 answer,',
    "`BadRequestKeyError`. Use `get`.",
    "https://flask.palletsprojects.com/en/stable/quickstart/#the-request-object",
]


def test_a_hover_explains_what_stands_there_and_is_silent_elsewhere(vim):
    seen = vim("".join(point(place) + "call Saw(Hover())\n" for place in PLACES.values()))
    assert [lines and lines[0] for lines in seen] == [place.plain or [] for place in PLACES.values()]
    assert seen[list(PLACES).index("request attribute")] == WHOLE


def test_a_word_is_one_from_its_first_letter_to_its_last(vim):
    """Behind `é😀` who counts otherwise than in UTF-16 is beside it at one of its ends."""
    last = ARGS.byte + len(ARGS.word) - 1
    seen = vim("".join(point(ARGS, byte=byte) + "call Saw(Hover())\n" for byte in (ARGS.byte - 2, ARGS.byte, last, last + 2)))
    assert [lines and lines[0] for lines in seen] == [
        "`flask.request` · The request object", ARGS.plain, ARGS.plain, "`werkzeug.datastructures.ImmutableMultiDict.get` · MultiDict and its relatives"]


def test_a_hover_is_80_columns_wide_at_most(vim):
    [narrow, wide] = vim(point(ARGS) + "set columns=50\ncall Saw(Hover())\nset columns=200\ncall Saw(Hover())")
    assert wide == WHOLE
    # Between words; an address has nowhere to be wrapped at.
    assert 45 < max(map(len, narrow[:-1])) <= 50
    assert " ".join(narrow) == " ".join(WHOLE)


def test_an_answer_that_comes_too_late_is_not_shown(vim):
    seen = vim(point(ARGS) + "call Saw(len(Hover()))\nRetortHover\nnormal! h\ncall Settle()\ncall Saw(Popup())")
    assert seen == [len(WHOLE), []]


def test_what_is_typed_counts_before_it_is_saved(vim):
    """Lines above, letters before the place, undone again, renamed: the server has the buffer, not the file."""
    after = ARGS.byte + len("é😀😀😀😀 = 1; ".encode())
    seen = vim(f"""
        {point(ARGS)}
        call Saw(Hover())
        call append(0, ['# é😀', '# é😀'])
        call Saw(Hover())
        call setline('.', substitute(getline('.'), '^ *', '&é😀😀😀😀 = 1; ', ''))
        call cursor({ARGS.line + 3}, {ARGS.byte})
        call Saw(Hover())
        call cursor({ARGS.line + 3}, {after})
        call Saw(Hover())
        undo
        call cursor({ARGS.line + 1}, {ARGS.byte})
        call Saw(Hover())
        call setline('.', substitute(getline('.'), 'args', 'form', ''))
        file renamed\\ é.py
        call Saw(Hover()[0])
        edit! app.py
        call cursor({ARGS.line + 1}, {ARGS.byte})
        call Saw(Hover())""")
    assert seen == [WHOLE, WHOLE, [], WHOLE, WHOLE, "`flask.Request.form` · Form data in the request", WHOLE]


def test_the_better_known_the_less_is_shown_and_all_when_asked_again(home, vim):
    for day in ("01", "20"):
        for card in home.call("concept/show", {"id": "flask/query-parameters"})["cards"]:
            home.call("review/grade", {"card": card, "grade": 3}, env={"RETORT_NOW": f"2026-11-{day}T09:00:00Z"})
    home.run("stop")
    seen = vim(point(ARGS) + "call Saw(Hover())\ncall Saw(Hover())", env={"RETORT_NOW": "2026-11-22T09:00:00Z"})
    assert " ".join(seen[0]) == "`flask.Request.args` · Query string parameters · you know this: 99 %, next in 27 days"
    assert seen[1] == [*WHOLE[:-1], "you know this: 99 %, next in 27 days ·", WHOLE[-1]]


def test_the_daemon_may_end_meanwhile(home, vim):
    seen = vim(f"""
        {point(ARGS)}
        call Saw(Hover())
        call system('retort stop')
        call append(0, '# é😀')
        call Saw(Hover())
        call job_stop(Servers()[0], 'kill')
        call Until('empty(Servers())')
        call Saw(Hover())""")
    assert seen == [WHOLE, WHOLE, WHOLE]


# Look-up


def test_a_word_a_phrase_and_a_list_are_looked_up(home, vim):
    seen = vim(f"""
        {point(ARGS)}
        for command in ['Retort', 'Retort what is a blueprint?', 'Retort zebra crossing', 'Retort topic:blueprints level:beginner']
            call Saw(LookUp(command))
        endfor
        call Saw(LookUp('Retort --depth x')[0])
        RetortExplain application factory
        call Until('&buftype ==# "nofile"')
        call Saw([&modifiable, getline(1, '$')])""")
    assert seen[0] == [
        "Query string parameters  requests, beginner",
        "`request.args` holds what stands after the `?` of the URL.",
        '`request.args.get("page", 1, type=int)` gives the value as a number, or 1 if it',
        "is missing or no number. Without `type` every value is text. For a repeated",
        'name, `request.args.getlist("tag")` gives all values.',
        "source:",
        "https://flask.palletsprojects.com/en/stable/quickstart/#the-request-object",
        "see also: MultiDict and its relatives · Pagination · Building URLs with url_for",
    ]
    assert seen[1][:2] == [
        "Blueprints  blueprints, beginner",
        "A blueprint is a named set of routes, handlers, templates and static files that",
    ]
    assert seen[2] == ['nothing for "zebra crossing"; nearest: CORS · Cross-site scripting · CSRF', "protection"]
    assert [line.split(" — ")[0] for line in seen[3] if " — " in line] == [
        "Blueprints", "Registering blueprints", "Building URLs in blueprints"]
    # Words that look like options are words.
    assert seen[4] == "Waitress  deployment, intermediate"
    assert seen[5] == [0, home.run("lookup", "--depth", "deep", "application factory").splitlines()]


# Code actions


def test_actions_switch_hints_off_and_on(home, vim):
    seen = vim(f"""
        {point(ARGS)}
        call Saw(Hover()[0])
        RetortActions
        call Until('!empty(Popup())')
        call Saw(Popup())
        call popup_close(popup_list()[0], 4)
        call Saw(Hover())
        RetortActions
        call Until('!empty(Popup())')
        call popup_close(popup_list()[0], len(Popup()))
        call Saw(Hover()[0])
        call popup_clear()
        {point(PLACES["decorator"])}
        RetortActions
        call Until('!empty(Popup())')
        call popup_close(popup_list()[0], 2)
        call Until('&buftype ==# "nofile"')
        call Saw(getline(1))""")
    assert seen == [
        ARGS.plain,
        ["Quiz me on “Query string parameters”", "Explain “Query string parameters”", "I know “Query string parameters”",
         "No hints for flask.Request.args", "No hints for “Query string parameters”", "No hints in this file",
         "No hints in this project", "No hints anywhere"],
        [],
        ARGS.plain,
        # By its id: as words to look up "routing" is rather `flask routes`.
        "Routing  routing, beginner",
    ]


def test_a_quiz_is_about_the_file_or_what_is_said(shop, vim):
    seen = vim(f"""
        {point(ARGS)}
        for words in ['', ' --topic forms --minutes 5']
            execute 'RetortQuiz' . words
            call Saw(job_info(term_getjob(bufnr())).cmd)
            bwipeout!
        endfor
        vertical RetortQuiz
        call Saw(winwidth(0) < &columns)""")
    assert seen == [
        ["retort", "quiz", "--file", str(shop / "app.py")], ["retort", "quiz", "--topic", "forms", "--minutes", "5"], 1]


# A guest in somebody's editor


def test_nothing_of_the_persons_is_touched(vim):
    """Options and maps are those of Vim without the plugin, after a session, too."""
    state = """
        call Saw(execute('setlocal! all'))
        call Saw(execute('setglobal! all'))
        for mode in ['n', 'v', 'o', 'i', 'c', 't']
            call Saw(filter(split(execute(mode . 'map'), "\\n"), {_, line -> line !~# '<Plug>(retort-'}))
        endfor"""
    without = vim(point(ARGS) + state, env={"VIMINIT": "let g:loaded_retort = 1 | source ~/.vimrc"})
    seen = vim(f"""
        call Saw(exists('*retort#hover'))
        {point(ARGS)}
        call Hover()
        call LookUp('Retort blueprint')
        call popup_clear()
        {state}""")
    assert seen == [0, *without]


def test_one_sentence_where_retort_is_missing(home, vim):
    seen = vim(
        f"{point(ARGS)}\nedit templates/pots.html\nRetortHover\nRetort blueprint\nRetortQuiz\ncall Saw(retort#due())",
        env={"PATH": "/usr/bin:/bin"},
        messages=["retort: no program is called retort; install Retort, or set g:retort_program"])
    assert seen == [""]
    assert home.daemons() == []


def test_one_sentence_where_no_daemon_can_be_reached(home, vim):
    home.state.parent.mkdir(parents=True)
    home.state.write_text("")
    told = home.start("due").stderr.strip()
    assert told.startswith("retort: ")
    seen = vim(
        f"""
        {point(ARGS)}
        call Until('empty(Servers())')
        edit templates/pots.html
        call Saw(len(Servers()))
        RetortHover
        call Until('empty(Servers())')
        call delete('{home.state}')
        {point(ARGS)}
        call Saw(Hover())""",
        messages=[told])
    # Nothing is tried again by itself, but a person is heard.
    assert seen == [0, WHOLE]


def test_one_sentence_where_retort_does_not_run(request, broken, vim):
    # Here Vim knows more.
    if "no interpreter" in request.node.name:
        broken = "retort does not run: executing job failed: No such file or directory"
    seen = vim(
        f"""
        {point(ARGS)}
        call Until("execute('messages') =~# 'retort'")
        edit templates/pots.html
        RetortHover
        sleep 300m
        call Saw(len(Servers()))""",
        messages=[f"retort: {broken}"])
    assert seen == [0]


def test_who_ends_while_something_is_told_is_told_of_in_one_sentence(home, vim):
    program = home.path / "bin/retort"
    program.unlink()
    # It is still there, but hears nothing any more.
    program.write_text("#!/bin/sh\nexec <&-\ntouch ~/deaf\nsleep 1\nexit 1\n")
    program.chmod(0o755)
    vim(
        f"""
        {point(ARGS)}
        call Until("filereadable($HOME . '/deaf')")
        edit templates/pots.html
        call Until("execute('messages') =~# 'retort'")""",
        messages=["retort: retort does not run; in a shell, retort status may tell why"])


def test_the_help_is_found(home, vim):
    assert vim("help retort\ncall Saw(expand('%:t'))\ncall Saw(getline('.'))")[0] == "retort.txt"
    # The tags that are shipped are those that Vim makes.
    folder = home.path / "doc"
    folder.mkdir()
    (folder / "retort.txt").write_text((CLIENTS / "vim/doc/retort.txt").read_text())
    vim(f"helptags {folder}")
    assert (folder / "tags").read_text() == (CLIENTS / "vim/doc/tags").read_text()


# On the screen


@pytest.fixture
def screen(home, shop, plugin):
    """Vim in a terminal of 80 columns, with the due count in its status line."""
    (home.path / ".vimrc").open("a").write("set laststatus=2 statusline=%t\\ [%{retort#due()}]\n")
    # What xterm says of itself is more than this screen understands.
    terminal = Terminal(home, *QUIET, str(shop / "app.py"), binary=VIM, env={"TERM": "screen-256color"})
    yield terminal
    terminal.close()


def test_what_is_due_shows_though_the_server_comes_late(home, late, screen):
    due_shows_late(home, late, screen)


def test_a_person_sees_a_popup_and_is_asked(home, shop, screen):
    home.run("due")
    screen.wait("from flask import", "app.py [3 new · 2 min]")
    screen.send(f":call cursor({ARGS.line + 1}, {ARGS.byte})\r:RetortHover\r").wait("Query string parameters")
    # It stands above the line, and as far to the right as it may: its longest line has 79 columns.
    screen.until(lambda: [line[1:] for line in screen.lines[:8]] == WHOLE, WHOLE)
    screen.until(lambda: screen.lines[8] == '    label = "é😀"; return label + request.args.get("pots", "1")', "the line itself")
    screen.send("k").wait("from flask import", gone="holds what stands")

    screen.send(":RetortQuiz\r").wait("retort quiz [running]", "What Flask is new")
    # The right end of the first line, as wide as the screen, is not cut off.
    screen.until(lambda: screen.lines[0].endswith(" left"), "the first line")
    screen.send("2").wait("1 again").send("4").wait("app.py [2 new · 1 min]")
    assert reviews(home) == [("flask/what-is-flask/micro-meaning", 4)]
    screen.send("q").wait("from flask import", gone="retort quiz")


def test_typing_is_told_and_opening_is_not(home, shop, screen):
    screen.wait("from flask import", "app.py [3 new")
    assert "quietSeconds" not in home.json("status")
    screen.send("ix = 1\r\x1b")
    wait_for(lambda: "quietSeconds" in home.json("status"))
