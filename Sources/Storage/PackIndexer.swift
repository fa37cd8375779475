import Knowledge
import Machine

/// Brings the store's knowledge in line with the pack folders: only changed files are read, removed ones forgotten.
///
/// Runs on the labour thread with a connection of its own, in transactions that end soon, so that look-ups and grades go on.
package struct PackIndexer {
    /// Files in one transaction, and their bytes. The more there are, the fewer pages of the store are written twice, and the longer
    /// a grade may have to wait. They are read and understood before it begins.
    package struct Batch: Sendable {
        var files = 2048
        var bytes = 4_194_304
        /// So many are read before a run ends that is not wanted any more, so that each comes further, however often that happens.
        var least = 32

        package init() {}
    }

    /// A larger file is no concept.
    package static let fileBytes = 1_048_576

    private let database: Database
    private let ticket: Ticket
    private let batch: Batch
    private let survey: PackSurvey
    private let writer: KnowledgeWriter

    /// Tidies up after a run, which nobody need wait for.
    package static func settle(store: String) {
        if Files.exists(store) { try? Database(path: store).settle() }
        Process.giveBackMemory()
    }

    package struct Report: Sendable {
        package var changed = 0
        package var removed = 0
        package var wasCancelled = false
    }

    /// - Parameter isAnew: delete a store that proved damaged.
    package init(
        store: String, ticket: Ticket, isAnew: Bool = false, batch: Batch = Batch()
    ) throws(DatabaseFault) {
        database = isAnew ? try Schema.make(store) : try Schema.open(store).database
        self.ticket = ticket
        self.batch = batch
        survey = PackSurvey(database: database, ticket: ticket)
        writer = KnowledgeWriter(database: database)
    }

    /// A pack's folder and its name, found in one of the folders that hold packs.
    package struct Found: Sendable {
        package var name: String
        package var folder: String
    }

    /// Every folder with a `pack.md` in it; where a name stands twice the last root wins, so that the user's own packs
    /// can replace shipped ones.
    package static func packs(in roots: [String]) -> [Found] {
        var found: [Found] = []
        for root in roots {
            for name in Files.names(in: root) {
                let folder = root + "/" + name
                guard Files.stamp(folder + "/pack.md") != nil else { continue }
                found.removeAll { $0.name == name }
                found.append(Found(name: name, folder: folder))
            }
        }
        return found
    }

    package func run(roots: [String]) throws(DatabaseFault) -> Report {
        let packs = Self.packs(in: roots)
        try writer.begin()
        var first = try survey.forgotten(packs)
        var changed = 0
        for (place, pack) in packs.enumerated() {
            let found = try survey.look(at: pack, place: place)
            first += found.first
            changed += found.changed
        }
        var work = Work(total: first.count + changed)
        for job in first { _ = try take(job, bytes: 0, &work) }
        // A file that was moved takes its id along, so what is gone is forgotten first.
        try runBatch(&work)
        if changed > 0 {
            for pack in packs {
                try survey.changes(of: pack) { job, bytes throws(DatabaseFault) in
                    try take(job, bytes: bytes, &work)
                }
            }
        }
        try runBatch(&work)
        if work.total > 0 { for job in try survey.admissible(packs) { _ = try take(job, bytes: 0, &work) } }
        try runBatch(&work)
        // The run that goes on from here arranges.
        if work.report.wasCancelled { return work.report }
        try writer.end()
        let arrangement = Arrangement(database: database)
        if try arrangement.isDue || work.report.changed + work.report.removed > 0 { try arrangement.run() }
        return work.report
    }

    /// How far a run has come.
    private struct Work {
        var total: Int
        var done = 0
        var report = Report()
        /// What comes into the next transaction.
        var steps: [Step] = []
        var bytes = 0

        init(total: Int) {
            self.total = total
        }
    }

    /// Reads what a job needs; gives whether the run goes on.
    private func take(_ job: PackSurvey.Job, bytes: Int, _ work: inout Work) throws(DatabaseFault) -> Bool {
        if work.report.wasCancelled { return false }
        ticket.report(done: work.done + work.steps.count, total: max(work.total, work.done + work.steps.count))
        work.steps.append(try prepare(job))
        work.bytes += bytes
        let most = ticket.isCancelled ? batch.least : batch.files
        if work.steps.count >= most || work.bytes >= batch.bytes { try runBatch(&work) }
        return !work.report.wasCancelled
    }

    /// Writes what was read.
    private func runBatch(_ work: inout Work) throws(DatabaseFault) {
        guard !work.steps.isEmpty else { return }
        try database.transaction { () throws(DatabaseFault) in
            for step in work.steps { try perform(step, &work.report) }
            try writer.flush()
        }
        work.done += work.steps.count
        work.total = max(work.total, work.done)
        work.steps.removeAll(keepingCapacity: true)
        work.bytes = 0
        if work.done < work.total, ticket.isCancelled { work.report.wasCancelled = true }
        ticket.report(done: work.done, total: work.total)
    }

    // MARK: Reading

    /// A job with what was read for it.
    private enum Step {
        case manifest(Found, FileStamp, place: Int, hasMoved: Bool, Manifest?, [Complaint])
        case concept(
            pack: String, path: String, FileStamp, isKnown: Bool, isNews: Bool, text: String, Concept?, [Complaint])
        /// The file says what it said before.
        case same(pack: String, path: String, FileStamp)
        case forget(pack: String, path: String)
        case forgetPack(String)
    }

    private func prepare(_ job: PackSurvey.Job) throws(DatabaseFault) -> Step {
        switch job {
        case .manifest(let pack, let stamp, let place, let hasMoved):
            let path = pack.folder + "/pack.md"
            let (text, kept, fault) = read(path, stamp)
            let (manifest, complaints) = PackText.readManifest(text, file: path)
            return .manifest(pack, kept, place: place, hasMoved: hasMoved, manifest, fault.map { [$0] } ?? complaints)
        case .concept(let pack, let path, let stamp, let before):
            let (text, kept, fault) = read(pack.folder + "/" + path, stamp)
            let known = before == nil ? nil : try self.known(pack.name, path)
            if let old = known?.text, fault == nil, old.utf8.elementsEqual(text.utf8) {
                return .same(pack: pack.name, path: path, kept)
            }
            let (concept, complaints) = PackText.readConcept(text, file: pack.folder + "/" + path)
            // A faulty file that is only looked at again is no news.
            let isNews =
                known?.text != nil || before?.size != stamp.size || before?.changed != FileStamp.unsettled
                || (concept != nil && concept?.id != known?.leftOut)
            return .concept(
                pack: pack.name, path: path, kept, isKnown: before != nil, isNews: isNews, text: text,
                fault == nil ? concept : nil, fault.map { [$0] } ?? complaints)
        case .forget(let pack, let path): return .forget(pack: pack, path: path)
        case .forgetPack(let pack): return .forgetPack(pack)
        }
    }

    /// What the store has of a file: the text of its concept, and the id of the one that was left out.
    private func known(_ pack: String, _ path: String) throws(DatabaseFault) -> (text: String?, leftOut: String?)? {
        try database.first(
            """
            SELECT text, left_out FROM file LEFT JOIN markdown ON markdown.concept = file.concept
            WHERE pack = ? AND path = ?
            """, .text(pack), .text(path)
        ) { ($0.isNull(0) ? nil : $0.text(0), $0.isNull(1) ? nil : $0.text(1)) }
    }

    /// A file's text, the stamp to keep for it, and why it could not be read.
    private func read(_ path: String, _ stamp: FileStamp) -> (text: String, kept: FileStamp, fault: Complaint?) {
        let unsettled = FileStamp(size: stamp.size, changed: FileStamp.unsettled)
        do throws(SystemFault) {
            let bytes = try Files.read(path, limit: Self.fileBytes)
            return (String(decoding: bytes, as: UTF8.self), stamp.isFresh ? unsettled : stamp, nil)
        } catch {
            return ("", unsettled, Complaint(file: path, line: 1, sentence: error.sentence))
        }
    }

    // MARK: Writing

    private func perform(_ step: Step, _ report: inout Report) throws(DatabaseFault) {
        switch step {
        case .manifest(let pack, let stamp, let place, let hasMoved, let manifest, let complaints):
            if try writer.seat(pack, place: place, hasMoved: hasMoved, manifest) { report.changed += 1 }
            try writer.forget(pack.name, "pack.md")
            try writer.note(pack.name, "pack.md", stamp, complaints)
        case .concept(let pack, let path, let stamp, let isKnown, let isNews, let text, let concept, let complaints):
            if isNews { report.changed += 1 }
            if isKnown { try writer.forget(pack, path) }
            if let concept {
                try writer.index(pack, path, stamp, text, concept, complaints)
            } else {
                try writer.note(pack, path, stamp, complaints)
            }
        case .same(let pack, let path, let stamp): try writer.restamp(pack, path, stamp)
        case .forget(let pack, let path):
            report.removed += 1
            try writer.forget(pack, path)
        case .forgetPack(let pack): report.removed += try writer.forget(pack: pack)
        }
    }
}
