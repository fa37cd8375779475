import Glibc
import Machine
import Memory
import Storage
import Testing

@testable import Study

@Suite struct ReviewTests {
    @Test func `a grade is in the log when it is answered, and a new process knows it`() throws {
        let box = Sandbox()
        let graded: GradedCard
        do {
            let study = try box.kitchen()
            graded = try study.grade("kitchen/salt/q1", .good, milliseconds: 4000, now: now(zone: 60))
            let line = String(decoding: try Files.read(box.places.log + "/desk.jsonl", limit: 9999), as: UTF8.self)
            #expect(
                line
                    == #"{"at":1795600800000,"device":"desk","seq":1,"event":"review","card":"kitchen/salt/q1","grade":3,"#
                    + #""zone":60,"milliseconds":4000}"# + "\n")
        }
        let again = try box.study()
        #expect(try again.judge("kitchen/salt/q1", answer: "", now: now()).0.memory == graded.memory)
        #expect(try again.history("kitchen/salt/q1").map(\.grade) == [3])
        #expect(graded.retrievability == 1)
    }

    @Test func `what a grade answers is what the store keeps, whatever the settings and the clock`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        var random = Xorshift(state: 7)
        var at = Int64(0)
        for number in 0..<120 {
            if number == 40 { try study.set("desiredRetention", .number(0.8), pack: "kitchen", now: now(at)) }
            if number == 80 { try study.set("easyDays", ["monday", "sunday"], pack: nil, now: now(at)) }
            // Now and then the clock is put back.
            at += number % 17 == 16 ? -2 * day : Int64(random.next(below: 9)) * day / 2 + minute
            let card = ["kitchen/salt/q1", "kitchen/knife/q1"][random.next(below: 2)]
            let grade = try #require(Grade(rawValue: 1 + random.next(below: 4)))
            let graded = try study.grade(card, grade, milliseconds: 4000, now: now(at))
            study.settle()
            #expect(try study.store.memory.memory(card) == graded.memory, "answer \(number)")
        }
    }

    @Test func `grades and undos go back to the start, across processes`() throws {
        let box = Sandbox()
        var states: [CardMemory?] = [nil]
        do {
            let study = try box.kitchen()
            for (number, grade) in [Grade.good, .again, .good, .hard, .easy].enumerated() {
                states.append(
                    try study.grade("kitchen/salt/q1", grade, milliseconds: nil, now: now(Int64(number) * 3 * day))
                        .memory)
            }
        }
        while states.count > 1 {
            states.removeLast()
            let study = try box.study()
            let taken = try #require(try study.undo(now: now(99 * day)))
            #expect(taken.memory == states.last)
            #expect(taken.card == "kitchen/salt/q1")
        }
        #expect(try box.study().undo(now: now()) == nil)
    }

    @Test func `only this device's reviews are taken back`() throws {
        let box = Sandbox()
        _ = try box.kitchen().grade("kitchen/salt/q1", .good, milliseconds: nil, now: now())
        let phone = try box.study(device: "phone")
        #expect(try phone.undo(now: now()) == nil)
        _ = try phone.grade("kitchen/stock/q1", .good, milliseconds: nil, now: now(-day))
        #expect(try phone.undo(now: now())?.card == "kitchen/stock/q1")
        #expect(try box.study().history("kitchen/salt/q1").count == 1)
    }

    @Test func `what is due, what is new, how long it takes and when it goes on`() throws {
        let box = Sandbox()
        var settings = Settings()
        settings.minutes = 10
        let study = try box.kitchen(settings: settings)
        var summary = try study.due(now: now())
        #expect(summary.due == 0 && summary.new == 3 && summary.minutes == 1 && summary.next == start)
        for card in ["salt/q1", "knife/q1", "oven/q1"] {
            _ = try study.grade("kitchen/" + card, .good, milliseconds: 70_000, now: now())
        }
        // Nothing for ten minutes, then the three at their second step.
        summary = try study.due(now: now())
        #expect(summary.due == 0 && summary.new == 0 && summary.minutes == 0)
        #expect(summary.next == start.adding(milliseconds: 10 * minute))
        summary = try study.due(now: now(10 * minute))
        #expect(summary.due == 3 && summary.minutes == 2 && summary.next == start.adding(milliseconds: 10 * minute))
        for card in ["salt/q1", "knife/q1", "oven/q1"] {
            _ = try study.grade("kitchen/" + card, .good, milliseconds: nil, now: now(10 * minute))
        }
        // Tomorrow at four there are new ones.
        #expect(try study.due(now: now(11 * minute)).next == start.adding(milliseconds: 18 * 60 * minute))
        #expect(try study.due(now: now(18 * 60 * minute)).new == 3)
    }

    @Test func `when all is begun the next time is the morning of the first due day, on the clock here`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        for concept in ["salt", "knife", "oven", "stock", "sauce"] {
            var wish = QuizWish()
            wish.concept = concept
            while let put = try study.nextQuestion(wish, now: now()) {
                _ = try study.grade(put.card, .easy, milliseconds: nil, now: now())
            }
        }
        let first = try ["salt", "knife", "oven", "stock", "sauce"].flatMap { try study.show($0).cards }
            .compactMap { try study.judge($0, answer: "", now: now()).0.memory?.dueDay }.min()
        let day = try #require(first)
        for zone in [-600, 0, 330] {
            let here = Now(at: start, zoneMinutes: zone)
            #expect(try study.due(now: here).next == day.start(zoneMinutes: zone), "zone \(zone)")
            // Until that moment nothing is due, from then on something is.
            let morning = day.start(zoneMinutes: zone)
            #expect(
                try study.due(now: Now(at: morning.adding(milliseconds: -1), zoneMinutes: zone)).due == 0,
                "zone \(zone)")
            #expect(try study.due(now: Now(at: morning, zoneMinutes: zone)).due > 0, "zone \(zone)")
        }
    }

    @Test func `cards of a pack that is gone are not due, and their history stays`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        _ = try study.grade("kitchen/salt/q1", .again, milliseconds: nil, now: now())
        #expect(try study.due(now: now(day)).due == 1)
        Files.remove(box.root + "/packs/kitchen/pack.md")
        try box.index()
        study.packsChanged()
        let summary = try study.due(now: now(day))
        #expect(summary.due == 0 && summary.new == 0 && summary.next == nil)
        #expect(try study.history("kitchen/salt/q1").count == 1)
        try box.write("packs/kitchen/pack.md", "---\ntitle: Kitchen\n---\n")
        try box.index()
        study.packsChanged()
        #expect(try study.due(now: now(day)).due == 1)
    }

    /// The limit on file sizes stands for a full disk.
    @Test func `a grade that cannot be written says so in one sentence, and the next one works`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            let box = Sandbox()
            let study = try box.kitchen()
            _ = try study.grade("kitchen/salt/q1", .good, milliseconds: nil, now: now())
            let log = box.places.log + "/desk.jsonl"
            let before = try Files.read(log, limit: 9999)
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(1), &limit)
            let generous = limit.rlim_cur
            limit.rlim_cur = rlim_t(before.count + 40)
            setrlimit(__rlimit_resource_t(1), &limit)
            let fault = #expect(throws: StudyFault.self) {
                try study.grade("kitchen/salt/q1", .good, milliseconds: nil, now: now(day))
            }
            #expect(fault?.sentence == "nothing was recorded: cannot write \(log): File too large")
            #expect(try study.lookup("salt", limit: 1).isConfident)
            #expect(try study.history("kitchen/salt/q1").count == 1)
            limit.rlim_cur = generous
            setrlimit(__rlimit_resource_t(1), &limit)
            #expect(try Files.read(log, limit: 9999) == before)
            let graded = try study.grade("kitchen/salt/q1", .good, milliseconds: nil, now: now(day))
            #expect(graded.memory.reviews == 2)
            let again = try box.study()
            #expect(try again.history("kitchen/salt/q1").count == 2)
            #expect(try again.status().logFaults.isEmpty)
        }
    }
}

