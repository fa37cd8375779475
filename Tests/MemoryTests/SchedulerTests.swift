import Memory
import TestSupport
import Testing

private let minute: Int64 = 60_000
private let day: Int64 = 86_400_000
/// 2026-11-25, ten in the morning, UTC.
private let start = Instant(milliseconds: 1_795_600_800_000)
private let plain = Scheduler(fuzz: false)

private func review(_ grade: Grade, after milliseconds: Int64 = 0, zoneMinutes: Int = 0) -> Review {
    Review(at: start.adding(milliseconds: milliseconds), zoneMinutes: zoneMinutes, grade: grade)
}

private func memory(
    _ phase: Phase, stability: Double = 10, difficulty: Double = 5, scheduledDays: Int = 0
) -> CardMemory {
    let today = StudyDay(at: start, zoneMinutes: 0)
    return CardMemory(
        state: MemoryState(stability: stability, difficulty: difficulty), phase: phase, lastReview: start,
        lastDay: today, due: start, dueDay: phase == .review ? today.adding(days: scheduledDays) : nil,
        scheduledDays: phase == .review ? scheduledDays : 0, reviews: 3, lapses: 0)
}

/// Where an answer leads: a phase and minutes for a step, days for a review.
private func outcome(_ next: CardMemory) -> String {
    let minutes = Double(next.due.milliseconds - next.lastReview.milliseconds) / Double(minute)
    switch next.phase {
    case .learning(let step): return "learning \(step) in \(minutes)"
    case .relearning(let step): return "relearning \(step) in \(minutes)"
    case .review: return "review in \(next.scheduledDays)"
    }
}

@Suite struct StepsTests {
    /// Graduating intervals are those of the defaults: stability 0.212, 1.2931, 2.3065, 8.2956 after a first answer;
    /// a stability of 10 becomes 15.53 after easy on the same day, and stays after good.
    @Test(
        arguments: [
            ([1, 10], nil, ["learning 0 in 1.0", "learning 0 in 5.5", "learning 1 in 10.0", "review in 8"]),
            ([1, 10], 0, ["learning 0 in 1.0", "learning 0 in 5.5", "learning 1 in 10.0", "review in 16"]),
            ([1, 10], 1, ["learning 0 in 1.0", "learning 1 in 10.0", "review in 10", "review in 16"]),
            ([1, 10], 7, ["learning 0 in 1.0", "learning 1 in 10.0", "review in 10", "review in 16"]),
            ([1, 10], -7, ["learning 0 in 1.0", "learning 0 in 5.5", "learning 1 in 10.0", "review in 16"]),
            ([1, 10, 100], 1, ["learning 0 in 1.0", "learning 1 in 10.0", "learning 2 in 100.0", "review in 16"]),
            ([10], nil, ["learning 0 in 10.0", "learning 0 in 15.0", "review in 2", "review in 8"]),
            ([4_320], nil, ["learning 0 in 4320.0", "learning 0 in 5760.0", "review in 2", "review in 8"]),
            ([0, -5, 10], nil, ["learning 0 in 10.0", "learning 0 in 15.0", "review in 2", "review in 8"]),
            ([], nil, ["learning 0 in 305.28", "review in 1", "review in 2", "review in 8"]),
        ] as [([Int64], Int?, [String])])
    func `each grade leads from each learning step where Anki says`(
        minutes: [Int64], step: Int?, expected: [String]
    ) {
        let scheduler = Scheduler(learningStepsMilliseconds: minutes.map { $0 * minute }, fuzz: false)
        let before = step.map { memory(.learning(step: $0)) }
        #expect(Grade.allCases.map { outcome(scheduler.after(review($0), card: "a", memory: before)) } == expected)
    }

    @Test(
        arguments: [
            ([10], 0, ["relearning 0 in 10.0", "relearning 0 in 15.0", "review in 10", "review in 16"]),
            ([10, 20], 0, ["relearning 0 in 10.0", "relearning 0 in 15.0", "relearning 1 in 20.0", "review in 16"]),
            ([10, 20], 1, ["relearning 0 in 10.0", "relearning 1 in 20.0", "review in 10", "review in 16"]),
        ] as [([Int64], Int, [String])])
    func `each grade leads from each relearning step where Anki says`(
        minutes: [Int64], step: Int, expected: [String]
    ) {
        let scheduler = Scheduler(relearningStepsMilliseconds: minutes.map { $0 * minute }, fuzz: false)
        let before = memory(.relearning(step: step))
        #expect(Grade.allCases.map { outcome(scheduler.after(review($0), card: "a", memory: before)) } == expected)
    }

