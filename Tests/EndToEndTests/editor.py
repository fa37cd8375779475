"""An editor made for tests: it speaks LSP to `retort lsp` and holds every message of the server to LSP's types."""
import json
import os
import select
import subprocess
import time

from pytest_lsp import client_capabilities

from home import BINARY
from lsp_types import CONVERTER, hold

# The newest of each kind that pytest-lsp has recorded from the real editors.
EDITORS = ["neovim_v0.11.0", "neovim_v0.7.0", "emacs_v29.1", "visual_studio_code_v1.65.2"]


def capabilities(editor):
    return CONVERTER.unstructure(client_capabilities(editor.replace("_v", "@v")))


class Failed(Exception):
    """An error that the server answered with."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["code"]


class Editor:
    def __init__(self, home, editor=None, options=None, root=None, command=("lsp",), env=None, binary=BINARY, abilities=None):
        self.process = subprocess.Popen(
            [binary, *command], env={**home.env, **(env or {})}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.buffer = b""
        self.id = 0
        self.methods = {}
        self.log = []
        self.choices = []
        self.has_dialogues = True
        self.opens_documents = True
        self.settings = {}
        self.capabilities = {**(capabilities(editor) if editor else {}), **(abilities or {})}
        params = {"processId": os.getpid(), "rootUri": root and root.as_uri(), "capabilities": self.capabilities}
        if options is not None:
            params["initializationOptions"] = options
        self.server = self.ask("initialize", params)
        self.tell("initialized", {})

    # What is said

    def write(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def tell(self, method, params):
        self.write({"method": method, "params": params})

    def request(self, method, params=None):
        self.id += 1
        self.methods[self.id] = method
        self.write({"id": self.id, "method": method, **({} if params is None else {"params": params})})
        return self.id

    def ask(self, method, params=None):
        wanted = self.request(method, params)
        while True:
            message = self.read()
            if message.get("id") == wanted and "method" not in message:
                if "error" in message:
                    raise Failed(message["error"])
                return message["result"]
            self.take(message)

    # What comes

    def read(self, seconds=60):
        end = time.monotonic() + seconds
        while True:
            head, split, rest = self.buffer.partition(b"\r\n\r\n")
            if split:
                length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    message = json.loads(rest[:length])
                    hold(message, self.methods, self.capabilities)
                    self.log.append(message)
                    return message
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            assert ready, f"nothing came within {seconds} s"
            data = os.read(self.process.stdout.fileno(), 65536)
            assert data, "the server has closed its output"
            self.buffer += data

    def take(self, message):
        """Does what an editor does with what the server says by itself."""
        method = message.get("method")
        if method == "window/showMessageRequest" and not self.has_dialogues:
            self.write({"id": message["id"], "error": {"code": -32601, "message": method}})
        elif method == "window/showMessageRequest":
            title = self.choices.pop(0) if self.choices else None
            assert title is None or {"title": title} in message["params"]["actions"], (title, message["params"])
            self.write({"id": message["id"], "result": title and {"title": title}})
        elif method == "workspace/configuration":
            self.write({"id": message["id"], "result": [self.settings.get(item["section"]) for item in message["params"]["items"]]})
        elif method == "window/showDocument":
            self.write({"id": message["id"], "result": {"success": self.opens_documents}})
        else:
            assert "id" not in message, message

    def settle(self):
        """Takes everything that the server has to say at the moment."""
        for _ in range(20):
            before = len(self.log)
            self.ask("review/due", {})
            if len(self.log) == before + 1:
                return

    def notices(self, method):
        return [message["params"] for message in self.log if message.get("method") == method]

    # What editors do

    def open(self, uri, language, text):
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": language, "version": 1, "text": text}})

    def at(self, method, uri, line, character, **more):
        return self.ask(
            "textDocument/" + method,
            {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}, **more})

    def hover(self, uri, line, character):
        result = self.at("hover", uri, line, character)
        return result and result["contents"]["value"]

    def actions(self, uri, line, character, **context):
        here = {"line": line, "character": character}
        return self.ask(
            "textDocument/codeAction",
            {"textDocument": {"uri": uri}, "range": {"start": here, "end": here}, "context": {"diagnostics": [], **context}})

    def run(self, action):
        return self.ask("workspace/executeCommand", {key: action[key] for key in ("command", "arguments")})

    def choose(self, title, uri, line, character):
        """Carries out the code action with a title."""
        actions = {action["title"]: action for action in self.actions(uri, line, character)}
        return self.run(actions[title])

    def leave(self):
        self.ask("shutdown")
        self.tell("exit", None)
        return self.process.wait(20)
