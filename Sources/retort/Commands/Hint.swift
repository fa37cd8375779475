import Glibc
import JSONText
import Machine
import Server

extension Command {
    static let hint = Command(
        name: "hint", synopsis: "FILE:LINE:COLUMN",
        words: "tell which concept stands at a place in code, counted from 1",
        options: [
            Option(name: "--stdin", words: "take the file's text from standard input: as an editor has it, unsaved"),
            json,
        ]
    ) { context, words throws(Failure) in
        let place = try words.only("a place, like app.py:12:6")
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1]),
            line > 0, column > 0
        else { throw .usage("a place is FILE:LINE:COLUMN, counted from 1, not \"\(place)\"") }
        let path = Path.absolute(parts.dropLast(2).joined(separator: ":"), from: Path.current)
        let bytes: [UInt8]
        do throws(SystemFault) {
            bytes =
                words.has("--stdin")
                ? try Files.read(STDIN_FILENO, name: "standard input", limit: fileBytes)
                : try Files.read(path, limit: fileBytes)
        } catch {
            throw .refused(error.sentence)
        }
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        guard line <= lines else { throw .refused("\(path) has \(lines) lines, not \(line)") }
        let connection = try context.connect()
        // People count characters, LSP UTF-16 units unless asked.
        _ = try connection.ask(
            "initialize", raw: Array(#"{"capabilities":{"general":{"positionEncodings":["utf-32"]}}}"#.utf8))
        var opened = OpenedParams()
        opened.textDocument.uri = FileURI.of(path)
        opened.textDocument.text = String(decoding: bytes, as: UTF8.self)
        try connection.tell("textDocument/didOpen", opened)
        let params = PlaceParams(uri: opened.textDocument.uri, line: line - 1, character: column - 1)
        let result = try connection.ask("concept/at", params)
        if words.has("--json") {
            Output.json(result)
            return result == .null ? 1 : 0
        }
        guard let symbol = result["symbol"]?.text?.replacing(":", with: ".") else {
            Output.lines(["nothing known at \(place)"])
            return 1
        }
        var head = context.page.styled(symbol, .bold)
        if let title = result["concept"]?["title"]?.text { head += "  " + Page.plain(title) }
        if result["likely"] == .bool(true) { head += " (likely)" }
        let page = MarkdownPage(page: context.page)
        let mind = result["pitfall"]?.text.map { "Mind: " + $0 }
        let paragraphs = [result["note"]?.text, result["concept"]?["summary"]?.text, mind].compactMap { $0 }
        let source = result["concept"]?["source"]?.text.map { "source: " + Page.plain($0) }
        Output.lines([head] + paragraphs.filter { !$0.isEmpty }.flatMap { page.wrap($0) } + [source].compactMap { $0 })
        return 0
    }

    /// A larger file is not read for a hint.
    private static let fileBytes = 4_000_000
}
