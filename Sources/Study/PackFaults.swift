import Knowledge
import Machine
import Storage

/// Every fault of a pack folder; for the labour thread.
package enum PackFaults {
    package struct Report: Sendable {
        package var folder: String
        package var concepts: Int
        package var questions: Int
        package var complaints: [Complaint]
    }

    /// - Parameter name: a pack's name, or the path of its folder.
    package static func run(_ name: String, places: Places, ticket: Ticket) -> Result<Report, StudyFault> {
        let packs = PackIndexer.packs(in: places.packs)
        let folder = packs.first { $0.name == name }?.folder ?? name
        guard folder.hasPrefix("/"), Files.isFolder(folder) else {
            let nearest = Spelling.nearest(name, in: packs.map(\.name), count: 3)
            return .failure(.unknown("no pack or folder is named \"\(name)\"", nearest: nearest))
        }
        var complaints: [Complaint] = []
        func read(_ path: String) -> String? {
            do throws(SystemFault) {
                return String(decoding: try Files.read(path, limit: PackIndexer.fileBytes), as: UTF8.self)
            } catch {
                complaints.append(Complaint(file: path, line: 1, sentence: error.sentence))
                return nil
            }
        }
        var hasSources = false
        if let text = read(folder + "/pack.md") {
            let (manifest, faults) = PackText.readManifest(text, file: folder + "/pack.md")
            complaints += faults
            hasSources = manifest?.sources.isEmpty == false
        }
        var concepts: [(file: String, concept: Concept)] = []
        let files = Files.tree(folder, suffix: ".md")
        if files.count == Files.treeFiles {
            let sentence = "a check looks at \(Files.treeFiles) files at most; the rest of the pack was not checked"
            complaints.append(Complaint(file: folder + "/pack.md", line: 1, sentence: sentence))
        }
        for (done, (path, _)) in files.enumerated() where path != "pack.md" && Path.name(of: path) != "README.md" {
            ticket.report(done: done, total: files.count)
            if ticket.isCancelled { return .failure(StudyFault(.cancelled, "the check was cancelled")) }
            let file = folder + "/" + path
            guard let text = read(file) else { continue }
            let (concept, faults) = PackText.readConcept(text, file: file)
            complaints += faults
            if let concept { concepts.append((file, concept)) }
        }
        complaints += PackCheck.check(concepts, hasSources: hasSources)
        return .success(
            Report(
                folder: folder, concepts: concepts.count,
                questions: concepts.reduce(0) { $0 + $1.concept.questions.count }, complaints: complaints))
    }
}
