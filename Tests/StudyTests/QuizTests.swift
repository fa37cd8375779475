import Memory
import Storage
import Testing

@testable import Study

@Suite struct QuizTests {
    /// The cards that are asked when each answer is "good" and none comes back.
    private func order(_ study: Study, _ wish: QuizWish = QuizWish(), count: Int = 99) throws -> [String] {
        var wish = wish
        var order: [String] = []
        while order.count < count, let put = try study.nextQuestion(wish, now: now()) {
            order.append(put.card.replacingPrefix("kitchen/"))
            wish.excluded.insert(put.card)
        }
        return order
    }

    @Test
    func
        `new cards come by needs, level and what builds on them, every concept's first question before any second one`()
        throws
    {
        let box = Sandbox()
        let study = try box.kitchen()
        var wish = QuizWish()
        wish.newPerDay = 100
        #expect(
            try order(study, wish) == [
                "salt/q1", "knife/q1", "oven/q1", "stock/q1", "sauce/q1", "salt/q2", "knife/q2", "stock/q2", "knife/q3",
            ])
    }

    @Test func `no more new cards than the day's share are begun, but who names a concept gets its questions`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        for count in 0..<3 {
            let put = try #require(try study.nextQuestion(QuizWish(), now: now()))
            _ = try study.grade(put.card, .easy, milliseconds: 1000, now: now(Int64(count)))
        }
        #expect(try study.nextQuestion(QuizWish(), now: now(minute)) == nil)
        var wish = QuizWish()
        wish.concept = "sauce"
        #expect(try study.nextQuestion(wish, now: now(minute))?.card == "kitchen/sauce/q1")
        wish.newPerDay = 3
        #expect(try study.nextQuestion(wish, now: now(minute)) == nil)
        // The next morning there are new ones, and at 3:59 it is still today.
        #expect(try study.nextQuestion(QuizWish(), now: now(18 * 60 * minute - minute)) == nil)
        #expect(try study.nextQuestion(QuizWish(), now: now(18 * 60 * minute)) != nil)
    }

    @Test func `what is due comes before what is new, what gains most first`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        // Knife is known better than salt; both are due after a year.
        for _ in 0..<3 { _ = try study.grade("kitchen/knife/q1", .easy, milliseconds: nil, now: now()) }
        _ = try study.grade("kitchen/salt/q1", .easy, milliseconds: nil, now: now())
        _ = try study.grade("kitchen/oven/q1", .again, milliseconds: nil, now: now(minute))
        let later = now(400 * day)
        var wish = QuizWish()
        var asked: [PutQuestion] = []
        while asked.count < 3, let put = try study.nextQuestion(wish, now: later) {
            asked.append(put)
            wish.excluded.insert(put.card)
        }
        let gains = asked.compactMap(\.memory).map {
            study.scheduler.gain(asking: $0, at: later.at, today: later.today)
        }
        #expect(gains == gains.sorted(by: >) && gains.count == 3)
        #expect(asked.map(\.card) == ["kitchen/salt/q1", "kitchen/knife/q1", "kitchen/oven/q1"])
        #expect(try study.nextQuestion(wish, now: later)?.memory == nil)
    }

    @Test func `a topic, a pack and a concept limit what is asked`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        var wish = QuizWish()
        wish.newPerDay = 100
        wish.topic = "liquids"
        #expect(try order(study, wish) == ["stock/q1", "sauce/q1", "stock/q2"])
        wish.topic = nil
        wish.concept = "kitchen/knife"
        #expect(try order(study, wish) == ["knife/q1", "knife/q2", "knife/q3"])
        wish.concept = nil
        wish.pack = "kichen"
        let noPack = #expect(throws: StudyFault.self) { try study.nextQuestion(wish, now: now()) }
        #expect(noPack?.sentence == "no pack is named \"kichen\"; did you mean \"kitchen\"?")
        wish.pack = "kitchen"
        #expect(try order(study, wish).count == 9)
        for card in ["kitchen/stock/q1", "kitchen/knife/q1"] {
            _ = try study.grade(card, .good, milliseconds: nil, now: now())
        }
        var liquids = QuizWish()
        liquids.topic = "liquids"
        #expect(try study.nextQuestion(liquids, now: now(day))?.card == "kitchen/stock/q1")
        liquids.topic = "liqids"
        let fault = #expect(throws: StudyFault.self) { try study.nextQuestion(liquids, now: now()) }
        #expect(fault?.sentence == "no concept has the topic \"liqids\"; did you mean \"liquids\"?")
    }

    @Test func `judging records nothing`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let (put, judgement) = try study.judge("kitchen/salt/q1", answer: "yes it is", now: now())
        #expect(judgement.isRight == true)
        #expect(put.choices.sorted() == ["no it is not", "yes it is"])
        #expect(try study.judge("kitchen/salt/q1", answer: "no it is not", now: now()).1.isRight == false)
        #expect(try study.history("kitchen/salt/q1").isEmpty)
        #expect(try study.status().reviews == 0)
    }

    @Test func `the choices keep their order through one attempt`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let first = try study.judge("kitchen/salt/q1", answer: "", now: now()).0.choices
        #expect(try study.judge("kitchen/salt/q1", answer: "", now: now(day)).0.choices == first)
    }

    @Test func `a card that is not there says which was meant`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        for card in ["kitchen/salt/q9", "salt", "", "kitchen/salt/q1/x", "a/b/c/d"] {
            let fault = #expect(throws: StudyFault.self) { try study.grade(card, .good, milliseconds: nil, now: now()) }
            #expect(fault?.sort == .notFound)
            #expect(throws: StudyFault.self) { try study.judge(card, answer: "", now: now()) }
        }
        let fault = #expect(throws: StudyFault.self) { try study.judge("kitchen/salt/q9", answer: "", now: now()) }
        #expect(fault?.sentence == "there is no card \"kitchen/salt/q9\"; did you mean \"kitchen/salt/q1\"?")
        for id in ["kitchen/salt", "salt"] {
            let fault = #expect(throws: StudyFault.self) { try study.judge(id, answer: "", now: now()) }
            #expect(fault?.nearest == ["kitchen/salt/q1", "kitchen/salt/q2"])
        }
        #expect(try study.status().reviews == 0)
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
