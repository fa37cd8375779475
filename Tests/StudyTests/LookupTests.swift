import Testing

@testable import Study

@Suite struct LookupTests {
    @Test(arguments: [
        ("salt", "salt"), ("Salting", "salt"), ("what is salting", "salt"), ("seasoning", "salt"), ("BRINE?", "salt"),
        ("bone broth", "stock"), ("Bone-Broth", "stock"), ("explain bone broth to me", "stock"),
        ("kitchen.Salt.pinch", "salt"), ("Salt.pinch", "salt"), ("kitchen.Stock.simmer()", "stock"),
        ("simmer", "stock"),
        ("gravy", "sauce"), ("pan sauce", "sauce"), ("what sticks to the pan", "sauce"), ("thermometer", "oven"),
        ("why does a blunt blade slip", "knife"), ("the temperature of ovens", "oven"),
    ])
    func `a title, another name, a symbol and words of the text find their concept`(query: String, id: String) throws {
        let box = Sandbox()
        let answer = try box.kitchen().lookup(query, limit: 5)
        #expect(answer.isConfident && answer.concepts.first?.entry.id == id, "\(answer.concepts.map(\.entry.id))")
        #expect(answer.nearest.isEmpty && answer.showing == nil)
        #expect(answer.concepts.map(\.score) == answer.concepts.map(\.score).sorted(by: >))
    }

    @Test func `an exact name stands before any match in the text`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        // "salt" is in the text of none but its own; "liquid" in two texts and no name; "stock" names one.
        #expect(try study.lookup("stock", limit: 5).concepts.first?.entry.id == "stock")
        #expect(try Set(study.lookup("liquid", limit: 5).concepts.map(\.entry.id)) == ["stock", "sauce"])
        #expect(try study.lookup("liquid", limit: 1).concepts.count == 1)
    }

    @Test(arguments: [
        ("seasoming", "seasoning", "salt"), ("jullienne", "julienne", "knife"), ("sauec", "sauce", "sauce"),
    ])
    func `a misspelt word is taken for the nearest one, and that is told`(query: String, showing: String, id: String)
        throws
    {
        let box = Sandbox()
        let answer = try box.kitchen().lookup(query, limit: 5)
        #expect(answer.isConfident && answer.concepts.first?.entry.id == id)
        #expect(answer.showing == showing)
    }

    @Test func `of texts with the same words the one is found that has them in the query's order`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let sentence = "Whisk the yolks with sugar until they are pale, then fold in whipped cream."
        for (id, text) in [
            ("ants", "Cream whipped in fold then, pale are they until sugar with yolks the whisk."),
            ("mousse", "A pudding. \(sentence) Chill it."),
            ("yolks", "Pale yolks, whipped: whisk cream, sugar; fold."),
        ] {
            let head = "---\nid: \(id)\ntitle: The \(id)\ntopic: sweets\nlevel: beginner\n---\n"
            try box.write("packs/kitchen/\(id).md", head + "Something sweet.\n\n## Why\n\n\(text)\n")
        }
        try box.index()
        study.packsChanged()
        let answer = try study.lookup(sentence, limit: 5)
        #expect(answer.isConfident && answer.concepts.first?.entry.id == "mousse", "\(answer.concepts.map(\.entry.id))")
    }

    @Test func `of few words all count: what holds them all comes before what is called like one of them`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let files = [
            ("copper-bowls", "Copper bowls and pans", "They conduct heat."), ("copper", "Copper", "A metal."),
            ("egg-foam", "Beaten egg foam", "Stiff in copper."), ("egg", "Egg", "A food."),
            ("verdigris", "Old copper", "Poison. Clean it with vinegar."),
            ("vinegar-mother", "Vinegar mother", "A culture."),
        ]
        for (id, title, text) in files {
            let head = "---\nid: \(id)\ntitle: \(title)\ntopic: metals\nlevel: beginner\n---\n"
            try box.write("packs/kitchen/\(id).md", head + "Something.\n\n## Why\n\n\(text)\n")
        }
        try box.index()
        study.packsChanged()
        let answer = try study.lookup("copper vinegar", limit: 3)
        #expect((answer.concepts + answer.nearest).first?.entry.id == "verdigris")
    }

    @Test func `what is not known gives no answer but what is nearest`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let half = try study.lookup("quantum thermometer entanglement hamiltonian", limit: 5)
        #expect(!half.isConfident && half.concepts.isEmpty)
        #expect(half.nearest.map(\.entry.id) == ["oven"])
        for query in [
            "zyxwv", "", "   ", "???", "the of and", "\"", "a\"b OR c*", "NEAR(salt",
            String(repeating: "x", count: 9999),
        ] {
            let answer = try study.lookup(query, limit: 5)
            #expect(!answer.isConfident || answer.concepts.first != nil, "\(query)")
            #expect(answer.isConfident || answer.concepts.isEmpty, "\(query)")
        }
        #expect(try !study.lookup("zyxwv", limit: 5).isConfident)
        #expect(box.journal.isEmpty)
    }

    @Test func `what was kept from before the packs changed is dropped`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        #expect(try !study.lookup("wok", limit: 5).isConfident)
        try box.write(
            "packs/kitchen/wok.md", "---\nid: wok\ntitle: Wok\ntopic: tools\nlevel: beginner\n---\nA round pan.\n")
        try box.index()
        study.packsChanged()
        #expect(try study.lookup("wok", limit: 5).concepts.first?.entry.id == "wok")
    }

    @Test func `an id that is not there says which was meant`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        #expect(try study.show("kitchen/stock").titles == ["salt": "Salting"])
        let fault = #expect(throws: StudyFault.self) { try study.show("sauec") }
        #expect(fault?.sentence == "no concept has the id \"sauec\"; did you mean \"sauce\"?")
        let elsewhere = #expect(throws: StudyFault.self) { try study.show("garden/stock") }
        #expect(elsewhere?.sort == .notFound)
    }
}
