import JSONText
import Reading
import Wire

package struct WirePosition: WireObject {
    package var line = 0
    package var character = 0

    package init() {}

    package init(line: Int, character: Int) {
        self.line = line
        self.character = character
    }

    package var text: TextPosition { TextPosition(line: line, column: character) }

    package static let shape = Shape<WirePosition>(
        "Position", "LSP: a place in a text.",
        [
            .required("line", \.line, .count, "The line, from 0."),
            .required(
                "character", \.character, .count,
                "The column, from 0, in the negotiated encoding (UTF-16 unless agreed)."),
        ])
}

package struct WireRange: WireObject {
    package var start = WirePosition()
    package var end = WirePosition()

    package init() {}

    init(_ range: Range<Int>, in text: SourceText, encoding: PositionEncoding) {
        let from = text.position(of: range.lowerBound, encoding: encoding)
        let to = text.position(of: range.upperBound, encoding: encoding)
        start = WirePosition(line: from.line, character: from.column)
        end = WirePosition(line: to.line, character: to.column)
    }

    package static let shape = Shape<WireRange>(
        "Range", "LSP: a stretch of a text.",
        [
            .required("start", \.start, .object, "Its first place."),
            .required("end", \.end, .object, "The place behind it."),
        ])
}

package struct DocumentName: WireObject {
    package var uri = ""

    package init() {}

    package static let shape = Shape<DocumentName>(
        "TextDocumentIdentifier", "LSP: which document.",
        [.required("uri", \.uri, .text(least: 1, most: 8192), "Its address, file:///….")])
}

package struct DocumentItem: WireObject {
    package var uri = ""
    package var languageId = ""
    package var version: Int?
    package var text = ""

    package init() {}

    package static let shape = Shape<DocumentItem>(
        "TextDocumentItem", "LSP: a document with its text.",
        [
            .required("uri", \.uri, .text(least: 1, most: 8192), "Its address."),
            .required("languageId", \.languageId, .text(most: 100), "What the editor calls its language."),
            .optional("version", \.version, .version, "The version of this text."),
            .required("text", \.text, .text(most: WireLimits.messageBytes), "Its text."),
        ])
}

extension WireType where Value == Int {
    /// LSP counts a document's versions as it likes.
    static var version: WireType { integer(-0x8000_0000...0x7FFF_FFFF) }
}

package struct VersionedDocument: WireObject {
    package var uri = ""
    package var version: Int?

    package init() {}

    package static let shape = Shape<VersionedDocument>(
        "VersionedTextDocumentIdentifier", "LSP: which document, and in which version.",
        [
            .required("uri", \.uri, .text(least: 1, most: 8192), "Its address, file:///…."),
            .optional("version", \.version, .version, "The version after the change."),
        ])
}

package struct OpenedParams: WireObject {
    package var textDocument = DocumentItem()

    package init() {}

    package static let shape = Shape<OpenedParams>(
        "DidOpenTextDocumentParams", "LSP: what was opened.",
        [.required("textDocument", \.textDocument, .object, "The document.")])
}

package struct TextChange: WireObject {
    package var range: WireRange?
    package var text = ""

    package init() {}

    package static let shape = Shape<TextChange>(
        "TextDocumentContentChangeEvent", "LSP: a change of a document.",
        [
            .optional("range", \.range, .object, "What is replaced; left out for the whole text."),
            .required("text", \.text, .text(most: WireLimits.messageBytes), "What replaces it."),
        ])
}

package struct ChangedParams: WireObject {
    package var textDocument = VersionedDocument()
    package var contentChanges: [TextChange] = []

    package init() {}

    package static let shape = Shape<ChangedParams>(
        "DidChangeTextDocumentParams", "LSP: what was changed.",
        [
            .required("textDocument", \.textDocument, .object, "The document."),
            .required(
                "contentChanges", \.contentChanges, .list(.object, most: 100_000), "The changes, one after the other."),
        ])
}

package struct DocumentParams: WireObject {
    package var textDocument = DocumentName()

    package init() {}

    package static let shape = Shape<DocumentParams>(
        "DidCloseTextDocumentParams", "LSP: what was closed.",
        [.required("textDocument", \.textDocument, .object, "The document.")])
}

package struct PlaceParams: WireObject {
    package var textDocument = DocumentName()
    package var position = WirePosition()

    package init() {}

    package init(uri: String, line: Int, character: Int) {
        textDocument.uri = uri
        position = WirePosition(line: line, character: character)
    }

    package static let shape = Shape<PlaceParams>(
        "TextDocumentPositionParams", "LSP: a place in a document.",
        [
            .required(
                "textDocument", \.textDocument, .object, "The document: an open one, or a file that can be read."),
            .required("position", \.position, .object, "The place."),
        ])
}

package struct MarkupContent: WireObject {
    package var kind = "markdown"
    package var value = ""

    package init() {}

    package static let shape = Shape<MarkupContent>(
        "MarkupContent", "LSP: text to show.",
        [
            .required(
                "kind", \.kind, .word(["markdown", "plaintext"]),
                "How it is written: Markdown where the client can show it."),
            .required("value", \.value, .text(most: 100_000), "The text, at most twelve lines."),
        ])
}

package struct HoverResult: WireObject {
    package var contents = MarkupContent()
    package var range: WireRange?

    package init() {}

    package static let shape = Shape<HoverResult>(
        "Hover", "LSP: what is known of a place.",
        [
            .required("contents", \.contents, .object, "The first line names the symbol, canonical, in backticks."),
            .optional("range", \.range, .object, "The word it is about."),
        ])
}

package struct HintResult: WireObject {
    package var symbol = ""
    package var concept: ConceptCard?
    package var pitfall: String?
    package var likely = false
    package var removedIn: String?
    package var note: String?
    package var range = WireRange()

    package init() {}

    package static let shape = Shape<HintResult>(
        "Hint", "What stands at a place in code.",
        [
            .required(
                "symbol", \.symbol, .text(),
                "Its canonical name: flask.Flask.route, flask.config:SECRET_KEY, jinja:tag.block."),
            .required(
                "concept", \.concept, .nullable(.object), "The concept it belongs to; null when no pack has one."),
            .optional(
                "pitfall", \.pitfall, .text(), "The concept's pitfall that fits the symbol best, Markdown on one line."),
            .required("likely", \.likely, .bool, "Whether it was inferred from a name and its use only."),
            .optional("removedIn", \.removedIn, .text(), "The version that removed it, if it is gone."),
            .optional(
                "note", \.note, .text(),
                "What to mind with the version the project has: that it is gone, will go or is not there yet."),
            .required("range", \.range, .object, "The word it is about."),
        ])
}
