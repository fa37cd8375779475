import Knowledge
import Machine

/// Writes what files of packs say. What goes into trees in another order than the files come is gathered and written by `flush` in
/// the order of those trees, which belongs into the same transaction.
final class KnowledgeWriter {
    private let database: Database
    private let search: SearchIndex
    private let changes: IdentityChanges
    private var names: [(name: ConceptName, concept: Int64)] = []
    private var cards: [Card] = []
    /// Whether this transaction has a concept without a place yet, by which the next run sees that this one did not come to its end.
    private var isMarked = false

    private struct Card {
        var id: String
        var concept: Int64
        var place: Int
        var conceptPlace: Int
        var kind: Kind
    }

    init(database: Database) {
        self.database = database
        search = SearchIndex(database: database)
        changes = IdentityChanges(database: database)
    }

    /// Before and after all files of a run.
    func begin() throws(DatabaseFault) { try changes.begin() }
    func end() throws(DatabaseFault) { try changes.end() }

    /// Writes what was gathered. Of what stands twice the first counts.
    func flush() throws(DatabaseFault) {
        for (name, concept) in names.sorted(by: { ($0.name.folded, $0.concept) < ($1.name.folded, $1.concept) }) {
            try database.run(
                "INSERT OR IGNORE INTO name (name, sort, place, concept, text, weight) VALUES (?, ?, ?, ?, ?, ?)",
                .text(name.folded), SQLValue(name.sort.rawValue), SQLValue(name.place), SQLValue(concept),
                SQLValue(name.written), SQLValue(name.weight))
        }
        for card in cards.sorted(by: { ($0.id, $0.place) < ($1.id, $1.place) }) {
            try database.run(
                "INSERT OR IGNORE INTO card (id, concept, place, kind, concept_place) VALUES (?, ?, ?, ?, ?)",
                .text(card.id), SQLValue(card.concept), SQLValue(card.place), .text(card.kind.rawValue),
                SQLValue(card.conceptPlace))
        }
        try search.flush()
        names.removeAll(keepingCapacity: true)
        cards.removeAll(keepingCapacity: true)
        isMarked = false
    }

    // MARK: Packs

