import Glibc
import Machine
import Memory
import TestSupport
import Testing

@testable import Storage

/// A concept's file, as short as it may be.
private func concept(
    _ id: String, title: String? = nil, level: String = "beginner", needs: [String] = [], questions: Int = 2,
    answer: String = "It is so."
) -> String {
    var text = """
        ---
        id: \(id)
        title: \(title ?? id)
        aliases: [the \(id), \(id) thing]
        symbols: [lib.\(id.split(separator: "-").joined(separator: "_")).run]
        topic: testing
        level: \(level)
        needs: [\(needs.joined(separator: ", "))]
        sources: [https://example.org/]
        ---

        The short answer about \(id).

        ## Questions


        """
    for number in 1...max(1, questions) {
        text +=
            "### question-\(number) (recall)\n\nWhat about \(id), number \(number)?\n\nAnswer: \(answer)\n\n- so | thus\n\n"
    }
    return text
}

extension Sandbox {
    fileprivate func pack(_ name: String = "lib", root: String = "packs", title: String = "The library") throws {
        try write("\(root)/\(name)/pack.md", "---\ntitle: \(title)\nversion: \"1\"\nlicence: MIT\n---\n")
    }

    fileprivate func put(_ path: String, _ text: String, root: String = "packs/lib") throws {
        try write(root + "/" + path, text)
    }

    @discardableResult
    fileprivate func index(
        _ roots: [String] = ["packs"], ticket: Ticket = Ticket(), batch: PackIndexer.Batch = PackIndexer.Batch()
    ) throws -> PackIndexer.Report {
        try PackIndexer(store: places.store, ticket: ticket, batch: batch).run(roots: roots.map { root + "/" + $0 })
    }

    fileprivate var cards: [String] {
        get throws {
            var cards: [String] = []
            try Database(path: places.store).rows("SELECT id FROM card ORDER BY id") { cards.append($0.text(0)) }
            return cards
        }
    }

    fileprivate func complaints() throws -> [String] {
        var found: [String] = []
        try Database(path: places.store).rows(
            "SELECT path, sentence FROM complaint WHERE is_error = 1 ORDER BY path, rowid"
        ) {
            found.append($0.text(0) + ": " + $0.text(1))
        }
        return found
    }

    /// What an indexing from nothing would give.
    fileprivate func fresh(_ roots: [String] = ["packs"]) throws -> [String] {
        dropCache()
        try index(roots)
        return try knowledge()
    }
}

@Suite struct PackIndexerTests {
    @Test func `only changed files are read again`() throws {
        let box = Sandbox()
        try box.pack()
        for number in 1...5 { try box.put("topic/c-\(number).md", concept("c-\(number)")) }
        try box.put("README.md", "Nothing to learn here.")
        let first = try box.index()
        #expect(first.changed == 6 && first.removed == 0)
        let second = try box.index()
        #expect(second.changed == 0 && second.removed == 0)

        try box.put("topic/c-3.md", concept("c-3", title: "Three"))
        #expect(try box.index().changed == 1)
        // Touched, or written again as it was.
        try box.put("topic/c-4.md", concept("c-4"))
        #expect(try box.index().changed == 0)
        // One letter for another, at once and with the old time of change set back.
        try box.put("topic/c-3.md", concept("c-3", title: "Thsee"))
        var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
        utimensat(AT_FDCWD, box.root + "/packs/lib/topic/c-3.md", &times, 0)
        #expect(try box.index().changed == 1)
        #expect(try box.knowledge().contains { $0.contains("'Thsee'") })
        #expect(try box.knowledge() == box.fresh())
    }

