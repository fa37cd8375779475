import JSONText
import Machine
import Storage
import TestSupport
import Testing

/// Look-ups while the files of a large pack are read.
@Suite struct IndexingTests {
    private let packs = TemporaryFolder()

    private func write(_ range: Range<Int>) throws {
        try Files.makeFolder(packs.path + "/large")
        try Files.replace(packs.path + "/large/pack.md", with: Array("---\ntitle: Large\n---\n".utf8))
        for number in range {
            let text = "---\nid: c\(number)\ntitle: Thing \(number)\ntopic: t\nlevel: beginner\n---\n\nA thing.\n"
            try Files.replace(packs.path + "/large/c\(number).md", with: Array(text.utf8))
        }
    }

    private func ask(_ world: World, _ method: String, _ params: String, id: Int = 1) {
        world.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#)
    }

    private func answer(_ world: World) throws -> JSON {
        try JSONReader.read(try #require(world.next()))
    }

    @Test func `while many files are read, look-ups are answered from what is there and say how far it is`() throws {
        try write(0..<50)
        let world = try World(packs: packs.path, filesWaitedFor: 20)
        // As long as somebody else writes, the indexing cannot go on.
        let writer = try Database(path: world.places.store)
        try writer.script("BEGIN IMMEDIATE")
        ask(world, "concept/lookup", #"{"query": "c7"}"#)
        #expect(world.received.isEmpty)
        world.hub.refreshPacks()
        while !world.hub.isReady { world.waitForLabour() }
        let early = try answer(world)
        #expect(early["result"]?["confident"] == .bool(false))
        // As far as they are counted: enough of them to go on without.
        #expect(early["result"]?["indexing"]?["done"] == 0)
        #expect((21...51).contains(early["result"]?["indexing"]?["total"]?.integer ?? 0))
        ask(world, "daemon/status", "{}")
        #expect(try answer(world)["result"]?["indexing"]?["done"] == 0)

        ask(world, "pack/refresh", #"{"workDoneToken": "t"}"#, id: 2)
        ask(world, "pack/refresh", "{}", id: 3)
        world.send(#"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":3}}"#)
        #expect(try answer(world)["params"]?["value"]?["kind"]?.text == "begin")
        let cancelled = try answer(world)
        #expect(cancelled["id"]?.integer == 3 && cancelled["error"]?["code"]?.integer == -32800)
        try writer.script("ROLLBACK")
        var told: [Int64] = []
        var message = try answer(world)
        while message["params"]?["value"]?["kind"]?.text == "report" {
            told.append(try #require(message["params"]?["value"]?["done"]?.integer))
            message = try answer(world)
        }
        #expect(told == told.sorted() && told.last == 51)
        #expect(message["params"]?["value"]?["kind"]?.text == "end")
        #expect(try answer(world)["result"] == ["concepts": 50, "cards": 0])
        ask(world, "concept/lookup", #"{"query": "c7", "limit": 1}"#)
        let late = try answer(world)
        #expect(late["result"]?["concepts"]?.list?.first?["title"]?.text == "Thing 7")
        #expect(late["result"]?["indexing"] == nil)
    }

    @Test func `what is asked for by its id and not read yet is refused with how far the reading is, in every method`()
        throws
    {
        try write(0..<50)
        let world = try World(packs: packs.path, filesWaitedFor: 20)
        let writer = try Database(path: world.places.store)
        try writer.script("BEGIN IMMEDIATE")
        world.hub.refreshPacks()
        while !world.hub.isReady { world.waitForLabour() }
        for (method, params, what) in [
            ("concept/show", #"{"id": "c7"}"#, #"no concept has the id "c7""#),
            ("review/grade", #"{"card": "large/c7/q", "grade": 3}"#, #"there is no card "large/c7/q""#),
            ("quiz/next", #"{"topic": "t"}"#, #"no concept has the topic "t""#),
            ("concept/lookup", #"{"query": "topic:t"}"#, #"no topic is called "t""#),
        ] {
            ask(world, method, params)
            let error = try answer(world)["error"]
            #expect(error?["code"]?.integer == -32001, "\(method)")
            let sentence = error?["message"]?.text ?? ""
            #expect(sentence.hasPrefix(what + " in what was read so far: the packs are still being indexed (0 of "))
            #expect(sentence.hasSuffix(" files); ask again when `retort status` shows no indexing any more"))
        }
        try writer.script("ROLLBACK")
        ask(world, "pack/refresh", "{}")
        _ = try answer(world)
        ask(world, "concept/show", #"{"id": "c7"}"#)
        #expect(try answer(world)["result"]?["title"]?.text == "Thing 7")
        ask(world, "concept/show", #"{"id": "c77"}"#)
        #expect(try answer(world)["error"]?["message"]?.text?.contains("indexed") == false)
    }

    @Test func `the status is told at once, before anything is read`() throws {
        try write(0..<50)
        let world = try World(packs: packs.path, filesWaitedFor: 51)
        ask(world, "daemon/status", "{}")
        ask(world, "concept/lookup", #"{"query": "c49"}"#, id: 2)
        #expect(world.received.count == 1)
        let early = try answer(world)["result"]
        #expect(early?["indexing"] == ["done": 0, "total": 0] && early?["concepts"] == 0)
        world.hub.refreshPacks()
        #expect(try answer(world)["id"] == 2)
        ask(world, "daemon/status", "{}")
        let late = try answer(world)["result"]
        #expect(late?["indexing"] == nil && late?["concepts"] == 50)
    }

    @Test func `few files are waited for`() throws {
        try write(0..<50)
        let world = try World(packs: packs.path, filesWaitedFor: 51)
        ask(world, "concept/lookup", #"{"query": "c49"}"#)
        world.hub.refreshPacks()
        while !world.hub.isReady { world.waitForLabour() }
        #expect(try answer(world)["result"]?["confident"] == .bool(true))
    }

    @Test func `an end in between loses nothing that was read, and the next start goes on from there`() throws {
        try write(0..<200)
        let world = try World(packs: packs.path, filesWaitedFor: 0)
        world.hub.refreshPacks()
        while !world.hub.isReady { world.waitForLabour() }
        world.hub.end()
        let read = try Database(path: world.places.store).first("SELECT count(*) FROM file") { $0.int(0) } ?? 0
        let report = try PackIndexer(store: world.places.store, ticket: Ticket()).run(roots: [packs.path])
        #expect(report.changed == 201 - read)
        #expect(try Database(path: world.places.store).first("SELECT count(*) FROM concept") { $0.int(0) } == 200)
    }

    @Test func `a check or an import need not wait until a large pack is read`() throws {
        try write(0..<200)
        let world = try World(packs: packs.path, filesWaitedFor: 0)
        // The indexing does not come to its end before the check is asked for.
        let writer = try Database(path: world.places.store)
        try writer.script("BEGIN IMMEDIATE")
        world.hub.refreshPacks()
        ask(world, "pack/check", #"{"pack": "\#(packs.path)/large"}"#, id: 2)
        ask(world, "pack/refresh", "{}", id: 3)
        try writer.script("ROLLBACK")
        #expect(try answer(world)["id"]?.integer == 2)
        let last = try answer(world)
        #expect(last["id"]?.integer == 3 && last["result"]?["concepts"]?.integer == 200)
    }
}
