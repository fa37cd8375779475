import Memory
import Storage

/// What was taken back, and how its card is remembered without it.
package struct TakenBack: Sendable {
    package var event: Event
    /// The card it was about; nil when it was about none.
    package var card: String?
    package var memory: CardMemory?
}

extension Study {
    /// Takes back the last thing that the person did on this device and that still counts, whatever it is; nil when there is none.
    package func undo(now: Now) throws(StudyFault) -> TakenBack? {
        let last = try reading { store throws(DatabaseFault) in
            // Should the store have missed an event, its last one is not the last.
            try store.catchUp()
            return try store.memory.lastEvent(device: store.device)
        }
        guard let last else { return nil }
        try append(now.at, .undo(device: last.device, seq: last.seq))
        let card = last.what.card
        let memory = try reading { store throws(DatabaseFault) in
            try card.flatMap { card throws(DatabaseFault) in try store.memory.memory(card) }
        }
        return TakenBack(event: last, card: card, memory: memory)
    }
}

extension Event.What {
    /// The card that it is about.
    package var card: String? {
        switch self {
        case .review(let card, _, _, _), .practice(let card, _, _, _), .suspend(let card), .unsuspend(let card),
            .bury(let card, _), .flag(let card, _), .unflag(let card), .reset(let card), .same(let card, _),
            .apart(let card, _), .resembles(let card, _, _, _):
            card
        case .undo, .pause, .resume, .setting, .miss, .look, .unknown: nil
        }
    }
}
