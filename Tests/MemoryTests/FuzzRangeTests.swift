import Memory
import Testing

@Suite struct FuzzRangeTests {
    @Test(arguments: [
        (1.0, 1, 1), (2.4, 2, 2), (2.5, 2, 4), (3, 2, 4), (5, 4, 6), (7, 5, 9), (10, 8, 12), (20, 17, 23),
        (100, 93, 107), (365, 345, 385), (36_500, 34_673, 36_500), (1e9, 34_673, 36_500), (-3, 1, 1), (.nan, 1, 1),
    ]) func `the range around an interval is Anki's`(interval: Double, lower: Int, upper: Int) {
        let range = FuzzRange(around: interval, minimum: 1, maximum: 36_500)
        #expect(range.lower == lower && range.upper == upper, "\(range)")
    }

    @Test func `the minimum and the maximum cut the range, and the maximum wins`() {
        let cut = [(11, 36_500), (1, 9), (12, 36_500), (30, 36_500), (12, 12), (20, 5), (.min, .max)].map {
            FuzzRange(around: 10, minimum: $0, maximum: $1)
        }
        #expect(
            cut.map { [$0.lower, $0.upper] } == [
                [11, 13], [7, 9], [12, 14], [30, 33], [12, 12], [5, 5], [8, 12],
            ])
    }

    @Test func `a chance draws every day of the range, none outside`() {
        let range = FuzzRange(around: 10, minimum: 1, maximum: 36_500)
        let chances = [0, 0.19, 0.2, 0.39, 0.4, 0.6, 0.79, 0.8, 1.0.nextDown, 1, 7, -1, .nan]
        #expect(chances.map(range.days(chance:)) == [8, 8, 9, 9, 10, 11, 11, 12, 12, 12, 12, 8, 8])
    }

    @Test func `the chance depends on the card and the count alone, and is spread evenly`() {
        #expect(fuzzChance(card: "flask/blueprints/purpose", reviews: 3) == 0.39269029306741066)
        #expect(fuzzChance(card: "", reviews: 0) == 0.5048676404714686)
        var buckets = Array(repeating: 0, count: 10)
        for card in 0..<100 {
            for reviews in 0..<100 {
                let chance = fuzzChance(card: "pack/concept/\(card)", reviews: reviews)
                #expect(chance >= 0 && chance < 1)
                buckets[Int(chance * 10)] += 1
            }
        }
        // 1,000 each; five standard deviations are 150.
        #expect(buckets.allSatisfy { (850...1_150).contains($0) }, "\(buckets)")
    }

    @Test func `an answer is put off by the same days each time, by days of the range, and others by others`() {
        let scheduler = Scheduler()
        let exact = Scheduler(fuzz: false)
        let start = Instant(milliseconds: 1_795_600_800_000)
        let day = StudyDay(at: start, zoneMinutes: 0)
        let before = CardMemory(
            state: MemoryState(stability: 30, difficulty: 5), phase: .review, lastReview: start, lastDay: day,
            due: start, dueDay: day.adding(days: 30), scheduledDays: 30, reviews: 4, lapses: 0)
        let answer = Review(at: start.adding(milliseconds: 30 * 86_400_000), zoneMinutes: 0, grade: .good)
        let plain = exact.after(answer, card: "a", memory: before)
        let interval = exact.model.interval(stability: plain.state.stability, desiredRetention: 0.9)
        let range = FuzzRange(around: interval, minimum: 1, maximum: 36_500)
        var seen: Set<Int> = []
        for number in 0..<400 {
            let next = scheduler.after(answer, card: "card \(number)", memory: before)
            #expect(next == scheduler.after(answer, card: "card \(number)", memory: before))
            #expect(next.state == plain.state)
            seen.insert(next.scheduledDays)
        }
        #expect(seen == Set(range.lower...range.upper))
        #expect(plain.scheduledDays == Int(interval.rounded()))
    }

    @Test func `fuzz alone does not make an interval shorter than the previous one`() {
        let scheduler = Scheduler()
        let start = Instant(milliseconds: 1_795_600_800_000)
        let day = StudyDay(at: start, zoneMinutes: 0)
        for previous in 5...14 {
            for number in 0..<50 {
                // Answered on the same day, so that hard leaves the stability as it is.
                let before = CardMemory(
                    state: MemoryState(stability: 10, difficulty: 5), phase: .review, lastReview: start, lastDay: day,
                    due: start, dueDay: day, scheduledDays: previous, reviews: 4, lapses: 0)
                let answer = Review(at: start, zoneMinutes: 0, grade: .hard)
                let days = scheduler.after(answer, card: "\(number)", memory: before).scheduledDays
                // The model says 10, give or take 2.
                #expect(previous < 10 ? days > previous : previous <= 12 ? days >= previous : (8...12).contains(days))
            }
        }
    }
}