private struct Xorshift {
    var state: UInt64

    /// Marsaglia 2003, 64 bits.
    mutating func next(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % bound
    }
}

@Suite struct ProspectTests {
    @Test func `the line for prompts names what there is and nothing else`() {
        func line(_ due: Int, _ new: Int, _ minutes: Int) -> String {
            DueSummary(due: due, new: new, minutes: minutes).line
        }
        #expect(line(0, 0, 0) == "")
        #expect(line(3, 0, 2) == "3 due · 2 min")
        #expect(line(0, 3, 2) == "3 new · 2 min")
        #expect(line(4, 2, 2) == "4 due, 2 new · 2 min")
    }

    @Test func `whoever has counted before counts as one who has just come, whatever happened in between`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        func agree(_ milliseconds: Int64, zone: Int = 0) throws {
            let now = now(milliseconds, zone: zone)
            let fresh = try box.study().due(now: now)
            for _ in 0..<2 {
                let told = try study.due(now: now)
                #expect(
                    told.line == fresh.line && told.next == fresh.next && told.changes == fresh.changes
                        && told.left == fresh.left && told.backlog == fresh.backlog, "after \(milliseconds) ms")
            }
        }
        try agree(0)
        try agree(minute)
        _ = try study.grade("kitchen/salt/q1", .good, milliseconds: 9000, now: now(2 * minute))
        try agree(2 * minute)
        // A step has ended, the clock was put back, it is another zone, the next day has come.
        for later in [12 * minute, 3 * minute, 12 * minute, 18 * 60 * minute, 19 * 60 * minute] { try agree(later) }
        try agree(19 * 60 * minute, zone: -600)
        study.noteLook("kitchen/sauce", now: now(19 * 60 * minute))
        try agree(19 * 60 * minute)
        try study.set("newPerDay", .integer(1), pack: nil, now: now(20 * 60 * minute))
        try agree(20 * 60 * minute)
        _ = try study.pause(until: nil, now: now(20 * 60 * minute))
        for later in [20 * 60 * minute, 3 * day] { try agree(later) }
        _ = try study.undo(now: now(3 * day))
        try agree(3 * day)
    }

    @Test func `time changes what is to do when a step ends, at four in the morning, and when a pause ends`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        let four = Instant(milliseconds: start.milliseconds + 18 * 60 * minute)
        #expect(try study.due(now: now()).changes == four)
        let step = try study.grade("kitchen/salt/q1", .good, milliseconds: 1000, now: now()).memory.due
        #expect(step == start.adding(milliseconds: 10 * minute))
        #expect(try study.due(now: now(1)).changes == step)
        // Something is to do by then, and still the next moment is another one.
        #expect(try study.due(now: now(10 * minute)).due == 1)
        #expect(try study.due(now: now(10 * minute)).changes == four)
        #expect(try study.due(now: now(10 * minute, zone: 120)).changes == four.adding(milliseconds: -120 * minute))
        _ = try study.pause(until: now().today.adding(days: 3), now: now(11 * minute))
        #expect(try study.due(now: now(11 * minute)).changes == four.adding(milliseconds: 2 * day))
        _ = try study.pause(until: nil, now: now(12 * minute))
        #expect(try study.due(now: now(12 * minute)).changes == nil)
    }
}
