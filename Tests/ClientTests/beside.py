"""The other language server: it hovers everywhere, so that a test can see whether Retort is still heard beside it."""
import json
import sys

ANSWERS = {
    "initialize": {"capabilities": {"hoverProvider": True, "textDocumentSync": 1}},
    "textDocument/hover": {"contents": {"kind": "plaintext", "value": "said by the other server"}},
}

while length := sys.stdin.buffer.readline():
    while sys.stdin.buffer.readline().strip():
        pass
    message = json.loads(sys.stdin.buffer.read(int(length.split(b":")[1])))
    if message["method"] == "exit":
        break
    if "id" in message:
        body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": ANSWERS.get(message["method"])}).encode()
        sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        sys.stdout.buffer.flush()