    @Test func `edits that follow one another within a tick of the clock are all seen`() throws {
        let box = Sandbox()
        try box.pack()
        for round in 0..<100 {
            try box.put("a.md", concept("a", title: "Title \(round % 10)"))
            try box.index()
            #expect(
                try box.caughtUp().knowledge.entries(id: "a").map(\.title) == ["Title \(round % 10)"], "round \(round)")
        }
    }

    @Test func `what is removed is forgotten with its cards, names and complaints`() throws {
        let box = Sandbox()
        try box.pack()
        try box.put("a.md", concept("a"))
        try box.put("b.md", concept("b") + "### broken (nothing)\n")
        try box.index()
        #expect(try !box.complaints().isEmpty)
        Files.remove(box.root + "/packs/lib/b.md")
        let report = try box.index()
        #expect(report.removed == 1 && report.changed == 0)
        #expect(try box.cards == ["lib/a/question-1", "lib/a/question-2"])
        #expect(try box.complaints().isEmpty)
        #expect(try box.knowledge() == box.fresh())
    }

    @Test func `a file that moves keeps its id, its cards and their memory`() throws {
        for (from, to) in [("old/c.md", "new/c.md"), ("new/c.md", "old/c.md"), ("c.md", "deep/er/c.md")] {
            let box = Sandbox()
            try box.pack()
            try box.put(from, concept("c"))
            try box.index()
            let store = try box.caughtUp()
            try store.keep(
                at: start, .review(card: "lib/c/question-1", grade: .good, zoneMinutes: 0, milliseconds: nil))
            try Files.makeFolder(Path.folder(of: box.root + "/packs/lib/" + to))
            rename(box.root + "/packs/lib/" + from, box.root + "/packs/lib/" + to)
            try box.index()
            #expect(try store.knowledge.entries(id: "c").map(\.path) == [to], "\(from) to \(to)")
            #expect(try box.complaints().isEmpty)
            #expect(
                try store.memory.due(
                    MemoryStore.Filter(), now: start.adding(milliseconds: day), today: StudyDay(number: 1 << 40),
                    limit: 9
                )
                .map(\.card) == ["lib/c/question-1"])
            #expect(try box.knowledge() == box.fresh())
        }
    }

    @Test func `of two files with one id the first path has it, whichever came first, and the other takes over`() throws
    {
        for order in [["a/x.md", "b/x.md"], ["b/x.md", "a/x.md"]] {
            let box = Sandbox()
            try box.pack()
            for path in order {
                try box.put(path, concept("x", title: path))
                try box.index()
            }
            let store = try box.caughtUp()
            #expect(try store.knowledge.entries(id: "x").map(\.title) == ["a/x.md"])
            #expect(try box.complaints() == ["b/x.md: the id \"x\" is taken by a/x.md; this file is left out"])
            let state = try box.knowledge()
            #expect(try state == box.fresh())
            #expect(try box.index().changed == 0)

            Files.remove(box.root + "/packs/lib/a/x.md")
            try box.index()
            #expect(try box.caughtUp().knowledge.entries(id: "x").map(\.title) == ["b/x.md"])
            #expect(try box.complaints().isEmpty)
            #expect(try box.knowledge() == box.fresh())
        }
    }

    @Test func `of two packs with one name the last root's counts, and the other's comes back`() throws {
        let box = Sandbox()
        try box.pack(title: "Shipped")
        try box.put("a.md", concept("a", title: "Shipped a"))
        try box.put("b.md", concept("b"))
        try box.index(["packs", "mine"])
        try box.pack(root: "mine", title: "Mine")
        try box.put("a.md", concept("a", title: "My own a"), root: "mine/lib")
        try box.pack("zeta", root: "packs", title: "Another")
        try box.index(["packs", "mine"])
        let store = try box.caughtUp()
        #expect(try store.knowledge.packs().map(\.title) == ["Another", "Mine"])
        #expect(try store.knowledge.entries(id: "a").map(\.title) == ["My own a"])
        #expect(try store.knowledge.entries(id: "b").isEmpty)
        #expect(try box.knowledge() == box.fresh(["packs", "mine"]))

        Files.remove(box.root + "/mine/lib/pack.md")
        try box.index(["packs", "mine"])
        let again = try box.caughtUp()
        #expect(try again.knowledge.packs().map(\.title) == ["Shipped", "Another"])
        #expect(try again.knowledge.entries(id: "a").map(\.title) == ["Shipped a"])
        #expect(try box.knowledge() == box.fresh(["packs", "mine"]))
        try box.index(["mine"])
        #expect(try box.knowledge().isEmpty)
    }

    @Test func `a pack moved to another root is read anew even where the stamps agree`() throws {
        let box = Sandbox()
        try box.pack()
        try box.put("a.md", concept("a", title: "One"))
        try box.index()
        try Files.makeFolder(box.root + "/mine")
        rename(box.root + "/packs/lib", box.root + "/mine/lib")
        let report = try box.index(["packs", "mine"])
        // The place is news, the concept is not.
        #expect(report.changed == 1 && report.removed == 0)
        #expect(try box.knowledge() == box.fresh(["packs", "mine"]))
    }

    @Test func `a damaged store, and one of another version, is made anew`() throws {
        let box = Sandbox()
        try box.pack()
        try box.put("a.md", concept("a"))
        try box.index()
        let state = try box.knowledge()
        for break_ in [
            { try Database(path: box.places.store).script("PRAGMA user_version = 1") },
            {
                box.dropCache()
                try box.write(box.places.store, String(repeating: "noise", count: 9999))
            },
            { box.dropCache() }, { try box.write(box.places.store, "") },
        ] as [() throws -> Void] {
            try break_()
            #expect(try box.index().changed == 2)
            #expect(try box.knowledge() == state)
        }
    }

    @Test func `an indexing that was cancelled half-way is taken up where it ended`() throws {
        let box = Sandbox()
        try box.pack()
        for number in 0..<200 {
            try box.put("c-\(number).md", concept("c-\(number)", needs: number > 0 ? ["c-\(number - 1)"] : []))
        }
        var rounds = 0
        var changed = 0
        while true {
            // The first report of progress cancels.
            let holder = Holder()
            let ticket = Ticket(pauseNanoseconds: 0) { _ in holder.ticket?.cancel() }
            holder.ticket = ticket
            let report = try box.index(ticket: ticket)
            holder.ticket = nil
            changed += report.changed
            rounds += 1
            if !report.wasCancelled { break }
            try #require(rounds < 20)
        }
        #expect(rounds > 2)
        #expect(changed == 201)
        #expect(try box.index().changed == 0)
        #expect(try box.knowledge() == box.fresh())
    }

    @Test func `an indexing that died before it had arranged the concepts does so next time`() throws {
        let box = Sandbox()
        try box.pack()
        try box.put("a.md", concept("a", needs: ["b"]))
        try box.put("b.md", concept("b"))
        try box.index()
        let state = try box.knowledge()
        try Database(path: box.places.store).script("UPDATE card SET concept_place = -1; UPDATE concept SET place = -1")
        #expect(try box.index().changed == 0)
        #expect(try box.knowledge() == state)
    }

    @Test func `links to folders may go in circles`() throws {
        let box = Sandbox()
        try box.pack()
        try box.put("topic/a.md", concept("a"))
        for name in ["one", "two", "three", "topic/four", "topic/five"] {
            symlink("..", box.root + "/packs/lib/" + name)
        }
        symlink(".", box.root + "/packs/lib/here")
        symlink("here", box.root + "/packs/again")
        #expect(try box.index().changed == 2)
        #expect(try box.complaints().isEmpty)
    }

    @Test func `a file that cannot be read is named, and read when it can be`() async {
        await #expect(processExitsWith: .success) {
            if getuid() == 0 { setuid(65_534) }
            let box = Sandbox()
            try box.pack()
            try box.put("a.md", concept("a"))
            try box.put("b.md", concept("b"))
            try box.index()
            let path = box.root + "/packs/lib/a.md"
            chmod(path, 0)
            #expect(try box.index().changed == 1)
            #expect(try box.complaints() == ["a.md: cannot read \(path): Permission denied"])
            #expect(try box.index().changed == 0)
            #expect(try box.cards.count == 2)
            chmod(path, 0o600)
            #expect(try box.index().changed == 1)
            #expect(try box.complaints().isEmpty)
            #expect(try box.cards.count == 4)
        }
    }

    @Test func `a pipe, a device and a folder in a pack keep nobody waiting`() throws {
        let box = Sandbox()
        try box.pack()
        mkfifo(box.root + "/packs/lib/pipe.md", 0o600)
        symlink("/dev/zero", box.root + "/packs/lib/zero.md")
        try box.put("folder.md/a.md", concept("a"))
        try box.put("big.md", String(repeating: "x", count: PackIndexer.fileBytes + 1))
        try box.index()
        #expect(try box.cards.count == 2)
        #expect(try box.complaints().map { $0.prefix(8) } == ["big.md: "])
        #expect(throws: SystemFault.self) { try Files.read(box.root + "/packs/lib/pipe.md", limit: 10) }
        #expect(throws: SystemFault.self) { try Files.read("/dev/zero", limit: 10) }
    }

    @Test func `the number of a concept that is gone is never another's`() throws {
        let box = Sandbox()
        try box.pack()
        try box.put("a.md", concept("a"))
        try box.put("b.md", concept("b"))
        try box.index()
        let store = try box.caughtUp()
        let gone = try #require(try store.knowledge.entries(id: "b").first?.number)
        Files.remove(box.root + "/packs/lib/b.md")
        try box.index()
        try box.put("c.md", concept("c"))
        try box.index()
        #expect(try store.knowledge.entry(number: gone) == nil)
        #expect(try #require(try store.knowledge.entries(id: "c").first?.number) > gone)
    }

    @Test func `a card whose name is too long for the log is left out with a complaint`() throws {
        let box = Sandbox()
        try box.pack()
        let key = String(repeating: "k", count: Event.cardBytes)
        try box.put("a.md", concept("a") + "### \(key) (recall)\n\nWhat?\n\nAnswer: That.\n")
        try box.index()
        #expect(try box.cards.count == 2)
        #expect(try box.complaints().contains { $0.contains("too long") })
    }

    @Test func `what others need comes first, then by level; circles and chains of any length end`() throws {
        let box = Sandbox()
        try box.pack()
        try box.put("last.md", concept("last", needs: ["middle"]))
        try box.put("middle.md", concept("middle", needs: ["zero", "nowhere"]))
        try box.put("zero.md", concept("zero", level: "advanced"))
        try box.put("easy.md", concept("easy"))
        try box.put("yin.md", concept("yin", needs: ["yang"]))
        try box.put("yang.md", concept("yang", needs: ["yin", "yang"]))
        try box.index()
        let store = try box.caughtUp()
        let new = try store.memory.new(MemoryStore.Filter(), today: StudyDay(at: start, zoneMinutes: 0), limit: 99).map
        {
            $0.card.split(separator: "/")[1...].joined(separator: "/")
        }
        // Every first question before any second one.
        #expect(new.prefix(6).allSatisfy { $0.hasSuffix("question-1") } && new.count == 12)
        func place(_ id: String) -> Int { new.firstIndex(of: id + "/question-1") ?? -1 }
        #expect(place("easy") < place("zero") && place("zero") < place("middle") && place("middle") < place("last"))
        #expect(try box.knowledge() == box.fresh())

        let chain = Sandbox()
        try chain.pack()
        for number in 0..<3000 {
            let id = "c-\(number)"
            let text =
                "---\nid: \(id)\ntitle: \(id)\ntopic: t\nlevel: beginner\nneeds: [c-\(number + 1)]\n---\nText.\n\n## Questions\n\n### q (recall)\n\nWhat?\n\nAnswer: That.\n"
            try chain.put("\(id).md", text)
        }
        try chain.index()
        #expect(
            try chain.caughtUp().memory.new(MemoryStore.Filter(), today: StudyDay(at: start, zoneMinutes: 0), limit: 2)
                .map(\.card) == ["lib/c-2999/q", "lib/c-2998/q"])
    }

    @Test func `after any series of edits the store is what an indexing from nothing gives`() throws {
        let seed: UInt64 = 99
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        for round in 0..<15 {
            let box = Sandbox()
            var written: [String] = []
            for step in 0..<25 {
                let root = ["packs", "mine"].randomElement(using: &random) ?? "packs"
                let pack = ["lib", "web"].randomElement(using: &random) ?? "lib"
                let id = "c-\(Int.random(in: 0..<6, using: &random))"
                let path = "\(root)/\(pack)/" + ["", "x/", "y/z/"].randomElement(using: &random)! + id + ".md"
                switch Int.random(in: 0..<10, using: &random) {
                case 0: try box.pack(pack, root: root, title: "\(step)")
                case 1: Files.remove("\(box.root)/\(root)/\(pack)/pack.md")
                case 2, 3:
                    if let old = written.randomElement(using: &random) { Files.remove(box.root + "/" + old) }
                case 4:
                    if let old = written.randomElement(using: &random) {
                        try Files.makeFolder(Path.folder(of: box.root + "/" + path))
                        rename(box.root + "/" + old, box.root + "/" + path)
                        written.append(path)
                    }
                case 5: try box.write(path, "no front matter \(step)")
                default:
                    let needs = ["c-\(Int.random(in: 0..<6, using: &random))"]
                    // Now and then an id that is not the file's name.
                    let name = Int.random(in: 0..<5, using: &random) == 0 ? "c-0" : id
                    try box.write(path, concept(name, title: "\(step)", needs: needs, questions: step % 3 + 1))
                    written.append(path)
                }
                var batch = PackIndexer.Batch()
                batch.files = Int.random(in: 1...4, using: &random)
                if Bool.random(using: &random) { try box.index(["packs", "mine"], batch: batch) }
            }
            try box.index(["packs", "mine"])
            let state = try box.knowledge()
            #expect(try state == box.fresh(["packs", "mine"]), "seed \(seed) round \(round)")
        }
    }
}

/// Lets a ticket's own closure reach it. Used on one thread only.
private final class Holder: @unchecked Sendable {
    var ticket: Ticket?
}
