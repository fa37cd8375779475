import Glibc
import Machine
import Memory
import Testing

@testable import Storage

private func events(in bytes: [UInt8]) -> [Event] {
    bytes.split(separator: UInt8(ascii: "\n")).compactMap { try? Event.read($0).get() }
}

private func what(_ card: String) -> Event.What {
    .review(card: card, grade: .good, zoneMinutes: 60, milliseconds: 5000)
}

@Suite struct EventLogTests {
    @Test func `a log cut at any byte keeps its whole lines, and the next event stands whole with a number of its own`()
        throws
    {
        let log = [review("p/a/1", seq: 1), undo(1, seq: 2), review("p/ü/2", .easy, seq: 3)].flatMap(\.line)
        let ends = log.indices.filter { log[$0] == UInt8(ascii: "\n") }
        for cut in 0...log.count {
            let box = Sandbox()
            try box.write(box.log("desk"), log[..<cut])
            let store = try box.caughtUp()
            let whole = ends.filter { $0 < cut }.count
            #expect(try store.memory.lastSeq(device: "desk") == Int64(whole), "cut at \(cut)")
            try store.keep(at: start, what("p/new/1"))

            // A line that only lacks its line feed is an event all the same.
            let kept = ends.contains(cut) ? whole + 1 : whole
            let found = events(in: try box.read("desk"))
            #expect(found.count == kept + 1, "cut at \(cut)")
            #expect(Set(found.map(\.seq)).count == found.count, "cut at \(cut)")
            #expect(try store.memory.history("p/new/1").count == 1, "cut at \(cut)")
            #expect(
                try store.memory.logFaults().count == (cut == 0 || ends.contains(cut - 1) || ends.contains(cut) ? 0 : 1)
            )
            let state = try box.memories()
            box.dropCache()
            _ = try box.caughtUp()
            #expect(try box.memories() == state, "cut at \(cut)")
        }
    }

    @Test func `numbers go on after a restart, also without the cache and after two crashes in a row`() throws {
        let box = Sandbox()
        try box.caughtUp().keep(at: start, what("p/a/1"))
        // Two events that were cut off before their line feed, one after the other.
        try box.grow("desk", by: review("p/a/2", seq: 2).line.dropLast())
        try box.store().keep(at: start, what("p/a/3"))
        try box.grow("desk", by: review("p/a/4", seq: 4).line.dropLast())
        box.dropCache()
        try box.store().keep(at: start, what("p/a/5"))
        #expect(events(in: try box.read("desk")).map(\.seq) == [1, 2, 3, 4, 5])
        #expect(try box.caughtUp().memory.reviewCount() == 5)
    }

    @Test func `a copy of the log with higher numbers is counted on from`() throws {
        let box = Sandbox()
        try box.write(box.log("desk"), review("p/a/1", seq: 1).line)
        try box.write(box.log("desk.conflict"), review("p/a/1", seq: 41).line)
        try box.caughtUp().keep(at: start, what("p/a/2"))
        #expect(events(in: try box.read("desk")).map(\.seq) == [1, 42])
    }

    @Test func `a log that is deleted or replaced while it is open swallows no event`() throws {
        let box = Sandbox()
        let store = try box.caughtUp()
        try store.keep(at: start, what("p/a/1"))
        Files.remove(box.log("desk"))
        try store.keep(at: start, what("p/a/2"))
        #expect(events(in: try box.read("desk")).map(\.seq) == [2])
        // A backup is put back.
        try box.write(box.log("desk"), review("p/b/1", seq: 1).line + review("p/b/2", seq: 7).line)
        try store.keep(at: start, what("p/a/3"))
        #expect(events(in: try box.read("desk")).map(\.seq) == [1, 7, 8])
        #expect(try store.memory.reviewCount() == 3)
    }

    @Test func `the last number there is is not passed`() throws {
        let box = Sandbox()
        try box.write(box.log("desk"), review("p/a/1", seq: 1 << 53).line)
        let before = try box.read("desk")
        let fault = #expect(throws: StorageFault.self) { try box.caughtUp().append(at: start, what("p/a/2")) }
        #expect(fault?.sentence.contains("numbers") == true)
        #expect(try box.read("desk") == before)
    }

    /// The limit on file sizes stands for a full disk: `write` takes the first bytes and refuses the rest.
    @Test func `an append that fails half-way leaves nothing behind, and later ones work again`() async {
        await #expect(processExitsWith: .success) {
            let box = Sandbox()
            // A process that is told of it by a signal would die of it.
            signal(SIGXFSZ, SIG_IGN)
            let log = EventLog(folder: box.places.log, device: "desk")
            try log.append(review("p/a/1", seq: 0), after: 0)
            let before = try box.read("desk")
            for spare in [0, 1, 60] {
                var limit = rlimit()
                getrlimit(__rlimit_resource_t(1), &limit)
                let generous = limit.rlim_cur
                limit.rlim_cur = rlim_t(before.count + spare)
                setrlimit(__rlimit_resource_t(1), &limit)
                let fault = #expect(throws: SystemFault.self) { try log.append(review("p/a/2", seq: 0), after: 0) }
                limit.rlim_cur = generous
                setrlimit(__rlimit_resource_t(1), &limit)
                #expect(fault?.sentence == "cannot write \(box.log("desk")): File too large")
                #expect(try box.read("desk") == before, "with \(spare) bytes to spare")
            }
            try log.append(review("p/a/3", seq: 0), after: 0)
            let found = events(in: try box.read("desk"))
            #expect(found.count == 2 && Set(found.map(\.seq)).count == 2)
        }
    }

    @Test func `a log that is no file is refused in one sentence`() throws {
        let box = Sandbox()
        try Files.makeFolder(box.places.log)
        symlink("/dev/full", box.log("desk"))
        let fault = #expect(throws: StorageFault.self) { try box.store().append(at: start, what("p/a/1")) }
        #expect(fault?.sentence == "cannot write \(box.log("desk")): it is no regular file")
    }
}
