"""The places themselves, asked over the wire: when these fail, look at the server before you look at a client."""
import pytest

from conftest import PLACES
from editor import Editor


@pytest.mark.parametrize("name", PLACES)
def test_a_hover_names_what_stands_there(home, shop, name):
    place = PLACES[name]
    editor = Editor(home, editor="neovim_v0.7.0", root=shop)
    path = shop / place.file
    uri = path.as_uri()
    editor.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "x", "version": 1, "text": path.read_text()}})
    hover = editor.ask("textDocument/hover", {
        "textDocument": {"uri": uri}, "position": {"line": place.line, "character": place.character}})
    assert (hover and hover["contents"]["value"].splitlines()[0]) == place.markdown
    editor.leave()
