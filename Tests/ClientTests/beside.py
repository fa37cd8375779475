"""The other language server, so that a test can see whether Retort is still heard beside it, and it beside Retort.

    beside.py [ANSWER [MILLISECONDS]]

It hovers everywhere with ANSWER, or nowhere where that is empty, after so many milliseconds.
"""
import json
import sys
import time

answer = sys.argv[1] if len(sys.argv) > 1 else "said by the other server"
milliseconds = int(sys.argv[2]) if len(sys.argv) > 2 else 0
ANSWERS = {
    "initialize": {"capabilities": {"hoverProvider": True, "textDocumentSync": 1}},
    "textDocument/hover": {"contents": {"kind": "plaintext", "value": answer}} if answer else None,
}

while length := sys.stdin.buffer.readline():
    while sys.stdin.buffer.readline().strip():
        pass
    message = json.loads(sys.stdin.buffer.read(int(length.split(b":")[1])))
    if message["method"] == "exit":
        break
    if message["method"] == "textDocument/hover":
        time.sleep(milliseconds / 1000)
    if "id" in message:
        body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": ANSWERS.get(message["method"])}).encode()
        sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        sys.stdout.buffer.flush()
