import JSONText
import Reading
import Server
import Wire

/// An editor's open documents as it has them at present, so that a new daemon can be told of them.
struct RelayedDocuments {
    /// Documents kept, as many as a daemon keeps.
    private static let documents = 500
    /// Bytes of text kept in all, far more than anybody has open. Beyond it the oldest are let go of; a new daemon then knows
    /// them as they are on the disk.
    private static let textBytes = 64 * 1_048_576

    private struct Document {
        var language: String
        var version: Int?
        var text: SourceText
    }

    private var open: [String: Document] = [:]
    private var order: [String] = []
    private var bytes = 0
    /// How the editor counts columns.
    var encoding = PositionEncoding.utf16

    /// Takes a notification, if it is about documents.
    mutating func take(_ method: String, _ params: JSON) {
        switch method {
        case "textDocument/didOpen": if let params = try? OpenedParams.shape.read(params) { opened(params) }
        case "textDocument/didChange": if let params = try? ChangedParams.shape.read(params) { changed(params) }
        case "textDocument/didClose": if let params = try? DocumentParams.shape.read(params) { closed(params) }
        default: break
        }
    }

    /// What opens them all again, in the order they were opened.
    var openings: [[UInt8]] {
        order.compactMap { uri in
            guard let document = open[uri] else { return nil }
            var params = OpenedParams()
            params.textDocument.uri = uri
            params.textDocument.languageId = document.language
            params.textDocument.version = document.version
            params.textDocument.text = String(decoding: document.text.bytes, as: UTF8.self)
            return Message.notice("textDocument/didOpen") { OpenedParams.shape.write(params, &$0) }
        }
    }

    private mutating func opened(_ params: OpenedParams) {
        let document = params.textDocument
        close(document.uri)
        guard document.text.utf8.count <= ReadingLimits.documentBytes else { return }
        let text = SourceText(document.text)
        open[document.uri] = Document(language: document.languageId, version: document.version, text: text)
        order.append(document.uri)
        bytes += text.bytes.count
        while bytes > Self.textBytes || order.count > Self.documents { close(order[0]) }
    }

    private mutating func changed(_ params: ChangedParams) {
        let uri = params.textDocument.uri
        // Taken out of the table, so that the text is changed in place and not copied.
        guard var document = open.removeValue(forKey: uri) else { return }
        let before = document.text.bytes.count
        for change in params.contentChanges {
            var range = 0..<document.text.bytes.count
            if let place = change.range {
                range = document.text.range(from: place.start.text, to: place.end.text, encoding: encoding)
            }
            let count = document.text.bytes.count - range.count + change.text.utf8.count
            // A daemon passes over such a change, too.
            guard count <= ReadingLimits.documentBytes else { continue }
            document.text.replace(range, with: Array(change.text.utf8))
        }
        document.version = params.textDocument.version
        bytes += document.text.bytes.count - before
        open[uri] = document
    }

    private mutating func closed(_ params: DocumentParams) {
        close(params.textDocument.uri)
    }

    private mutating func close(_ uri: String) {
        guard let document = open.removeValue(forKey: uri) else { return }
        bytes -= document.text.bytes.count
        order.removeAll { $0 == uri }
    }
}
