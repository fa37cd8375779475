import Glibc
import Machine
import Memory
import Testing

@testable import Storage

@Suite struct LogReplayTests {
    @Test func `an event that stands in two files counts once`() throws {
        let box = Sandbox()
        let lines = [review("p/a/1", seq: 1), review("p/a/1", .again, seq: 2, after: day)].flatMap(\.line)
        try box.write(box.log("desk"), lines)
        try box.write(box.log("desk.sync-conflict"), lines)
        #expect(try box.caughtUp().memory.history("p/a/1").map(\.grade) == [3, 1])
    }

    @Test func `devices that were given one name lose no review, whichever log is read first`() throws {
        let mine = [review("p/a/1", seq: 1), review("p/b/1", .easy, seq: 2, after: minute)].flatMap(\.line)
        let yours = [review("p/a/1", .hard, seq: 1, after: 5 * minute), review("p/c/1", seq: 2)].flatMap(\.line)
        var states: [[String]] = []
        for (first, second) in [(mine, yours), (yours, mine)] {
            let box = Sandbox()
            try box.write(box.log("a"), first)
            let store = try box.caughtUp()
            try box.write(box.log("b"), second)
            try store.catchUp()
            #expect(try store.memory.reviewCount() == 4)
            states.append(try box.memories())
        }
        #expect(states[0] == states[1])
    }

    @Test func `two lines that tell of one review otherwise come out alike in either order`() throws {
        let one = review("p/a/1", .good, seq: 1, milliseconds: 10).line
        let other = review("p/a/1", .again, seq: 1, zone: 0, milliseconds: nil).line
        var states: [[String]] = []
        for lines in [one + other, other + one, one + other + one] {
            let box = Sandbox()
            try box.write(box.log("desk"), lines)
            _ = try box.caughtUp()
            states.append(try box.memories())
        }
        #expect(states[0] == states[1] && states[1] == states[2])
    }

    @Test func `an undo that is read before its review takes it back all the same`() throws {
        let box = Sandbox()
        try box.write(box.log("a"), undo(1, of: "phone", seq: 1, after: day).line)
        let store = try box.caughtUp()
        try box.write(box.log("phone"), review("p/a/1", device: "phone", seq: 1).line)
        try store.catchUp()
        #expect(try store.memory.memory("p/a/1") == nil)
        #expect(try store.memory.reviewCount() == 0)
    }

    enum Change: String, CaseIterable { case shorter, longer, sameLength, elsewhere, elsewhereAndLonger, gone, empty }

    @Test(arguments: Change.allCases)
    func `a log that is not what it was is read anew, and what it said before is forgotten`(change: Change) throws {
        let box = Sandbox()
        let old = (1...9).map { review("p/old/\($0)", seq: Int64($0)) }.flatMap(\.line)
        try box.write(box.log("phone"), old)
        try box.write(box.log("other"), review("p/other/1", device: "other", seq: 1).line)
        let store = try box.caughtUp()
        #expect(try store.memory.reviewCount() == 10)
        let new = (1...9).map { review("p/new/\($0)", seq: Int64($0)) }.flatMap(\.line)
        switch change {
        case .shorter: try box.write(box.log("phone"), new[..<new.index(new.startIndex, offsetBy: new.count / 2)])
        case .longer: try box.write(box.log("phone"), new + review("p/new/10", seq: 10).line)
        case .sameLength: try box.write(box.log("phone"), new)
        case .elsewhere:
            try box.write(
                box.log("phone"), Array(String(decoding: old, as: UTF8.self).replacingFirst("p/old/2", "p/new/2").utf8))
        case .elsewhereAndLonger:
            let other = Array(String(decoding: old, as: UTF8.self).replacingFirst("p/old/2", "p/new/2").utf8)
            try box.write(box.log("phone"), other + review("p/new/10", seq: 10).line)
        case .gone: Files.remove(box.log("phone"))
        case .empty: try box.write(box.log("phone"), "")
        }
        try store.catchUp()
        let state = try box.memories()
        #expect(try store.memory.memory("p/old/2") == nil)
        #expect(try store.memory.memory("p/other/1") != nil)
        box.dropCache()
        _ = try box.caughtUp()
        #expect(try box.memories() == state)
    }

