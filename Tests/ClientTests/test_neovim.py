"""The plugin in two real Neovims, Debian's and a newer one: driven without a screen, and on a screen as a person sees it."""
import json
import pathlib
import subprocess
import sys

import pytest

from conftest import CLIENTS, HERE, PLACES, due_shows_late, reviews, wait_for
from home import BINARY
from screen import Terminal

OLD = "/usr/bin/nvim"
NEW = str(pathlib.Path(sys.prefix) / "bin/nvim")


@pytest.fixture(params=[OLD, NEW], ids=["0.7", "0.11"])
def binary(request):
    return request.param


@pytest.fixture
def plugin(home):
    """The plugin where Neovim takes packages from."""
    folder = home.path / ".local/share/nvim/site/pack/retort/start"
    folder.mkdir(parents=True)
    (folder / "retort").symlink_to(CLIENTS / "neovim")


@pytest.fixture
def nvim(home, shop, plugin, binary):
    """Has Neovim do something in the project; gives what it saw, and holds that no error came up."""

    def run(script, env=None, messages=()):
        (home.path / "scenario.lua").write_text(script)
        seen = home.path / "seen.json"
        seen.unlink(missing_ok=True)
        done = subprocess.run(
            [binary, "--headless", "-i", "NONE", "-n", "-c", f"luafile {HERE / 'drive_nvim.lua'}"], cwd=shop,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280,
            env={**home.env, "SCENARIO": str(home.path / "scenario.lua"), "SEEN": str(seen), "PYTHON": sys.executable, "BESIDE": str(HERE / "beside.py"),
                 **(env or {})})
        told = json.loads(seen.read_text())
        assert (told["failed"], told["error"]) == ("", "")
        assert told["messages"] == list(messages), done.stderr
        return told["seen"]

    return run


def point(place, line=None, byte=None):
    return f"Point('{place.file}', {line or place.line + 1}, {byte or place.byte})\n"


# Hover

ARGS = PLACES["request attribute"]
WHOLE = [
    "`flask.Request.args` · **Query string parameters**",
    "",
    "`request.args` holds what stands after the `?` of the URL.",
    '`request.args.get("page", 1, type=int)` gives the value as a number, or 1 if it',
    "is missing or no number. Without `type` every value is text. For a repeated",
    'name, `request.args.getlist("tag")` gives all values.',
    "",
    '*Mind:* `request.args["page"]` for a missing name ends in a 400 answer,',
    "`BadRequestKeyError`. Use `get`.",
    "",
    "[source](https://flask.palletsprojects.com/en/stable/quickstart/#the-request-object)",
]


def test_a_hover_explains_what_stands_there_and_is_silent_elsewhere(nvim, binary):
    seen = nvim(
        "".join(point(place) + "Saw(Hover())\n" for place in PLACES.values()),
        # The newer one says so where no server knows anything.
        messages=["No information available"] if binary == NEW else [])
    assert [lines and lines[0] for lines in seen] == [place.markdown or [] for place in PLACES.values()]
    assert seen[list(PLACES).index("request attribute")] == WHOLE


def test_a_home_without_folders_is_no_trouble(home, nvim):
    """Neovim cannot make the folder of its log while Retort makes the one above; so it comes first."""
    program = home.path / "bin/retort"
    program.unlink()
    program.write_text(f'#!/bin/sh\n[ -d ~/.local/state/nvim ] || [ -d ~/.cache/nvim ] || touch ~/early\nexec {BINARY} "$@"\n')
    program.chmod(0o755)
    assert nvim(point(ARGS) + "Saw(Hover())") == [WHOLE]
    assert not (home.path / "early").exists()


def test_a_word_is_one_from_its_first_letter_to_its_last(nvim, binary):
    """Behind `é😀` who counts otherwise than in UTF-16 is beside it at one of its ends. The newer one marks what is meant."""
    last = ARGS.byte + len(ARGS.word) - 1
    marks = """
        for name, space in pairs(vim.api.nvim_get_namespaces()) do
            for _, mark in ipairs(name:find('hover') and vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true }) or {}) do
                Saw({ mark[2], mark[3], mark[4].end_row, mark[4].end_col })
            end
        end
        """
    seen = nvim("".join(
        point(ARGS, byte=byte) + "Saw(Hover()[1])\n" for byte in (ARGS.byte - 2, ARGS.byte, last, last + 2, ARGS.byte)) + marks)
    assert seen[:5] == [
        "`flask.request` · **The request object**", ARGS.markdown, ARGS.markdown,
        "`werkzeug.datastructures.ImmutableMultiDict.get` · **MultiDict and its relatives**", ARGS.markdown]
    assert seen[5:] == ([[ARGS.line, ARGS.byte - 1, ARGS.line, last]] if binary == NEW else [])


