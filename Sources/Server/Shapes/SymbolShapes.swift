import Knowledge
import Reading
import Storage
import Study
import Wire

package struct Location: WireObject {
    package var uri = ""
    package var range = WireRange()

    package init() {}

    /// The beginning of a file.
    init(path: String) {
        uri = FileURI.of(path)
    }

    package static let shape = Shape<Location>(
        "Location", "LSP: a place in a file.",
        [
            .required("uri", \.uri, .text(most: 40_000), "The file's address."),
            .required("range", \.range, .object, "The place in it."),
        ])
}

/// LSP's numbers for what a symbol is.
enum SymbolKind {
    static let namespace = 3
    static let string = 15
    static let key = 20
}

package struct SymbolParams: WireObject {
    package var query = ""

    package init() {}

    package static let shape = Shape<SymbolParams>(
        "WorkspaceSymbolParams", "LSP: what is looked for.",
        [.required("query", \.query, .text(most: 1000), "The beginning of a name, or any wording.")])
}

package struct SymbolInformation: WireObject {
    package var name = ""
    package var kind = SymbolKind.string
    package var location = Location()
    package var containerName: String?

    package init() {}

    init(_ entry: KnowledgeStore.Entry, path: String) {
        name = entry.title
        containerName = entry.pack + "/" + entry.id
        location = Location(path: path)
    }

    package static let shape = Shape<SymbolInformation>(
        "SymbolInformation", "LSP: a concept as a symbol.",
        [
            .required("name", \.name, .text(), "Its title."),
            .required("kind", \.kind, .integer(1...26), "LSP's number for what it is: 15."),
            .required("location", \.location, .object, "Its Markdown file."),
            .optional("containerName", \.containerName, .text(), "Pack and id."),
        ])
}

package struct QuestionSymbol: WireObject {
    package var name = ""
    package var kind = SymbolKind.key
    package var range = WireRange()
    package var selectionRange = WireRange()

    package init() {}

    package static let shape = Shape<QuestionSymbol>(
        "QuestionSymbol", "LSP's DocumentSymbol: a question of a concept.",
        [
            .required("name", \.name, .text(most: WireLimits.messageBytes), "Its heading: key and kind."),
            .required("kind", \.kind, .integer(1...26), "LSP's number for what it is: 20."),
            .required("range", \.range, .object, "From its heading to the next."),
            .required("selectionRange", \.selectionRange, .object, "Its heading."),
        ])
}

/// A heading of a pack file: LSP's `DocumentSymbol`, or its `SymbolInformation` for clients that do not nest symbols.
package struct DocumentSymbol: WireObject {
    package var name = ""
    package var kind = SymbolKind.namespace
    package var range: WireRange?
    package var selectionRange: WireRange?
    package var children: [QuestionSymbol]?
    package var location: Location?
    package var containerName: String?

    package init() {}

    package static let shape = Shape<DocumentSymbol>(
        "DocumentSymbol",
        "LSP: a section of a pack file with its questions; for clients without nested symbols a list of both.",
        [
            .required("name", \.name, .text(most: WireLimits.messageBytes), "The heading."),
            .required("kind", \.kind, .integer(1...26), "LSP's number for what it is: 3 a section, 20 a question."),
            .optional("range", \.range, .object, "From the heading to the next of its level."),
            .optional("selectionRange", \.selectionRange, .object, "The heading."),
            .optional("children", \.children, .list(.object, most: 10_000), "The section's questions."),
            .optional("location", \.location, .object, "Where it is, for clients without nested symbols."),
            .optional(
                "containerName", \.containerName, .text(most: WireLimits.messageBytes),
                "The section of a question, for the same."),
        ])

    /// The outline of a pack file.
    static func outline(_ file: PackFile, encoding: PositionEncoding) -> [DocumentSymbol] {
        let headings = file.headings
        let starts = file.text.lineStarts + [file.text.bytes.count]
        func range(_ from: Int, _ to: Int) -> WireRange { WireRange(from..<to, in: file.text, encoding: encoding) }
        var found: [DocumentSymbol] = []
        for (place, heading) in headings.enumerated() {
            let next = headings[(place + 1)...].first { $0.level <= heading.level }
            let line = starts[min(heading.line, starts.count - 1)]
            let whole = range(line, next.map { starts[min($0.line, starts.count - 1)] } ?? file.text.bytes.count)
            let end = line + file.text.bytes[line...].prefix { $0 != 0x0A && $0 != 0x0D }.count
            if heading.level > 2, !found.isEmpty {
                var question = QuestionSymbol()
                question.name = heading.text
                question.range = whole
                question.selectionRange = range(line, end)
                found[found.count - 1].children?.append(question)
            } else {
                var section = DocumentSymbol()
                section.name = heading.text
                section.range = whole
                section.selectionRange = range(line, end)
                section.children = []
                found.append(section)
            }
        }
        return found
    }

    /// The symbol and those in it, one after the other.
    func flat(uri: String) -> [DocumentSymbol] {
        func plain(_ name: String, _ kind: Int, _ range: WireRange?, in container: String?) -> DocumentSymbol {
            var symbol = DocumentSymbol()
            symbol.name = name
            symbol.kind = kind
            symbol.containerName = container
            var location = Location()
            location.uri = uri
            location.range = range ?? WireRange()
            symbol.location = location
            return symbol
        }
        return [plain(name, kind, range, in: nil)]
            + (children ?? []).map { plain($0.name, $0.kind, $0.range, in: name) }
    }
}

package struct FileFault: WireObject {
    package var range = WireRange()
    package var severity = 1
    package var source = "retort"
    package var message = ""

    package init() {}

    package static let shape = Shape<FileFault>(
        "Diagnostic", "LSP: something wrong in a pack file.",
        [
            .required("range", \.range, .object, "The line."),
            .required("severity", \.severity, .integer(1...4), "1 a fault, 2 advice."),
            .required("source", \.source, .text(), "retort"),
            .required("message", \.message, .text(most: 100_000), "What is wrong and what to do."),
        ])
}

/// `textDocument/publishDiagnostics`.
package struct PublishedFaults: WireObject {
    package var uri = ""
    package var version: Int?
    package var diagnostics: [FileFault] = []

    /// Faults told of one file; who has corrected these is told the next.
    private static let most = 200

    package init() {}

    /// None: what was told before no longer holds.
    init(uri: String) {
        self.uri = uri
    }

    init(uri: String, version: Int?, _ file: PackFile, encoding: PositionEncoding) {
        self.uri = uri
        self.version = version
        let starts = file.text.lineStarts
        diagnostics = file.complaints().prefix(Self.most).map { complaint in
            var fault = FileFault()
            let start = starts[min(max(complaint.line, 1), starts.count) - 1]
            let end = start + file.text.bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }.count
            fault.range = WireRange(start..<end, in: file.text, encoding: encoding)
            fault.severity = complaint.severity == .error ? 1 : 2
            fault.message = complaint.sentence
            return fault
        }
    }

    package static let shape = Shape<PublishedFaults>(
        "PublishDiagnosticsParams", "LSP: what is wrong with a pack file; nothing once it is closed.",
        [
            .required("uri", \.uri, .text(most: 8192), "The file."),
            .optional("version", \.version, .version, "The version of its text that this is about."),
            .required("diagnostics", \.diagnostics, .list(.object, most: 200), "Every fault, by line."),
        ])
}