    /// Writes down where a pack is and what it is called; whether that is news.
    func seat(_ pack: PackIndexer.Found, place: Int, hasMoved: Bool, _ manifest: Manifest?) throws(DatabaseFault)
        -> Bool
    {
        // Should this run be cut short, the next one must still see that the files are others.
        if hasMoved {
            try database.run(
                "UPDATE file SET changed = ? WHERE pack = ?", SQLValue(FileStamp.unsettled), .text(pack.name))
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

    /// Forgets a pack and gives how many files it had.
    func forget(pack: String) throws(DatabaseFault) -> Int {
        let paths = try database.all("SELECT path FROM file WHERE pack = ?", .text(pack)) { $0.text(0) }
        for path in paths { try forget(pack, path) }
        try database.run("DELETE FROM pack WHERE name = ?", .text(pack))
        return paths.count
    }

    // MARK: Files

    /// Keeps a file's stamp and what is wrong with it.
    func note(
        _ pack: String, _ path: String, _ stamp: FileStamp, _ complaints: [Complaint], concept: Int64? = nil,
        leftOut: String? = nil
    ) throws(DatabaseFault) {
        try database.run(
            "INSERT OR REPLACE INTO file (pack, path, size, changed, concept, left_out) VALUES (?, ?, ?, ?, ?, ?)",
            .text(pack), .text(path), SQLValue(stamp.size), SQLValue(stamp.changed), SQLValue(concept),
            SQLValue(leftOut))
        for complaint in complaints { try complain(pack, path, complaint) }
    }

    func restamp(_ pack: String, _ path: String, _ stamp: FileStamp) throws(DatabaseFault) {
        try database.run(
            "UPDATE file SET size = ?, changed = ? WHERE pack = ? AND path = ?", SQLValue(stamp.size),
            SQLValue(stamp.changed), .text(pack), .text(path))
    }

    func forget(_ pack: String, _ path: String) throws(DatabaseFault) {
        let number = try database.first(
            "SELECT concept FROM file WHERE pack = ? AND path = ?", .text(pack), .text(path)
        ) { $0.isNull(0) ? nil : $0.integer(0) }
        if let number, let number { try forget(concept: number) }
        try database.run("DELETE FROM complaint WHERE pack = ? AND path = ?", .text(pack), .text(path))
        try database.run("DELETE FROM file WHERE pack = ? AND path = ?", .text(pack), .text(path))
    }

    private func complain(_ pack: String, _ path: String, _ complaint: Complaint) throws(DatabaseFault) {
        try database.run(
            "INSERT INTO complaint (pack, path, line, is_error, sentence) VALUES (?, ?, ?, ?, ?)",
            .text(pack), .text(path), SQLValue(complaint.line), complaint.severity == .error ? 1 : 0,
            .text(complaint.sentence))
    }

    // MARK: Concepts

    private func forget(concept number: Int64) throws(DatabaseFault) {
        let knowledge = KnowledgeStore(database: database)
        if let concept = try knowledge.concept(number: number), let pack = try knowledge.entry(number: number)?.pack {
            try search.remove(concept, number: number)
            try changes.forget(concept, pack: pack)
            for name in ConceptName.all(of: concept) {
                try database.run(
                    "DELETE FROM name WHERE name = ? AND sort = ? AND place = ? AND concept = ?", .text(name.folded),
                    SQLValue(name.sort.rawValue), SQLValue(name.place), SQLValue(number))
            }
        }
        try database.run("DELETE FROM card WHERE concept = ?", SQLValue(number))
        try database.run("DELETE FROM markdown WHERE concept = ?", SQLValue(number))
        try database.run("DELETE FROM concept WHERE number = ?", SQLValue(number))
    }

    /// Of files with the same id the one with the first path has it, whichever was read first.
    func index(
        _ pack: String, _ path: String, _ stamp: FileStamp, _ text: String, _ concept: Concept,
        _ complaints: [Complaint]
    ) throws(DatabaseFault) {
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
            // It may be among what was gathered.
            try flush()
            try forget(concept: twin.number)
            try database.run(
                "UPDATE file SET concept = NULL, left_out = ? WHERE pack = ? AND path = ?", .text(concept.id),
                .text(pack), .text(twin.path))
            try complain(pack, twin.path, isTaken(concept.id, by: path, in: twin.path))
        }
        let place =
            isMarked
            ? Arrangement.likelyPlace(hasNeeds: !concept.needs.isEmpty, level: concept.level.rawValue)
            : Arrangement.nowhere
        isMarked = true
        let number = try insert(concept, pack: pack, path: path, place: place)
        try database.run("INSERT INTO markdown (concept, text) VALUES (?, ?)", SQLValue(number), .text(text))
        for name in ConceptName.all(of: concept) { names.append((name, number)) }
        try search.add(concept, number: number)
        let more = try gatherCards(of: concept, number: number, pack: pack, path: path, conceptPlace: place)
        try note(pack, path, stamp, complaints + more, concept: number)
    }

    private func isTaken(_ id: String, by other: String, in file: String) -> Complaint {
        Complaint(file: file, line: 1, sentence: "the id \"\(id)\" is taken by \(other); this file is left out")
    }

    private func insert(_ concept: Concept, pack: String, path: String, place: Int) throws(DatabaseFault) -> Int64 {
        try database.run(
            """
            INSERT INTO concept (pack, id, path, title, aliases, summary, topic, level, needs, see, source, place)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(pack), .text(concept.id), .text(path), .text(concept.title),
            .text(concept.aliases.joined(separator: "\n")), .text(concept.summary), .text(concept.topic),
            SQLValue(concept.level.rawValue), .text(concept.needs.joined(separator: "\n")),
            .text(concept.see.joined(separator: "\n")), .text(concept.sources.first ?? ""),
            SQLValue(place))
        return database.lastInsertedRow
    }

    /// Gathers a card for each question; complains of those that there can be none for.
    private func gatherCards(
        of concept: Concept, number: Int64, pack: String, path: String, conceptPlace: Int
    ) throws(DatabaseFault) -> [Complaint] {
        var complaints: [Complaint] = []
        for (place, question) in concept.questions.enumerated() {
            let id = "\(pack)/\(concept.id)/\(question.key)"
            guard id.utf8.count <= Event.cardBytes else {
                let sentence = "the key of this question is too long; the question is left out"
                complaints.append(Complaint(file: path, line: question.line, sentence: sentence))
                continue
            }
            // A key that stands twice was complained about; the first keeps the memory.
            cards.append(
                Card(id: id, concept: number, place: place, conceptPlace: conceptPlace, kind: question.kind))
            try changes.insert(id, question, pack: pack)
        }
        return complaints
    }
}
