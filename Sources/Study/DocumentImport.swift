import Knowledge
import Machine
import Storage

/// Makes a pack of a question-and-answer document, or brings an earlier one up to date; for the labour thread.
///
/// The document stays the user's and is never written to. Cards keep their identity, and with it their history, when
/// questions are reworded, moved or added.
package enum DocumentImport {
    package struct Report: Sendable {
        package var pack: String
        package var folder: String
        package var title: String
        package var announced: Int?
        package var cards: Int
        package var added: Int
        package var unchanged: Int
        package var edited: Int
        /// Concepts whose question no longer stands in the document; they are kept.
        package var kept: [String]
        /// Where the document lay when it was imported before, if it lies elsewhere now.
        package var before: String?
        /// Of the edited cards, those that may be another question now.
        package var doubtful: [Doubtful] = []
        package var complaints: [Complaint]
    }

    /// A card that keeps its history although much of it is new.
    package struct Doubtful: Sendable {
        package var card: String
        package var question: String
        package var before: String
    }

    /// A larger document is refused.
    package static let fileBytes = 8 * 1_048_576
    /// The key of the one question each imported concept has.
    private static let key = "answer"

    package static func run(_ path: String, places: Places, ticket: Ticket) -> Result<Report, StudyFault> {
        do throws(SystemFault) {
            let text = String(decoding: try Files.read(path, limit: fileBytes), as: UTF8.self)
            let document = DocumentText.read(text, file: path)
            guard !document.items.isEmpty else {
                let sentence =
                    "\(path) holds no numbered questions with answers below them, so there is nothing to import"
                return .failure(StudyFault(.invalid, sentence))
            }
            return try write(document, path, places, ticket)
        } catch {
            return .failure(StudyFault(.failed, error.sentence))
        }
    }

    private static func write(
        _ document: ImportedDocument, _ path: String, _ places: Places, _ ticket: Ticket
    ) throws(SystemFault) -> Result<Report, StudyFault> {
        let (name, before) = pack(for: document, path, places)
        let folder = places.ownPacks + "/" + name
        let existing = concepts(in: folder)
        let matches = CardMatching.match(
            items: document.items, existing: existing.map { ($0.id, $0.question, $0.answer) })
        let title = document.title ?? Path.stem(of: path)
        var report = Report(
            pack: name, folder: folder, title: title, announced: document.announced, cards: document.items.count,
            added: 0,
            unchanged: 0, edited: 0, kept: [], before: before, complaints: document.complaints)
        try Files.makeFolder(folder)
        if !Files.exists(folder + "/pack.md") {
            let manifest = Manifest(title: title, sources: [path], text: "Imported from \(path).")
            try replace(folder + "/pack.md", PackText.write(manifest))
        } else if before != nil, var manifest = manifest(in: folder) {
            // The next import finds it by its path; what else the user wrote there stays.
            manifest.sources.append(path)
            try replace(folder + "/pack.md", PackText.write(manifest))
        }
        // Whatever else lies in the folder is the user's; `pack.md` and a README are no concepts.
        let files = Files.tree(folder, suffix: ".md").map { Path.stem(of: $0.path).lowercased() }
        var taken = Set(files + existing.map(\.id) + ["pack", "readme"])
        for (done, (item, match)) in zip(document.items, matches).enumerated() {
            ticket.report(done: done, total: document.items.count)
            if ticket.isCancelled {
                return .failure(StudyFault(.cancelled, "the import was cancelled; import again to go on"))
            }
            let old = match.flatMap { match in existing.first { $0.id == match.id } }
            if let old, old.question == item.question, old.answer == item.answer {
                report.unchanged += 1
                continue
            }
            if let old, let match {
                report.edited += 1
                if !match.isSure {
                    let card = "\(name)/\(old.id)/\(key)"
                    report.doubtful.append(Doubtful(card: card, question: item.question, before: old.question))
                }
            } else {
                report.added += 1
            }
            let id = old?.id ?? Slug.make(item.question, taken: taken)
            taken.insert(id)
            let concept = concept(item, id: id, pack: name, path: path, before: old?.concept)
            try replace("\(folder)/\(old?.file ?? id + ".md")", PackText.write(concept))
        }
        let found = Set(matches.compactMap { $0?.id })
        report.kept = existing.map(\.id).filter { !found.contains($0) }
        return .success(report)
    }

    private static func replace(_ path: String, _ text: String) throws(SystemFault) {
        let bytes = Array(text.utf8)
        if let old = try? Files.read(path, limit: fileBytes), old == bytes { return }
        try Files.replace(path, with: bytes, mode: 0o644)
    }

    /// What the user added to an imported concept (other names, symbols, sections, questions) stays.
    private static func concept(
        _ item: ImportedDocument.Item, id: String, pack: String, path: String, before: Concept?
    ) -> Concept {
        let question = Question(key: key, kind: .recall, prompt: item.question, answer: item.answer)
        let firstParagraph = item.answer.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: true).first
        var concept =
            before
            ?? Concept(id: id, title: "", topic: pack, level: .beginner, sources: [path], summary: "")
        concept.title = item.question
        concept.summary = firstParagraph.map(String.init) ?? item.question
        concept.questions = [question] + concept.questions.filter { $0.key != key }
        return concept
    }

    /// A concept that an earlier import made; `file` is its path in the pack's folder.
    private struct Existing {
        var file: String
        var id: String
        var question: String
        var answer: String
        var concept: Concept
    }

    private static func concepts(in folder: String) -> [Existing] {
        var found: [Existing] = []
        for (path, _) in Files.tree(folder, suffix: ".md") where path != "pack.md" {
            guard let bytes = try? Files.read(folder + "/" + path, limit: PackIndexer.fileBytes) else { continue }
            let (concept, _) = PackText.readConcept(String(decoding: bytes, as: UTF8.self), file: path)
            guard let concept, let question = concept.questions.first(where: { $0.key == key }),
                !found.contains(where: { $0.id == concept.id })
            else { continue }
            found.append(
                Existing(
                    file: path, id: concept.id, question: question.prompt, answer: question.answer, concept: concept))
        }
        return found
    }

    /// The pack made from this document before, and where it lay then if it has been moved or copied since; or a new name
    /// after the document's own.
    private static func pack(
        for document: ImportedDocument, _ path: String, _ places: Places
    ) -> (name: String, before: String?) {
        let packs = PackIndexer.packs(in: places.packs)
        var imported: [(name: String, folder: String, source: String)] = []
        for pack in packs where pack.folder.hasPrefix(places.ownPacks + "/") {
            guard let sources = manifest(in: pack.folder)?.sources, let source = sources.last else { continue }
            if sources.contains(path) { return (pack.name, nil) }
            imported.append((pack.name, pack.folder, source))
        }
        // Another document may quote some questions; most of them only the same one has.
        let questions = Set(document.items.map(\.question))
        for pack in imported {
            let known = Set(concepts(in: pack.folder).map(\.question))
            if known.intersection(questions).count * 2 > max(known.count, questions.count) {
                return (pack.name, pack.source)
            }
        }
        // Also a folder that is no pack yet may hold something of the user's.
        return (Slug.make(Path.stem(of: path), taken: Set(packs.map(\.name) + Files.names(in: places.ownPacks))), nil)
    }

    private static func manifest(in folder: String) -> Manifest? {
        let text = (try? Files.read(folder + "/pack.md", limit: PackIndexer.fileBytes)) ?? []
        return PackText.readManifest(String(decoding: text, as: UTF8.self), file: "pack.md").0
    }
}