def test_what_is_typed_counts_before_it_is_saved(nvim):
    after = ARGS.byte + len("é😀😀😀😀 = 1; ".encode())
    seen = nvim(f"""
        {point(ARGS)}
        Saw(Hover())
        Close()
        vim.api.nvim_buf_set_lines(0, 0, 0, true, {{ '# é😀', '# é😀' }})
        vim.api.nvim_buf_set_text(0, {ARGS.line + 2}, 4, {ARGS.line + 2}, 4, {{ 'é😀😀😀😀 = 1; ' }})
        vim.api.nvim_win_set_cursor(0, {{ {ARGS.line + 3}, {after - 1} }})
        Saw(Hover())
        Close()
        vim.cmd('silent undo')
        vim.api.nvim_win_set_cursor(0, {{ {ARGS.line + 1}, {ARGS.byte - 1} }})
        Saw(Hover())
        Close()
        vim.api.nvim_buf_set_text(0, {ARGS.line}, {ARGS.byte - 1}, {ARGS.line}, {ARGS.byte + 3}, {{ 'form' }})
        Saw(Hover()[1])""")
    assert seen == [WHOLE, WHOLE, WHOLE, "`flask.Request.form` · **Form data in the request**"]


def test_the_better_known_the_less_is_shown_and_all_when_asked_alone(home, nvim):
    for day in ("01", "20"):
        for card in home.call("concept/show", {"id": "flask/query-parameters"})["cards"]:
            home.call("review/grade", {"card": card, "grade": 3}, env={"RETORT_NOW": f"2026-11-{day}T09:00:00Z"})
    home.run("stop")
    seen = nvim(
        point(ARGS) + "Saw(Hover())\nvim.cmd('RetortHover')\nSettle()\nSaw(Float())",
        env={"RETORT_NOW": "2026-11-22T09:00:00Z"})
    assert seen == [
        [ARGS.markdown + " · you know this: 99 %, next in 27 days"],
        [*WHOLE[:-1], "you know this: 99 %, next in 27 days · " + WHOLE[-1]]]


def test_the_daemon_may_end_meanwhile(nvim):
    seen = nvim(f"""
        {point(ARGS)}
        Saw(Hover())
        Close()
        vim.fn.system({{ 'retort', 'stop' }})
        vim.api.nvim_buf_set_lines(0, 0, 0, true, {{ '# é😀' }})
        Saw(Hover())""")
    assert seen == [WHOLE, WHOLE]


# Beside somebody else's server


@pytest.mark.parametrize("milliseconds", [0, 2500])
def test_two_servers_are_shown_in_one_window(nvim, binary, milliseconds):
    seen = nvim(f"""
        {point(ARGS)}
        Settle()
        Beside('other words', {milliseconds})
        vim.lsp.buf.hover()
        Until(function() local text = table.concat(Float()) return text:find('other words') and text:find('BadRequest') end)
        Saw(Float())
        Saw(vim.api.nvim_get_current_win() == vim.fn.win_getid(1))
        -- Asked again the cursor goes into the window, as with one server.
        vim.lsp.buf.hover()
        Until(function() return vim.api.nvim_get_current_win() ~= vim.fn.win_getid(1) end)
        Saw(#Float())""")
    # The newer one puts a heading above each, a line between them, and marks around plain text.
    lines = [line for line in seen[0] if not line.startswith(("#", "──────────", "```"))]
    assert lines == ([*WHOLE, "other words"] if binary == NEW else ["other words", "───", *WHOLE])
    assert seen[1:] == [True, len(seen[0])]


def test_who_knows_nothing_is_not_heard_beside_who_does(nvim):
    seen = nvim(f"""
        {point(ARGS)}
        Settle()
        Beside('', 0)
        vim.lsp.buf.hover()
        Until(function() return #Float() > 0 end)
        Saw(Float())""")
    assert seen == [WHOLE]
    seen = nvim(f"""
        {point(PLACES["look-alike"])}
        Settle()
        Beside('other words', 0)
        vim.lsp.buf.hover()
        Until(function() return #Float() > 0 end)
        Settle()
        Saw(Float())
        -- Lists of which the last one to come is shown are left to others.
        local client = Servers()[1]
        local function can(method)
            return vim.fn.has('nvim-0.11') == 1 and client:supports_method(method) or client.supports_method(method)
        end
        Saw({{ can('textDocument/hover'), can('textDocument/documentSymbol'), can('workspace/symbol') }})""")
    assert [[line for line in seen[0] if line != "```"], seen[1]] == [["other words"], [True, False, False]]


