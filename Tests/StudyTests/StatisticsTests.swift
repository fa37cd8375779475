import Memory
import Testing

@testable import Study

@Suite struct StatisticsTests {
    private func spread(_ due: [Int], each: Double, minutes: Double, leftToday: Double) -> [Int] {
        let days = due.enumerated().map { Statistics.Day(day: StudyDay(number: $0.offset), cards: $0.element) }
        return Statistics.spread(days, each: each, minutes: minutes, leftToday: leftToday).map(\.cards)
    }

    @Test func `what a day has no room for moves on to the next`() {
        #expect(spread([25, 3, 0, 0, 1], each: 0.2, minutes: 2, leftToday: 2) == [10, 10, 8, 0, 1])
        #expect(spread([25, 0, 0, 0], each: 0.2, minutes: 2, leftToday: 0.5) == [2, 10, 10, 3])
    }

    @Test func `a day that is done asks nothing more, and a card longer than a day is asked all the same`() {
        #expect(spread([2, 1, 0], each: 3, minutes: 2, leftToday: 0) == [0, 1, 1])
    }
}
