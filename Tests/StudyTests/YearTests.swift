import Glibc
import Machine
import Memory
import TestSupport
import Testing

@testable import Study

/// A year of two minutes a day, by somebody whose memory has another making than the model: with one
/// session a day or two, three weeks away without a word, and three weeks of a pause.
///
/// `RETORT_YEAR=FOLDER` lives it with the Flask pack, tells what it was like, and keeps the log in the folder, to be looked
/// at with `RETORT_DATA=FOLDER RETORT_NOW=2027-11-25T12:00:00Z retort stats`.
@Suite struct YearTests {
    private static let away = 120..<141
    private static let paused = 240..<261

    /// What a day was like.
    private struct Day {
        var seconds = 0.0
        var answers = 0
        var new = 0
        var shownMinutes = 0
        var shownCards = 0
        var backlog = 0
        /// Sums of what was predicted and what came, of cards seen on an earlier day.
        var predicted = 0.0
        var known = 0.0
        var reviews = 0
        var concepts: [String] = []
    }

    private struct Year {
        var days: [Day] = []
        /// How many cards were begun, and how many of them are truly known in the end.
        var begun = 0
        var known = 0.0
        var leeches = 0
    }

    /// The folder the log is kept in; nil when nobody wants it.
    private static let kept = getenv("RETORT_YEAR").map { String(cString: $0) }

    /// Two hundred concepts with three short questions each.
    private func writePack(_ box: Sandbox) throws {
        try box.write("packs/year/pack.md", "---\ntitle: Year\nversion: \"1\"\nlicence: MIT\n---\n")
        for number in 0..<200 {
            var text = "---\nid: c\(number)\ntitle: C \(number)\ntopic: t\nlevel: beginner\n---\n\nText.\n"
            text += "\n## Questions\n\n### a (recall)\n\nWhat?\n\nAnswer: That.\n"
            text += "\n### b (choice)\n\nWhich?\n\n- [x] one\n- [ ] two\n\n### c (recall)\n\nWhy?\n\nAnswer: So.\n"
            try box.write("packs/year/c\(number).md", text)
        }
    }

