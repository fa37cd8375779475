/// The short delays of a card that is being learned or relearned, by the rules of Anki's scheduler.
struct Steps: Sendable {
    /// Each longer than zero and at most `longestMilliseconds`.
    let delaysMilliseconds: [Int64]

    /// 36,500 days, Anki's longest interval of any kind.
    static let longestMilliseconds = 36_500 * millisecondsPerDay

    /// Delays of zero or less are left out, longer ones than the longest cut.
    init(milliseconds: [Int64]) {
        delaysMilliseconds = milliseconds.filter { $0 > 0 }.map { min($0, Self.longestMilliseconds) }
    }

    /// The step and its delay in milliseconds after an answer at a step; nil when the answer leaves the steps, which
    /// every answer does when there are none. A step beyond the list (it was shortened since) counts as the last.
    func after(_ grade: Grade, at step: Int) -> (step: Int, milliseconds: Int64)? {
        guard !delaysMilliseconds.isEmpty else { return nil }
        let step = step.clamped(to: 0...(delaysMilliseconds.count - 1))
        switch grade {
        case .again: return (0, delaysMilliseconds[0])
        case .hard: return (step, step == 0 ? hardOnFirst : delaysMilliseconds[step])
        case .good:
            guard step + 1 < delaysMilliseconds.count else { return nil }
            return (step + 1, delaysMilliseconds[step + 1])
        case .easy: return nil
        }
    }

    /// Between again and good: the mean of steps one and two; with one step half as much again, at most a day more.
    private var hardOnFirst: Int64 {
        let first = delaysMilliseconds[0]
        guard delaysMilliseconds.count == 1 else { return (first + delaysMilliseconds[1]) / 2 }
        return first + min(first / 2, millisecondsPerDay)
    }
}
