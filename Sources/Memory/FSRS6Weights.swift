import Glibc

/// Why a list of weights cannot be used.
package struct WeightsFault: Error, Equatable {
    /// One sentence for the person who gave the weights.
    package var sentence: String
}

extension FSRS6 {
    /// The bounds of the 21 weights, as fsrs-rs 6.6 clips them on load.
    ///
    /// One it narrows while training is left wide: w19 (at least 0.01; weights of FSRS-5 have 0). That of w17 and w18 is
    /// for one relearning step at most, see `sameDayBound`.
    package static let weightBounds: [ClosedRange<Double>] = [
        0.001...100, 0.001...100, 0.001...100, 0.001...100,  // w0...w3
        1...10, 0.001...4, 0.001...4, 0.001...0.75,  // w4...w7
        0...4.5, 0...0.8, 0.001...3.5,  // w8...w10
        0.001...5, 0.001...0.25, 0.001...0.9, 0...4,  // w11...w14
        0...1, 1...6,  // w15, w16
        0...2, 0...2, 0...0.8,  // w17...w19
        0.1...0.8,  // w20
    ]

    /// The 21 weights of FSRS-6 that `given` stands for, each inside its bounds.
    static func converted(_ given: [Double], relearningSteps: Int) throws(WeightsFault) -> [Double] {
        if let place = given.firstIndex(where: { !$0.isFinite }) {
            throw WeightsFault(sentence: "weight w\(place) of FSRS is \(given[place]); every weight is a finite number")
        }
        var weights = zip(try atFullLength(given), weightBounds).map { $0.clamped(to: $1) }
        let bound = sameDayBound(weights, relearningSteps: relearningSteps)
        for place in 17...18 { weights[place] = weights[place].clamped(to: 0...bound) }
        return weights
    }

    /// The most w17 and w18 may be, so that a lapse and then a good at each of several relearning steps does not leave a
    /// memory stronger than before the lapse (fsrs-rs, `parameter_clipper`); 2 with one step or none.
    private static func sameDayBound(_ weights: [Double], relearningSteps: Int) -> Double {
        guard relearningSteps > 1 else { return 2 }
        let lapse = log(weights[11]) + log(pow(2, weights[13]) - 1) + 0.3 * weights[14]
        return min(2, sqrt(max(0.01, -lapse / Double(relearningSteps))))
    }

    private static func atFullLength(_ given: [Double]) throws(WeightsFault) -> [Double] {
        switch given.count {
        case 0: return defaultWeights
        case 21: return given
        // FSRS-5 had no w19 and a fixed decay of 0.5.
        case 19: return given + [0, 0.5]
        // FSRS-4.5 moved difficulty straight instead of by an exponential, and had no formula for the same day.
        case 17:
            var weights = given + [0, 0, 0, 0.5]
            weights[4] = given[4] + 2 * given[5]
            weights[5] = log(3 * given[5] + 1) / 3
            weights[6] = given[6] + 0.5
            return weights
        default:
            throw WeightsFault(
                sentence: "FSRS-6 has 21 weights (19 and 17 of older versions, or none for the defaults also do), "
                    + "but \(given.count) were given")
        }
    }
}
