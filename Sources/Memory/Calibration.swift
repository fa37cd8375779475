import Glibc

/// How well the model's predictions fit what was really remembered.
///
/// What counts is what the public benchmark of spaced-repetition models counts (open-spaced-repetition/srs-benchmark): every
/// review at least one study day after the one before it; it is a success when the grade is above again. Reviews of the
/// same day only move the memory on.
package struct Calibration: Sendable {
    /// Predictions that lie close together, and what came of them.
    package struct Bin: Sendable, Equatable {
        /// The mean predicted probability of recall, and the share that was recalled.
        package var predicted = 0.0
        package var actual = 0.0
        /// How many reviews.
        package var count = 0

        /// A bin without reviews.
        package init() {}

        init(predicted: Double, actual: Double, count: Int) {
            self.predicted = predicted
            self.actual = actual
            self.count = count
        }
    }

    /// The bounds of `bins`: narrower where most predictions lie.
    package static let bounds: [Double] = [0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1]

    private var sums: [Sums] = Array(repeating: Sums(), count: Self.bounds.count - 1)
    private var benchmark: [BenchmarkKey: Sums] = [:]
    private var all = Sums()
    private var loss = 0.0

    private struct Sums {
        var predicted = 0.0
        var recalled = 0
        var count = 0

        mutating func add(_ probability: Double, _ isRecalled: Bool) {
            predicted += probability
            recalled += isRecalled ? 1 : 0
            count += 1
        }

        var bin: Bin {
            count == 0
                ? Bin()
                : Bin(predicted: predicted / Double(count), actual: Double(recalled) / Double(count), count: count)
        }
    }

    package init() {}

    /// Takes the history of one card, in the order in which its reviews count.
    package mutating func add(_ reviews: [Review], model: FSRS6) {
        var state: MemoryState?
        var lastDay: StudyDay?
        var spaced = 0
        var lapses = 0
        for review in reviews {
            let days = lastDay.map { max(0, review.day.days(since: $0)) } ?? 0
            if let state, days > 0 {
                spaced += 1
                let isRecalled = review.grade != .again
                let probability = model.retrievability(elapsedDays: Double(days), stability: state.stability)
                add(probability, isRecalled, BenchmarkKey(days: days, reviews: spaced, lapses: lapses))
                if !isRecalled { lapses += 1 }
            }
            state = model.next(state, elapsedDays: Double(days), grade: review.grade)
            lastDay = review.day
        }
    }

    private mutating func add(_ probability: Double, _ isRecalled: Bool, _ key: BenchmarkKey) {
        let place = (Self.bounds.dropFirst().firstIndex { probability < $0 } ?? Self.bounds.count - 1) - 1
        sums[place].add(probability, isRecalled)
        benchmark[key, default: Sums()].add(probability, isRecalled)
        all.add(probability, isRecalled)
        // A certain prediction that fails must not cost without end; the bound is that of fsrs-rs.
        let bounded = probability.clamped(to: 1e-7...1 - 1e-7)
        loss -= log(isRecalled ? bounded : 1 - bounded)
    }

    /// One for each pair of neighbouring `bounds`.
    package var bins: [Bin] { sums.map(\.bin) }

    /// Everything in one bin.
    package var total: Bin { all.bin }

    /// Log loss: the mean of -ln p, p being the probability that was given to what happened; nil without reviews.
    package var logLoss: Double? {
        all.count == 0 ? nil : loss / Double(all.count)
    }

    /// RMSE (bins) of the benchmark: the root of the mean squared difference between predicted and actual recall over bins
    /// of like reviews, weighted by their sizes; nil without reviews.
    package var rootMeanSquaredErrorOfBins: Double? {
        guard all.count > 0 else { return nil }
        let squares = benchmark.values.map { sums in
            let bin = sums.bin
            return Double(bin.count) * (bin.predicted - bin.actual) * (bin.predicted - bin.actual)
        }
        // In order of size, so that the same reviews always give the same last digit.
        return (squares.sorted().reduce(0, +) / Double(all.count)).squareRoot()
    }
}

/// What makes two reviews alike to the benchmark: the days since the last one, how many there were and how many of them
/// failed, each rounded to steps that grow with it. The constants are the benchmark's.
private struct BenchmarkKey: Hashable {
    var days: Int
    var reviews: Int
    var lapses: Int

    /// - Parameter reviews: those a day or more after the one before, this one included.
    init(days: Int, reviews: Int, lapses: Int) {
        func step(_ value: Double, _ scale: Double, _ base: Double) -> Double {
            scale * pow(base, (log(value) / log(base)).rounded(.down))
        }
        self.days = Int((100 * step(Double(days), 2.48, 3.62)).rounded())
        self.reviews = Int(step(Double(reviews + 1), 1.99, 1.89).rounded())
        self.lapses = lapses == 0 ? 0 : Int(step(Double(lapses), 1.65, 1.73).rounded())
    }
}
