import Knowledge
import TestSupport
import Testing

@testable import Study

@Suite struct AnswerTimesTests {
    private func answers(_ kind: Kind, _ seconds: [Double], isFirst: Bool = false) -> [AnswerTimes.Answer] {
        seconds.map { AnswerTimes.Answer(kind: kind, isFirst: isFirst, milliseconds: Int($0 * 1000)) }
    }

    @Test func `nobody's answers give the defaults, and a new card takes longer`() {
        let times = AnswerTimes([])
        for kind in Kind.allCases {
            #expect((10...30).contains(times.seconds(kind, isNew: false)), "\(kind)")
            #expect(times.seconds(kind, isNew: true) > times.seconds(kind, isNew: false))
            #expect(times.slowSeconds(kind, isNew: false) == 2 * times.seconds(kind, isNew: false))
        }
    }

    @Test func `many own answers give their mean, few are shrunk to it`() {
        let many = AnswerTimes(answers(.recall, Array(repeating: 4, count: 200)))
        #expect(abs(many.seconds(.recall, isNew: false) - 4) < 0.2)
        var before = AnswerTimes([]).seconds(.recall, isNew: false)
        for count in [1, 3, 10, 30, 100] {
            let seconds = AnswerTimes(answers(.recall, Array(repeating: 4, count: count))).seconds(
                .recall, isNew: false)
            #expect(seconds < before && seconds > 4)
            before = seconds
        }
        let mixed = AnswerTimes(answers(.choice, Array(repeating: [2.0, 10], count: 100).flatMap { $0 }))
        #expect(abs(mixed.seconds(.choice, isNew: false) - 6) < 0.2)
    }

    @Test func `a kind not met yet is expected at the person's pace`() {
        let quick = AnswerTimes(answers(.recall, Array(repeating: 5, count: 100)))
        let plain = AnswerTimes([])
        for kind in [Kind.choice, .output] {
            let share = quick.seconds(kind, isNew: false) / plain.seconds(kind, isNew: false)
            #expect((0.24...0.32).contains(share), "\(kind) \(share)")
        }
        #expect(abs(quick.seconds(.recall, isNew: true) / quick.seconds(.recall, isNew: false) - 1.5) < 0.3)
    }

    @Test func `new and old cards of a kind are told apart`() {
        let both =
            answers(.recall, Array(repeating: 5, count: 100))
            + answers(.recall, Array(repeating: 25, count: 100), isFirst: true)
        let times = AnswerTimes(both)
        #expect(abs(times.seconds(.recall, isNew: false) - 5) < 0.7)
        #expect(abs(times.seconds(.recall, isNew: true) - 25) < 0.7)
    }

    @Test func `an answer during which somebody came in counts as two minutes, none as a moment`() {
        let times = AnswerTimes(answers(.recall, [86_000] + Array(repeating: 6, count: 99)))
        #expect(times.seconds(.recall, isNew: false) < 9)
        #expect(AnswerTimes(answers(.recall, Array(repeating: 0, count: 400))).seconds(.recall, isNew: false) == 0.5)
    }

    @Test func `a slow answer is as slow as one in a hundred, within bounds`() {
        let even = AnswerTimes(answers(.recall, Array(repeating: 8, count: 200)))
        #expect(even.slowSeconds(.recall, isNew: false) < 10)
        let wild = AnswerTimes(answers(.recall, [24, 24, 24] + Array(repeating: 8, count: 197)))
        #expect(abs(wild.slowSeconds(.recall, isNew: false) - 24) < 0.5)
        let once = AnswerTimes(answers(.recall, [24] + Array(repeating: 8, count: 199)))
        #expect(once.slowSeconds(.recall, isNew: false) < 10)
        let few = AnswerTimes(answers(.recall, Array(repeating: 8, count: 20)))
        #expect(few.slowSeconds(.recall, isNew: false) > 16)
    }

    @Test func `only the newest answers count`() {
        let times = AnswerTimes(
            answers(.cloze, Array(repeating: 3, count: AnswerTimes.answers))
                + answers(.cloze, Array(repeating: 90, count: 1000)))
        #expect(abs(times.seconds(.cloze, isNew: false) - 3) < 0.2)
    }
}
