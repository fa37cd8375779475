import JSONText
import Machine
import Reading
import Study

/// What one editor has told: what it can, its open documents, its project folders, how it counts columns.
final class EditorSession {
    /// Documents open at once; an editor that opens more gets no hints in the oldest ones.
    private static let documents = 500
    /// Who asks for the same place again within this time wants to be told more.
    private static let againMilliseconds: Int64 = 3000
    /// Documents looked through for what the person works on.
    private static let readDocuments = 8
    /// Places of documents whose meaning is kept; more of them begin anew.
    private static let places = 4096

    private let projects: EditorProjects
    private var open: [String: OpenDocument] = [:]
    private var order: [String] = []
    private var keptPlaces = 0
    private var lastAsked: (uri: String, offset: Int, at: Int64)?
    private(set) var encoding = PositionEncoding.utf16
    private(set) var abilities = EditorAbilities()

    init(hub: Hub) {
        projects = EditorProjects(hub: hub)
    }

    /// Takes what matters from LSP's `initialize`.
    func begin(capabilities: JSON, options: JSON, roots: [String]) {
        let offered = capabilities["general"]?["positionEncodings"]?.list?.compactMap(\.text) ?? []
        if offered.contains("utf-8") {
            encoding = .utf8
        } else if offered.contains("utf-32"), !offered.contains("utf-16") {
            encoding = .utf32
        }
        abilities = EditorAbilities(capabilities: capabilities, options: options)
        projects.environment = abilities.environment
        projects.change(added: Self.folders(roots), removed: [])
    }

    /// Takes the switches that it names; the others stay as they are.
    func configure(_ options: JSON) {
        abilities.choose(options)
        guard projects.environment != abilities.environment else { return }
        projects.environment = abilities.environment
        assignProjects()
    }

    /// Takes project folders that were added to the editor's, or taken away.
    func foldersChanged(added: [String], removed: [String]) {
        projects.change(added: Self.folders(added), removed: Self.folders(removed))
        assignProjects()
    }

    /// The editor has gone.
    func end() {
        projects.leaveAll()
    }

    private func assignProjects() {
        for document in open.values { document.project = projects.project(of: document.path) }
    }

    private static func folders(_ uris: [String]) -> [String] {
        uris.compactMap(FileURI.path).map { Path.absolute($0, from: "/") }
    }

    // MARK: Documents

    func opened(_ uri: String, language: String, version: Int?, text: String) {
        guard let path = FileURI.path(uri) ?? (uri.hasPrefix("untitled:") ? uri : nil),
            let content = OpenDocument.Content(path: path, language: language, text)
        else { return closed(uri) }
        if open[uri] == nil {
            order.append(uri)
            if order.count > Self.documents { open[order.removeFirst()] = nil }
        }
        let project = projects.project(of: path)
        project.workspace.lookAgain()
        project.refresh()
        open[uri] = OpenDocument(content, path: path, project: project, version: version)
    }

    /// One change: a range's text replaced, or the whole text.
    func changed(_ uri: String, version: Int?, from start: TextPosition?, to end: TextPosition?, text: String) {
        open[uri]?.change(version: version, from: start, to: end, text: text, encoding: encoding)
    }

    func closed(_ uri: String) {
        open[uri] = nil
        order.removeAll { $0 == uri }
    }

    /// A pack's file that the editor has open.
    func packFile(_ uri: String) -> (file: PackFile, version: Int?)? {
        guard let document = open[uri], case .pack(let file) = document.content else { return nil }
        return (file, document.version)
    }

    /// A document of code, open or on the disk.
    func document(_ uri: String) -> (Document, path: String)? {
        if let open = open[uri] {
            guard case .code(let document) = open.content else { return nil }
            return (document, open.path)
        }
        guard let path = FileURI.path(uri), let kind = Document.kind(path: path, language: nil),
            let bytes = try? Files.read(path, limit: ReadingLimits.documentBytes)
        else { return nil }
        return (Document(kind: kind, bytes), path)
    }

    /// What the Python files are about as the editor has them, by path.
    var edited: [String: ModuleSummary] {
        var files: [String: ModuleSummary] = [:]
        for document in open.values { if let summary = document.summary { files[document.path] = summary } }
        return files
    }

    /// The text of a file as the editor has it, nil when it is not open.
    func text(ofFile path: String) -> SourceText? {
        open.values.first { $0.path == path }?.content.text
    }

    /// What stands in the documents opened last.
    func symbols(hints: HintSource) -> [Found] {
        order.suffix(Self.readDocuments).flatMap { open[$0]?.symbols(hints: hints) ?? [] }
    }

    // MARK: Places

    /// A word that hints know, and where it stands.
    struct Place {
        var known: KnownPlace
        var document: Document
        var path: String
        var project: ProjectWatch

        var workspace: Workspace { project.workspace }
        var found: Found { known.found }
    }

    /// What stands at a place of an open document, or of a file on the disk; nil where nothing is known.
    func place(_ uri: String, _ position: TextPosition, hints: HintSource) -> Place? {
        guard let open = open[uri] else {
            guard let (document, path) = document(uri) else { return nil }
            let offset = document.text.offset(of: position, encoding: encoding)
            return place(at: offset, in: document, path: path, hints: hints)
        }
        guard case .code(let document) = open.content else { return nil }
        let offset = document.text.offset(of: position, encoding: encoding)
        let project = open.project
        let edition = project.workspace.edition.map { OpenDocument.Edition(workspace: $0, hints: hints.edition) }
        if let edition, let known = open.place(at: offset, edition) {
            return known.map { Place(known: $0, document: document, path: open.path, project: project) }
        }
        project.refresh()
        let place = place(at: offset, in: document, path: open.path, of: project, hints)
        if let edition { keep(place?.known, at: offset, of: open, edition) }
        return place
    }

    func place(at offset: Int, in document: Document, path: String, hints: HintSource) -> Place? {
        place(at: offset, in: document, path: path, of: projects.project(of: path), hints)
    }

    private func place(
        at offset: Int, in document: Document, path: String, of project: ProjectWatch, _ hints: HintSource
    ) -> Place? {
        let found = hints.symbol(at: offset, in: document, path: path, of: project.workspace)
        return found.map { Place(known: KnownPlace($0), document: document, path: path, project: project) }
    }

    private func keep(_ place: KnownPlace?, at offset: Int, of document: OpenDocument, _ edition: OpenDocument.Edition)
    {
        keptPlaces += 1
        if keptPlaces > Self.places {
            for document in open.values { document.forgetPlaces() }
            keptPlaces = 0
        }
        document.keep(place, at: offset, edition)
    }

    /// Whether this very place was asked for a moment ago; remembers that it was asked for now.
    func isAskedAgain(_ uri: String, _ range: Range<Int>, at now: Int64) -> Bool {
        let last = lastAsked
        lastAsked = (uri, range.lowerBound, now)
        guard let last, last.offset == range.lowerBound, last.uri == uri else { return false }
        return (0...Self.againMilliseconds).contains(now - last.at)
    }
}
