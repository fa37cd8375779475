import Knowledge
import Memory
import Testing

@testable import Study

@Suite struct QueueTests {
    private let scheduler = Scheduler()
    private let today = now().today

    private func memory(stability: Double, daysAgo: Int, lapses: Int = 0, phase: Phase = .review) -> CardMemory {
        let last = now(Int64(-daysAgo) * day)
        let interval = Int(stability.rounded())
        return CardMemory(
            state: MemoryState(stability: stability, difficulty: 5), phase: phase, lastReview: last.at,
            lastDay: last.today, due: last.at, dueDay: phase == .review ? last.today.adding(days: interval) : nil,
            scheduledDays: phase == .review ? interval : 0, reviews: 9, lapses: lapses)
    }

    /// So many cards that are due, each of a concept of its own.
    private func due(_ count: Int, kind: Kind = .recall) -> [Queue.Candidate] {
        (0..<count).map { number in
            Queue.Candidate(
                card: "p/c\(number)/q", concept: Int64(number), kind: kind,
                memory: memory(stability: Double(number % 40 + 2), daysAgo: number % 50 + 3))
        }
    }

    private func new(_ count: Int) -> [Queue.Candidate] {
        (0..<count).map { Queue.Candidate(card: "p/n\($0)/q", concept: Int64(1000 + $0), kind: .recall) }
    }

    private func queue(
        seconds: Double?, share: Int = 3, today: Queue.Today = Queue.Today(), times: AnswerTimes = AnswerTimes([])
    ) -> Queue {
        Queue(scheduler: scheduler, times: times, now: now(), today: today, secondsLeft: seconds, share: share)
    }

    /// What is asked one after the other, each answered in the time expected.
    private func session(_ queue: Queue, due: [Queue.Candidate], new: [Queue.Candidate]) -> [String] {
        var (queue, due, new) = (queue, due, new)
        var asked: [String] = []
        while let next = queue.next(queue.plan(due: due, new: new)) {
            asked.append(next.card)
            let seconds = queue.times.seconds(next.kind, isNew: next.memory == nil)
            var today = queue.today
            today.secondsSpent += seconds
            if next.memory == nil { today.started += 1 } else { today.reviewed += 1 }
            today.concepts.insert(next.concept)
            queue = Queue(
                scheduler: scheduler, times: queue.times, now: queue.now, today: today,
                secondsLeft: queue.secondsLeft.map { $0 - seconds }, share: queue.share - (next.memory == nil ? 1 : 0))
            due.removeAll { $0.card == next.card }
            new.removeAll { $0.card == next.card }
        }
        return asked
    }

    @Test func `a plan keeps to the budget whatever is due, and says that something waits`() {
        for seconds in [0.0, 1, 60, 120, 600] {
            for count in [0, 1, 5, 300] {
                let plan = queue(seconds: seconds).plan(due: due(count), new: new(5))
                let isOne = plan.reviews.count + plan.new.count == 1
                #expect(plan.seconds <= seconds || isOne, "\(seconds) \(count)")
                #expect(plan.isFull == (plan.reviews.count < count || plan.new.count < 3 && seconds < 600))
            }
        }
        #expect(queue(seconds: 0).plan(due: due(9), new: new(9)).reviews.isEmpty)
        #expect(queue(seconds: nil).plan(due: due(300), new: new(9)).reviews.count == 300)
    }

    @Test func `somebody slower than the whole budget is asked one question a day`() {
        let plan = queue(seconds: 5).plan(due: due(3), new: new(3))
        #expect(plan.reviews.count == 1 && plan.new.isEmpty)
        var spent = Queue.Today()
        spent.secondsSpent = 1
        #expect(queue(seconds: 4, today: spent).plan(due: due(3), new: new(3)).reviews.isEmpty)
    }

    @Test func `what gains most per second comes first`() {
        let planned = queue(seconds: nil).plan(due: due(40), new: []).reviews
        let gains = planned.compactMap { $0.memory }.map {
            scheduler.gain(asking: $0, at: now().at, today: today)
        }
        #expect(gains == gains.sorted(by: >) && gains.count == 40)
        // Of two that gain the same the shorter one comes first.
        var pair = due(1)
        pair.append(pair[0])
        pair[1].card = "p/other/q"
        pair[1].concept = 7
        pair[1].kind = .choice
        #expect(queue(seconds: nil).plan(due: pair, new: []).reviews.map(\.card) == ["p/other/q", "p/c0/q"])
    }

