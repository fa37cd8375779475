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

    /// (A class, since what it holds is much to copy for each question.)
    private final class Open {
        var content: Content
        let path: String
        var project: ProjectWatch
        var version: Int?
        /// What stands at a byte offset, as long as neither the document nor what it was read by has changed.
        var known: [Int: KnownPlace?] = [:]
        var knownBy: Edition?
        /// What stands in it; nil when that was not asked for since it changed.
        var symbols: [Found]?
        /// What other files may ask of it; likewise.
        var summary: ModuleSummary?
        var workspace: Workspace { project.workspace }

        init(content: Content, path: String, project: ProjectWatch, version: Int?) {
            self.content = content
            self.path = path
            self.project = project
            self.version = version
        }
    }

    private enum Content {
        case code(Document)
        case pack(PackFile)

        var text: SourceText {
            switch self {
            case .code(let document): document.text
            case .pack(let file): file.text
            }
        }
    }

    /// What the meaning of an unchanged document depends on.
    private struct Edition: Equatable {
        var workspace: Int
        var hints: Int
    }

    private unowned let hub: Hub
    private var open: [String: Open] = [:]
    private var order: [String] = []
    private var knownPlaces = 0
    private var roots: [String] = []
    private var projects: [String: ProjectWatch] = [:]
    private var lastAsked: (uri: String, offset: Int, at: Int64)?
    private(set) var encoding = PositionEncoding.utf16
    private(set) var abilities = EditorAbilities()

    init(hub: Hub) {
        self.hub = hub
    }

    /// The editor has gone.
    func end() {
        for root in projects.keys { leave(root) }
    }

    private func leave(_ root: String) {
        guard let project = projects.removeValue(forKey: root) else { return }
        if let watch = project.workspace.watch { hub.ignore(watch) }
        project.end()
    }

    /// Begins anew with the projects of these folders.
    private func leave(_ roots: [String]) {
        for root in roots { leave(root) }
        for entry in open.values {
            entry.project = project(of: entry.path)
            entry.known = [:]
            entry.symbols = nil
        }
    }

    /// Takes what matters from LSP's `initialize`.
    func begin(capabilities: JSON, options: JSON, roots uris: [String]) {
        let offered = capabilities["general"]?["positionEncodings"]?.list?.compactMap(\.text) ?? []
        if offered.contains("utf-8") {
            encoding = .utf8
        } else if offered.contains("utf-32"), !offered.contains("utf-16") {
            encoding = .utf32
        }
        abilities = EditorAbilities(capabilities: capabilities, options: options)
        roots = Self.folders(uris)
    }

    /// Takes the switches that it names; the others stay as they are.
    func configure(_ options: JSON) {
        let before = abilities.environment
        abilities.choose(options)
        if abilities.environment != before { leave(Array(projects.keys)) }
    }

    /// Takes project folders that were added to the editor's, or taken away.
    func foldersChanged(added: [String], removed: [String]) {
        let removed = Set(Self.folders(removed))
        roots = roots.filter { !removed.contains($0) }
        roots += Self.folders(added).filter { !roots.contains($0) }
        leave(Array(removed))
    }

    private static func folders(_ uris: [String]) -> [String] {
        uris.compactMap(FileURI.path).map { Path.absolute($0, from: "/") }
    }

    // MARK: Documents

    func opened(_ uri: String, language: String, version: Int?, text: String) {
        guard let path = FileURI.path(uri) ?? (uri.hasPrefix("untitled:") ? uri : nil),
            text.utf8.count <= ReadingLimits.documentBytes
        else { return closed(uri) }
        let content: Content
        if let file = PackFile(path: path, Array(text.utf8)) {
            content = .pack(file)
        } else if let kind = Document.kind(path: path, language: language) {
            content = .code(Document(kind: kind, Array(text.utf8)))
        } else {
            return closed(uri)
        }
        if open[uri] == nil {
            order.append(uri)
            if order.count > Self.documents { open[order.removeFirst()] = nil }
        }
        let project = project(of: path)
        project.workspace.lookAgain()
        project.refresh()
        open[uri] = Open(content: content, path: path, project: project, version: version)
    }

    /// One change: a range's text replaced, or the whole text.
    func changed(_ uri: String, version: Int?, from start: TextPosition?, to end: TextPosition?, text: String) {
        guard let entry = open[uri] else { return }
        entry.version = version
        let bytes = Array(text.utf8)
        guard let range = replaced(from: start, to: end, in: entry.content.text, by: bytes.count) else { return }
        entry.symbols = nil
        entry.summary = nil
        entry.known = [:]
        switch entry.content {
        case .code(var document):
            // Let go of, so that the text is changed in place and not copied.
            entry.content = .code(Document(kind: .jinja, []))
            document.replace(range, with: bytes)
            entry.content = .code(document)
        case .pack(var file):
            file.text.replace(range, with: bytes)
            entry.content = .pack(file)
        }
    }

    /// The bytes that a change replaces; nil when the document would grow beyond what is read.
    private func replaced(
        from start: TextPosition?, to end: TextPosition?, in text: SourceText, by count: Int
    ) -> Range<Int>? {
        var range = 0..<text.bytes.count
        if let start, let end { range = text.range(from: start, to: end, encoding: encoding) }
        return text.bytes.count - range.count + count <= ReadingLimits.documentBytes ? range : nil
    }

    func closed(_ uri: String) {
        open[uri] = nil
        order.removeAll { $0 == uri }
    }

    /// A pack's file that the editor has open.
    func packFile(_ uri: String) -> (file: PackFile, version: Int?)? {
        guard let entry = open[uri], case .pack(let file) = entry.content else { return nil }
        return (file, entry.version)
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

    /// What stands at a place, and what was answered there: editors ask for the same places again and again.
    final class KnownPlace {
        let found: Found
        /// A hover's answer as it was written, while nothing that it says can change with time.
        var answer: (bytes: [UInt8], edition: Int)?

        init(_ found: Found) {
            self.found = found
        }
    }

    /// What stands at a place of an open document, or of a file on the disk; nil where nothing is known.
    func place(_ uri: String, _ position: TextPosition, hints: HintSource) -> Place? {
        guard let entry = open[uri] else {
            guard let (document, path) = document(uri) else { return nil }
            let offset = document.text.offset(of: position, encoding: encoding)
            return place(at: offset, in: document, path: path, hints: hints)
        }
        guard case .code(let document) = entry.content else { return nil }
        let offset = document.text.offset(of: position, encoding: encoding)
        let edition = entry.workspace.edition.map { Edition(workspace: $0, hints: hints.edition) }
        let known: KnownPlace?
        if let edition, entry.knownBy == edition, let kept = entry.known[offset] {
            known = kept
        } else {
            entry.project.refresh()
            known = meaning(at: offset, in: document, path: entry.path, entry.workspace, hints).map(KnownPlace.init)
            if let edition { keep(known, at: offset, of: entry, edition) }
        }
        return known.map { Place(known: $0, document: document, path: entry.path, project: entry.project) }
    }

    func place(at offset: Int, in document: Document, path: String, hints: HintSource) -> Place? {
        let project = project(of: path)
        let found = meaning(at: offset, in: document, path: path, project.workspace, hints)
        return found.map { Place(known: KnownPlace($0), document: document, path: path, project: project) }
    }

    private func meaning(
        at offset: Int, in document: Document, path: String, _ workspace: Workspace, _ hints: HintSource
    ) -> Found? {
        let path = workspace.relative(path)
        if case .jinja = document, !workspace.uses(hints.packages, near: path) { return nil }
        return symbol(
            at: offset, in: document, path: path, facts: hints.facts, workspace: workspace.view(hints.packages))
    }

    private func keep(_ known: KnownPlace?, at offset: Int, of entry: Open, _ edition: Edition) {
        knownPlaces += 1
        if knownPlaces > Self.places {
            for entry in open.values { entry.known = [:] }
            knownPlaces = 0
        }
        if entry.knownBy != edition {
            entry.known = [:]
            entry.knownBy = edition
        }
        entry.known[offset] = .some(known)
    }

    /// What stands in the documents opened last.
    func symbols(hints: HintSource) -> [Found] {
        var found: [Found] = []
        for uri in order.suffix(Self.readDocuments) {
            guard let entry = open[uri] else { continue }
            let symbols = entry.symbols ?? symbols(of: entry, hints)
            entry.symbols = symbols
            found += symbols
        }
        return found
    }

    private func symbols(of entry: Open, _ hints: HintSource) -> [Found] {
        guard case .code(let document) = entry.content else { return [] }
        let workspace = entry.workspace
        let path = workspace.relative(entry.path)
        if case .jinja = document, !workspace.uses(hints.packages, near: path) { return [] }
        return Reading.symbols(
            in: document, path: path, facts: hints.facts, workspace: workspace.view(hints.packages))
    }

    /// A document of code, open or on the disk.
    func document(_ uri: String) -> (Document, String)? {
        if let entry = open[uri] {
            guard case .code(let document) = entry.content else { return nil }
            return (document, entry.path)
        }
        guard let path = FileURI.path(uri), let kind = Document.kind(path: path, language: nil),
            let bytes = try? Files.read(path, limit: ReadingLimits.documentBytes)
        else { return nil }
        return (Document(kind: kind, bytes), path)
    }

    /// What the Python files are about as the editor has them, by path.
    var edited: [String: ModuleSummary] {
        var files: [String: ModuleSummary] = [:]
        for entry in open.values {
            guard case .code(.python(let file)) = entry.content else { continue }
            let summary = entry.summary ?? ModuleSummary(file)
            entry.summary = summary
            files[entry.path] = summary
        }
        return files
    }

    /// The text of a file as the editor has it, nil when it is not open.
    func text(ofFile path: String) -> SourceText? {
        open.values.first { $0.path == path }?.content.text
    }

    /// Whether this very place was asked for a moment ago; remembers that it was asked for now.
    func isAskedAgain(_ uri: String, _ range: Range<Int>, at now: Int64) -> Bool {
        let last = lastAsked
        lastAsked = (uri, range.lowerBound, now)
        guard let last, last.offset == range.lowerBound, last.uri == uri else { return false }
        return (0...Self.againMilliseconds).contains(now - last.at)
    }

    private func project(of path: String) -> ProjectWatch {
        let root = roots.filter { path.hasPrefix($0 + "/") }.max { $0.count < $1.count } ?? Workspace.root(of: path)
        if let known = projects[root] { return known }
        let watch = hub.listen == nil ? nil : try? FolderWatch()
        let project = ProjectWatch(Workspace(root: root, environment: abilities.environment, watch: watch), hub: hub)
        projects[root] = project
        if let watch { hub.listen?(watch) { [weak project] in project?.changed() } }
        return project
    }
}

/// What an editor can do and wants, of what matters here.
struct EditorAbilities {
    var showsMarkdown = false
    /// Can be asked to open a document.
    var showsDocuments = false
    /// Takes symbols within symbols.
    var nestsSymbols = false
    /// Wants completion in strings.
    var completes = false
    /// The virtual environment its user works in.
    var environment: String?
    /// Can be asked for its user's settings.
    var tellsSettings = false

    init() {}

    init(capabilities: JSON, options: JSON) {
        let document = capabilities["textDocument"]
        showsMarkdown =
            document?["hover"]?["contentFormat"]?.list?.compactMap(\.text).contains("markdown") ?? false
        showsDocuments = capabilities["window"]?["showDocument"]?["support"] == .bool(true)
        nestsSymbols = document?["documentSymbol"]?["hierarchicalDocumentSymbolSupport"] == .bool(true)
        tellsSettings = capabilities["workspace"]?["configuration"] == .bool(true)
        choose(options)
    }

    /// Takes the switches that `options` names.
    mutating func choose(_ options: JSON) {
        if let completion = options["completion"] { completes = completion == .bool(true) }
        if let folder = options["virtualEnvironment"] { environment = folder.text }
    }
}
