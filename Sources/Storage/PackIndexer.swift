import Knowledge
import Machine

/// Brings the store's knowledge in line with the pack folders: only changed files are read, removed ones forgotten.
///
/// Runs on the labour thread with a connection of its own, in short transactions, so that look-ups and grades go on.
package struct PackIndexer {
    /// Files in one transaction: long enough to be fast, short enough that a grade need not wait noticeably.
    private static let batch = 64
    /// A larger file is no concept.
    package static let fileBytes = 1_048_576

    private let database: Database
    private let ticket: Ticket

    package struct Report: Sendable {
        package var changed = 0
        package var removed = 0
        package var wasCancelled = false
    }

    package init(store: String, ticket: Ticket) throws(DatabaseFault) {
        database = try Schema.open(store)
        self.ticket = ticket
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
        var jobs: [Job] = []
        for (place, pack) in packs.enumerated() { jobs += try changes(pack, place: place) }
        jobs += try forgotten(packs)
        var done = 0
        while done < jobs.count {
            if ticket.isCancelled {
                report.wasCancelled = true
                break
            }
            let batch = jobs[done..<min(done + Self.batch, jobs.count)]
            try database.transaction { () throws(DatabaseFault) in
                for job in batch { try perform(job, &report) }
            }
            done += batch.count
            ticket.report(done: done, total: jobs.count)
        }
        if !jobs.isEmpty { try arrange() }
        return report
    }

    // MARK: What has to be done

    private enum Job {
        case manifest(Found, FileStamp, place: Int)
        case concept(Found, path: String, FileStamp)
        case forget(pack: String, path: String)
        case forgetPack(String)
    }

    private func changes(_ pack: Found, place: Int) throws(DatabaseFault) -> [Job] {
        var known: [String: FileStamp] = [:]
        try database.rows("SELECT path, size, changed FROM file WHERE pack = ?", .text(pack.name)) {
            known[$0.text(0)] = FileStamp(size: $0.integer(1), changed: $0.integer(2))
        }
        let seat = try database.first("SELECT folder, place FROM pack WHERE name = ?", .text(pack.name)) {
            ($0.text(0), $0.int(1))
        }
        // A pack that moved may hold other files with the same stamps.
        let hasMoved = seat.map { $0.0 != pack.folder } ?? true
        var jobs: [Job] = []
        for (path, stamp) in Files.tree(pack.folder, suffix: ".md") where Path.name(of: path) != "README.md" {
            let old = known.removeValue(forKey: path)
            if path == "pack.md" {
                if hasMoved || seat?.1 != place || old != stamp { jobs.append(.manifest(pack, stamp, place: place)) }
            } else if hasMoved || old != stamp {
                jobs.append(.concept(pack, path: path, stamp))
            }
        }
        return jobs + known.keys.sorted().map { .forget(pack: pack.name, path: $0) }
    }

    private func forgotten(_ packs: [Found]) throws(DatabaseFault) -> [Job] {
        let names = Set(packs.map(\.name))
        var jobs: [Job] = []
        try database.rows("SELECT name FROM pack ORDER BY name") {
            if !names.contains($0.text(0)) { jobs.append(.forgetPack($0.text(0))) }
        }
        return jobs
    }

    // MARK: Doing it

    private func perform(_ job: Job, _ report: inout Report) throws(DatabaseFault) {
        switch job {
        case .manifest(let pack, let stamp, let place):
            report.changed += 1
            try index(manifest: pack, stamp, place)
        case .concept(let pack, let path, let stamp):
            report.changed += 1
            try forget(pack.name, path)
            try index(concept: pack, path, stamp)
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

    private func read(_ path: String) -> (text: String, complaint: Complaint?) {
        do throws(SystemFault) {
            let bytes = try Files.read(path, limit: Self.fileBytes)
            return (String(decoding: bytes, as: UTF8.self), nil)
        } catch {
            return ("", Complaint(file: path, line: 1, sentence: error.sentence))
        }
    }

    private func index(manifest pack: Found, _ stamp: FileStamp, _ place: Int) throws(DatabaseFault) {
        let path = pack.folder + "/pack.md"
        let (text, unreadable) = read(path)
        let (manifest, complaints) = PackText.readManifest(text, file: path)
        try database.run(
            "INSERT OR REPLACE INTO pack (name, folder, title, version, source, place) VALUES (?, ?, ?, ?, ?, ?)",
            .text(pack.name), .text(pack.folder), .text(manifest?.title ?? pack.name), SQLValue(manifest?.version),
            SQLValue(manifest?.sources.first), SQLValue(place))
        try note(pack.name, "pack.md", stamp, unreadable.map { [$0] } ?? complaints)
    }

    private func note(
        _ pack: String, _ path: String, _ stamp: FileStamp, _ complaints: [Complaint]
    ) throws(DatabaseFault) {
        try database.run(
            "INSERT OR REPLACE INTO file (pack, path, size, changed) VALUES (?, ?, ?, ?)",
            .text(pack), .text(path), SQLValue(stamp.size), SQLValue(stamp.changed))
        try database.run("DELETE FROM complaint WHERE pack = ? AND path = ?", .text(pack), .text(path))
        for complaint in complaints {
            try database.run(
                "INSERT INTO complaint (pack, path, line, is_error, sentence) VALUES (?, ?, ?, ?, ?)",
                .text(pack), .text(path), SQLValue(complaint.line), complaint.severity == .error ? 1 : 0,
                .text(complaint.sentence))
        }
    }

    private func forget(_ pack: String, _ path: String) throws(DatabaseFault) {
        let number = try database.first(
            "SELECT number FROM concept WHERE pack = ? AND path = ?", .text(pack), .text(path)) { $0.integer(0) }
        if let number { try forget(concept: number) }
        try database.run("DELETE FROM complaint WHERE pack = ? AND path = ?", .text(pack), .text(path))
        try database.run("DELETE FROM file WHERE pack = ? AND path = ?", .text(pack), .text(path))
    }

    private func forget(concept number: Int64) throws(DatabaseFault) {
        try database.run("DELETE FROM concept_text WHERE rowid = ?", SQLValue(number))
        try database.run("DELETE FROM name WHERE concept = ?", SQLValue(number))
        try database.run("DELETE FROM card WHERE concept = ?", SQLValue(number))
        try database.run("DELETE FROM concept WHERE number = ?", SQLValue(number))
    }

    private func index(concept pack: Found, _ path: String, _ stamp: FileStamp) throws(DatabaseFault) {
        let file = pack.folder + "/" + path
        let (text, unreadable) = read(file)
        var (concept, complaints) = PackText.readConcept(text, file: file)
        if let unreadable { complaints = [unreadable] }
        if let known = concept {
            let twin = try database.first(
                "SELECT path FROM concept WHERE pack = ? AND id = ?", .text(pack.name), .text(known.id)) { $0.text(0) }
            if let twin {
                let sentence = "the id \"\(known.id)\" is taken by \(twin); this file is left out"
                complaints.append(Complaint(file: file, line: 1, sentence: sentence))
                concept = nil
            }
        }
        if let concept { try insert(concept, text: text, pack: pack.name, path: path) }
        try note(pack.name, path, stamp, complaints)
    }

    private func insert(_ concept: Concept, text: String, pack: String, path: String) throws(DatabaseFault) {
        try database.run(
            """
            INSERT INTO concept (pack, id, path, title, aliases, summary, topic, level, needs, see, source, text)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(pack), .text(concept.id), .text(path), .text(concept.title),
            .text(concept.aliases.joined(separator: "\n")), .text(concept.summary), .text(concept.topic),
            SQLValue(concept.level.rawValue), .text(concept.needs.joined(separator: "\n")),
            .text(concept.see.joined(separator: "\n")), .text(concept.sources.first ?? ""), .text(text))
        let number = database.lastInsertedRow
        for (name, sort) in names(of: concept) {
            try database.run(
                "INSERT OR IGNORE INTO name (name, sort, concept) VALUES (?, ?, ?)",
                .text(name), SQLValue(sort.rawValue), SQLValue(number))
        }
        try database.run(
            "INSERT INTO concept_text (rowid, title, aliases, symbols, asked, summary, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            SQLValue(number), .text(concept.title), .text(concept.aliases.joined(separator: "\n")),
            .text(concept.symbols.joined(separator: "\n")), .text(concept.asked.joined(separator: "\n")),
            .text(concept.summary), .text(concept.sections.map(\.body).joined(separator: "\n")))
        for (place, question) in concept.questions.enumerated() {
            // A key that stands twice was complained about; the first keeps the memory.
            try database.run(
                "INSERT OR IGNORE INTO card (id, concept, place, kind) VALUES (?, ?, ?, ?)",
                .text("\(pack)/\(concept.id)/\(question.key)"), SQLValue(number), SQLValue(place),
                .text(question.kind.rawValue))
        }
    }

    private func names(of concept: Concept) -> [(String, NameSort)] {
        var names = [(Folding.fold(concept.id), NameSort.id), (Folding.fold(concept.title), .title)]
        names += concept.aliases.map { (Folding.fold($0), .alias) }
        for symbol in concept.symbols {
            let words = symbol.split { $0 == "." || $0 == ":" }.map(String.init)
            names.append((Folding.fold(symbol), .symbol))
            // `Flask.route` and `route` are what stands in code.
            if words.count > 1 { names.append((Folding.fold(words[words.count - 1]), .symbolTail)) }
            if words.count > 2 { names.append((Folding.fold(words.suffix(2).joined(separator: " ")), .symbolTail)) }
        }
        return names.filter { !$0.0.isEmpty }
    }

    // MARK: Order

    /// Places the concepts in an order in which they make sense: what others need comes first, then by level.
    private func arrange() throws(DatabaseFault) {
        var rows: [(number: Int64, key: String, level: Int, needs: [String])] = []
        try database.rows("SELECT number, pack, id, level, needs FROM concept ORDER BY pack, id") {
            let pack = $0.text(1)
            let needs = $0.text(4).split(separator: "\n").map { pack + "/" + $0 }
            rows.append(($0.integer(0), pack + "/" + $0.text(2), $0.int(3), needs))
        }
        let byKey = Dictionary(rows.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var depths = [Int?](repeating: nil, count: rows.count)
        let needs = rows.map(\.needs)
        for start in rows.indices { settle(start, needs, byKey, &depths) }
        let order = rows.indices.sorted {
            let left = ((depths[$0] ?? 0), rows[$0].level, rows[$0].key)
            let right = ((depths[$1] ?? 0), rows[$1].level, rows[$1].key)
            return left < right
        }
        try database.transaction { () throws(DatabaseFault) in
            for (place, row) in order.enumerated() {
                try database.run(
                    "UPDATE concept SET place = ? WHERE number = ? AND place != ?",
                    SQLValue(place), SQLValue(rows[row].number), SQLValue(place))
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