    @Test func `new cards get what the due ones leave, up to the share, and stand between them`() {
        #expect(queue(seconds: 120).plan(due: due(60), new: new(9)).new.isEmpty)
        #expect(queue(seconds: 600).plan(due: due(4), new: new(9)).new.map(\.card) == ["p/n0/q", "p/n1/q", "p/n2/q"])
        #expect(queue(seconds: 600, share: 0).plan(due: due(4), new: new(9)).new.isEmpty)
        let asked = session(queue(seconds: 600), due: due(6), new: new(9))
        #expect(asked.map { $0.hasPrefix("p/n") ? "n" : "r" } == ["r", "n", "r", "r", "n", "r", "r", "n", "r"])
        #expect(session(queue(seconds: 600), due: [], new: new(9)) == ["p/n0/q", "p/n1/q", "p/n2/q"])
    }

    @Test func `while something due waits for time nothing new is begun, not even what would fit`() {
        var spent = Queue.Today()
        spent.secondsSpent = 75
        let quick = [Queue.Candidate(card: "p/n/q", concept: 1000, kind: .choice)]
        #expect(queue(seconds: 45, today: spent).plan(due: [], new: quick).new.count == 1)
        let plan = queue(seconds: 45, today: spent).plan(due: due(1, kind: .output), new: quick)
        #expect(plan.reviews.isEmpty && plan.new.isEmpty && plan.isFull)
    }

    @Test func `a session asks what the plan has promised`() {
        for count in [0, 2, 9, 80] {
            let plan = queue(seconds: 240).plan(due: due(count), new: new(4))
            let asked = session(queue(seconds: 240), due: due(count), new: new(4))
            // As answers come in, the slow one that is allowed for comes later: one more may fit.
            #expect(Set((plan.reviews + plan.new).map(\.card)).isSubset(of: asked), "\(count)")
            #expect(asked.count <= plan.reviews.count + plan.new.count + 3)
        }
    }

    @Test func `one card of a concept a day, but a card's own next step is no sibling`() {
        var cards = due(6)
        for place in 0..<4 { cards[place].concept = 1 }
        let plan = queue(seconds: nil).plan(due: cards, new: [])
        #expect(Set(plan.reviews.map(\.concept)).count == plan.reviews.count && plan.reviews.count == 3)
        var seen = Queue.Today()
        seen.concepts = [1]
        #expect(queue(seconds: nil, today: seen).plan(due: cards, new: []).reviews.count == 2)
        cards[2].memory = memory(stability: 0.3, daysAgo: 0, phase: .learning(step: 0))
        let own = queue(seconds: nil, today: seen).plan(due: cards, new: []).reviews.map(\.card)
        #expect(own.count == 3 && own.contains(cards[2].card))
        var together = queue(seconds: nil, today: seen)
        together.isApart = false
        #expect(together.plan(due: cards, new: []).reviews.count == 6)
    }

    @Test func `a card that slips for the sixth time is set aside, at its first pass it is back`() {
        func isLeech(_ lapses: Int, _ phase: Phase = .relearning(step: 0)) -> Bool {
            memory(stability: 1, daysAgo: 1, lapses: lapses, phase: phase).isLeech
        }
        #expect((0...14).filter { isLeech($0) } == [6, 9, 12])
        #expect(!isLeech(6, .review) && !isLeech(6, .learning(step: 0)))
        var cards = due(3)
        cards[1].memory = memory(stability: 1, daysAgo: 2, lapses: 6, phase: .relearning(step: 0))
        #expect(queue(seconds: nil).plan(due: cards, new: []).reviews.count == 2)
        var asking = queue(seconds: nil)
        asking.asksLeeches = true
        #expect(asking.plan(due: cards, new: []).reviews.count == 3)
    }

    @Test func `cards from ahead fill what is left, behind all else`() {
        let ahead = due(30).suffix(20)
        let plan = queue(seconds: 400).plan(due: due(5), ahead: Array(ahead), new: new(1))
        #expect(plan.new.count == 1 && plan.reviews.count > 5 && plan.seconds <= 400)
        #expect(Set(plan.reviews.prefix(5).map(\.card)) == Set(due(5).map(\.card)))
        #expect(queue(seconds: 60).plan(due: due(5), ahead: Array(ahead), new: []).reviews.count < 5)
    }
}
