import Glibc
import Machine
import Memory
import TestSupport

@testable import Storage

/// A folder of its own for one test, gone when the test is over.
final class Sandbox {
    private let folder = TemporaryFolder()
    var root: String { folder.path }

    var places: Places {
        Places(
            environment: ["RETORT_DATA": root + "/data", "RETORT_PACKS": root + "/packs"], program: "/nowhere/retort")
    }

    func store(device: String = "desk", retention: Double = 0.9) throws -> Store {
        try Store(places: places, scheduler: Scheduler(desiredRetention: retention), device: device)
    }

    /// A store that has read all logs.
    func caughtUp(device: String = "desk") throws -> Store {
        let store = try store(device: device)
        try store.catchUp()
        return store
    }

    func write(_ path: String, _ bytes: some Sequence<UInt8>) throws {
        let path = path.hasPrefix("/") ? path : root + "/" + path
        try Files.makeFolder(Path.folder(of: path))
        try Files.replace(path, with: Array(bytes))
    }

    func write(_ path: String, _ text: String) throws { try write(path, text.utf8) }

    func log(_ name: String) -> String { places.log + "/" + name + ".jsonl" }

    /// A log whose file grows in place, as another device's does when it is copied bit by bit.
    func grow(_ name: String, by bytes: some Sequence<UInt8>) throws {
        try Files.makeFolder(places.log)
        let file = open(log(name), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        try Files.append(Array(bytes), to: file, name: name)
    }

    func read(_ name: String) throws -> [UInt8] { try Files.read(log(name), limit: 1 << 24) }

    /// Throws the cache away, as a user may at any time.
    func dropCache() {
        for ending in ["", "-wal", "-shm"] { Files.remove(places.store + ending) }
    }

    /// Every row of some tables of the store, exactly, in a fixed order. A new connection, so only what was committed.
    func dump(_ tables: [String: String]) throws -> [String] {
        try dump(tables, of: try Database(path: places.store))
    }

    private func dump(_ tables: [String: String], of database: Database) throws -> [String] {
        var lines: [String] = []
        for (table, columns) in tables.sorted(by: { $0.key < $1.key }) {
            let quoted = columns.split(separator: " ").map { "quote(\($0))" }.joined(separator: " || ',' || ")
            try database.rows("SELECT \(quoted) AS line FROM \(table) ORDER BY line") {
                lines.append(table + " " + $0.text(0))
            }
        }
        return lines
    }

    /// What was made from the logs.
    func memories(of database: Database? = nil) throws -> [String] {
        let database = try database ?? Database(path: places.store)
        return try dump(
            [
                "memory": """
                card stability difficulty phase step last_at last_day due_at due_day scheduled_days reviews lapses
                """,
                "review": "device seq at zone card grade milliseconds", "device": "name last",
                "practice": "device seq at zone card grade milliseconds", "undo": "of_device of_seq device seq counts",
                "event": "device seq at name subject other value zone", "look": "at device seq concept",
                "miss": "at device seq query", "suspended": "card", "buried": "card day", "flagged": "card note",
                "pause": "at zone until", "setting": "name pack value", "link": "card was", "ancestor": "card was",
                "stale": "card",
            ], of: database)
    }

    /// What was made from the packs, but for the numbers of concepts, which tell how it came about.
    func knowledge() throws -> [String] {
        try dump([
            "pack": "name folder title version source place",
            "(SELECT file.*, id FROM file LEFT JOIN concept ON number = concept)": "pack path id left_out",
            "(SELECT pack, id, text FROM markdown JOIN concept ON number = concept)": "pack id text",
            "complaint": "pack path line is_error sentence",
            "concept": "pack id path title aliases summary topic level needs see source place",
            "(SELECT name.name AS name, sort, pack, id FROM name JOIN concept ON number = concept)":
                "name sort pack id",
            "(SELECT card.id AS card, card.place AS place, concept_place, kind, pack, concept.id AS id FROM card JOIN concept ON number = concept)":
                "card place concept_place kind pack id",
            "(SELECT pack, id, hex(phrases) AS phrases FROM wording JOIN concept ON number = concept)":
                "pack id phrases",
            "(SELECT stem, concepts FROM posting WHERE first = 0)": "stem concepts", "word": "word concepts",
        ]) + postings()
    }

    /// Which concepts hold each stem, and where.
    private func postings() throws -> [String] {
        let database = try Database(path: places.store)
        var names: [Int64: String] = [:]
        try database.rows("SELECT number, pack, id FROM concept") {
            names[$0.integer(0)] = "\($0.text(1))/\($0.text(2))"
        }
        var lines: [String] = []
        try database.rows("SELECT stem, first, entries FROM posting") { row in
            var list = PostingList()
            row.withBytes(2) { list.append($0, first: row.integer(1), limit: .max) }
            for (number, mark) in zip(list.numbers, list.marks) {
                lines.append("\(row.text(0)) \(names[number] ?? "nowhere") \(mark)")
            }
        }
        return lines.sorted()
    }
}

/// 2026-11-25, ten in the morning, UTC.
let start = Instant(milliseconds: 1_795_600_800_000)
let minute: Int64 = 60_000
let day: Int64 = 86_400_000

extension Store {
    /// Appends an event and takes it at once.
    func keep(at: Instant, _ what: Event.What) throws {
        try append(at: at, what)
        try takeAppended()
    }
}

func review(
    _ card: String, _ grade: Grade = .good, device: String = "desk", seq: Int64, after: Int64 = 0, zone: Int = 60,
    milliseconds: Int? = 5000
) -> Event {
    Event(
        at: start.adding(milliseconds: after), device: device, seq: seq,
        what: .review(card: card, grade: grade, zoneMinutes: zone, milliseconds: milliseconds))
}

func undo(_ undone: Int64, of other: String = "desk", device: String = "desk", seq: Int64, after: Int64 = 0) -> Event {
    Event(at: start.adding(milliseconds: after), device: device, seq: seq, what: .undo(device: other, seq: undone))
}

extension String {
    var asLog: [UInt8] { Array((self + "\n").utf8) }
}
