import Glibc
import Machine
import Memory
import TestSupport
import Testing

@testable import Storage

private func what(_ card: String, _ grade: Grade = .good) -> Event.What {
    .review(card: card, grade: grade, zoneMinutes: 60, milliseconds: 5000)
}

@Suite struct StoreTests {
    enum Loss: CaseIterable { case nothing, cache, noise, half, otherVersion, walOnly, folder }

    @Test(arguments: Loss.allCases)
    func `after a kill and whatever befalls the cache the state is what was acknowledged`(loss: Loss) throws {
        let box = Sandbox()
        do {
            let store = try box.caughtUp()
            for number in 0..<30 {
                try store.keep(at: start.adding(milliseconds: Int64(number) * day), what("p/c/\(number % 7)"))
            }
            try store.keep(at: start, .undo(device: "desk", seq: 30))
        }
        let state = try box.memories()
        switch loss {
        case .nothing: break
        case .cache: box.dropCache()
        case .noise:
            box.dropCache()
            var random = SplitMix64(seed: 1)
            try box.write(box.places.store, (0..<50_000).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        case .half:
            let bytes = try Files.read(box.places.store, limit: 1 << 24)
            box.dropCache()
            try box.write(box.places.store, bytes[..<(bytes.count / 2)])
        case .otherVersion:
            let database = try Database(path: box.places.store)
            try database.script("DROP TABLE review; PRAGMA user_version = 999")
        case .walOnly: Files.remove(box.places.store)
        case .folder:
            box.dropCache()
            rmdir(box.places.cache)
        }
        let store = try box.store()
        // `Study.reading` does this for every question.
        do throws(DatabaseFault) { try store.catchUp() } catch {
            #expect(error.isDamage)
            try store.rebuild()
        }
        #expect(try box.memories() == state)
        #expect((store.reasonMadeAnew != nil) == [.noise, .otherVersion].contains(loss) || loss == .half)
        try store.keep(at: start, what("p/c/1"))
    }

    @Test func `a chain of undos leads back to the start`() throws {
        let box = Sandbox()
        let store = try box.caughtUp()
        try box.write(box.log("phone"), review("p/c/0", device: "phone", seq: 1).line)
        try store.catchUp()
        let before = try store.memory.memory("p/c/0")
        for number in 0..<12 {
            // A clock that runs backwards must not confuse which was the last.
            try store.keep(at: start.adding(milliseconds: Int64(-number) * minute), what("p/c/\(number % 3)"))
        }
        var undone: [Int64] = []
        while let last = try store.memory.lastEvent(device: "desk") {
            undone.append(last.seq)
            try store.keep(at: start, .undo(device: last.device, seq: last.seq))
        }
        #expect(undone == (1...12).reversed().map { Int64($0) })
        #expect(try store.memory.memory("p/c/0") == before)
        #expect(try store.memory.memory("p/c/1") == nil)
        #expect(try store.memory.reviewCount() == 1)
    }

    @Test func `a store whose file was deleted or replaced notices, and goes over to the one that is there`() throws {
        let box = Sandbox()
        let store = try box.caughtUp()
        try store.keep(at: start, what("p/c/1"))
        #expect(!store.isGone)
        box.dropCache()
        #expect(store.isGone)
        try store.reopen()
        #expect(!store.isGone)
        #expect(try store.memory.reviewCount() == 1)

        // The labour thread found it damaged and made another.
        _ = try PackIndexer(store: box.places.store, ticket: Ticket(), isAnew: true).run(roots: [])
        #expect(store.isGone)
        try store.keep(at: start, what("p/c/2"))
        try store.reopen()
        #expect(try store.memory.reviewCount() == 2)
        #expect(!store.isGone)
    }

    @Test func `what is asked at once is answered from one state of the store`() throws {
        let box = Sandbox()
        let store = try box.caughtUp()
        try store.append(at: start, what("p/c/1"))
        let inside = try store.atOnce { () throws(DatabaseFault) in
            try store.takeAppended()
            return try store.atOnce { () throws(DatabaseFault) in try store.memory.memory("p/c/1") }
        }
        #expect(inside == nil)
        try store.takeAppended()
        #expect(try store.memory.memory("p/c/1") != nil)
    }

    @Test func `two processes that read the same logs at once do no harm to one another`() throws {
        let box = Sandbox()
        try box.write(box.log("phone"), (1...50).flatMap { review("p/c/\($0 % 5)", device: "phone", seq: $0).line })
        let one = try box.store()
        let other = try box.store(device: "lap")
        try one.catchUp()
        try other.catchUp()
        for number in 0..<10 {
            try one.keep(at: start, what("p/c/\(number)"))
            try other.keep(at: start, what("p/c/\(number)"))
        }
        try one.catchUp()
        let state = try box.memories()
        box.dropCache()
        _ = try box.caughtUp()
        #expect(try box.memories() == state)
    }

    @Test func `while another connection writes for long an event is kept, and counted later`() throws {
        let box = Sandbox()
        let store = try box.caughtUp()
        try store.keep(at: start, what("p/c/1"))
        let other = try Database(path: box.places.store)
        try other.script("PRAGMA user_version = 2; BEGIN IMMEDIATE")
        // SQLite waits for five seconds before it gives up.
        try store.append(at: start, what("p/c/2"))
        #expect(throws: DatabaseFault.self) { try store.takeAppended() }
        #expect(try store.memory.reviewCount() == 1)
        try other.script("ROLLBACK")
        try store.catchUp()
        #expect(try store.memory.reviewCount() == 2)
    }
}