    @Test func `a lapse counts, and goes through the relearning steps or straight to days`() {
        let before = memory(.review, scheduledDays: 10)
        let lapse = plain.after(review(.again, after: 10 * day), card: "a", memory: before)
        #expect(outcome(lapse) == "relearning 0 in 10.0")
        #expect(lapse.lapses == 1 && lapse.reviews == 4 && lapse.dueDay == nil && lapse.scheduledDays == 0)
        let again = plain.after(review(.again, after: 10 * day + 10 * minute), card: "a", memory: lapse)
        #expect(again.lapses == 1)

        let stepless = Scheduler(relearningStepsMilliseconds: [], fuzz: false)
        let days = stepless.after(review(.again, after: 10 * day), card: "a", memory: before)
        #expect(days.phase == .review && days.lapses == 1)
        #expect(days.scheduledDays == Int(days.state.stability.rounded()))
    }

    @Test func `without steps a memory too short for days waits for hours, unless the weights do not model that`()
        throws
    {
        let stepless = Scheduler(learningStepsMilliseconds: [], fuzz: false)
        let next = stepless.after(review(.again), card: "a", memory: nil)
        #expect(next.phase == .learning(step: 0) && next.due.milliseconds == start.milliseconds + 18_316_800)
        var weights = FSRS6.defaultWeights
        weights[17] = 0
        let other = Scheduler(model: try FSRS6(weights: weights), learningStepsMilliseconds: [], fuzz: false)
        #expect(outcome(other.after(review(.again), card: "a", memory: nil)) == "review in 1")
    }

    @Test func `the memory state moves at every answer, also within steps`() {
        let model = FSRS6()
        var expected: MemoryState?
        var before: CardMemory?
        for (grade, milliseconds, days) in [
            (Grade.good, 0, 0.0), (.hard, 10 * minute, 0), (.good, 20 * minute, 0), (.good, 3 * day, 3),
            (.again, 13 * day, 10), (.good, 13 * day + minute, 0),
        ] {
            expected = model.next(expected, elapsedDays: days, grade: grade)
            before = plain.after(review(grade, after: milliseconds), card: "a", memory: before)
            #expect(before?.state == expected)
        }
        #expect(before?.reviews == 6 && before?.lapses == 1 && before?.phase == .review)
    }
}

