import Memory
import Wire

extension Method where Context == Client {
    static var memoryState: Method {
        Method(
            "memory/state", "Runs the pure memory model over a history of reviews. Nothing is stored.",
            params: StateParams.self, result: WireType<StateResult>.object
        ) { _, params throws(Refusal) in
            let model: FSRS6
            do throws(WeightsFault) {
                model = try FSRS6(weights: params.weights ?? [], relearningSteps: params.relearningSteps ?? 1)
            } catch {
                throw Refusal(.invalidParams, "weights: " + error.sentence)
            }
            let retention = params.desiredRetention ?? 0.9
            var result = StateResult()
            var state: Memory.MemoryState?
            for review in params.reviews {
                guard let grade = Grade(rawValue: review.grade) else { continue }
                var step = StateStep()
                step.retrievability = state.map {
                    model.retrievability(elapsedDays: review.elapsedDays.rounded(.down), stability: $0.stability)
                }
                let next = model.next(state, elapsedDays: review.elapsedDays, grade: grade)
                step.stability = next.stability
                step.difficulty = next.difficulty
                step.intervalDays = model.interval(stability: next.stability, desiredRetention: retention)
                result.states.append(step)
                state = next
            }
            return result
        }
    }
}
