import Knowledge
import Machine
import Storage

/// The packs a person adds to their own folder and removes from it again. These are files and nothing else: the daemon sees
/// by itself that they changed, and what is remembered of their cards stands in the logs, which are not touched.
package struct OwnPacks {
    private let places: Places

    package init(_ places: Places) {
        self.places = places
    }

    package enum Outcome: String, Sendable { case added, updated, unchanged }

    package struct Added: Sendable {
        package var name: String
        package var folder: String
        package var outcome: Outcome
        package var concepts: Int
        package var questions: Int
        /// What is wrong with it; the concepts concerned are left out.
        package var faults: [Complaint]
    }

    /// Where a pack is made ready: names with a dot are no packs yet.
    private var draft: String { places.ownPacks + "/.adding" }
    /// In a pack that was added: from where, and how its files were then.
    private static let note = ".retort-added"
    private static let noteBytes = 16_384

    /// Only one is added at a time. What an interrupted one left is removed.
    /// - Parameter body: gets an empty folder of its own, which is gone afterwards.
    package func adding<Value>(_ body: (String) throws(StudyFault) -> Value) throws(StudyFault) -> Value {
        let lock: FileLock?
        do throws(SystemFault) {
            lock = try FileLock.take(places.state + "/adding", waiting: true)
            try Files.removeTree(draft)
            try Files.makeFolder(draft)
        } catch {
            throw StudyFault(.failed, error.sentence)
        }
        defer {
            try? Files.removeTree(draft)
            lock?.release()
        }
        return try body(draft)
    }

    /// Copies a pack into the own folder, or brings an earlier copy up to date. To be called within `adding`.
    ///
    /// - Parameters:
    ///   - source: the folder.
    ///   - address: where it is from, as the person would say it again.
    ///   - name: what it is to be called; made a name that a pack can have.
    package func add(_ source: String, from address: String, as name: String) throws(StudyFault) -> Added {
        guard Files.stamp(source + "/pack.md") != nil else {
            throw StudyFault(.notFound, "\(address) is no pack: there is no pack.md in it")
        }
        let slug = Slug.make(name, taken: [])
        if slug == "item", name != slug {
            throw StudyFault(.invalid, "\"\(name)\" holds no letters a pack's name can have; say --name NAME")
        }
        let folder = places.ownPacks + "/" + slug
        try refuseClash(slug, folder, address)
        let copy = draft + "/" + slug
        do throws(SystemFault) {
            try Files.copyTree(source, to: copy)
            let fingerprint = try Files.fingerprint(ofTree: copy)
            var outcome = Outcome.added
            if Files.exists(folder) {
                outcome = fingerprint == note(in: folder)?.fingerprint ? .unchanged : .updated
            }
            let (report, faults) = try check(copy, as: folder)
            if outcome != .unchanged {
                try Files.replace(copy + "/" + Self.note, with: Array("\(address)\n\(fingerprint)\n".utf8))
                if outcome == .updated { try Files.move(folder, to: draft + "/before") }
                try Files.move(copy, to: folder)
            }
            return Added(
                name: slug, folder: folder, outcome: outcome, concepts: report.concepts, questions: report.questions,
                faults: faults)
        } catch {
            throw StudyFault(.failed, error.sentence)
        }
    }

    /// A pack of one's own is not written over, and one that came with Retort is not put in the shade.
    private func refuseClash(_ name: String, _ folder: String, _ address: String) throws(StudyFault) {
        let others = places.packs.filter { $0 != places.ownPacks }
        if let other = PackIndexer.packs(in: others).first(where: { $0.name == name }) {
            throw StudyFault(
                .invalid, "there is a pack \(name) already, in \(other.folder); add this one under another: --name NAME"
            )
        }
        guard Files.exists(folder) else { return }
        guard let note = note(in: folder), note.address == address else {
            let from = note(in: folder).map { "from \($0.address)" } ?? "of your own"
            throw StudyFault(
                .invalid,
                "there is a pack \(name) \(from) already, in \(folder); add this one under another: --name NAME")
        }
        guard isAsAdded(folder) else {
            throw StudyFault(
                .invalid,
                "you have changed \(folder) since it was added, which would be lost; move it away, or: retort pack remove \(name) --yes"
            )
        }
    }

    private func check(_ copy: String, as folder: String) throws(SystemFault) -> (PackFaults.Report, [Complaint]) {
        switch PackFaults.run(copy, places: places, ticket: Ticket()) {
        case .success(let report):
            var faults = report.complaints.filter { $0.severity == .error }
            for index in faults.indices {
                faults[index].file = folder + faults[index].file.dropFirst(copy.count)
            }
            return (report, faults)
        case .failure(let fault): throw SystemFault(fault.sentence)
        }
    }

    private func note(in folder: String) -> (address: String, fingerprint: String)? {
        guard let bytes = try? Files.read(folder + "/" + Self.note, limit: Self.noteBytes) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        return lines.count == 2 ? (lines[0], lines[1]) : nil
    }

    /// Whether a pack can be had again just so.
    private func isAsAdded(_ folder: String) -> Bool {
        note(in: folder)?.fingerprint == (try? Files.fingerprint(ofTree: folder))
    }

    /// Removes a pack of the own folder, and gives where it was.
    /// - Parameter isSure: also when it exists nowhere else as far as Retort knows.
    package func remove(_ name: String, isSure: Bool) throws(StudyFault) -> String {
        let folder = places.ownPacks + "/" + name
        let packs = PackIndexer.packs(in: places.packs)
        guard !name.contains("/"), !name.hasPrefix("."), Files.stamp(folder + "/pack.md") != nil else {
            if let other = packs.first(where: { $0.name == name }) {
                throw StudyFault(
                    .invalid, "\(name) is no pack of your own but in \(other.folder), where nothing is removed")
            }
            throw .unknown(
                "no pack is named \"\(name)\"", nearest: Spelling.nearest(name, in: packs.map(\.name), count: 1))
        }
        guard isSure || isAsAdded(folder) else {
            throw StudyFault(
                .invalid,
                "\(folder) was made here or changed since it was added, and may exist nowhere else; to delete it: retort pack remove \(name) --yes"
            )
        }
        do throws(SystemFault) { try Files.removeTree(folder) } catch { throw StudyFault(.failed, error.sentence) }
        return folder
    }
}
