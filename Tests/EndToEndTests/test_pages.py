"""The conversations of Protocol/*.md with the real binary: over standard streams and the socket, in both framings."""
import json
import pathlib
import re
import subprocess

import jsonschema
import pytest

from home import BINARY, NOW, ROOT, Client, Home

PAGES = sorted(page for page in (ROOT / "Protocol").glob("*.md") if page.name != "README.md")
OPENRPC = json.loads((ROOT / "Protocol/openrpc.json").read_text())


def conversation(page):
    inside = False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if line.startswith("```"):
            inside = line == "```conversation"
        elif inside and line[:4] in ("--> ", "<-- "):
            yield number, line[:3], line[4:]


def matches(expected, found):
    if expected == "…":
        return True
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(matches(expected[key], found[key]) for key in expected)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(matches, expected, found))
    return expected == found and isinstance(expected, bool) == isinstance(found, bool)


class Headers:
    @staticmethod
    def wrap(text):
        body = text.encode()
        return b"Content-Length: %d\r\n\r\n" % len(body) + body

    @staticmethod
    def read(file):
        length = None
        while (line := file.readline()) not in (b"\r\n", b""):
            name, value = line.split(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(file.read(length))


class Lines:
    @staticmethod
    def wrap(text):
        return text.encode() + b"\n"

    @staticmethod
    def read(file):
        return json.loads(file.readline())


def hold(page, framing, send, file):
    methods = {}
    # A daemon that has just started tells how far it has read besides.
    send(framing.wrap('{"jsonrpc": "2.0", "id": 0, "method": "pack/refresh"}'))
    assert framing.read(file)["id"] == 0
    for number, direction, text in conversation(page):
        if direction == "-->":
            send(framing.wrap(text))
            try:
                message = json.loads(text)
                for item in message if isinstance(message, list) else [message]:
                    if isinstance(item, dict) and "id" in item:
                        methods[json.dumps(item["id"])] = item.get("method")
            except ValueError:
                pass
        else:
            found = framing.read(file)
            while is_report(found):
                found = framing.read(file)
            assert matches(json.loads(text), found), f"{page.name}:{number}: came {json.dumps(found, ensure_ascii=False)}"
            if isinstance(found, dict) and "result" in found:
                check_schema(methods[json.dumps(found["id"])], found["result"])


def is_report(message):
    """How far work has come that takes longer than a tenth of a second, as on a busy machine."""
    return isinstance(message, dict) and message.get("method") == "$/progress" and message["params"]["value"]["kind"] == "report"


def check_schema(method, result):
    described = next(item for item in OPENRPC["methods"] if item["name"] == method)
    schema = {**described["result"]["schema"], "components": OPENRPC["components"]}
    jsonschema.Draft202012Validator(schema).validate(result)


@pytest.mark.parametrize("framing", [Lines, Headers])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_over_standard_streams(page, framing):
    home = Home(now=NOW)
    try:
        process = subprocess.Popen(
            [BINARY, "serve", "--stdio"], env=home.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        file = process.stdout.__class__ and open(process.stdout.fileno(), "rb", closefd=False)

        def send(data):
            process.stdin.write(data)

        hold(page, framing, send, file)
        process.stdin.close()
        assert file.read() == b"", "messages are left at the end"
        # LSP: an end without exit after shutdown is no clean one; ours know no such thing.
        assert process.wait(20) == 0
    finally:
        home.close()


@pytest.mark.parametrize("framing", [Lines, Headers])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_over_the_socket(page, framing):
    home = Home(now=NOW)
    try:
        home.run("status")
        client = Client(home.socket)
        hold(page, framing, client.send, client.file)
        client.close()
    finally:
        home.close()


def test_every_example_method_is_described():
    names = {method["name"] for method in OPENRPC["methods"]}
    sent = set(re.findall(r'"method": "([^"]+)"', "".join(page.read_text() for page in PAGES)))
    invented = {
        "tea/pour", "textDocument/nothing", "$/cancelRequest", "$/progress", "review/changed", "window/showMessage",
        "window/showMessageRequest"}
    assert sent - invented <= names


def test_openrpc_schemas_are_schemas():
    for method in OPENRPC["methods"]:
        results = [method["result"]["schema"]] if "result" in method else []
        for schema in [*results, *(param["schema"] for param in method["params"])]:
            jsonschema.Draft202012Validator.check_schema(schema)
    for schema in OPENRPC["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    used = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(OPENRPC)))
    assert used <= set(OPENRPC["components"]["schemas"])
