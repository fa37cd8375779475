import Knowledge
import Machine
import Reading

/// A file of a pack while somebody writes it: what is wrong with it, and what stands where.
package struct PackFile: Sendable {
    package let path: String
    package var text: SourceText
    /// Of all the concepts of its pack, as they were when it was opened; nil when there are more than can be listed.
    private let ids: Set<String>?

    /// How far above a concept its pack's folder can be.
    private static let depth = 8

    /// Nil for what is no Markdown below a folder with a `pack.md`.
    package init?(path: String, _ bytes: [UInt8]) {
        guard path.hasSuffix(".md"), path.hasPrefix("/"), Path.name(of: path) != "README.md" else { return nil }
        var folder = Path.folder(of: path)
        for _ in 0..<Self.depth where !Files.exists(folder + "/pack.md") { folder = Path.folder(of: folder) }
        guard Files.exists(folder + "/pack.md") else { return nil }
        self.path = path
        text = SourceText(bytes)
        let files = Files.tree(folder, suffix: ".md")
        ids = files.count < Files.treeFiles ? Set(files.map { Path.stem(of: $0.path) }) : nil
    }

    private var isManifest: Bool { Path.name(of: path) == "pack.md" }
    private var string: String { String(decoding: text.bytes, as: UTF8.self) }

    /// Every fault that can be told without the pack's other files, by line.
    package func complaints() -> [Complaint] {
        if isManifest { return PackText.readManifest(string, file: path).1 }
        let (concept, complaints) = PackText.readConcept(string, file: path)
        let more = concept.map { PackCheck.check($0, file: path, ids: ids) } ?? []
        return complaints + more
    }

    /// A heading and the line it stands on, from 0.
    package struct Heading: Sendable, Equatable {
        package var level: Int
        package var text: String
        package var line: Int
    }

    /// The headings below the front matter, those in code left out.
    package var headings: [Heading] {
        var found: [Heading] = []
        var fence: Substring?
        var isFrontMatter = false
        for (number, line) in string.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line == "---", number == 0 || isFrontMatter {
                isFrontMatter.toggle()
            } else if isFrontMatter {
                continue
            } else if let open = fence {
                if line.hasPrefix(open), line.allSatisfy({ $0 == open.first }) { fence = nil }
            } else if line.hasPrefix("```") || line.hasPrefix("~~~") {
                fence = line.prefix { $0 == line.first }
            } else if line.hasPrefix("#") {
                let level = line.prefix { $0 == "#" }.count
                let words = line.dropFirst(level)
                guard level <= 6, words.hasPrefix(" ") else { continue }
                found.append(Heading(level: level, text: String(words.drop { $0 == " " }), line: number))
            }
        }
        return found
    }
}
