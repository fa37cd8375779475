import Memory
import Storage

/// Questions outside the schedule: before an interview, or for the pleasure of it. What is answered here changes no memory
/// and no due date, uses up no budget, and is not held back by siblings, shares or a pause.
extension Study {
    /// Cards compared to find the least known; of more, the longest not seen.
    private static let practiceCards = 500

    /// The card that is least likely to be known still, of those that were answered before; after those, what is new in
    /// its order. Nil when everything is excluded.
    package func nextPractice(_ wish: QuizWish, now: Now) throws(StudyFault) -> PutQuestion? {
        let filter = try filter(wish)
        let card = try reading { store throws(DatabaseFault) -> String? in
            let seen = try store.memory.seen(filter, today: now.today, limit: Self.practiceCards)
            let model = scheduler.model
            let known = seen.compactMap { card in
                card.memory.map { (recall: $0.retrievability(at: now.at, model: model), card: card.card) }
            }
            let weakest = known.min { ($0.recall, $0.card) < ($1.recall, $1.card) }
            if let weakest { return weakest.card }
            return try store.memory.new(filter, today: now.today, limit: 1).first?.card
        }
        return try card.map { card throws(StudyFault) in try put(card, now: now) }
    }

    /// Records an answer that was given in practice; when this returns, it is on the disk. Gives the memory of the card,
    /// which is as it was; nil for one never reviewed.
    package func practise(
        _ card: String, _ grade: Grade, milliseconds: Int?, now: Now
    ) throws(StudyFault) -> CardMemory? {
        let isKnown = try reading { store throws(DatabaseFault) in try store.knowledge.card(card) != nil }
        guard isKnown else { throw try unknown(card) }
        try append(
            now.at, .practice(card: card, grade: grade, zoneMinutes: now.zoneMinutes, milliseconds: milliseconds))
        return try reading { store throws(DatabaseFault) in try store.memory.memory(card) }
    }
}
