import Reading
import Study

/// A document that an editor has open, and what was found out about it since it changed. (A class, since that is much to copy for
/// each question.)
final class OpenDocument {
    enum Content {
        case code(Document)
        case pack(PackFile)

        /// Nil for what is neither code that packs may know nor a pack's file, and for what is too long to be read.
        init?(path: String, language: String, _ text: String) {
            guard text.utf8.count <= ReadingLimits.documentBytes else { return nil }
            if let file = PackFile(path: path, Array(text.utf8)) {
                self = .pack(file)
            } else if let kind = Document.kind(path: path, language: language) {
                self = .code(Document(kind: kind, Array(text.utf8)))
            } else {
                return nil
            }
        }

        var text: SourceText {
            switch self {
            case .code(let document): document.text
            case .pack(let file): file.text
            }
        }
    }

    let path: String
    var project: ProjectWatch {
        didSet { forget() }
    }
    private(set) var content: Content
    private(set) var version: Int?
    /// What stands at a byte offset, and what that depends on besides the document.
    private var places: [Int: KnownPlace?] = [:]
    private var edition: Edition?
    private var keptSymbols: [Found]?
    private var keptSummary: ModuleSummary?

    /// What the meaning of an unchanged document depends on.
    struct Edition: Equatable {
        var workspace: Int
        var hints: Int
    }

    init(_ content: Content, path: String, project: ProjectWatch, version: Int?) {
        self.content = content
        self.path = path
        self.project = project
        self.version = version
    }

    // MARK: Changes

    /// One change: a range's text replaced, or the whole text. One that would make it too long to be read is passed over.
    func change(
        version: Int?, from start: TextPosition?, to end: TextPosition?, text: String, encoding: PositionEncoding
    ) {
        self.version = version
        let bytes = Array(text.utf8)
        guard let range = replaced(from: start, to: end, by: bytes.count, encoding) else { return }
        replace(range, with: bytes)
        forget()
    }

    /// The bytes that a change replaces; nil when the document would grow beyond what is read.
    private func replaced(
        from start: TextPosition?, to end: TextPosition?, by count: Int, _ encoding: PositionEncoding
    ) -> Range<Int>? {
        let text = content.text
        var range = 0..<text.bytes.count
        if let start, let end { range = text.range(from: start, to: end, encoding: encoding) }
        return text.bytes.count - range.count + count <= ReadingLimits.documentBytes ? range : nil
    }

    private func replace(_ range: Range<Int>, with bytes: [UInt8]) {
        switch content {
        case .code(var document):
            // Let go of, so that the text is changed in place and not copied.
            content = .code(Document(kind: .jinja, []))
            document.replace(range, with: bytes)
            content = .code(document)
        case .pack(var file):
            file.text.replace(range, with: bytes)
            content = .pack(file)
        }
    }

    private func forget() {
        places = [:]
        keptSymbols = nil
        keptSummary = nil
    }

    // MARK: What was found out

    /// The inner nil: nothing stands there.
    func place(at offset: Int, _ edition: Edition) -> KnownPlace?? {
        self.edition == edition ? places[offset] : nil
    }

    func keep(_ place: KnownPlace?, at offset: Int, _ edition: Edition) {
        if self.edition != edition { places = [:] }
        self.edition = edition
        places[offset] = .some(place)
    }

    func forgetPlaces() {
        places = [:]
    }

    /// What stands in the whole of it.
    func symbols(hints: HintSource) -> [Found] {
        guard case .code(let document) = content else { return [] }
        let symbols = keptSymbols ?? hints.symbols(in: document, path: path, of: project.workspace)
        keptSymbols = symbols
        return symbols
    }

    /// What other files may ask of it; nil where it is no Python.
    var summary: ModuleSummary? {
        guard case .code(.python(let file)) = content else { return nil }
        let summary = keptSummary ?? ModuleSummary(file)
        keptSummary = summary
        return summary
    }
}

/// What stands at a place, and what was answered there: editors ask for the same places again and again.
final class KnownPlace {
    let found: Found
    /// A hover's answer as it was written, while nothing that it says can change with time.
    var answer: (bytes: [UInt8], edition: Int)?

    init(_ found: Found) {
        self.found = found
    }
}
