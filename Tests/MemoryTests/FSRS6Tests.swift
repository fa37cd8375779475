import Memory
import TestSupport
import Testing

/// The contract is 1e-9, relative; this holds the code to nearly what was seen over the 3,283 answers: stability,
/// difficulty and interval equal to the last bit with the same C library, probability of recall within 6e-16.
private let tolerance = 1e-12

@Suite struct FSRS6Tests {
    @Test func `every answer of the 250 reference sequences is reproduced`() throws {
        let sequences = try readVectors(Fixture.text("fsrs-6-vectors.txt"))
        #expect(sequences.count == 250)
        #expect(sequences.map(\.answers.count).reduce(0, +) == 3_283)
        var worst = (stability: 0.0, difficulty: 0.0, interval: 0.0, recall: 0.0)
        for sequence in sequences {
            let model = try FSRS6(weights: sequence.weights)
            #expect(sequence.weights.isEmpty || model.weights == sequence.weights, "\(sequence.name) was clipped")
            var state: MemoryState?
            for answer in sequence.answers {
                if let before = state, let recall = answer.recallBefore {
                    let ours = model.retrievability(elapsedDays: answer.days, stability: before.stability)
                    worst.recall = max(worst.recall, difference(ours, recall))
                }
                let next = model.next(state, elapsedDays: answer.days, grade: answer.grade)
                let interval = model.interval(
                    stability: next.stability, desiredRetention: sequence.desiredRetention)
                worst.stability = max(worst.stability, difference(next.stability, answer.stability))
                worst.difficulty = max(worst.difficulty, difference(next.difficulty, answer.difficulty))
                worst.interval = max(worst.interval, difference(interval, answer.interval))
                state = next
            }
        }
        #expect(worst.stability <= tolerance)
        #expect(worst.difficulty <= tolerance)
        #expect(worst.interval <= tolerance)
        #expect(worst.recall <= tolerance)
    }

    @Test func `recall is 0.9 after as many days as the stability`() {
        let model = FSRS6()
        for stability in [0.001, 0.5, 1, 17, 36_500] {
            #expect(abs(model.retrievability(elapsedDays: stability, stability: stability) - 0.9) < 1e-12)
            #expect(difference(model.interval(stability: stability, desiredRetention: 0.9), stability) < 1e-12)
        }
        #expect(model.retrievability(elapsedDays: 0, stability: 3) == 1)
        #expect(model.retrievability(elapsedDays: -5, stability: 3) == 1)
    }

    @Test func `whole days count, rounded down`() {
        let model = FSRS6()
        let state = MemoryState(stability: 4, difficulty: 5)
        for (days, as_) in [(0.99, 0.0), (1.99, 1), (61.06, 61), (-3, 0), (.nan, 0)] {
            #expect(
                model.next(state, elapsedDays: days, grade: .good) == model.next(state, elapsedDays: as_, grade: .good))
        }
    }

    @Test func `absurd states, days and retentions still give states in bounds`() {
        let model = FSRS6()
        let numbers = [-Double.infinity, -1, 0, 1e-300, 5, 1e300, .infinity, .nan]
        for stability in numbers {
            for other in numbers {
                for grade in Grade.allCases {
                    let state = MemoryState(stability: stability, difficulty: other)
                    let next = model.next(state, elapsedDays: other, grade: grade)
                    #expect((0.001...36_500).contains(next.stability))
                    #expect((1...10).contains(next.difficulty))
                }
                #expect((0...1).contains(model.retrievability(elapsedDays: other, stability: stability)))
                let interval = model.interval(stability: stability, desiredRetention: other)
                #expect(interval.isFinite && interval >= 0)
            }
        }
    }
}

@Suite struct FSRS6WeightsTests {
    @Test func `no weights are the default weights`() throws {
        #expect(try FSRS6(weights: []).weights == FSRS6.defaultWeights)
        #expect(FSRS6().weights == FSRS6.defaultWeights)
        #expect(try FSRS6(weights: FSRS6.defaultWeights).weights == FSRS6.defaultWeights)
    }

    @Test func `each weight is moved into its bounds`() throws {
        let low = try FSRS6(weights: Array(repeating: -1e9, count: 21)).weights
        let high = try FSRS6(weights: Array(repeating: 1e9, count: 21)).weights
        #expect(low == FSRS6.weightBounds.map(\.lowerBound))
        #expect(high == FSRS6.weightBounds.map(\.upperBound))
        #expect(low[20] == 0.1 && high[20] == 0.8 && low[7] == 0.001 && high[7] == 0.75 && high[17] == 2)
    }

