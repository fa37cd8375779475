import JSONText
import Machine
import Server

extension Command {
    static let hint = Command(
        name: "hint", synopsis: "FILE:LINE:COLUMN",
        words: "tell which concept stands at a place in code, counted from 1",
        options: [json]
    ) { context, words throws(Failure) in
        let place = try words.only("a place, like app.py:12:6")
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1]),
            line > 0, column > 0
        else { throw .usage("a place is FILE:LINE:COLUMN, counted from 1, not \"\(place)\"") }
        let path = Path.absolute(parts.dropLast(2).joined(separator: ":"), from: Path.current)
        let text: String
        do throws(SystemFault) {
            text = String(decoding: try Files.read(path, limit: fileBytes), as: UTF8.self)
        } catch {
            throw .refused(error.sentence)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard line <= lines.count else { throw .refused("\(path) has \(lines.count) lines, not \(line)") }
        // People count characters, the protocol UTF-16 units.
        let units = lines[line - 1].unicodeScalars.prefix(column - 1).reduce(0) { $0 + UTF16.width($1) }
        let params = PlaceParams(uri: FileURI.of(path), line: line - 1, character: units)
        let result = try context.connect().ask("concept/at", params)
        if words.has("--json") {
            Output.json(result)
            return result == .null ? 1 : 0
        }
        guard let symbol = result["symbol"]?.text else {
            Output.lines(["nothing known at \(place)"])
            return 1
        }
        var head = context.page.styled(symbol, .bold)
        if let title = result["concept"]?["title"]?.text { head += "  " + Page.plain(title) }
        if result["likely"] == .bool(true) { head += " (likely)" }
        let paragraphs = [result["note"]?.text, result["concept"]?["summary"]?.text].compactMap { $0 }
        let body = paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n")
        Output.lines([head] + (body.isEmpty ? [] : MarkdownPage(page: context.page).lines(body)))
        return 0
    }

    /// A larger file is not read for a hint.
    private static let fileBytes = 4_000_000
}
