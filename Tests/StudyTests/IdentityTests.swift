import Knowledge
import Machine
import Memory
import Storage
import Testing

@testable import Study

/// A pack whose questions are edited, moved and renamed under a person who has answered them.
private final class Bakery {
    let box = Sandbox()
    let study: Study
    private var files: [String: String] = [:]

    typealias Item = (key: String, question: String, answer: String)

    static let knead: Item = (
        "knead", "Why is dough kneaded?", "Kneading lines up gluten strands, so that the dough holds gas."
    )
    static let rest: Item = (
        "rest", "Why does dough rest in the cold?", "Slow fermentation gives time for flavour to form."
    )
    static let score: Item = ("score", "Why is a loaf scored?", "A cut tells the crust where to open while it springs.")

    init() throws {
        try box.write("packs/bread/pack.md", "---\ntitle: Bread\n---\n")
        study = try box.study()
        try put("dough", [Self.knead, Self.rest])
        try put("loaf", [Self.score])
        try settle()
        #expect(try box.index().changed == 0)
    }

    func put(_ concept: String, _ items: [Item], pack: String = "bread") throws {
        var text = "---\nid: \(concept)\ntitle: \(concept)\ntopic: t\nlevel: beginner\nsources: [x]\n---\n\nAbout it.\n"
        text += "\n## Questions\n\n"
        for item in items { text += "### \(item.key) (recall)\n\n\(item.question)\n\nAnswer: \(item.answer)\n\n" }
        try box.write("packs/\(pack)/\(concept).md", text)
    }

    func remove(_ concept: String) { Files.remove(box.root + "/packs/bread/\(concept).md") }

    /// What the daemon does when the folders have changed.
    func settle() throws {
        try study.secureStore()
        try box.index()
        study.packsChanged()
        try study.settleIdentity(now: now(day))
    }

    func answer(_ card: String) throws { _ = try study.grade("bread/" + card, .good, milliseconds: nil, now: now()) }

    func reviews(_ card: String, pack: String = "bread") throws -> Int { try study.history(pack + "/" + card).count }

    var open: [String] { get throws { try study.inbox().open.map { "\($0.card) < \($0.was)" } } }
    var decided: [String] { get throws { try study.inbox().decided.map { "\($0.card) < \($0.was)" } } }
}

@Suite struct IdentityTests {
    @Test func `another key, another concept, another file name: the same question keeps its history by itself`() throws
    {
        let bakery = try Bakery()
        for card in ["dough/knead", "dough/rest", "loaf/score"] { try bakery.answer(card) }
        var renamed = Bakery.knead
        renamed.key = "why-knead"
        try bakery.put("dough", [renamed])
        try bakery.put("loaf", [Bakery.score, Bakery.rest])
        try bakery.settle()
        #expect(try bakery.reviews("dough/why-knead") == 1 && bakery.reviews("loaf/rest") == 1)
        #expect(try bakery.open.isEmpty)
        #expect(
            try bakery.decided.sorted() == [
                "bread/dough/why-knead < bread/dough/knead", "bread/loaf/rest < bread/dough/rest",
            ])