@Suite struct IntervalTests {
    @Test func `an interval rounds half a day up, lasts a day at least, and no longer than the longest`() throws {
        for (stability, days) in [(0.001, 1), (0.9, 1), (1.499, 1), (1.5, 2), (2.5, 3), (2.499, 2), (3.5, 4)] {
            var weights = FSRS6.defaultWeights
            weights[2] = stability
            let scheduler = Scheduler(
                model: try FSRS6(weights: weights), learningStepsMilliseconds: [minute], fuzz: false)
            let next = scheduler.after(review(.good), card: "a", memory: nil)
            #expect(next.scheduledDays == days, "\(stability)")
        }
        for longest in [1, 2, 7] {
            let scheduler = Scheduler(maximumIntervalDays: longest)
            let before = memory(.review, stability: 500, scheduledDays: 400)
            for grade in [Grade.hard, .good, .easy] {
                #expect(
                    scheduler.after(review(grade, after: 400 * day), card: "a", memory: before).scheduledDays == longest
                )
            }
        }
    }

    @Test func `hard, good and easy are at least a day apart`() {
        for fuzz in [false, true] {
            let scheduler = Scheduler(fuzz: fuzz)
            for stability in [0.001, 0.3, 1, 2, 3, 5, 30, 900] {
                for elapsed in [0, 1, 2, 30] as [Int64] {
                    let before = memory(.review, stability: stability, scheduledDays: 1)
                    let days = [Grade.hard, .good, .easy].map {
                        scheduler.after(review($0, after: elapsed * day), card: "a", memory: before).scheduledDays
                    }
                    #expect(1 <= days[0] && days[0] < days[1] && days[1] < days[2], "\(stability) \(elapsed) \(days)")
                }
            }
        }
    }

    @Test func `easy is a day more than good for a new card and after a step`() throws {
        var weights = FSRS6.defaultWeights
        weights[3] = weights[2]
        let scheduler = Scheduler(model: try FSRS6(weights: weights), learningStepsMilliseconds: [minute], fuzz: false)
        #expect(scheduler.after(review(.good), card: "a", memory: nil).scheduledDays == 2)
        #expect(scheduler.after(review(.easy), card: "a", memory: nil).scheduledDays == 3)
    }

    @Test func `a higher desired retention asks sooner, and it stays between 0.70 and 0.99`() {
        let before = memory(.review, stability: 100, scheduledDays: 100)
        let days = [0.99, 0.9, 0.7].map {
            Scheduler(desiredRetention: $0, fuzz: false)
                .after(review(.good, after: 100 * day), card: "a", memory: before).scheduledDays
        }
        #expect(days == days.sorted() && Set(days).count == 3)
        for (given, kept) in [(0.1, 0.70), (1.0, 0.99), (.infinity, 0.99), (.nan, 0.9), (0.85, 0.85)] {
            #expect(Scheduler(desiredRetention: given).desiredRetention == kept)
        }
    }

    @Test func `a pack may have a retention of its own`() {
        let scheduler = Scheduler(retentionOfPacks: ["flask": 0.8, "x": 7, "y": .nan], fuzz: false)
        let before = memory(.review, stability: 100, scheduledDays: 100)
        func days(_ card: String, _ scheduler: Scheduler) -> Int {
            scheduler.after(review(.good, after: 100 * day), card: card, memory: before).scheduledDays
        }
        for (card, retention) in [
            ("flask/blueprints/purpose", 0.8), ("flask", 0.8), ("flasks/a/b", 0.9), ("", 0.9), ("x/a/b", 0.99),
            ("y/a/b", 0.9),
        ] {
            #expect(scheduler.desiredRetention(of: card) == retention)
            #expect(days(card, scheduler) == days("a/b/c", Scheduler(desiredRetention: retention, fuzz: false)))
        }
    }

    @Test func `reviews keep off the easy days where the spread leaves others, and nothing else changes`() {
        let weekend: Set<Weekday> = [.saturday, .sunday]
        let scheduler = Scheduler(easyDays: weekend)
        var easy = 0
        var plainly = 0
        for number in 0..<400 {
            let before = memory(.review, stability: Double(5 + number % 90), scheduledDays: 5)
            let answer = review(.good, after: Int64(number % 7 + 5) * day)
            let next = scheduler.after(answer, card: "card \(number)", memory: before)
            let other = Scheduler().after(answer, card: "card \(number)", memory: before)
            #expect(next.state == other.state)
            #expect(abs(next.scheduledDays - other.scheduledDays) <= 2 + other.scheduledDays / 5)
            if let day = next.dueDay?.weekday, weekend.contains(day) { easy += 1 }
            if let day = other.dueDay?.weekday, weekend.contains(day) { plainly += 1 }
        }
        #expect(plainly > 80 && easy == 0, "\(plainly) and \(easy) of 400")
        // Where all days are easy they are as any other.
        let always = Scheduler(easyDays: Set(Weekday.allCases))
        for number in 0..<50 {
            let before = memory(.review, stability: 40, scheduledDays: 5)
            let next = always.after(review(.good, after: 9 * day), card: "\(number)", memory: before)
            #expect(next == Scheduler().after(review(.good, after: 9 * day), card: "\(number)", memory: before))
        }
    }

    @Test func `schedulers that compute otherwise have another fingerprint`() throws {
        var weights = FSRS6.defaultWeights
        weights[3] += 1
        let schedulers = [
            Scheduler(), Scheduler(model: try FSRS6(weights: weights)), Scheduler(desiredRetention: 0.8),
            Scheduler(retentionOfPacks: ["flask": 0.8]), Scheduler(retentionOfPacks: ["tea": 0.8]),
            Scheduler(easyDays: [.friday]), Scheduler(learningStepsMilliseconds: [1]),
            Scheduler(relearningStepsMilliseconds: []), Scheduler(maximumIntervalDays: 9), Scheduler(fuzz: false),
        ]
        #expect(Set(schedulers.map(\.fingerprint)).count == schedulers.count)
        let pairs = ["flask": 0.8, "tea": 0.7, "x": 0.9]
        #expect(Scheduler(retentionOfPacks: pairs).fingerprint == Scheduler(retentionOfPacks: pairs).fingerprint)
    }

    @Test func `a review falls due at the start of its study day where the last one was made`() throws {
        let evening = try #require(Instant(iso8601: "2026-11-26T01:30:00+01:00"))
        let next = plain.after(Review(at: evening, zoneMinutes: 60, grade: .easy), card: "a", memory: nil)
        #expect(next.lastDay.iso8601 == "2026-11-25" && next.dueDay?.iso8601 == "2026-12-03")
        #expect(next.due.iso8601 == "2026-12-03T03:00:00Z")
        #expect(!next.isDue(at: next.due.adding(milliseconds: -1), zoneMinutes: 60))
        #expect(next.isDue(at: next.due, zoneMinutes: 60))
        // In Tokyo that study day has long begun, in New York not yet.
        #expect(next.isDue(at: next.due.adding(milliseconds: -1), zoneMinutes: 540))
        #expect(!next.isDue(at: next.due, zoneMinutes: -300))
    }

    @Test func `a step falls due to the millisecond`() {
        let next = plain.after(review(.good), card: "a", memory: nil)
        #expect(!next.isDue(at: start.adding(milliseconds: 10 * minute - 1), zoneMinutes: 540))
        #expect(next.isDue(at: start.adding(milliseconds: 10 * minute), zoneMinutes: -300))
    }

    @Test func `recall fades by fractions of a day`() {
        let model = FSRS6()
        let before = memory(.review, stability: 2, scheduledDays: 2)
        #expect(before.retrievability(at: start, model: model) == 1)
        #expect(before.retrievability(at: start.adding(milliseconds: -day), model: model) == 1)
        let half = before.retrievability(at: start.adding(milliseconds: day / 2), model: model)
        #expect(half == model.retrievability(elapsedDays: 0.5, stability: 2) && half < 1)
        #expect((0...1).contains(before.retrievability(at: Instant(milliseconds: .max), model: model)))
        #expect(before.retrievability(at: Instant(milliseconds: .min), model: model) == 1)
    }
}