    private func live(_ making: SimulatedLearner.Making, seed: UInt64) throws -> Year {
        let box = Sandbox()
        var places = box.places
        if let kept = Self.kept {
            let packs = Path.absolute("../../../Sources/Packs", from: #filePath)
            places = Places(environment: ["RETORT_DATA": kept, "RETORT_PACKS": packs], program: "/nowhere/retort")
        } else {
            try writePack(box)
        }
        _ = try PackRefresh.run(places: places, ticket: Ticket()).get()
        let study = try Study(places: places, settings: Settings(), device: "desk") { _ in }
        var learner = try SimulatedLearner(making, seed: seed)
        var random = SplitMix64(seed: seed)
        var year = Year()
        var begun: Set<String> = []
        for number in 0..<365 {
            let morning = Int64(number) * day
            var today = Day()
            if number == Self.paused.lowerBound {
                let end = now(Int64(Self.paused.upperBound) * day).today
                _ = try study.pause(until: end, now: now(morning))
            }
            let sessions = Self.away.contains(number) ? 0 : Int.random(in: 0..<10, using: &random) < 3 ? 2 : 1
            for session in 0..<sessions {
                var at = morning + Int64(session) * 7 * 60 * minute
                let summary = try study.due(now: now(at))
                let answersBefore = today.answers
                today.shownMinutes = max(today.shownMinutes, summary.minutes)
                if session == 0 { today.shownCards = summary.due + summary.new }
                today.backlog = summary.backlog
                year.leeches = max(year.leeches, summary.leeches.count)
                while true {
                    guard let put = try study.nextQuestion(QuizWish(), now: now(at)) else { break }
                    let days = Double(at) / Double(day)
                    let answer = learner.answer(put.card, atDays: days)
                    if let memory = put.memory, memory.lastDay < now(at).today {
                        today.predicted += put.retrievability ?? 0
                        today.known += answer.grade == .again ? 0 : 1
                        today.reviews += 1
                    }
                    today.new += put.memory == nil ? 1 : 0
                    today.answers += 1
                    today.seconds += answer.seconds
                    if put.memory?.lastDay != now(at).today { today.concepts.append(put.entry.id) }
                    begun.insert(put.card)
                    at += Int64(answer.seconds * 1000)
                    _ = try study.grade(
                        put.card, answer.grade, milliseconds: Int(answer.seconds * 1000), now: now(at))
                }
                // Who says there is something to do has something to ask, and the other way round.
                #expect((summary.due + summary.new > 0) == (today.answers > answersBefore), "day \(number)")
                let after = try study.due(now: now(at))
                #expect(after.due + after.new == 0, "day \(number)")
            }
            year.days.append(today)
        }
        year.begun = begun.count
        year.known = begun.sorted().reduce(0) { $0 + learner.recall($1, atDays: 365) }
        return year
    }

    @Test(arguments: kept == nil ? SimulatedLearner.Making.allCases : [.traces])
    func `a year of two minutes a day`(making: SimulatedLearner.Making) throws {
        let year = try live(making, seed: 7)
        let days = year.days
        let studied = days.indices.filter { !Self.away.contains($0) && !Self.paused.contains($0) }
        if Self.kept != nil { tell(making, year) }

        // The budget is kept, but for a last answer slower than all but one in a hundred, and nothing more is ever shown.
        #expect(days.count { $0.seconds > 120 } <= 3)
        for (number, today) in days.enumerated() {
            #expect(today.seconds <= 120 + 15, "day \(number): \(today.seconds) s")
            #expect(today.shownMinutes <= 2, "day \(number)")
            #expect(Set(today.concepts).count == today.concepts.count, "day \(number): siblings")
        }
        #expect(Self.paused.allSatisfy { days[$0].answers == 0 && days[$0].shownCards == 0 })

        // It is used: three minutes in four.
        let used = studied.reduce(0) { $0 + days[$1].seconds } / Double(studied.count)
        #expect(used > 85, "\(used) s a day")

        // Coming back, a day is like any other, and what waited has been worked off in three weeks.
        for back in [Self.away.upperBound, Self.paused.upperBound] {
            #expect((1...30).contains(days[back].shownCards))
            let before = days[(back - 40)..<(back - 21)].map(\.backlog).max() ?? 0
            #expect(days[back].backlog > 2 * before)
            let settled = days[back...].firstIndex { $0.backlog <= before } ?? 365
            #expect(settled <= back + 21, "the backlog took \(settled - back) days")
        }

        // New cards go on coming, in every quarter.
        for quarter in 0..<4 {
            let new = days[(quarter * 91)..<(quarter * 91 + 91)].reduce(0) { $0 + $1.new }
            #expect(new > 25, "quarter \(quarter): \(new)")
        }

        // What was begun is known: as well as the desired retention says, and the prediction is near the truth.
        #expect(year.known / Double(year.begun) > 0.88)
        let reviews = Double(days.reduce(0) { $0 + $1.reviews })
        let known = days.reduce(0) { $0 + $1.known } / reviews
        #expect(known > 0.82, "known at review: \(known)")
    }

    private func tell(_ making: SimulatedLearner.Making, _ year: Year) {
        let days = year.days
        let reviews = Double(days.reduce(0) { $0 + $1.reviews })
        func share(_ value: Double) -> String { "\(Int((value * 1000).rounded()) / 10) %" }
        print(
            "\(making): \(year.begun) cards begun, \(share(year.known / Double(year.begun))) of them known in the end;")
        print("  at reviews \(share(days.reduce(0) { $0 + $1.predicted } / reviews)) predicted,")
        print(
            "  \(share(days.reduce(0) { $0 + $1.known } / reviews)) known of \(Int(reviews)); leeches \(year.leeches)")
        for start in stride(from: 0, to: 364, by: 14) {
            let part = days[start..<start + 14]
            let seconds = part.map(\.seconds)
            print(
                "  days \(start)…: \(Int(seconds.reduce(0, +) / 14)) s a day, at most \(Int(seconds.max() ?? 0)),",
                "new \(part.reduce(0) { $0 + $1.new }), shown at most \(part.map(\.shownCards).max() ?? 0) cards,",
                "backlog at most \(part.map(\.backlog).max() ?? 0)")
        }
    }
}
