import Glibc

// Compiled together with the sources of `Reading` into one module (see run.sh), so that nothing need be exported for this.

/// What every input is read beside: the pack's facts and a workspace of three small files.
private enum World {
    static let facts: Facts = {
        guard let path = getenv("FACTS"), let file = fopen(path, "r") else { return Facts() }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 8 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Facts(Array(bytes[..<count]))
    }()

    static let workspace: WorkspaceView = {
        let files = [
            "a/__init__.py":
                "from flask import Flask\nfrom .b import *\ndef create_app():\n    app = Flask(__name__)\n    return app\n",
            "a/b.py":
                "from . import *\nfrom flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass M(db.Model): pass\n",
            "a/c.py": "from a.c import x\nfrom flask import Blueprint\nbp = Blueprint('c', __name__)\n",
        ].mapValues { ModuleSummary(PythonFile(Array($0.utf8))) }
        return WorkspaceView { files[$0] }
    }()
}

/// One input: kind, cursor, an edit, and the text. What must hold: nothing traps or hangs, the text is covered without
/// gaps, reading is linear, and an edited document answers as one that was read afresh.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 8 else { return 0 }
    let input = UnsafeBufferPointer(start: start, count: count)
    let bytes = Array(input[8...])
    func place(_ index: Int) -> Int { (Int(input[index]) << 8 | Int(input[index + 1])) % (bytes.count + 1) }
    let cursor = place(1)
    let edited = place(3)..<min(bytes.count, place(3) + Int(input[5]))
    let replacement = Array(bytes[..<min(bytes.count, Int(input[6]) % 24)])
    let kind: Document.Kind = input[0] & 1 == 0 ? .python : .jinja
    var document = Document(kind: kind, bytes)
    check(document)
    _ = answer(cursor, document)
    document.replace(edited, with: replacement)
    check(document)
    let fresh = Document(kind: kind, document.text.bytes)
    let at = min(cursor, document.text.bytes.count)
    let text = document.text
    for encoding in [PositionEncoding.utf8, .utf16, .utf32] {
        let back = text.offset(of: text.position(of: at, encoding: encoding), encoding: encoding)
        precondition(back <= at && at - back < 4, "a position leads elsewhere")
    }
    precondition(
        answer(at, document)?.symbol == answer(at, fresh)?.symbol, "an edit leaves another meaning than reading anew")
    if case .python(let file) = document {
        let summary = ModuleSummary(file)
        _ = Endpoints.views(of: summary, path: "a/d.py", workspace: World.workspace)
    }
    return 0
}

private func answer(_ offset: Int, _ document: Document) -> Found? {
    symbol(at: offset, in: document, path: "a/d.py", facts: World.facts, workspace: World.workspace)
}

private func check(_ document: Document) {
    guard case .python(let file) = document else { return }
    let count = file.text.bytes.count
    precondition(file.chunks.reduce(0) { $0 + $1.length } == count, "the chunks do not cover the text")
    precondition(file.chunks.reduce(0) { $0 + $1.nodes.count } <= 4 * count + 10, "too many nodes")
}
