"""Editors that cannot be run here: their configuration holds nothing but what their documentation has, and what it would have them run is run."""
import json
import re
import subprocess
import tomllib

import pytest

from conftest import CLIENTS, PLACES, reviews, wait_for
from editor import Editor
from tmux import Tmux


def toml(path):
    return tomllib.loads((CLIENTS / path).read_text())


def of_json(path):
    return json.loads((CLIENTS / path).read_text())


HELIX = toml("helix/languages.toml")
SUBLIME = of_json("sublime/LSP.sublime-settings")["clients"]["retort"]
KATE = of_json("kate/settings.json")["servers"]
ZED = toml("zed/extension.toml")
TASKS = {task["label"]: task for task in of_json("zed/tasks.json")}
ZED_COMMAND = re.search(
    r'\.which\("(\w+)"\).*?args: vec!\["(\w+)"\.to_string\(\)\]', (CLIENTS / "zed/src/lib.rs").read_text(), re.S).groups()

COMMANDS = {
    "helix": [HELIX["language-server"]["retort"]["command"], *HELIX["language-server"]["retort"]["args"]],
    "sublime": SUBLIME["command"],
    "zed": list(ZED_COMMAND),
    **{f"kate {language}": server["command"] for language, server in KATE.items()},
}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_an_editor_starts_is_a_server(home, shop, name):
    program, *arguments = COMMANDS[name]
    assert program == "retort"
    editor = Editor(home, editor="neovim_v0.7.0", command=arguments, root=shop)
    place = PLACES["Jinja name" if "html" in name or "jinja" in name else "config key"]
    uri = (shop / place.file).as_uri()
    hover = editor.ask("textDocument/hover", {
        "textDocument": {"uri": uri}, "position": {"line": place.line, "character": place.character}})
    assert hover["contents"]["value"].splitlines()[0] == place.markdown
    assert editor.leave() == 0


def test_kate_knows_every_key():
    for server in KATE.values():
        assert set(server) == {"command", "root", "highlightingModeRegex"}
        # Without a folder of Kate's own choice, which would be the home folder: Retort finds the project.
        assert server["root"] == ""
    modes = {"Python": "python", "HTML": "html", "Django HTML Template": "jinja", "Jinja2": "jinja"}
    assert {mode: [key for key in KATE if re.search(KATE[key]["highlightingModeRegex"], mode)] for mode in modes} == {
        mode: [key] for mode, key in modes.items()}
    known = {"actionName", "arguments", "category", "cmdname", "executable", "input", "name", "output", "reload", "save", "workingDir"}
    for file in (CLIENTS / "kate/externaltools").iterdir():
        head, *lines = file.read_text().splitlines()
        assert head == "[General]"
        assert {line.split("=")[0] for line in lines} <= known


def test_helix_keeps_its_own_servers():
    # The lists of Helix 25.07.1's own languages.toml.
    own = {
        "python": ["ty", "ruff", "jedi", "pylsp"], "html": ["vscode-html-language-server", "superhtml"],
        "htmldjango": ["djlsp", "vscode-html-language-server", "superhtml"], "jinja": []}
    assert {language.pop("name"): language.pop("language-servers") for language in HELIX["language"]} == {
        name: [*servers, "retort"] for name, servers in own.items()}
    assert all(not language for language in HELIX["language"])
    assert set(HELIX) == {"language-server", "language"} and set(HELIX["language-server"]) == {"retort"}
    assert set(HELIX["language-server"]["retort"]) == {"command", "args"}


def test_sublime_knows_every_key():
    assert set(SUBLIME) == {"enabled", "command", "selector"} and SUBLIME["enabled"] is True


def test_zed_knows_every_key():
    assert set(ZED) == {"id", "name", "description", "version", "schema_version", "language_servers"} and ZED["schema_version"] == 1
    server = ZED["language_servers"]["retort"]
    assert set(server) == {"name", "languages", "language_ids"} and set(server["language_ids"]) == set(server["languages"])
    cargo = toml("zed/Cargo.toml")
    assert cargo["lib"]["crate-type"] == ["cdylib"] and set(cargo["dependencies"]) == {"zed_extension_api"}
    assert all(set(task) == {"label", "command", "args"} for task in TASKS.values())


ODD = """it's "100%" $(touch broken) `touch broken` é😀"""


def test_zeds_tasks_do_what_they_say(home, shop):
    def words(label, **values):
        task = TASKS[label]
        return [task["command"], *(values.get(word.removeprefix("$ZED_"), word) if word[0] == "$" else word for word in task["args"])]

    def run(label, **values):
        return subprocess.run(words(label, **values), env=home.env, cwd=shop, capture_output=True, text=True, timeout=60).stdout

    assert run("Retort: look up the selection", SELECTED_TEXT="app.config") == home.run("lookup", "app.config")
    assert run("Retort: look up the selection", SELECTED_TEXT=ODD).startswith(f"nothing for \"{ODD}\"")
    assert run("Retort: what is due") == "3 new, about 2 min: retort quiz\n"
    file = str(shop / "app.py")
    quiz(home, file, lambda tmux: tmux.run("respawn-pane", "-k", "-t", ":0.0", *words("Retort: quiz on this file", FILE=file)))


def test_helix_keys_do_what_they_say(home, shop):
    text = re.search(r"```toml\n(.*?)```", (CLIENTS / "helix/README.md").read_text(), re.S)[1]
    keys = tomllib.loads(text)["keys"]["normal"]["+"]

    def shell(command, name, input=None):
        # Helix hands what stands behind these commands to `sh -c` as it is, and shows nothing of what fails.
        assert command.startswith(name)
        return subprocess.run(
            ["sh", "-c", command.removeprefix(name)], env=home.env, cwd=shop, input=input, capture_output=True, text=True,
            timeout=60, check=True).stdout

    home.run("status")
    for selection, answer in (("app.config", home.run("lookup", "app.config")), (ODD, home.run("lookup", ODD, status=1))):
        assert shell(keys["l"][0], ":pipe-to ", selection) == ""
        assert shell(keys["l"][1], ":sh ") == answer
    assert shell(keys["d"], ":sh ") == "3 new, about 2 min: retort quiz\n"
    command = keys["q"].replace("%{buffer_name}", "app.py").removeprefix(":sh ")
    quiz(home, str(shop / "app.py"), lambda tmux: tmux.type(command, "Enter"), pane=1, folder=shop)


def quiz(home, file, start, pane=0, folder=None):
    """Answers the first question about a file in the terminal that `start` makes show it."""
    tmux = Tmux(home, "sh", folder=folder)
    try:
        start(tmux)
        question = home.call("quiz/next", {"file": file})["question"]
        wait_for(lambda: tmux.panes() > pane)
        tmux.wait(question["title"], "? all keys", pane=pane)
        tmux.type("1", pane=pane).wait("again", pane=pane)
        tmux.type("3", pane=pane)
        assert wait_for(lambda: reviews(home)) == [(question["card"], 3)]
    finally:
        tmux.close()
    assert home.run("due") == "2 new, about 1 min: retort quiz\n"


def test_every_client_has_its_row():
    text = (CLIENTS / "README.md").read_text()
    rows = re.findall(r"^\| \[.*?\]\((\w+)/README\.md\)", text, re.M)
    folders = {path.parent.name for path in CLIENTS.glob("*/README.md")} - {"systemd", "pictures"}
    assert folders <= set(rows), "a client without a row"
    assert all(row.count("|") == 8 for row in text.splitlines() if row.startswith("| ["))
