/// An open document as it is read. (Indirect: who asks for a place is handed the document, and what it holds is much to copy.)
package indirect enum Document: Sendable {
    case python(PythonFile)
    case jinja(SourceText)

    /// The document's text.
    package var text: SourceText {
        switch self {
        case .python(let file): return file.text
        case .jinja(let text): return text
        }
    }

    /// Puts `replacement` in the place of a byte range.
    package mutating func replace(_ range: Range<Int>, with replacement: [UInt8]) {
        switch self {
        case .python(var file):
            self = .jinja(SourceText([]))
            file.replace(range, with: replacement)
            self = .python(file)
        case .jinja(var text):
            self = .jinja(SourceText([]))
            text.replace(range, with: replacement)
            self = .jinja(text)
        }
    }

    /// How to read a file, from its path and the editor's language name; nil where neither is ours.
    package static func kind(path: String, language: String?) -> Kind? {
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        switch language ?? "" {
        case "python": return .python
        case "jinja", "jinja-html", "jinja2", "htmldjango", "jinja-xml", "html.jinja": return .jinja
        default: break
        }
        switch ending {
        case "py", "pyi", "pyw": return .python
        case "html", "htm", "jinja", "jinja2", "j2": return .jinja
        default: return path.contains("/templates/") || path.hasPrefix("templates/") ? .jinja : nil
        }
    }

    package enum Kind: Sendable {
        case python
        case jinja
    }

    package init(kind: Kind, _ bytes: [UInt8]) {
        switch kind {
        case .python: self = .python(PythonFile(bytes))
        case .jinja: self = .jinja(SourceText(bytes))
        }
    }
}

/// What stands at a byte offset of a document; nil where nothing is known, and in comments, in unrelated strings and on
/// look-alikes. `path` is the document's, relative to the workspace root.
package func symbol(
    at offset: Int, in document: Document, path: String = "", facts: Facts, workspace: WorkspaceView? = nil
) -> Found? {
    let bytes = document.text.bytes
    guard offset >= 0, offset <= bytes.count else { return nil }
    // A cursor right behind a word means the word.
    let isBehind = offset > 0 && isNameByte(bytes[offset - 1]) && (offset == bytes.count || !isNameByte(bytes[offset]))
    let at = isBehind ? offset - 1 : offset
    let workspace = workspace ?? .empty
    var found: Found?
    switch document {
    case .python(let file):
        found = PythonHint.find(at: at, in: file, path: path, facts: facts, workspace: workspace)
    case .jinja(let text): found = JinjaHint.find(at: at, in: text, facts: facts)
    }
    if let lifetime = found?.lifetime { found?.note = lifetime.note(facts, installed: workspace.installed()) }
    return found
}

/// What stands in a document, each symbol once, in the order in which they first stand there.
///
/// Looked at are the first `occurrencesOfAWord` places of each different word, and `places` in all: a file's words repeat,
/// and what one means it mostly means again.
package func symbols(
    in document: Document, path: String = "", facts: Facts, workspace: WorkspaceView? = nil
) -> [Found] {
    let occurrencesOfAWord = 3
    let places = 2_000
    let bytes = document.text.bytes
    var seen: Set<String> = []
    var occurrences: [ArraySlice<UInt8>: Int] = [:]
    var found: [Found] = []
    var looked = 0
    var start = 0
    while start < bytes.count, looked < places {
        guard isNameByte(bytes[start]) else {
            start += 1
            continue
        }
        var end = start
        while end < bytes.count, isNameByte(bytes[end]) { end += 1 }
        let count = occurrences[bytes[start..<end], default: 0]
        if count < occurrencesOfAWord {
            occurrences[bytes[start..<end]] = count + 1
            looked += 1
            let here = symbol(at: start, in: document, path: path, facts: facts, workspace: workspace)
            if let here, seen.insert(here.symbol).inserted { found.append(here) }
        }
        start = end
    }
    return found
}
