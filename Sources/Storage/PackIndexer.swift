import Knowledge
import Machine

/// Brings the store's knowledge in line with the pack folders: only changed files are read, removed ones forgotten.
///
/// Runs on the labour thread with a connection of its own, in short transactions, so that look-ups and grades go on.
package struct PackIndexer {
    /// Files in one transaction: long enough to be fast, short enough that a grade need not wait noticeably. They are
    /// read and understood before it begins.
    private static let batch = 32
    /// A larger file is no concept.
    package static let fileBytes = 1_048_576

    private let database: Database
    private let ticket: Ticket
    private let search: SearchIndex
    private let changes: IdentityChanges

    package struct Report: Sendable {
        package var changed = 0
        package var removed = 0
        package var wasCancelled = false
    }

    /// - Parameter isAnew: delete a store that proved damaged.
    package init(store: String, ticket: Ticket, isAnew: Bool = false) throws(DatabaseFault) {
        database = isAnew ? try Schema.make(store) : try Schema.open(store).database
        self.ticket = ticket
        search = SearchIndex(database: database)
        changes = IdentityChanges(database: database)
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
        try changes.begin()
        var first = try forgotten(packs)
        var changed = 0
        for (place, pack) in packs.enumerated() {
            let survey = try survey(pack, place: place)
            first += survey.first
            changed += survey.changed
        }
        var work = Work(total: first.count + changed)
        try run(first, &work)
        if changed > 0 { for pack in packs { try runChanges(of: pack, &work) } }
        if work.total > 0, !work.report.wasCancelled { try run(try admissible(packs), &work) }
        // The run that goes on from here arranges.
        if work.report.wasCancelled { return work.report }
        try changes.end()
        let arrangement = Arrangement(database: database)
        if try arrangement.isDue || work.report.changed + work.report.removed > 0 { try arrangement.run() }
        return work.report
    }

    /// How far a run has come.
    private struct Work {
        var total: Int
        var done = 0
        var report = Report()

        init(total: Int) {
            self.total = total
        }

        /// A million files are read twice as fast in larger steps, which a grade may have to wait for.
        var batch: Int { total < 2000 ? 32 : 256 }
    }

    private func run(_ jobs: [Job], _ work: inout Work) throws(DatabaseFault) {
        for start in stride(from: 0, to: jobs.count, by: work.batch) where !work.report.wasCancelled {
            try runBatch(jobs[start..<min(start + work.batch, jobs.count)], &work)
        }
    }

    private func runBatch(_ jobs: ArraySlice<Job>, _ work: inout Work) throws(DatabaseFault) {
        if work.done == 0 { ticket.report(done: 0, total: work.total) }
        var steps: [Step] = []
        for job in jobs { steps.append(try prepare(job)) }
        try database.transaction { () throws(DatabaseFault) in
            for step in steps { try perform(step, &work.report) }
            try search.flush()
        }
        work.done += steps.count
        work.total = max(work.total, work.done)
        // Not sooner, so that every run comes further, however often it is cancelled.
        if work.done < work.total, ticket.isCancelled {
            work.report.wasCancelled = true
            return
        }
        ticket.report(done: work.done, total: work.total)
    }

    // MARK: What has to be done

    private enum Job {
        case manifest(Found, FileStamp, place: Int, hasMoved: Bool)
        case concept(Found, path: String, FileStamp, before: FileStamp?)
        case forget(pack: String, path: String)
        case forgetPack(String)
    }

    /// What is kept instead of a file's stamp when the file must be read again next time.
    private static let unsettled: Int64 = -1
    /// Files of a pack at most: a million fit, a home folder with a `pack.md` in it does not go on for ever.
    private static let packFiles = 2_000_000

    /// What a pack's folder has in store.
    private struct Survey {
        /// What comes before the concepts: the manifest, and what is gone, for a file that was moved takes its id along.
        var first: [Job] = []
        /// New and changed concepts.
        var changed = 0
    }

    /// Looks at every file of a pack, and keeps eight bytes of each.
    private func survey(_ pack: Found, place: Int) throws(DatabaseFault) -> Survey {
        let seat = try database.first("SELECT folder, place FROM pack WHERE name = ?", .text(pack.name)) {
            (folder: $0.text(0), place: $0.int(1))
        }
        // A pack that moved may hold other files with the same stamps.
        let hasMoved = seat?.folder != pack.folder
        var survey = Survey()
        var seen: [UInt64] = []
        var known = 0
        try walk(pack) { path, stamp throws(DatabaseFault) in
            let old = try self.stamp(pack.name, path)
            if old != nil { known += 1 }
            seen.append(Self.hash(path))
            if path == "pack.md" {
                if hasMoved || seat?.place != place || old != stamp {
                    survey.first.append(.manifest(pack, stamp, place: place, hasMoved: hasMoved))
                }
            } else if hasMoved || old != stamp {
                survey.changed += 1
                // Looking at so many takes a while, too.
                ticket.report(done: 0, total: survey.changed)
            }
            return true
        }
        let before = try database.first("SELECT count(*) FROM file WHERE pack = ?", .text(pack.name)) { $0.int(0) } ?? 0
        if known < before {
            let seen = Set(seen)
            try database.rows("SELECT path FROM file WHERE pack = ? ORDER BY path", .text(pack.name)) {
                let path = $0.text(0)
                if !seen.contains(Self.hash(path)) { survey.first.append(.forget(pack: pack.name, path: path)) }
            }
        }
        return survey
    }

    /// Reads the new and changed concepts of a pack, batch by batch as they are found.
    private func runChanges(of pack: Found, _ work: inout Work) throws(DatabaseFault) {
        var jobs: [Job] = []
        try walk(pack) { path, stamp throws(DatabaseFault) in
            if work.report.wasCancelled { return false }
            let old = try self.stamp(pack.name, path)
            guard path != "pack.md", old != stamp else { return true }
            jobs.append(.concept(pack, path: path, stamp, before: old))
            if jobs.count == work.batch {
                try runBatch(jobs[...], &work)
                jobs = []
            }
            return true
        }
        if !jobs.isEmpty, !work.report.wasCancelled { try runBatch(jobs[...], &work) }
    }

    private func walk(
        _ pack: Found, _ visit: (String, FileStamp) throws(DatabaseFault) -> Bool
    ) throws(DatabaseFault) {
        var left = Self.packFiles
        try Files.walk(pack.folder, suffix: ".md") { path, stamp throws(DatabaseFault) in
            guard Path.name(of: path) != "README.md" else { return true }
            left -= 1
            guard left >= 0 else { return false }
            return try visit(path, stamp)
        }
    }

    /// The stamp that was kept for a file.
    private func stamp(_ pack: String, _ path: String) throws(DatabaseFault) -> FileStamp? {
        try database.first("SELECT size, changed FROM file WHERE pack = ? AND path = ?", .text(pack), .text(path)) {
            FileStamp(size: $0.integer(0), changed: $0.integer(1))
        }
    }

    /// FNV-1a, 64 bits: of two million paths two are alike once in ten million packs.
    private static func hash(_ path: String) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        return hash
    }

    private func forgotten(_ packs: [Found]) throws(DatabaseFault) -> [Job] {
        let names = Set(packs.map(\.name))
        var jobs: [Job] = []
        try database.rows("SELECT name FROM pack UNION SELECT DISTINCT pack FROM file ORDER BY 1") {
            if !names.contains($0.text(0)) { jobs.append(.forgetPack($0.text(0))) }
        }
        return jobs
    }

    /// Files whose id was taken by another file and is free now.
    private func admissible(_ packs: [Found]) throws(DatabaseFault) -> [Job] {
        var jobs: [Job] = []
        try database.rows(
            """
            SELECT pack, path FROM file WHERE left_out IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM concept WHERE concept.id = file.left_out AND concept.pack = file.pack)
            ORDER BY pack, path
            """
        ) { row in
            if let pack = packs.first(where: { $0.name == row.text(0) }),
                let stamp = Files.stamp(pack.folder + "/" + row.text(1))
            {
                jobs.append(.concept(pack, path: row.text(1), stamp, before: nil))
            }
        }
        return jobs
    }

    // MARK: Reading

    /// A job with what was read for it.
    private enum Step {
        case manifest(Found, FileStamp, place: Int, hasMoved: Bool, Manifest?, [Complaint])
        case concept(Found, path: String, FileStamp, isNews: Bool, text: String, Concept?, [Complaint])
        /// The file says what it said before.
        case same(pack: String, path: String, FileStamp)
        case forget(pack: String, path: String)
        case forgetPack(String)
    }

    private func prepare(_ job: Job) throws(DatabaseFault) -> Step {
        switch job {
        case .manifest(let pack, let stamp, let place, let hasMoved):
            let path = pack.folder + "/pack.md"
            let (text, kept, fault) = read(path, stamp)
            let (manifest, complaints) = PackText.readManifest(text, file: path)
            return .manifest(pack, kept, place: place, hasMoved: hasMoved, manifest, fault.map { [$0] } ?? complaints)
        case .concept(let pack, let path, let stamp, let before):
            let (text, kept, fault) = read(pack.folder + "/" + path, stamp)
            let old = try database.first(
                "SELECT text FROM concept WHERE pack = ? AND path = ?", .text(pack.name), .text(path)
            ) { $0.text(0) }
            if let old, fault == nil, old.utf8.elementsEqual(text.utf8) {
                return .same(pack: pack.name, path: path, kept)
            }
            let (concept, complaints) = PackText.readConcept(text, file: pack.folder + "/" + path)
            let leftOut = try database.first(
                "SELECT left_out FROM file WHERE pack = ? AND path = ?", .text(pack.name), .text(path)
            ) { $0.text(0) }
            // A faulty file that is only looked at again is no news.
            let isNews =
                old != nil || before?.size != stamp.size || before?.changed != Self.unsettled
                || (concept != nil && concept?.id != leftOut)
            return .concept(
                pack, path: path, kept, isNews: isNews, text: text, fault == nil ? concept : nil,
                fault.map { [$0] } ?? complaints)
        case .forget(let pack, let path): return .forget(pack: pack, path: path)
        case .forgetPack(let pack): return .forgetPack(pack)
        }
    }

    /// A file's text, the stamp to keep for it, and why it could not be read.
    private func read(_ path: String, _ stamp: FileStamp) -> (text: String, kept: FileStamp, fault: Complaint?) {
        let unsettled = FileStamp(size: stamp.size, changed: Self.unsettled)
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
            if try seat(pack, place, hasMoved, manifest) { report.changed += 1 }
            try note(pack.name, "pack.md", stamp, complaints)
        case .concept(let pack, let path, let stamp, let isNews, let text, let concept, let complaints):
            if isNews { report.changed += 1 }
            try forget(pack.name, path)
            try index(pack.name, path, stamp, text, concept, complaints)
        case .same(let pack, let path, let stamp):
            try database.run(
                "UPDATE file SET size = ?, changed = ? WHERE pack = ? AND path = ?", SQLValue(stamp.size),
                SQLValue(stamp.changed), .text(pack), .text(path))
        case .forget(let pack, let path):
            report.removed += 1
            try forget(pack, path)
        case .forgetPack(let pack):
            var paths: [String] = []
            try database.rows("SELECT path FROM file WHERE pack = ?", .text(pack)) { paths.append($0.text(0)) }
            for path in paths { try forget(pack, path) }
            report.removed += paths.count
            try database.run("DELETE FROM pack WHERE name = ?", .text(pack))
        }
    }

    /// Writes down where a pack is and what it is called; whether that is news.
    private func seat(_ pack: Found, _ place: Int, _ hasMoved: Bool, _ manifest: Manifest?) throws(DatabaseFault)
        -> Bool
    {
        // Should this run be cut short, the next one must still see that the files are others.
        if hasMoved {
            try database.run("UPDATE file SET changed = ? WHERE pack = ?", SQLValue(Self.unsettled), .text(pack.name))
        }
        let news = [
            pack.folder, manifest?.title ?? pack.name, manifest?.version ?? "", manifest?.sources.first ?? "",
            "\(place)",
        ]
        let old = try database.first(
            "SELECT folder, title, version, source, place FROM pack WHERE name = ?", .text(pack.name)
        ) {
            row in (0..<5).map { row.text(Int32($0)) }
        }
        if old == news { return false }
        try database.run(
            "INSERT OR REPLACE INTO pack (name, folder, title, version, source, place) VALUES (?, ?, ?, ?, ?, ?)",
            .text(pack.name), .text(pack.folder), .text(manifest?.title ?? pack.name), SQLValue(manifest?.version),
            SQLValue(manifest?.sources.first), SQLValue(place))
        return true
    }

    private func note(
        _ pack: String, _ path: String, _ stamp: FileStamp, _ complaints: [Complaint], leftOut: String? = nil
    ) throws(DatabaseFault) {
        try database.run(
            "INSERT OR REPLACE INTO file (pack, path, size, changed, left_out) VALUES (?, ?, ?, ?, ?)",
            .text(pack), .text(path), SQLValue(stamp.size), SQLValue(stamp.changed), SQLValue(leftOut))
        try database.run("DELETE FROM complaint WHERE pack = ? AND path = ?", .text(pack), .text(path))
        for complaint in complaints { try complain(pack, path, complaint) }
    }

    private func complain(_ pack: String, _ path: String, _ complaint: Complaint) throws(DatabaseFault) {
        try database.run(
            "INSERT INTO complaint (pack, path, line, is_error, sentence) VALUES (?, ?, ?, ?, ?)",
            .text(pack), .text(path), SQLValue(complaint.line), complaint.severity == .error ? 1 : 0,
            .text(complaint.sentence))
    }

    private func forget(_ pack: String, _ path: String) throws(DatabaseFault) {
        let number = try database.first(
            "SELECT number FROM concept WHERE pack = ? AND path = ?", .text(pack), .text(path)
        ) { $0.integer(0) }
        if let number { try forget(concept: number) }
        try database.run("DELETE FROM complaint WHERE pack = ? AND path = ?", .text(pack), .text(path))
        try database.run("DELETE FROM file WHERE pack = ? AND path = ?", .text(pack), .text(path))
    }

    private func forget(concept number: Int64) throws(DatabaseFault) {
        let kept = try database.first("SELECT text, path, pack FROM concept WHERE number = ?", SQLValue(number)) {
            (text: $0.text(0), path: $0.text(1), pack: $0.text(2))
        }
        if let kept, let concept = PackText.readConcept(kept.text, file: kept.path).0 {
            try search.remove(concept, number: number)
            try changes.forget(concept, pack: kept.pack)
        }
        try database.run("DELETE FROM name WHERE concept = ?", SQLValue(number))
        try database.run("DELETE FROM card WHERE concept = ?", SQLValue(number))
        try database.run("DELETE FROM concept WHERE number = ?", SQLValue(number))
    }

    /// Of files with the same id the one with the first path has it, whichever was read first.
    private func index(
        _ pack: String, _ path: String, _ stamp: FileStamp, _ text: String, _ concept: Concept?,
        _ complaints: [Complaint]
    ) throws(DatabaseFault) {
        guard let concept else { return try note(pack, path, stamp, complaints) }
        let twin = try database.first(
            "SELECT number, path FROM concept WHERE id = ? AND pack = ?", .text(concept.id), .text(pack)
        ) {
            (number: $0.integer(0), path: $0.text(1))
        }
        if let twin, twin.path < path {
            return try note(
                pack, path, stamp, complaints + [isTaken(concept.id, by: twin.path, in: path)], leftOut: concept.id)
        }
        if let twin {
            try forget(concept: twin.number)
            try database.run(
                "UPDATE file SET left_out = ? WHERE pack = ? AND path = ?", .text(concept.id), .text(pack),
                .text(twin.path))
            try complain(pack, twin.path, isTaken(concept.id, by: path, in: twin.path))
        }
        let more = try insert(concept, text: text, pack: pack, path: path)
        try note(pack, path, stamp, complaints + more)
    }

    private func isTaken(_ id: String, by other: String, in file: String) -> Complaint {
        Complaint(file: file, line: 1, sentence: "the id \"\(id)\" is taken by \(other); this file is left out")
    }

    private func insert(
        _ concept: Concept, text: String, pack: String, path: String
    ) throws(DatabaseFault) -> [Complaint] {
        try database.run(
            """
            INSERT INTO concept (pack, id, path, title, aliases, summary, topic, level, needs, see, source, text, place)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(pack), .text(concept.id), .text(path), .text(concept.title),
            .text(concept.aliases.joined(separator: "\n")), .text(concept.summary), .text(concept.topic),
            SQLValue(concept.level.rawValue), .text(concept.needs.joined(separator: "\n")),
            .text(concept.see.joined(separator: "\n")), .text(concept.sources.first ?? ""), .text(text),
            SQLValue(Arrangement.nowhere))
        let number = database.lastInsertedRow
        for name in names(of: concept) {
            let kind = name.written == nil ? nil : Completion.Kind(name.sort)
            try database.run(
                "INSERT OR IGNORE INTO name (name, sort, place, concept, text, weight) VALUES (?, ?, ?, ?, ?, ?)",
                .text(name.folded), SQLValue(name.sort.rawValue), SQLValue(name.place), SQLValue(number),
                SQLValue(name.written), SQLValue(kind.map { Completion.weight($0, concept.level) }))
        }
        try search.add(concept, number: number)
        var complaints: [Complaint] = []
        for (place, question) in concept.questions.enumerated() {
            let card = "\(pack)/\(concept.id)/\(question.key)"
            guard card.utf8.count <= Event.cardBytes else {
                let sentence = "the key of this question is too long; the question is left out"
                complaints.append(Complaint(file: path, line: question.line, sentence: sentence))
                continue
            }
            // A key that stands twice was complained about; the first keeps the memory.
            try database.run(
                "INSERT OR IGNORE INTO card (id, concept, place, kind, concept_place) VALUES (?, ?, ?, ?, ?)",
                .text(card), SQLValue(number), SQLValue(place), .text(question.kind.rawValue),
                SQLValue(Arrangement.nowhere))
            try changes.insert(card, question, pack: pack)
        }
        return complaints
    }

    private struct Name {
        var folded: String
        var sort: NameSort
        /// In the list it comes from.
        var place = 0
        /// As it is completed to; nil for what nobody types.
        var written: String?

        init(_ text: String, _ sort: NameSort, place: Int = 0, isTyped: Bool = true) {
            folded = sort == .exactSymbol ? text : Folding.fold(text)
            self.sort = sort
            self.place = place
            written = isTyped ? text : nil
        }
    }

    /// Everything the concept can be found by.
    private func names(of concept: Concept) -> [Name] {
        var names = [Name(concept.id, .id, isTyped: false), Name(concept.title, .title)]
        for (place, alias) in concept.aliases.enumerated() { names.append(Name(alias, .alias, place: place)) }
        for (place, symbol) in concept.symbols.enumerated() {
            let words = symbol.split { $0 == "." || $0 == ":" }
            // Of several concepts that list a symbol first, the one that is called like it.
            let isNamesake = words.last.map { Folding.fold(String($0)) == Folding.fold(concept.id) } ?? false
            names.append(Name(symbol, .exactSymbol, place: isNamesake ? -1 : place, isTyped: false))
            names.append(Name(symbol, .symbol, place: place))
            // `Flask.route` and `route` are what stands in code.
            for word in words.dropFirst().suffix(2) {
                names.append(Name(String(symbol[word.startIndex...]), .symbolTail, place: place))
            }
        }
        return names.filter { !$0.folded.isEmpty }
    }
}