    @Test func `19 weights of FSRS-5 get no same-day decay and its fixed forgetting curve`() throws {
        let given = Array(FSRS6.defaultWeights.prefix(19))
        #expect(try FSRS6(weights: given).weights == given + [0, 0.5])
    }

    @Test func `17 weights of FSRS-4.5 are converted`() throws {
        // The defaults of FSRS-4.5.
        let given = [
            0.4872, 1.4003, 3.7145, 13.8206, 5.1618, 1.2298, 0.8975, 0.031, 1.6474, 0.1367, 1.0461, 2.1072, 0.0793,
            0.3246, 1.587, 0.2272, 2.8755,
        ]
        let weights = try FSRS6(weights: given).weights
        #expect(abs(weights[4] - 7.6214) < 1e-12)
        #expect(abs(weights[5] - 0.515_101_5) < 1e-7)
        #expect(abs(weights[6] - 1.3975) < 1e-12)
        #expect(weights[17...] == [0, 0, 0, 0.5])
        #expect(weights[..<4] == given[..<4] && weights[7..<17] == given[7..<17])
    }

    @Test func `an old weight that cannot be converted ends up at a bound`() throws {
        var given = Array(repeating: 1.0, count: 17)
        given[5] = -4
        #expect(try FSRS6(weights: given).weights[5] == 0.001)
    }

    /// The ceilings of fsrs-rs for the default weights, from its formula: 0.72110 / n is 0.60046² and 0.49027²; and for weights
    /// whose lapses leave much, its least, 0.1.
    @Test(arguments: [(0, 2.0), (1, 2), (2, 0.600_459), (3, 0.490_273), (1000, 0.1)])
    func `from two relearning steps on, the growth on the same day is bounded`(steps: Int, bound: Double) throws {
        var weights = FSRS6.defaultWeights
        weights[17] = 9
        weights[18] = 0.05
        let bounded = try FSRS6(weights: weights, relearningSteps: steps).weights
        #expect(abs(bounded[17] - bound) < 1e-6 && bounded[18] == 0.05, "\(bounded[17])")
        weights[18] = 9
        #expect(try FSRS6(weights: weights, relearningSteps: steps).weights[17...18] == [bounded[17], bounded[17]])
        weights[11] = 5
        weights[13] = 0.9
        let least = try FSRS6(weights: weights, relearningSteps: steps).weights
        #expect(least[17] == (steps > 1 ? 0.1 : 2))
    }

    @Test func `another number of weights is refused in a sentence that says how many`() {
        for count in [1, 16, 18, 20, 22, 34] {
            #expect {
                try FSRS6(weights: Array(repeating: 0.5, count: count))
            } throws: {
                ($0 as? WeightsFault)?.sentence.hasSuffix("but \(count) were given") == true
            }
        }
    }

    @Test func `a weight that is no number is refused by name`() {
        for bad in [Double.nan, .infinity, -.infinity] {
            var given = FSRS6.defaultWeights
            given[13] = bad
            #expect {
                try FSRS6(weights: given)
            } throws: {
                ($0 as? WeightsFault)?.sentence.hasPrefix("weight w13 of FSRS is ") == true
            }
        }
    }
}

/// The relative difference.
private func difference(_ one: Double, _ other: Double) -> Double {
    one == other ? 0 : abs(one - other) / max(abs(one), abs(other))
}

private struct Sequence {
    var name: String
    var desiredRetention: Double
    var weights: [Double] = []
    var answers: [Answer] = []
}

private struct Answer {
    var grade: Grade
    var days, stability, difficulty, interval: Double
    var recallBefore: Double?
}

private func readVectors(_ text: String) throws -> [Sequence] {
    var sequences: [Sequence] = []
    for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        switch words[0] {
        case "##": continue
        case "#":
            sequences.append(Sequence(name: String(words[1]), desiredRetention: try #require(Double(words[2]))))
        case "w":
            sequences[sequences.count - 1].weights += try words.dropFirst().map { try #require(Double($0)) }
        default:
            let numbers = try words[1..<5].map { try #require(Double($0)) }
            let grade = try #require(Int(words[0]).flatMap(Grade.init(rawValue:)))
            sequences[sequences.count - 1].answers.append(
                Answer(
                    grade: grade, days: numbers[0], stability: numbers[1], difficulty: numbers[2],
                    interval: numbers[3], recallBefore: Double(words[5])))
        }
    }
    return sequences
}
