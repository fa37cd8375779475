import Memory
import Storage

/// What a grade has led to.
package struct GradedCard: Sendable {
    package var card: String
    package var memory: CardMemory
    package var retrievability: Double
}

extension Study {
    /// Records how well a card was known. When this returns, the review is on the disk.
    package func grade(_ card: String, _ grade: Grade, milliseconds: Int?, now: Now) throws(StudyFault) -> GradedCard {
        let (isKnown, before) = try readingAtOnce { store throws(DatabaseFault) in
            (try store.knowledge.card(card) != nil, try store.memory.memory(card))
        }
        guard isKnown else { throw try unknown(card) }
        let scheduler = scheduler
        try append(
            now.at, .review(card: card, grade: grade, zoneMinutes: now.zoneMinutes, milliseconds: milliseconds))
        let review = Review(at: now.at, zoneMinutes: now.zoneMinutes, grade: grade)
        var memory = scheduler.after(review, card: card, memory: before)
        // Where a clock was put back the store puts the times in order, and knows better; so it does of the first answer.
        if before.map({ $0.lastReview >= now.at }) ?? true {
            memory = (try? reading { store throws(DatabaseFault) in try store.memory.memory(card) }) ?? memory
        }
        return GradedCard(
            card: card, memory: memory, retrievability: memory.retrievability(at: now.at, model: scheduler.model))
    }

    /// Writes an event down. When this returns, it is on the disk; the store takes it before it is asked again.
    func append(_ at: Instant, _ what: Event.What) throws(StudyFault) {
        eventsChanged()
        do throws(StorageFault) {
            return try store.append(at: at, what)
        } catch {
            guard error.isDamage else { throw StudyFault(.failed, "nothing was recorded: \(error.sentence)") }
        }
        // It was the store, before anything was written.
        try reading { store throws(DatabaseFault) in _ = try store.memory.lastSeq(device: store.device) }
        do throws(StorageFault) {
            try store.append(at: at, what)
        } catch {
            throw StudyFault(.failed, "nothing was recorded: \(error.sentence)")
        }
    }

    /// The reviews of a card that count, oldest first.
    package func history(_ card: String) throws(StudyFault) -> [MemoryStore.PastReview] {
        try reading { store throws(DatabaseFault) in try store.memory.history(card) }
    }
}
