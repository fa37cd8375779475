import JSONText
import Machine
import Memory
import Storage
import Testing

@testable import Study

@Suite struct DayPlanTests {
    private func settings(minutes: Int = 2, newPerDay: Int = 3) -> Settings {
        var settings = Settings()
        settings.minutes = minutes
        settings.newPerDay = newPerDay
        return settings
    }

    /// Answers whatever is asked, each in so many seconds, until there is nothing more.
    private func answerAll(
        _ study: Study, _ wish: QuizWish = QuizWish(), at milliseconds: Int64 = 0, seconds: Int = 10,
        _ grade: Grade = .good
    ) throws -> [String] {
        var asked: [String] = []
        while asked.count < 100, let put = try study.nextQuestion(wish, now: now(milliseconds)) {
            asked.append(put.card)
            _ = try study.grade(put.card, grade, milliseconds: seconds * 1000, now: now(milliseconds))
        }
        return asked
    }

    @Test func `sessions and devices share one day's minutes`() throws {
        let box = Sandbox()
        let study = try box.kitchen(settings: settings(newPerDay: 100))
        #expect(try answerAll(study, seconds: 110).count == 1)
        #expect(try study.whyNothing(QuizWish(), now: now(minute)) == .budget)
        var summary = try study.due(now: now(minute))
        #expect(summary.due + summary.new == 0 && summary.minutes == 0)
        #expect(summary.next == now().today.adding(days: 1).start(zoneMinutes: 0))
        // Later that day, on another device, it is still done; the next morning it is not.
        let phone = try box.study(settings: settings(newPerDay: 100), device: "phone")
        #expect(try answerAll(phone, at: 5 * 60 * minute).isEmpty)
        summary = try phone.due(now: now(20 * 60 * minute))
        #expect(summary.due + summary.new > 0 && summary.minutes >= 1)
    }

    @Test func `who has more time says so, who names a concept gets all of it`() throws {
        let box = Sandbox()
        let study = try box.kitchen(settings: settings(newPerDay: 100))
        _ = try answerAll(study, seconds: 60)
        var wish = QuizWish()
        wish.minutes = 5
        #expect(try study.nextQuestion(wish, now: now(minute)) != nil)
        wish.minutes = 0
        #expect(try study.nextQuestion(wish, now: now(minute)) == nil)
        var named = QuizWish()
        named.concept = "knife"
        let cards = try answerAll(study, named, at: minute, seconds: 60, .easy)
        #expect(Set(cards).isSubset(of: ["kitchen/knife/q1", "kitchen/knife/q2", "kitchen/knife/q3"]))
        #expect(cards.count >= 2)
    }

    @Test func `a concept has one card a day`() throws {
        let box = Sandbox()
        let study = try box.kitchen(settings: settings(minutes: 100, newPerDay: 100))
        let first = try answerAll(study, seconds: 1, .easy)
        #expect(first.count == 5 && first.allSatisfy { $0.hasSuffix("q1") })
        #expect(try study.whyNothing(QuizWish(), now: now()) == .tomorrow)
        #expect(try answerAll(study, at: day, seconds: 1, .easy).allSatisfy { $0.hasSuffix("q2") })
    }

    @Test func `new cards come first from what was looked up and what it needs, and from what the person works on`()
        throws
    {
        let box = Sandbox()
        let study = try box.kitchen(settings: settings(minutes: 100))
        func firstNew(_ wish: QuizWish = QuizWish()) throws -> String? {
            try study.nextQuestion(wish, now: now(minute))?.card
        }
        #expect(try firstNew() == "kitchen/salt/q1")
        study.noteLook("kitchen/oven", now: now())
        #expect(try firstNew() == "kitchen/oven/q1")
        // Stock needs salt.
        study.noteLook("kitchen/stock", now: now())
        #expect(try firstNew() == "kitchen/salt/q1")
        // After two weeks that is forgotten.
        #expect(try study.nextQuestion(QuizWish(), now: now(15 * day))?.card == "kitchen/salt/q1")
        var working = QuizWish()
        let box2 = Sandbox()
        let other = try box2.kitchen()
        working.preferred = [try other.entry(of: "knife").number]
        #expect(try other.nextQuestion(working, now: now())?.card == "kitchen/knife/q1")
        working.concepts = [try other.entry(of: "oven").number]
        #expect(try other.nextQuestion(working, now: now())?.card == "kitchen/oven/q1")
        working.concepts = []
        #expect(try other.nextQuestion(working, now: now()) == nil)
        #expect(try other.whyNothing(working, now: now()) == .nothing)
    }

