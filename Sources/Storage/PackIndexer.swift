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
        var report = Report()
        let packs = Self.packs(in: roots)
        var jobs = try forgotten(packs)
        for (place, pack) in packs.enumerated() { jobs += try changes(pack, place: place) }
        try run(jobs, &report)
        if !jobs.isEmpty, !report.wasCancelled { try run(try admissible(packs), &report) }
        // The run that goes on from here arranges.
        if report.wasCancelled { return report }
        let isUnarranged = try isUnarranged()
        if isUnarranged || report.changed + report.removed > 0 { try arrange() }
        return report
    }

    private func run(_ jobs: [Job], _ report: inout Report) throws(DatabaseFault) {
        var done = 0
        if !jobs.isEmpty { ticket.report(done: done, total: jobs.count) }
        while done < jobs.count {
            var steps: [Step] = []
            for job in jobs[done..<min(done + Self.batch, jobs.count)] { steps.append(try prepare(job)) }
            try database.transaction { () throws(DatabaseFault) in
                for step in steps { try perform(step, &report) }
                try search.flush()
            }
            done += steps.count
            // Not sooner, so that every run comes further, however often it is cancelled.
            if done < jobs.count, ticket.isCancelled {
                report.wasCancelled = true
                return
            }
            ticket.report(done: done, total: jobs.count)
        }
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

    private func changes(_ pack: Found, place: Int) throws(DatabaseFault) -> [Job] {
        var known: [String: FileStamp] = [:]
        try database.rows("SELECT path, size, changed FROM file WHERE pack = ?", .text(pack.name)) {
            known[$0.text(0)] = FileStamp(size: $0.integer(1), changed: $0.integer(2))
        }
        let seat = try database.first("SELECT folder, place FROM pack WHERE name = ?", .text(pack.name)) {
            (folder: $0.text(0), place: $0.int(1))
        }
        // A pack that moved may hold other files with the same stamps.
        let hasMoved = seat?.folder != pack.folder
        var manifests: [Job] = []
        var concepts: [Job] = []
        for (path, stamp) in Files.tree(pack.folder, suffix: ".md") where Path.name(of: path) != "README.md" {
            let old = known.removeValue(forKey: path)
            if path == "pack.md" {
                if hasMoved || seat?.place != place || old != stamp {
                    manifests.append(.manifest(pack, stamp, place: place, hasMoved: hasMoved))
                }
            } else if hasMoved || old != stamp {
                concepts.append(.concept(pack, path: path, stamp, before: old))
            }
        }
        // What is gone goes first: a file that was moved takes its id along.
        return manifests + known.keys.sorted().map { .forget(pack: pack.name, path: $0) } + concepts
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
        let kept = try database.first("SELECT text, path FROM concept WHERE number = ?", SQLValue(number)) {
            (text: $0.text(0), path: $0.text(1))
        }
        if let kept, let concept = PackText.readConcept(kept.text, file: kept.path).0 {
            try search.remove(concept, number: number)
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
            SQLValue(Self.nowhere))
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
                .text(card), SQLValue(number), SQLValue(place), .text(question.kind.rawValue), SQLValue(Self.nowhere))
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

    // MARK: Order

    /// The place of a concept that has none yet.
    private static let nowhere = -1

    /// Whether an earlier run ended before it came to this.
    private func isUnarranged() throws(DatabaseFault) -> Bool {
        try database.first("SELECT 1 FROM card WHERE concept_place = ? LIMIT 1", SQLValue(Self.nowhere)) { _ in true }
            ?? false
    }

    /// Places the concepts in an order in which they make sense: what others need comes first, then by level, then by how
    /// many need it.
    private func arrange() throws(DatabaseFault) {
        var rows: [(number: Int64, key: String, level: Int, needs: [String], place: Int)] = []
        try database.rows("SELECT number, pack, id, level, needs, place FROM concept ORDER BY pack, id") {
            let pack = $0.text(1)
            let needs = $0.lines(4).map { pack + "/" + $0 }
            rows.append(($0.integer(0), pack + "/" + $0.text(2), $0.int(3), needs, $0.int(5)))
        }
        let byKey = Dictionary(rows.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var depths = [Int?](repeating: nil, count: rows.count)
        let needs = rows.map(\.needs)
        for start in rows.indices { settle(start, needs, byKey, &depths) }
        // Of those that could come next, first what most others build on.
        var dependents = [Int](repeating: 0, count: rows.count)
        for below in needs.joined() { if let row = byKey[below] { dependents[row] += 1 } }
        let order = rows.indices.sorted {
            let left = ((depths[$0] ?? 0), rows[$0].level, -dependents[$0], rows[$0].key)
            let right = ((depths[$1] ?? 0), rows[$1].level, -dependents[$1], rows[$1].key)
            return left < right
        }
        try database.transaction { () throws(DatabaseFault) in
            for (place, row) in order.enumerated() where rows[row].place != place {
                try database.run(
                    "UPDATE concept SET place = ? WHERE number = ?", SQLValue(place), SQLValue(rows[row].number))
                try database.run(
                    "UPDATE card SET concept_place = ? WHERE concept = ?", SQLValue(place), SQLValue(rows[row].number))
            }
        }
    }

    /// How many steps of `needs` lie below a concept; a circle counts as far as it was followed. No recursion: a chain
    /// may be as long as the pack.
    private func settle(_ start: Int, _ needs: [[String]], _ byKey: [String: Int], _ depths: inout [Int?]) {
        var path: [(row: Int, next: Int)] = [(start, 0)]
        var isOpen: Set<Int> = [start]
        while let (row, next) = path.last {
            if depths[row] == nil, next < needs[row].count {
                path[path.count - 1].next += 1
                if let below = byKey[needs[row][next]], depths[below] == nil, isOpen.insert(below).inserted {
                    path.append((below, 0))
                }
            } else {
                if depths[row] == nil {
                    depths[row] = needs[row].compactMap { byKey[$0].flatMap { depths[$0] } }.map { $0 + 1 }.max() ?? 0
                }
                isOpen.remove(row)
                path.removeLast()
            }
        }
    }
}
