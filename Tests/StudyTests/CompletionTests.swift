import Knowledge
import Storage
import Testing

@testable import Study

@Suite struct CompletionTests {
    @Test(arguments: [
        ("sal", ["Salting", "Salt", "Salt.pinch"]),
        ("S", ["Salting", "Stock", "seasoning", "Salt", "Salt.pinch", "sauce", "simmer", "Stock.simmer"]),
        ("kitchen.s", ["kitchen.Salt", "kitchen.Salt.pinch", "kitchen.sauce", "kitchen.Stock.simmer"]),
        ("bone", ["bone broth"]), ("Bone-b", ["bone broth"]), ("knife ", ["Knife skills"]),
        ("kitchen.", ["kitchen.Knife", "kitchen.Oven.preheat"]), ("zz", []), ("alting", []), ("sauce", ["sauce"]),
    ])
    func `a beginning is completed to titles, then other names, then symbols, as the pack writes them`(
        prefix: String, texts: [String]
    ) throws {
        let box = Sandbox()
        let found = try box.kitchen().complete(prefix, limit: 10).map(\.text)
        // Of the long lists the first.
        #expect(Array(found.prefix(texts.count)) == texts || prefix == "S" && Set(found) == Set(texts), "\(found)")
        #expect(Set(found).count == found.count)
    }

    @Test func `the name that was typed stands first, simple concepts before advanced ones`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        #expect(try study.complete("kitchen.sauce", limit: 1).map(\.id) == ["sauce"])
        // All titles: those of beginners' concepts, then the rest.
        let titles = try study.complete("", limit: 5)
        #expect(titles.map(\.title) == ["Knife skills", "Salting", "Stock", "Oven temperature", "Pan sauce"])
        #expect(titles.allSatisfy { $0.kind == .title && $0.pack == "kitchen" })
        #expect(try study.complete("", limit: 2) == Array(titles.prefix(2)))
    }

    @Test func `fields and their values are completed too`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        #expect(try study.complete("to", limit: 9).map(\.text) == ["topic:"])
        #expect(try study.complete("topic:", limit: 9).map(\.text) == ["topic:liquids", "topic:taste", "topic:tools"])
        #expect(try study.complete("topic:", limit: 1).map(\.text) == ["topic:liquids"])
        #expect(
            try study.complete("salt  topic:t", limit: 9).map(\.text) == ["salt  topic:taste", "salt  topic:tools"])
        #expect(try study.complete("level:b", limit: 9) == [Completion("level:beginner", .field)])
        #expect(try study.complete("pack:", limit: 9).map(\.text) == ["pack:kitchen"])
        #expect(try study.complete("due:t", limit: 9).map(\.text) == ["due:today"])
        #expect(try study.complete("weak:", limit: 9).map(\.text) == ["weak:"])
        #expect(try study.complete("topic:x", limit: 9).isEmpty && study.complete("TypeError:", limit: 9).isEmpty)
        // What begins like a field and a name: the name first.
        #expect(try study.complete("p", limit: 9).map(\.text) == ["Pan sauce", "pinch", "preheat", "pack:"])
    }

    @Test(arguments: [
        (CompletionSubject.concepts, "s", ["salt": "Salting", "sauce": "Pan sauce", "stock": "Stock"]),
        (.concepts, "sau", ["sauce": "Pan sauce"]), (.concepts, "Salt", [:]),
        // Cards go on one part after the other, and past other cards of the same part.
        (.cards, "", ["kitchen/": ""]), (.cards, "ki", ["kitchen/": ""]), (.cards, "x", [:]),
        (.cards, "kitchen/s", ["kitchen/salt/": "Salting", "kitchen/sauce/": "Pan sauce", "kitchen/stock/": "Stock"]),
        (.cards, "kitchen/salt/", ["kitchen/salt/q1": "Salting", "kitchen/salt/q2": "Salting"]),
        (.cards, "kitchen/salt/q2", ["kitchen/salt/q2": "Salting"]),
        // A topic bears the title of its first concept: the simplest.
        (.topics, "", ["liquids": "Stock", "taste": "Salting", "tools": "Knife skills"]),
        (.topics, "li", ["liquids": "Stock"]),
        (.packs, "k", ["kitchen": "Kitchen"]), (.packs, "x", [:]),
    ])
    func `what can be pointed at is completed with its title, in alphabetical order`(
        subject: CompletionSubject, prefix: String, titles: [String: String]
    ) throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let found = try study.complete(prefix, subject, limit: 10)
        #expect(found.map(\.text) == titles.keys.sorted() && found.allSatisfy { titles[$0.text] == $0.title })
        #expect(try study.complete(prefix, subject, limit: 1).map(\.text) == Array(titles.keys.sorted().prefix(1)))
    }

    /// Every beginning of every name, against a plain search of all names.
    @Test func `nothing is missed and nothing else is found`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let all = try study.complete("", limit: 1000).map(\.text)
        #expect(all.count > 15)
        for text in all {
            for length in 1...text.count {
                let prefix = String(text.prefix(length))
                let found = Set(try study.complete(prefix, limit: 1000).map(\.text))
                let separator = prefix.last.map { !$0.isLetter && !$0.isNumber } ?? false
                let wanted = Folding.fold(prefix) + (separator ? " " : "")
                #expect(
                    found.filter { !$0.hasSuffix(":") } == Set(all.filter { Folding.fold($0).hasPrefix(wanted) }),
                    "\(prefix)")
            }
        }
    }
}
