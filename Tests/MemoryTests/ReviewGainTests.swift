import Glibc
import Memory
import TestSupport
import Testing

private let day: Int64 = 86_400_000
/// 2026-11-25, ten in the morning, UTC.
private let start = Instant(milliseconds: 1_795_600_800_000)
private let today = StudyDay(at: start, zoneMinutes: 0)

private func memory(stability: Double, difficulty: Double = 5, daysAgo: Int) -> CardMemory {
    let lastDay = today.adding(days: -daysAgo)
    let last = start.adding(milliseconds: Int64(-daysAgo) * day)
    return CardMemory(
        state: MemoryState(stability: stability, difficulty: difficulty), phase: .review, lastReview: last,
        lastDay: lastDay, due: last, dueDay: lastDay.adding(days: Int(stability.rounded())),
        scheduledDays: Int(stability.rounded()), reviews: 3, lapses: 0)
}

@Suite struct ReviewGainTests {
    @Test func `the days known are the area under the forgetting curve`() {
        let model = FSRS6()
        for stability in [0.001, 0.4, 3, 80, 36_500] {
            for (from, to) in [(0.0, 1.0), (2, 2), (5, 95), (0, 3650)] {
                let steps = 20_000
                // Simpson's rule on a scale on which the steep beginning has as many points as the long rest.
                let scale = { (place: Double) in from + (to - from) * pow(place, 4) }
                let slope = { (place: Double) in (to - from) * 4 * pow(place, 3) }
                var sum = 0.0
                for step in 0...steps {
                    let place = Double(step) / Double(steps)
                    let height = model.retrievability(elapsedDays: scale(place), stability: stability) * slope(place)
                    sum += height * (step == 0 || step == steps ? 1 : step % 2 == 1 ? 4 : 2)
                }
                let area = sum / Double(3 * steps)
                let ours = model.daysKnown(stability: stability, from: from, to: to)
                #expect(abs(ours - area) <= 1e-6 * max(1, area), "S \(stability), \(from)...\(to): \(ours), \(area)")
            }
        }
    }

    @Test func `asking gains most at some overdue, little at once after an answer, and is never a loss`() {
        let scheduler = Scheduler()
        func gain(_ stability: Double, _ daysAgo: Int) -> Double {
            scheduler.gain(asking: memory(stability: stability, daysAgo: daysAgo), at: start, today: today)
        }
        #expect(gain(10, 0) < 0.5 && gain(10, 5) < gain(10, 10) && gain(10, 10) < gain(10, 40))
        // What is known for years gains little now.
        #expect(gain(3000, 300) < gain(30, 30) / 2)
        for stability in [0.001, 1, 50, 36_500] {
            for days in [-3, 0, 1, 9, 20_000] {
                #expect((0...90).contains(gain(stability, days)), "\(stability) \(days)")
            }
        }
    }

    @Test func `the earliest day is the first of the range the due day is drawn from`() {
        let scheduler = Scheduler()
        for number in 0..<200 {
            let card = "card \(number)"
            let before = memory(stability: Double(number % 40) + 1, daysAgo: number % 40)
            let next = scheduler.after(Review(at: start, zoneMinutes: 0, grade: .good), card: card, memory: before)
            guard let earliest = scheduler.earliestDay(of: card, next), let dueDay = next.dueDay else { continue }
            #expect(earliest <= dueDay && earliest > today)
            let exact = Double(dueDay.days(since: earliest))
            let interval = scheduler.model.interval(stability: next.state.stability, desiredRetention: 0.9)
            #expect(exact <= 3 + 0.2 * interval + Double(before.scheduledDays))
        }
        #expect(scheduler.earliestDay(of: "a", memory(stability: 1, daysAgo: 0)) == nil)
        let exact = Scheduler(fuzz: false)
        let before = memory(stability: 20, daysAgo: 0)
        #expect(exact.earliestDay(of: "a", before) == before.dueDay)
        #expect(scheduler.earliestDay(of: "a", before)?.days(since: today) == 17)
    }

    /// New cards come whatever is waiting, so that there is always more due than the two minutes hold: then the order
    /// decides what is known in the end. `RETORT_LEARNERS=8` prints the table for eight learners of each making.
    @Test func `under a load that does not fit, order by gain leaves more known than the usual orders`() throws {
        let asked = getenv("RETORT_LEARNERS").flatMap { Int(String(cString: $0)) }
        for making in SimulatedLearner.Making.allCases {
            var known: [Order: Double] = [:]
            for order in Order.allCases {
                for seed in 1...UInt64(asked ?? 2) {
                    known[order, default: 0] += try daysKnown(making, seed: seed, order, days: asked == nil ? 200 : 365)
                }
            }
            if asked != nil { print(making, known.sorted { $0.value > $1.value }.map { "\($0.key) \(Int($0.value))" }) }
            let gain = try #require(known[.gain])
            for order in [Order.longestOverdue, .leastKnown] {
                #expect(gain > known[order] ?? 0, "\(making) \(order)")
            }
        }
    }

    private enum Order: CaseIterable { case gain, longestOverdue, leastKnown }

    /// How many cards are truly known after so many days of two minutes each, a third of them for new cards.
    private func daysKnown(
        _ making: SimulatedLearner.Making, seed: UInt64, _ order: Order, days: Int
    ) throws -> Double {
        var learner = try SimulatedLearner(making, seed: seed)
        let scheduler = Scheduler()
        var memories: [String: CardMemory] = [:]
        for number in 0..<days {
            let now = start.adding(milliseconds: Int64(number) * day)
            let today = StudyDay(at: now, zoneMinutes: 0)
            let ready = memories.filter { $0.value.isDue(at: now, zoneMinutes: 0) }
            var due = ready.map { card, memory in
                let worth =
                    switch order {
                    case .gain: scheduler.gain(asking: memory, at: now, today: today)
                    case .longestOverdue: Double(-memory.due.milliseconds)
                    case .leastKnown: -memory.retrievability(at: now, model: scheduler.model)
                    }
                return (worth: worth, card: card)
            }
            due.sort { ($0.worth, $0.card) < ($1.worth, $1.card) }
            let fresh = (0..<3).map { "card \(number * 3 + $0)" }
            var seconds = 120.0
            while seconds > 0 {
                guard let card = seconds > 80 ? fresh.first(where: { memories[$0] == nil }) : due.popLast()?.card
                else { break }
                let answer = learner.answer(card, atDays: Double(number))
                let review = Review(at: now, zoneMinutes: 0, grade: answer.grade)
                memories[card] = scheduler.after(review, card: card, memory: memories[card])
                seconds -= answer.seconds
            }
        }
        return memories.keys.sorted().reduce(0) { $0 + learner.recall($1, atDays: Double(days)) }
    }
}