    @Test func `noise in a log is set aside, named and bounded, and what follows it counts`() throws {
        let box = Sandbox()
        var log = review("p/a/1", seq: 1).line
        log += [UInt8](repeating: 0, count: 5 << 20) + [UInt8(ascii: "\n")]
        log += review("p/a/2", seq: 2).line
        for _ in 0..<500 { log += "noise".asLog }
        log += [0xFF, 0xFE] + review("p/a/3", seq: 3).line + review("p/a/4", seq: 4).line
        try box.write(box.log("desk"), log)
        let store = try box.caughtUp()
        #expect(try ["p/a/1", "p/a/2", "p/a/4"].allSatisfy { try store.memory.memory($0) != nil })
        #expect(try store.memory.memory("p/a/3") == nil)
        let faults = try store.memory.logFaults()
        #expect(faults.count == 50)
        #expect(
            faults.first
                == "desk.jsonl at byte \(review("p/a/1", seq: 1).line.count): the line is very long; it is passed over")
        // An endless line that is still being written waits, and costs no event once it has ended.
        try box.grow("desk", by: [UInt8](repeating: 0, count: 5 << 20))
        try store.catchUp()
        try box.grow("desk", by: [UInt8(ascii: "\n")] + review("p/a/5", seq: 5).line)
        try store.catchUp()
        #expect(try store.memory.memory("p/a/5") != nil)
    }

    @Test func `a log that cannot be read just now keeps what it said`() async {
        await #expect(processExitsWith: .success) {
            // Root may read everything.
            if getuid() == 0 { setuid(65_534) }
            let box = Sandbox()
            try box.write(box.log("phone"), review("p/a/1", device: "phone", seq: 1).line)
            let store = try box.caughtUp()
            try box.grow("phone", by: review("p/a/2", device: "phone", seq: 2).line)
            chmod(box.log("phone"), 0)
            try store.catchUp()
            try store.catchUp()
            #expect(try store.memory.memory("p/a/1") != nil)
            #expect(try store.memory.logFaults().count == 1)
            chmod(box.log("phone"), 0o600)
            try store.catchUp()
            #expect(try store.memory.memory("p/a/2") != nil)
            #expect(try store.memory.logFaults().isEmpty)
            // The whole folder.
            chmod(box.places.log, 0)
            try store.catchUp()
            #expect(try store.memory.reviewCount() == 2)
            chmod(box.places.log, 0o700)
        }
    }

    @Test func `files that are no logs are left alone`() throws {
        let box = Sandbox()
        try box.write(box.log("phone"), review("p/a/1", device: "phone", seq: 1).line)
        try box.write(box.places.log + "/.phone.jsonl.part", review("p/a/2", device: "phone", seq: 2).line)
        try box.write(box.places.log + "/notes.txt", "noise\n")
        try Files.makeFolder(box.places.log + "/folder.jsonl")
        mkfifo(box.log("pipe"), 0o600)
        let store = try box.caughtUp()
        #expect(try store.memory.reviewCount() == 1)
        #expect(try store.memory.logFaults().isEmpty)
    }

    @Test func `another retention wished for computes every memory anew`() throws {
        let box = Sandbox()
        try box.write(box.log("desk"), (0..<6).flatMap { review("p/a/1", seq: $0 + 1, after: $0 * 9 * day).line })
        let usual = try box.caughtUp().memory.memory("p/a/1")
        let keen = try box.store(retention: 0.97)
        try keen.catchUp()
        let sooner = try keen.memory.memory("p/a/1")
        #expect(try #require(sooner?.due) < #require(usual?.due))
        box.dropCache()
        let fresh = try box.store(retention: 0.97)
        try fresh.catchUp()
        #expect(try fresh.memory.memory("p/a/1") == sooner)
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, _ new: String) -> String {
        guard let found = firstRange(of: old) else { return self }
        return self[..<found.lowerBound] + new + self[found.upperBound...]
    }
}