    @Test func `the concepts of a file are those of the symbols in it`() throws {
        let box = Sandbox()
        try box.write(
            "packs/kitchen/facts.tsv",
            "kitchen\tmodule\t?\nkitchen.Knife\tclass\tkitchen.Knife object\nkitchen.Salt\tclass\tkitchen.Salt object\n"
                + "kitchen.Salt.pinch\tmethod\t?\n")
        let study = try box.kitchen()
        try box.write("work/cook.py", "from kitchen import Salt\n\nsalt = Salt()\nsalt.pinch()\n# Knife\n")
        #expect(
            try study.concepts(inFile: box.root + "/work/cook.py") == [try study.entry(of: "salt").number])
        let missing = #expect(throws: StudyFault.self) { try study.concepts(inFile: box.root + "/work/none.py") }
        #expect(missing?.sort == .notFound)
        let text = #expect(throws: StudyFault.self) { try study.concepts(inFile: "/etc/passwd") }
        #expect(text?.sentence == "/etc/passwd is neither a Python file nor a template")
    }

    @Test func `practice asks the least known first and moves nothing`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        _ = try study.grade("kitchen/salt/q1", .easy, milliseconds: 1000, now: now())
        _ = try study.grade("kitchen/oven/q1", .again, milliseconds: 1000, now: now())
        let before = try study.due(now: now(day))
        let memory = try study.nextPractice(QuizWish(), now: now(day))?.memory
        var wish = QuizWish()
        var asked: [String] = []
        while asked.count < 4, let put = try study.nextPractice(wish, now: now(day)) {
            asked.append(put.card)
            wish.excluded.insert(put.card)
            let kept = try study.practise(put.card, .again, milliseconds: 50_000, now: now(day))
            #expect(kept == put.memory)
        }
        #expect(asked == ["kitchen/oven/q1", "kitchen/salt/q1", "kitchen/knife/q1", "kitchen/stock/q1"])
        #expect(try study.nextPractice(QuizWish(), now: now(day))?.memory == memory)
        let after = try study.due(now: now(day))
        // It tells how long answers take, and no more.
        #expect(after.backlog == before.backlog && after.next == before.next && after.due <= before.due)
        #expect(try study.history("kitchen/oven/q1").count == 1)
        // Also while nothing else is asked.
        _ = try study.pause(until: nil, now: now(day))
        #expect(try study.nextPractice(QuizWish(), now: now(day)) != nil)
        #expect(try study.nextQuestion(QuizWish(), now: now(day)) == nil)
        #expect(try study.whyNothing(QuizWish(), now: now(day)) == .paused)
        #expect(throws: StudyFault.self) {
            try study.practise("kitchen/salt/q9", .good, milliseconds: nil, now: now(day))
        }
    }

    @Test func `a card that slips six times is set aside with a word, until it is asked for and known`() throws {
        let box = Sandbox()
        let study = try box.kitchen(settings: settings(newPerDay: 0))
        let card = "kitchen/salt/q1"
        var at: Int64 = 0
        var lapses = 0
        _ = try study.grade(card, .easy, milliseconds: 1000, now: now(at))
        while lapses < 6 {
            at += 30 * day
            #expect(try study.nextQuestion(QuizWish(), now: now(at))?.card == card)
            let graded = try study.grade(card, .again, milliseconds: 1000, now: now(at))
            lapses = graded.memory.lapses
            #expect(graded.memory.isLeech == (lapses == 6))
            if lapses < 6 { _ = try study.grade(card, .good, milliseconds: 1000, now: now(at + minute)) }
        }
        at += 30 * day
        let summary = try study.due(now: now(at))
        #expect(summary.due == 0 && summary.backlog == 1)
        #expect(summary.leeches.map(\.card) == [card] && summary.leeches.first?.lapses == 6)
        #expect(try study.nextQuestion(QuizWish(), now: now(at)) == nil)
        #expect(try study.whyNothing(QuizWish(), now: now(at)) == .nothing)
        var named = QuizWish()
        named.concept = "salt"
        #expect(try study.nextQuestion(named, now: now(at))?.card == card)
        _ = try study.grade(card, .good, milliseconds: 1000, now: now(at))
        #expect(try study.due(now: now(at + 60 * day)).due == 1)
        #expect(try study.due(now: now(at + 60 * day)).leeches.isEmpty)
    }

    @Test func `a pack's own retention and easy days hold at once`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        for number in 1...3 { _ = try study.grade("kitchen/knife/q\(number)", .easy, milliseconds: nil, now: now()) }
        func days() throws -> [StudyDay] {
            try (1...3).compactMap {
                try study.judge("kitchen/knife/q\($0)", answer: "", now: now()).0.memory?.dueDay
            }
        }
        let before = try days()
        try study.set("desiredRetention", .number(0.75), pack: "kitchen", now: now())
        #expect(try zip(before, days()).allSatisfy { $0 < $1 })
        #expect(study.scheduler.desiredRetention(of: "kitchen/a/b") == 0.75)
        let easy = Set(try days().map(\.weekday))
        try study.set("easyDays", .list(easy.map { .text($0.rawValue) }), pack: nil, now: now())
        #expect(easy.isDisjoint(with: try days().map(\.weekday)))
        _ = try study.undo(now: now())
        _ = try study.undo(now: now())
        #expect(try days() == before)
    }

    @Test func `what is taken back tells nothing about the day or the pace`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let card = try #require(try study.nextQuestion(QuizWish(), now: now())?.card)
        func shown(at milliseconds: Int64) throws -> [Int] {
            let due = try study.due(now: now(milliseconds))
            return [due.due, due.new, due.minutes]
        }
        let before = try shown(at: 0)
        let pace = try study.reading { store throws(DatabaseFault) in
            try study.answerTimes(in: store).seconds(.recall, isNew: true)
        }
        _ = try study.grade(card, .easy, milliseconds: 1, now: now())
        let after = try shown(at: 1)
        #expect(after[1] == before[1] - 1)
        _ = try study.undo(now: now(1))
        #expect(try shown(at: 2) == before)
        #expect(
            try study.reading { store throws(DatabaseFault) in
                try study.answerTimes(in: store).seconds(.recall, isNew: true)
            } == pace)
        // Begun anew it is today's first answer again, and takes its share of new cards.
        _ = try study.grade(card, .easy, milliseconds: 1, now: now(3))
        #expect(try shown(at: 4) == after)
    }
}
