import JSONText
import Machine
import Reading
import Study

/// What one editor has told: its open documents, its project folders, how it counts columns.
final class EditorSession {
    /// Documents open at once; an editor that opens more gets no hints in the oldest ones.
    private static let documents = 500

    private struct Open {
        var document: Document
        var path: String
    }

    private var open: [String: Open] = [:]
    private var order: [String] = []
    private var roots: [String] = []
    private var workspaces: [String: Workspace] = [:]
    private(set) var encoding = PositionEncoding.utf16
    private(set) var wantsMarkdown = false

    /// Takes what matters from LSP's `initialize`.
    func begin(capabilities: JSON, roots uris: [String]) {
        let offered = capabilities["general"]?["positionEncodings"]?.list?.compactMap(\.text) ?? []
        if offered.contains("utf-8") {
            encoding = .utf8
        } else if offered.contains("utf-32"), !offered.contains("utf-16") {
            encoding = .utf32
        }
        let formats = capabilities["textDocument"]?["hover"]?["contentFormat"]?.list?.compactMap(\.text) ?? []
        wantsMarkdown = formats.contains("markdown")
        roots = uris.compactMap(FileURI.path).map { Path.absolute($0, from: "/") }
    }

    var encodingName: String {
        switch encoding {
        case .utf8: "utf-8"
        case .utf16: "utf-16"
        case .utf32: "utf-32"
        }
    }

    // MARK: Documents

    func opened(_ uri: String, language: String, text: String) {
        guard let path = FileURI.path(uri) ?? (uri.hasPrefix("untitled:") ? uri : nil),
            let kind = Document.kind(path: path, language: language), text.utf8.count <= ReadingLimits.documentBytes
        else { return closed(uri) }
        if open[uri] == nil {
            order.append(uri)
            if order.count > Self.documents { open[order.removeFirst()] = nil }
        }
        open[uri] = Open(document: Document(kind: kind, Array(text.utf8)), path: path)
    }

    /// One change: a range's text replaced, or the whole text.
    func changed(_ uri: String, from start: TextPosition?, to end: TextPosition?, text: String) {
        // Taken out of the table, so that the text is changed in place and not copied.
        guard var entry = open.removeValue(forKey: uri) else { return }
        let whole = 0..<entry.document.text.bytes.count
        var range = whole
        if let start, let end { range = entry.document.text.range(from: start, to: end, encoding: encoding) }
        let bytes = Array(text.utf8)
        guard whole.count - range.count + bytes.count <= ReadingLimits.documentBytes else { return }
        entry.document.replace(range, with: bytes)
        open[uri] = entry
    }

    func closed(_ uri: String) {
        open[uri] = nil
        order.removeAll { $0 == uri }
    }

    /// What stands at a place of an open document, or of a file on the disk; nil where nothing is known.
    func found(_ uri: String, _ position: TextPosition, hints: HintSource) -> (found: Found, document: Document)? {
        guard let (document, path) = document(uri) else { return nil }
        let workspace = workspace(of: path)
        if case .jinja = document, !workspace.uses(hints.packages) { return nil }
        let offset = document.text.offset(of: position, encoding: encoding)
        let found = symbol(
            at: offset, in: document, path: workspace.relative(path), facts: hints.facts, workspace: workspace.view)
        return found.map { ($0, document) }
    }

    private func document(_ uri: String) -> (Document, String)? {
        if let entry = open[uri] { return (entry.document, entry.path) }
        guard let path = FileURI.path(uri), let kind = Document.kind(path: path, language: nil),
            let bytes = try? Files.read(path, limit: ReadingLimits.documentBytes)
        else { return nil }
        return (Document(kind: kind, bytes), path)
    }

    private func workspace(of path: String) -> Workspace {
        let root = roots.filter { path.hasPrefix($0 + "/") }.max { $0.count < $1.count } ?? Workspace.root(of: path)
        if let known = workspaces[root] { return known }
        let workspace = Workspace(root: root)
        workspaces[root] = workspace
        return workspace
    }
}