# Look-up


def test_a_word_a_phrase_and_a_list_are_looked_up(home, nvim):
    seen = nvim(f"""
        {point(ARGS)}
        for _, words in ipairs({{ '', ' what is a blueprint?', ' zebra crossing', ' topic:blueprints level:beginner' }}) do
            Saw(LookUp('Retort' .. words))
        end
        Saw(LookUp('Retort --depth x')[1])
        vim.cmd('RetortExplain application factory')
        Until(function() return vim.bo.buftype == 'nofile' end)
        Saw({{ vim.bo.modifiable, vim.api.nvim_buf_get_lines(0, 0, -1, false) }})""")
    # Debian's puts a space before and behind each line.
    seen = [[line.strip() for line in lines] for lines in seen[:4]] + [seen[4].strip(), seen[5]]
    assert seen[0] == [
        "Query string parameters  requests, beginner",
        "`request.args` holds what stands after the `?` of the URL.",
        '`request.args.get("page", 1, type=int)` gives the value as a number, or 1 if it',
        "is missing or no number. Without `type` every value is text. For a repeated",
        'name, `request.args.getlist("tag")` gives all values.',
        "source: https://flask.palletsprojects.com/en/stable/quickstart/#the-request-object",
        "see also: MultiDict and its relatives · Pagination · Building URLs with url_for",
    ]
    assert seen[1][0] == "Blueprints  blueprints, beginner"
    assert seen[2] == ['nothing for "zebra crossing"; nearest: CORS · Cross-site scripting · CSRF', "protection"]
    assert [line.split(" — ")[0] for line in seen[3]] == ["Blueprints", "Registering blueprints", "Building URLs in blueprints"]
    assert seen[4] == "Waitress  deployment, intermediate"
    assert seen[5] == [False, home.run("lookup", "--depth", "deep", "application factory").splitlines()]


# Code actions


def test_actions_are_the_editors_own(nvim):
    """Chosen from its menu; a quiz and an explanation open windows, the rest is the server's."""
    seen = nvim(f"""
        {point(ARGS)}
        Settle()
        local wanted, titles
        vim.ui.select = function(items, options, choose)
            titles = vim.tbl_map(options.format_item, items)
            for index, item in ipairs(items) do if titles[index]:find(wanted) then return choose(item, index) end end
        end
        local function Do(title)
            wanted, titles = title, nil
            vim.lsp.buf.code_action()
            Until(function() return titles end)
            Settle()
        end
        Do('No hints for flask')
        Saw(titles)
        Do('Hints for flask')
        Saw(Hover()[1])
        Close()
        {point(PLACES["decorator"])}
        Settle()
        Do('Explain')
        Until(function() return vim.bo.buftype == 'nofile' end)
        Saw(vim.fn.getline(1))
        vim.cmd('close')
        Do('Quiz me')
        Until(function() return vim.bo.buftype == 'terminal' end)
        Until(function() return vim.fn.getline(1):find('^Routing  new') end)""")
    # The newer one says which server an action is of.
    assert [title.removesuffix(" [retort]") for title in seen[0]] == [
        "Quiz me on “Query string parameters”", "Explain “Query string parameters”", "I know “Query string parameters”",
        "No hints for flask.Request.args", "No hints for “Query string parameters”", "No hints in this file",
        "No hints in this project", "No hints anywhere"]
    # By its id: as words to look up "routing" is rather `flask routes`.
    assert seen[1:] == [ARGS.markdown, "Routing  routing, beginner"]


def test_a_quiz_is_about_the_file_or_what_is_said(shop, nvim):
    seen = nvim(f"""
        {point(ARGS)}
        for _, words in ipairs({{ '', ' --topic forms --minutes 5' }}) do
            vim.cmd('RetortQuiz' .. words)
            Saw(vim.api.nvim_get_chan_info(vim.bo.channel).argv)
            vim.cmd('stopinsert | bwipeout!')
        end""")
    assert [words[1:] for words in seen] == [["quiz", "--file", str(shop / "app.py")], ["quiz", "--topic", "forms", "--minutes", "5"]]


# A guest in somebody's editor