@Suite struct FoldTests {
    @Test func `elapsed days are study days, whatever the hours between`() {
        // 23:00, and 03:00 and 05:00 after it.
        let late = review(.easy, after: 13 * 60 * minute)
        let first = plain.after(late, card: "a", memory: nil)
        for (hours, days) in [(4, 0.0), (6, 1)] as [(Int64, Double)] {
            let next = plain.after(
                Review(at: late.at.adding(milliseconds: hours * 60 * minute), zoneMinutes: 0, grade: .good),
                card: "a", memory: first)
            #expect(next.state == plain.model.next(first.state, elapsedDays: days, grade: .good))
        }
    }

    @Test func `a clock that ran backwards counts as the same day`() {
        let before = memory(.review, scheduledDays: 10)
        let same = plain.after(review(.good), card: "a", memory: before)
        for back in [1, day, 400 * day, .max] as [Int64] {
            let next = plain.after(review(.good, after: -back), card: "a", memory: before)
            #expect(next.state == same.state && next.scheduledDays == same.scheduledDays)
            #expect(next.lastReview == start.adding(milliseconds: -back))
        }
    }

    @Test func `folding a prefix is what was known then, so taking back an answer is folding without it`() {
        var random = SplitMix64(seed: 11)
        for card in ["flask/blueprints/purpose", "", "ä"] {
            let scheduler = Scheduler()
            var reviews: [Review] = []
            var known: CardMemory?
            for _ in 0..<60 {
                let last = reviews.last?.at ?? start
                let wait = Int64.random(in: 0...30 * day, using: &random) >> Int64.random(in: 0...16, using: &random)
                let grade = Grade.allCases.randomElement(using: &random) ?? .good
                let zoneMinutes = [-300, 0, 60, 120].randomElement(using: &random) ?? 0
                let earlier = known
                #expect(scheduler.fold(reviews, card: card) == earlier)
                reviews.append(Review(at: last.adding(milliseconds: wait), zoneMinutes: zoneMinutes, grade: grade))
                known = scheduler.after(reviews[reviews.count - 1], card: card, memory: earlier)
                #expect(scheduler.fold(reviews.dropLast(), card: card) == earlier)
            }
            #expect(scheduler.fold(reviews, card: card) == known && known?.reviews == 60)
        }
        #expect(plain.fold([], card: "a") == nil)
    }

    @Test func `absurd memories and reviews are taken without a crash`() {
        for number in [Int.min, -1, 0, .max] {
            for phase in [Phase.review, .learning(step: number), .relearning(step: number)] {
                let before = CardMemory(
                    state: MemoryState(stability: .nan, difficulty: .infinity), phase: phase,
                    lastReview: Instant(milliseconds: Int64(number)), lastDay: StudyDay(number: number),
                    due: Instant(milliseconds: Int64(number)), dueDay: nil, scheduledDays: number, reviews: number,
                    lapses: number)
                for grade in Grade.allCases {
                    for moment in [Int64.min, 0, .max] {
                        for scheduler in [
                            plain, Scheduler(),
                            Scheduler(
                                learningStepsMilliseconds: [.max, .min, .max], relearningStepsMilliseconds: [],
                                maximumIntervalDays: number),
                        ] {
                            let answer = Review(
                                at: Instant(milliseconds: moment), zoneMinutes: number, grade: grade)
                            let next = scheduler.after(answer, card: "a", memory: before)
                            #expect((0...36_500).contains(next.scheduledDays))
                            _ = before.isDue(at: next.due, zoneMinutes: number)
                        }
                    }
                }
            }
        }
    }
}
