import Glibc
import Machine
import Storage
import Testing

@testable import Study

@Suite struct DamageTests {
    private func fill(_ box: Sandbox, count: Int = 200_000) throws {
        // In place, as a failing disk would: the file stays the one that is open.
        let file = open(box.places.store, O_WRONLY | O_TRUNC)
        defer { close(file) }
        try Files.append((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }, to: file, name: "the store")
    }

    @Test func `a store full of noise is made anew at the start, with one line in the journal`() throws {
        let box = Sandbox()
        do { _ = try box.kitchen().grade("kitchen/salt/q1", .good, milliseconds: nil, now: now()) }
        try fill(box)
        let study = try box.study()
        #expect(box.journal.count == 1)
        #expect(box.journal.first?.hasPrefix("the store could not be used and is made anew: ") == true)
        #expect(try study.history("kitchen/salt/q1").count == 1)
        try box.index()
        study.packsChanged()
        #expect(try study.lookup("salt", limit: 1).isConfident)
        #expect(box.journal.count == 1)
    }

    @Test func `a store that becomes noise while it is open is made anew at once, with one line in the journal`() throws
    {
        let box = Sandbox()
        let study = try box.kitchen()
        _ = try study.grade("kitchen/salt/q1", .good, milliseconds: nil, now: now())
        try fill(box)
        // Pages that are still in memory answer for a while; an index that is read anew does not.
        for ending in ["-wal"] { truncate(box.places.store + ending, 0) }
        for query in ["thermometer", "julienne", "brine"] { #expect(try study.lookup(query, limit: 1).isConfident) }
        _ = try study.grade("kitchen/stock/q1", .good, milliseconds: nil, now: now(day))
        #expect(try study.status().reviews == 2)
        #expect(box.journal.count <= 1, "\(box.journal)")
        let again = try box.study()
        #expect(try again.status().reviews == 2)
    }

    @Test(arguments: [
        "memory", "review", "undo", "event", "log", "device", "concept", "markdown", "name", "card", "posting",
        "wording",
    ])
    func `a store that loses a table while it is open is made anew with all it held, once`(table: String) throws {
        let box = Sandbox()
        let study = try box.kitchen()
        _ = try study.grade("kitchen/salt/q1", .again, milliseconds: nil, now: now())
        try Database(path: box.places.store).script("DROP TABLE \(table)")
        _ = try study.grade("kitchen/salt/q1", .again, milliseconds: nil, now: now(minute))
        try study.logsChanged()
        #expect(try study.lookup("thermometer", limit: 1).isConfident)
        #expect(try study.due(now: now(day)).due == 1)
        #expect(try study.history("kitchen/salt/q1").count == 2)
        #expect(try study.show("salt").concept.id == "salt")
        #expect(try study.undo(now: now(day))?.memory?.reviews == 1)
        #expect(box.journal.count == 1, "\(box.journal)")
    }

    @Test(arguments: [true, false])
    func `a store that is deleted while it is open is opened anew before the next indexing`(withFolder: Bool) throws {
        let box = Sandbox()
        let study = try box.kitchen()
        _ = try study.grade("kitchen/salt/q1", .good, milliseconds: nil, now: now())
        for ending in ["", "-wal", "-shm"] { Files.remove(box.places.store + ending) }
        if withFolder { rmdir(box.places.cache) }
        // Until then it goes on with what it has open, and the log is written all the same.
        _ = try study.grade("kitchen/salt/q1", .good, milliseconds: nil, now: now(day))
        try study.secureStore()
        try box.index()
        study.packsChanged()
        #expect(try study.lookup("salt", limit: 1).isConfident)
        #expect(try study.history("kitchen/salt/q1").count == 2)
        #expect(box.journal.count == 1)
        try study.secureStore()
        #expect(box.journal.count == 1)
    }

    @Test func `a store that the labour thread had to make anew is gone over to`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        _ = try study.grade("kitchen/salt/q1", .good, milliseconds: nil, now: now())
        _ = try PackIndexer(store: box.places.store, ticket: Ticket(), isAnew: true).run(roots: box.places.packs)
        study.packsChanged()
        try box.write(
            "packs/kitchen/wok.md", "---\nid: wok\ntitle: Wok\ntopic: tools\nlevel: beginner\n---\nA round pan.\n")
        try box.index()
        study.packsChanged()
        #expect(try study.lookup("wok", limit: 1).isConfident)
        #expect(try study.history("kitchen/salt/q1").count == 1)
    }

    @Test func `a cache that cannot be made is refused in one sentence`() throws {
        let box = Sandbox()
        try box.write("data", "a file where a folder should be")
        let fault = #expect(throws: StudyFault.self) { try box.study() }
        #expect(fault?.sentence.contains(box.root + "/data") == true)
    }
}
