import Memory
import Storage

/// What a person may say of a card, beside how well it was known.
package enum CardWord: Sendable {
    case suspend, unsuspend, bury, unflag, reset
    case flag(note: String?)
}

/// How a card stands.
package struct CardStanding: Sendable {
    package var card: String
    package var standing: MemoryStore.Standing
    package var memory: CardMemory?
}

extension Study {
    /// Records what a person says of a card. When this returns, it is on the disk.
    package func say(_ word: CardWord, of card: String, now: Now) throws(StudyFault) -> CardStanding {
        let known = try reading { store throws(DatabaseFault) in
            // One that is in no pack any more can still be spoken of, as long as something is remembered of it.
            if try store.knowledge.card(card) != nil { return true }
            if try store.memory.memory(card) != nil { return true }
            return try store.memory.standing(card, today: now.today) != MemoryStore.Standing()
        }
        guard known else { throw try unknown(card) }
        let what: Event.What =
            switch word {
            case .suspend: .suspend(card: card)
            case .unsuspend: .unsuspend(card: card)
            case .bury: .bury(card: card, zoneMinutes: now.zoneMinutes)
            case .flag(let note): .flag(card: card, note: note)
            case .unflag: .unflag(card: card)
            case .reset: .reset(card: card)
            }
        try append(now.at, what)
        return try standing(of: card, now: now)
    }

    /// How a card stands now.
    package func standing(of card: String, now: Now) throws(StudyFault) -> CardStanding {
        try reading { store throws(DatabaseFault) in
            CardStanding(
                card: card, standing: try store.memory.standing(card, today: now.today),
                memory: try store.memory.memory(card))
        }
    }
}
