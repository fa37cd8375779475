import Glibc
import Testing

@testable import Memory

@Suite struct CalibrationTests {
    private func review(day: Int, _ grade: Grade) -> Review {
        Review(at: Instant(milliseconds: Int64(day) * 86_400_000 + 43_200_000), zoneMinutes: 0, grade: grade)
    }

    @Test func onlyReviewsADayLaterCount() {
        var calibration = Calibration()
        #expect(calibration.logLoss == nil && calibration.rootMeanSquaredErrorOfBins == nil)
        calibration.add([review(day: 0, .good)], model: FSRS6())
        calibration.add([review(day: 0, .good), review(day: 0, .again)], model: FSRS6())
        #expect(calibration.total == Calibration.Bin())
        calibration.add([review(day: 0, .good), review(day: 0, .easy), review(day: 2, .hard)], model: FSRS6())
        #expect(calibration.total.count == 1 && calibration.total.actual == 1)
        // A clock that ran backwards makes no prediction.
        calibration.add([review(day: 5, .good), review(day: 2, .good)], model: FSRS6())
        #expect(calibration.total.count == 1)
    }

    @Test func thePredictionIsTheModelsAndTheErrorsAreTheirFormulas() {
        let model = FSRS6()
        var calibration = Calibration()
        // Two cards alike in everything, one remembered and one not: one bin.
        calibration.add([review(day: 0, .good), review(day: 2, .good)], model: model)
        calibration.add([review(day: 0, .good), review(day: 2, .again)], model: model)
        let predicted = model.retrievability(
            elapsedDays: 2, stability: model.next(nil, elapsedDays: 0, grade: .good).stability)
        #expect(abs(calibration.total.predicted - predicted) < 1e-12)
        #expect(calibration.total.actual == 0.5)
        #expect(abs(calibration.logLoss! - -(log(predicted) + log(1 - predicted)) / 2) < 1e-12)
        #expect(abs(calibration.rootMeanSquaredErrorOfBins! - (predicted - 0.5)) < 1e-12)
        #expect(calibration.bins.map(\.count) == [0, 0, 0, 0, 0, 2, 0])
        #expect(Calibration.bounds.count == calibration.bins.count + 1)
        // Another interval is another bin of the benchmark: the error is weighted by their sizes.
        calibration.add([review(day: 0, .good), review(day: 100, .good)], model: model)
        let late = model.retrievability(
            elapsedDays: 100, stability: model.next(nil, elapsedDays: 0, grade: .good).stability)
        let expected = ((2 * pow(predicted - 0.5, 2) + pow(1 - late, 2)) / 3).squareRoot()
        #expect(abs(calibration.rootMeanSquaredErrorOfBins! - expected) < 1e-12)
    }
}