def test_nothing_of_the_persons_is_touched(nvim):
    """Options and maps are those that Neovim itself sets for any server."""
    state = """
        Saw(vim.fn.execute('setlocal! all'))
        Saw(vim.fn.execute('setglobal! all'))
        for _, mode in ipairs({ 'n', 'v', 'o', 'i', 'c', 't' }) do
            Saw(vim.tbl_map(function(map) return map.lhs end, vim.api.nvim_get_keymap(mode)))
        end"""
    without = nvim("vim.cmd('edit app.py')" + state, env={"VIMINIT": "let g:loaded_retort = 1"})
    seen = nvim(point(ARGS) + "Hover()\nLookUp('Retort blueprint')\nClose()\n" + state, env={"VIMINIT": ":"})
    # Neovim's own doing: CTRL-] asks a server that knows definitions, and a hover's window leaves its syntax behind.
    local, all, *maps = seen
    all = all.replace("  syntax=markdown", "  syntax=python")
    assert [local.replace("  tagfunc=v:lua.vim.lsp.tagfunc", "  tagfunc="), all, *maps] == without


def test_one_sentence_where_retort_is_missing(home, nvim):
    seen = nvim(
        """
        vim.cmd('edit app.py')
        vim.cmd('edit templates/pots.html')
        for _, name in ipairs({ 'RetortHover', 'Retort blueprint', 'RetortQuiz' }) do vim.cmd(name) end
        Saw(require('retort').due())""",
        env={"PATH": "/usr/bin:/bin"},
        messages=["retort: no program is called retort; install Retort, or set vim.g.retort_program"])
    assert seen == [""]
    assert home.daemons() == []


def test_one_sentence_where_no_daemon_can_be_reached(home, nvim):
    home.state.parent.mkdir(parents=True)
    home.state.write_text("")
    told = home.start("due").stderr.strip()
    assert told.startswith("retort: ")
    seen = nvim(
        f"""
        vim.cmd('edit app.py')
        Until(function() return vim.fn.execute('messages'):find('retort') end)
        vim.cmd('edit templates/pots.html')
        vim.wait(200)
        Saw(#Servers())
        os.remove('{home.state}')
        vim.cmd('edit app.py')
        Saw(#Servers())
        vim.cmd('RetortHover')
        {point(ARGS)}
        Saw(Hover())""",
        messages=[told])
    # Nothing is tried again by itself, but a person is heard.
    assert seen == [0, 0, WHOLE]


def test_one_sentence_where_retort_does_not_run(broken, nvim):
    seen = nvim(
        """
        vim.cmd('edit app.py')
        Until(function() return vim.fn.execute('messages'):find('retort') end)
        vim.cmd('edit templates/pots.html')
        vim.cmd('RetortHover')
        vim.cmd('Retort blueprint')
        vim.cmd('RetortQuiz')
        vim.wait(300)
        Saw(#Servers())""",
        messages=[f"retort: {broken}"])
    assert seen == [0]


# On the screen


@pytest.fixture
def screen(home, shop, plugin, binary):
    """Neovim in a terminal, with the due count in its status line."""
    settings = "set laststatus=2 statusline=%t\\ [%{v:lua.require'retort'.due()}]"
    # What xterm says of itself is more than this screen understands.
    terminal = Terminal(
        home, "-i", "NONE", "-n", "--cmd", settings, str(shop / "app.py"), columns=100, binary=binary,
        env={"TERM": "screen-256color"})
    yield terminal
    terminal.close()


def test_what_is_due_shows_though_the_server_comes_late(home, late, screen):
    due_shows_late(home, late, screen)


def test_a_person_sees_a_window_and_is_asked(home, shop, screen, binary):
    home.run("due")
    screen.wait("from flask import", "app.py [3 new · 2 min]")
    key = "K" if binary == NEW else ":lua vim.lsp.buf.hover()\r"
    # Neovim's own hover asks nobody while the server is still starting, and K looks elsewhere.
    screen.send(":lua vim.wait(60000, function() return next((vim.lsp.get_clients or vim.lsp.buf_get_clients)()) end, 5)\r")
    screen.send(f":call cursor({ARGS.line + 1}, {ARGS.byte})\r{key}").wait("Query string parameters", "holds what stands after the")
    screen.send("k").wait("from flask import", gone="holds what stands")

    screen.send(":RetortQuiz\r").wait("What Flask is new")
    screen.until(lambda: screen.lines[0].endswith(" left"), "the first line")
    screen.send("2").wait("1 again").send("4").wait("app.py [2 new · 1 min]")
    assert reviews(home) == [("flask/what-is-flask/micro-meaning", 4)]
    screen.send("q").wait("from flask import", gone="TERMINAL")
    screen.send("ggOx = 1\x1b").wait("x = 1 from flask import")
