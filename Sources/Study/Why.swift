import Memory
import Storage

/// Why a card is asked now, or not.
package struct CardWhy: Sendable {
    package var card: String
    package var standing: MemoryStore.Standing
    /// Nil for a card never answered.
    package var memory: CardMemory?
    package var isDue: Bool
    /// The probability that it is still known; nil for a card never answered.
    package var retrievability: Double?
    /// The probability at which it comes up.
    package var desiredRetention: Double
    /// The reviews that count, and those of them in which it was known.
    package var reviews: Int
    package var known: Int
    package var lastGrade: Int?
    package var pause: MemoryStore.Pause?
}

extension Study {
    package func why(_ card: String, now: Now) throws(StudyFault) -> CardWhy {
        let found = try reading { store throws(DatabaseFault) -> CardWhy? in
            let memory = try store.memory.memory(card)
            let isKnown = try store.knowledge.card(card) != nil
            guard memory != nil || isKnown else { return nil }
            let history = try store.memory.history(card)
            return CardWhy(
                card: card, standing: try store.memory.standing(card, today: now.today), memory: memory,
                isDue: memory?.isDue(at: now.at, zoneMinutes: now.zoneMinutes) ?? false,
                retrievability: memory?.retrievability(at: now.at, model: scheduler.model),
                desiredRetention: scheduler.desiredRetention(of: card), reviews: history.count,
                known: history.count { $0.grade > 1 }, lastGrade: history.last?.grade,
                pause: try store.memory.pause(today: now.today))
        }
        if let found { return found }
        throw try unknown(card)
    }
}
