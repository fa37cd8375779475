"""Holds what a server says to LSP, more strictly than lsprotocol by itself, which takes unknown members, a number for a text, 1.0
for 1, ranges that end before they begin and paths for addresses."""
import json
import re

from lsprotocol import converters, types

CONVERTER = converters.get_converter()
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:([A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-F]{2})*")
FIRST_ASKED = 1_000_000


def hold(message, methods, capabilities):
    """- methods: what was asked, by id.  - capabilities: what the client said it can."""
    assert message["jsonrpc"] == "2.0"
    if "method" in message:
        assert set(message) <= {"jsonrpc", "id", "method", "params"}
        if "id" in message:
            assert type(message["id"]) is int and message["id"] >= FIRST_ASKED
        if message["method"].startswith("review/"):
            assert "review/subscribe" in methods.values(), "nobody asked for it"
            return
        kind = types.METHOD_TO_TYPES[message["method"]][0]
    else:
        assert set(message) in ({"jsonrpc", "id", "result"}, {"jsonrpc", "id", "error"})
        method = methods[message["id"]]
        if "error" in message:
            error = message["error"]
            assert set(error) <= {"code", "message", "data"} and type(error["code"]) is int and error["message"]
            return
        if method not in types.METHOD_TO_TYPES:
            return
        kind = types.METHOD_TO_TYPES[method][1]
        allow(method, message["result"], capabilities)
    typed = CONVERTER.structure(message, kind)
    fit(message)
    if "result" in message and message["result"] is None:
        assert getattr(typed, "result", None) is None
        return
    # What the typed form has lost, or made into something else, was no part of the type.
    again = CONVERTER.unstructure(typed)
    assert json.dumps(again, sort_keys=True) == json.dumps(message, sort_keys=True)


def fit(value):
    """What types do not say: addresses are addresses, and ranges go forward."""
    if isinstance(value, list):
        for item in value:
            fit(item)
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        if name in ("uri", "targetUri"):
            assert ADDRESS.fullmatch(item), item
        fit(item)
    if {"start", "end"} <= set(value):
        start, end = ((value[name]["line"], value[name]["character"]) for name in ("start", "end"))
        assert start <= end, value
    if {"range", "selectionRange"} <= set(value):
        outer, inner = value["range"], value["selectionRange"]
        assert place(outer["start"]) <= place(inner["start"]) and place(inner["end"]) <= place(outer["end"]), value


def place(position):
    return position["line"], position["character"]


def allow(method, result, capabilities):
    """The client gets nothing that it cannot take."""
    document = capabilities.get("textDocument", {})
    if method == "initialize":
        offered = capabilities.get("general", {}).get("positionEncodings", ["utf-16"])
        assert result["capabilities"]["positionEncoding"] in offered
        assert all(type(value) in (bool, dict) for name, value in result["capabilities"].items() if name.endswith("Provider"))
    if method == "textDocument/hover" and result is not None:
        assert result["contents"]["kind"] in document.get("hover", {}).get("contentFormat", ["plaintext"])
        lines = result["contents"]["value"].splitlines()
        # Names and addresses have the length that they have.
        assert len(lines) <= 12 and all(len(line) <= 80 for line in lines[1:] if "://" not in line), lines
    if method == "textDocument/documentSymbol" and result is not None:
        if not document.get("documentSymbol", {}).get("hierarchicalDocumentSymbolSupport"):
            assert all("location" in symbol for symbol in result)
