import Knowledge
import Memory
import Storage
import Testing

@testable import Study

@Suite struct FieldQueryTests {
    @Test func `fields are words of their own, the rest is searched for`() throws {
        let query = try FieldQuery("topic:forms  hidden level:beginner topic:json input due:7d weak: pack:flask")
        #expect(query.words == "hidden input" && query.hasFields && query.isWeak)
        #expect(query.topics == ["forms", "json"] && query.levels == ["beginner"] && query.packs == ["flask"])
        #expect(query.dueDays == 7)
        #expect(try FieldQuery("due:").dueDays == 0 && FieldQuery("due:today").dueDays == 0)
        #expect(try FieldQuery("due:0d").dueDays == 0)
    }

    @Test(arguments: [
        "TypeError: 'NoneType' object is not iterable", "jinja2.exceptions.UndefinedError: 'x' is undefined",
        "KeyError: topic: forms", "File \"app.py\", line 3, in pack:(x)", "Topic:forms", "LEVEL:debug",
        "http://pack:80/",
        "flask:app", "due:(today)", ":topic", "a  b", "what is a request topic:",
        "werkzeug.routing.BuildError: level:'x'",
    ])
    func `what stands in messages is no field, and the words stay as they are`(text: String) throws {
        let query = try FieldQuery(text)
        #expect(!query.hasFields && query.words == text)
    }

    @Test(arguments: [
        ("due:tomorrow", "due: takes today or a number of days, as in due:7d, not \"tomorrow\""),
        ("due:-1d", "due: takes today or a number of days, as in due:7d, not \"-1d\""),
        (
            "due:9999999999999999999d",
            "due: takes today or a number of days, as in due:7d, not \"9999999999999999999d\""
        ),
        ("weak:yes", "weak: takes no value, not \"yes\""),
        ("topic: forms", "topic: needs a value right behind it, as in topic:forms"),
        ("level:", "level: needs a value right behind it, as in level:beginner"),
        ("topic:tool", "no topic is called \"tool\"; did you mean \"tools\"?"),
        ("pack:kitchn x", "no pack is named \"kitchn\"; did you mean \"kitchen\"?"),
        ("level:begginer", "levels are beginner, intermediate, advanced, not \"begginer\"; did you mean \"beginner\"?"),
        ("level:x", "levels are beginner, intermediate, advanced, not \"x\""),
    ])
    func `a value that cannot be is met with one sentence`(text: String, sentence: String) throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let fault = #expect(throws: StudyFault.self) { try study.answer(text, limit: nil, now: now()) }
        #expect(fault?.sentence == sentence)
    }

    private func ids(_ study: Study, _ query: String, limit: Int? = nil, after milliseconds: Int64 = 0) throws
        -> [String]
    {
        let answer = try study.answer(query, limit: limit, now: now(milliseconds))
        #expect(answer.found.isConfident == !answer.found.concepts.isEmpty)
        return answer.found.concepts.map(\.entry.id)
    }

    @Test func `fields alone list concepts in the order in which they make sense`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        #expect(try ids(study, "topic:liquids") == ["stock", "sauce"])
        #expect(try ids(study, "topic:Liquids topic:taste") == ["salt", "stock", "sauce"])
        #expect(try ids(study, "level:beginner level:advanced") == ["salt", "knife", "stock", "sauce"])
        #expect(try ids(study, "pack:kitchen", limit: 2) == ["salt", "knife"])
        #expect(try ids(study, "topic:tools level:intermediate") == ["oven"])
        #expect(try ids(study, "topic:taste level:advanced") == [])
        #expect(try study.answer("topic:tools", limit: nil, now: now()).isList)
    }

    @Test func `fields narrow what words find`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        #expect(try Set(ids(study, "liquid")) == ["stock", "sauce"])
        #expect(try ids(study, "liquid level:advanced") == ["sauce"])
        #expect(try ids(study, "level:beginner pack:kitchen liquid") == ["stock"])
        let nothing = try study.answer("julienne topic:liquids", limit: nil, now: now())
        #expect(!nothing.isList && !nothing.found.isConfident && nothing.words == "julienne")
    }

    @Test func `due and weak go by what is remembered`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        #expect(try ids(study, "due:today") == [] && ids(study, "weak:") == [])
        _ = try study.grade("kitchen/salt/q1", .easy, milliseconds: nil, now: now())
        _ = try study.grade("kitchen/stock/q1", .again, milliseconds: nil, now: now())
        _ = try study.grade("kitchen/oven/q1", .good, milliseconds: nil, now: now())
        #expect(try ids(study, "due:today") == [])
        #expect(try ids(study, "due:today", after: 2 * minute) == ["stock"])
        #expect(try ids(study, "due:1d") == ["stock", "oven"])
        #expect(try ids(study, "due:30d") == ["stock", "oven", "salt"])
        #expect(try ids(study, "due:30d level:beginner") == ["stock", "salt"])
        // What is not asked is not due.
        _ = try study.say(.suspend, of: "kitchen/oven/q1", now: now())
        #expect(try ids(study, "due:30d") == ["stock", "salt"])
        _ = try study.say(.unsuspend, of: "kitchen/oven/q1", now: now(1))
        // Half a day later: the shorter a memory's life, the weaker.
        let weak = try study.answer("weak:", limit: nil, now: now(day / 2))
        #expect(weak.found.concepts.map(\.entry.id) == ["stock", "oven", "salt"])
        for hit in weak.found.concepts {
            let card = "kitchen/\(hit.entry.id)/q1"
            let memory = try #require(try study.store.memory.memory(card))
            let recall = memory.retrievability(at: now(day / 2).at, model: study.scheduler.model)
            #expect(abs((weak.memories[hit.entry.number]?.recall ?? 0) - recall) < 1e-9)
        }
        #expect(try ids(study, "liquid weak:", after: day) == ["stock"])
        #expect(try ids(study, "weak: due:1d", after: minute / 2) == ["stock", "oven"])
    }

    @Test func `in depth there is the whole concept, its memory, and why`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        _ = try study.grade("kitchen/salt/q2", .good, milliseconds: nil, now: now())
        let first = try #require(try study.answer("brine", limit: nil, now: now()).found.concepts.first)
        let deep = try study.deep(first.entry, words: "brine", now: now())
        #expect(deep.shown.concept.id == "salt" && deep.shown.cards.count == 2)
        #expect(deep.memories.map(\.card) == ["kitchen/salt/q2"] && deep.memories[0].retrievability == 1)
        #expect(deep.explanation?.words.map(\.word) == ["brine"])
        #expect(try study.deep(first.entry, words: "", now: now()).explanation == nil)
    }
}