        bakery.remove("loaf")
        try bakery.put("crust", [Bakery.score, Bakery.rest])
        try bakery.settle()
        #expect(try bakery.reviews("crust/score") == 1 && bakery.reviews("crust/rest") == 1)
        // Another device, and a store made from nothing, know it from the log.
        bakery.box.dropCache()
        try bakery.box.index()
        let other = try bakery.box.study(device: "phone")
        #expect(try other.history("bread/crust/rest").count == 1)
        #expect(try other.due(now: now(30 * day)).backlog == 3)
    }

    @Test func `a question edited only a little is the same, a quite different one is asked about, a new one is new`()
        throws
    {
        let bakery = try Bakery()
        for card in ["dough/knead", "dough/rest"] { try bakery.answer(card) }
        try bakery.put(
            "dough",
            [
                ("a", "Why is bread dough kneaded?", Bakery.knead.answer),
                (
                    "b", "Why does a dough rest in the fridge?",
                    "The cold slows fermentation, and flavour forms meanwhile."
                ),
                ("c", "Which flour is strongest?", "The one with most protein."),
            ])
        try bakery.settle()
        #expect(try bakery.reviews("dough/a") == 1)
        #expect(try bakery.reviews("dough/b") == 0 && bakery.reviews("dough/c") == 0)
        #expect(try bakery.open == ["bread/dough/b < bread/dough/rest"])
        let pair = try #require(try bakery.study.inbox().open.first)
        #expect(pair.now == "Why does a dough rest in the fridge?" && pair.before == Bakery.rest.question)

        try bakery.study.decide(pair.card, was: pair.was, isSame: true, now: now(day))
        #expect(try bakery.reviews("dough/b") == 1 && bakery.open.isEmpty)
        #expect(try bakery.study.undo(now: now(day))?.event.what == .same(card: pair.card, was: pair.was))
        #expect(try bakery.reviews("dough/b") == 0 && bakery.open.count == 1)
        try bakery.study.decide(pair.card, was: pair.was, isSame: false, now: now(day))
        #expect(try bakery.reviews("dough/b") == 0 && bakery.open.isEmpty)
        try bakery.settle()
        #expect(try bakery.reviews("dough/b") == 0 && bakery.open.isEmpty)
        // Against what was decided before.
        try bakery.study.decide(pair.card, was: pair.was, isSame: true, now: now(day))
        #expect(try bakery.reviews("dough/b") == 1)
    }

    @Test func `what was decided by itself can be taken back, and is not decided again`() throws {
        let bakery = try Bakery()
        try bakery.answer("loaf/score")
        bakery.remove("loaf")
        try bakery.put("crust", [Bakery.score])
        try bakery.settle()
        #expect(try bakery.reviews("crust/score") == 1)
        try bakery.study.decide("bread/crust/score", was: "bread/loaf/score", isSame: false, now: now(day))
        #expect(try bakery.reviews("crust/score") == 0)
        try bakery.put("crust", [Bakery.score, Bakery.rest])
        try bakery.settle()
        #expect(try bakery.reviews("crust/score") == 0)
    }

    @Test func `undo takes back what the person did, not what was decided by itself`() throws {
        let bakery = try Bakery()
        try bakery.answer("loaf/score")
        bakery.remove("loaf")
        try bakery.put("crust", [Bakery.score])
        try bakery.settle()
        #expect(try bakery.study.undo(now: now(day))?.event.what.name == "review")
        #expect(try bakery.study.undo(now: now(day)) == nil)
    }

    @Test func `a question that goes back to where it was brings along what was learned meanwhile`() throws {
        let bakery = try Bakery()
        try bakery.answer("loaf/score")
        bakery.remove("loaf")
        try bakery.put("crust", [Bakery.score])
        try bakery.settle()
        _ = try bakery.study.grade("bread/crust/score", .good, milliseconds: nil, now: now(day))
        bakery.remove("crust")
        try bakery.put("loaf", [Bakery.score])
        try bakery.settle()
        #expect(try bakery.reviews("loaf/score") == 2)
    }

    @Test func `a pack under another name is the same pack`() throws {
        let bakery = try Bakery()
        for card in ["dough/knead", "loaf/score"] { try bakery.answer(card) }
        for concept in ["dough", "loaf", "pack"] { bakery.remove(concept) }
        try bakery.box.write("packs/baking/pack.md", "---\ntitle: Bread\n---\n")
        try bakery.put("dough", [Bakery.knead, Bakery.rest], pack: "baking")
        try bakery.put("loaf", [("score", "Now worded in quite another way?", "Yes.")], pack: "baking")
        try bakery.settle()
        #expect(try bakery.reviews("dough/knead", pack: "baking") == 1)
        #expect(try bakery.reviews("loaf/score", pack: "baking") == 1)
        #expect(try bakery.reviews("dough/rest", pack: "baking") == 0)
    }

    @Test func `with the cache gone at the same time, a question of the same key is asked about`() throws {
        let bakery = try Bakery()
        try bakery.answer("loaf/score")
        bakery.remove("loaf")
        try bakery.put("crust", [Bakery.score])
        bakery.box.dropCache()
        try bakery.settle()
        try bakery.settle()
        #expect(try bakery.open == ["bread/crust/score < bread/loaf/score"])
        try bakery.study.decide("bread/crust/score", was: "bread/loaf/score", isSame: true, now: now(day))
        #expect(try bakery.reviews("crust/score") == 1)
    }

    @Test func `a document imported again from elsewhere goes into its pack, and what changed much is asked about`()
        throws
    {
        let box = Sandbox()
        let document = """
            Bread

            1. Why is dough kneaded?
            Kneading lines up gluten strands, so that the dough holds gas.
            2. Why does dough rest in the cold?
            Slow fermentation gives time for flavour to form.
            3. Why is a loaf scored?
            A cut tells the crust where to open while it springs.

            """
        try box.write("a/bread.txt", document)
        let first = try DocumentImport.run(box.root + "/a/bread.txt", places: box.places, ticket: Ticket()).get()
        try box.index()
        let study = try box.study()
        let card = first.pack + "/why-does-dough-rest-in-the-cold/answer"
        _ = try study.grade(card, .good, milliseconds: nil, now: now())

        let edited = document.split(
            separator: "dough rest in the cold?\nSlow fermentation gives time for flavour to form."
        )
        .joined(separator: "a dough rest in the fridge?\nThe cold slows fermentation, and flavour forms meanwhile.")
        try box.write("b/my bread.txt", edited)
        let second = try DocumentImport.run(box.root + "/b/my bread.txt", places: box.places, ticket: Ticket()).get()
        #expect(second.pack == first.pack && second.before == box.root + "/a/bread.txt")
        #expect(second.edited == 1 && second.unchanged == 2 && second.added == 0)
        #expect(second.doubtful.map(\.card) == [card])
        try box.index()
        study.packsChanged()
        for card in second.doubtful { try study.askWhetherSame(card, now: now(day)) }
        let pair = try #require(try study.inbox().open.first)
        #expect(pair.card == card && pair.was == card)
        #expect(try study.history(card).count == 1)
        try study.decide(card, was: card, isSame: false, now: now(day))
        #expect(try study.history(card).isEmpty && study.inbox().open.isEmpty)
        _ = try study.grade(card, .good, milliseconds: nil, now: now(2 * day))
        #expect(try study.history(card).count == 1)

        // The third time its path is known; another document makes a pack of its own.
        let third = try DocumentImport.run(box.root + "/b/my bread.txt", places: box.places, ticket: Ticket()).get()
        #expect(third.pack == first.pack && third.before == nil && third.unchanged == 3)
        try box.write("c.txt", "Tea\n\n1. What is tea?\nLeaves in hot water.\n2. Why is dough kneaded?\nFor the gas.\n")
        let other = try DocumentImport.run(box.root + "/c.txt", places: box.places, ticket: Ticket()).get()
        #expect(other.pack != first.pack)
    }
}
