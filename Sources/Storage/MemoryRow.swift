import Memory

/// How the table `memory` keeps what is remembered of a card.
extension MemoryStore {
    static let columns = """
        memory.stability, memory.difficulty, memory.phase, memory.step, memory.last_at, memory.last_day, memory.due_at,
        memory.due_day, memory.scheduled_days, memory.reviews, memory.lapses
        """

    static func memory(_ row: Row, from column: Int32) -> CardMemory {
        CardMemory(
            state: MemoryState(stability: row.number(column), difficulty: row.number(column + 1)),
            phase: Phase(stored: row.int(column + 2), step: row.int(column + 3)),
            lastReview: Instant(milliseconds: row.integer(column + 4)),
            lastDay: StudyDay(number: row.int(column + 5)), due: Instant(milliseconds: row.integer(column + 6)),
            dueDay: row.isNull(column + 7) ? nil : StudyDay(number: row.int(column + 7)),
            scheduledDays: row.int(column + 8), reviews: row.int(column + 9), lapses: row.int(column + 10))
    }

    /// Keeps a card's memory; nil when there is none any more.
    func keep(_ memory: CardMemory?, of card: String) throws(DatabaseFault) {
        guard let memory else { return try database.run("DELETE FROM memory WHERE card = ?", .text(card)) }
        let (phase, step) = memory.phase.stored
        try database.run(
            """
            INSERT INTO memory (card, stability, difficulty, phase, step, last_at, last_day, due_at, due_day,
                scheduled_days, reviews, lapses)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty,
                phase = excluded.phase, step = excluded.step, last_at = excluded.last_at, last_day = excluded.last_day,
                due_at = excluded.due_at, due_day = excluded.due_day, scheduled_days = excluded.scheduled_days,
                reviews = excluded.reviews, lapses = excluded.lapses
            """,
            .text(card), SQLValue(memory.state.stability), SQLValue(memory.state.difficulty), SQLValue(phase),
            SQLValue(step), SQLValue(memory.lastReview.milliseconds), SQLValue(memory.lastDay.number),
            SQLValue(memory.due.milliseconds), SQLValue(memory.dueDay?.number), SQLValue(memory.scheduledDays),
            SQLValue(memory.reviews), SQLValue(memory.lapses))
    }
}

extension Phase {
    fileprivate init(stored phase: Int, step: Int) {
        switch phase {
        case 0: self = .learning(step: step)
        case 2: self = .relearning(step: step)
        default: self = .review
        }
    }

    fileprivate var stored: (phase: Int, step: Int) {
        switch self {
        case .learning(let step): (0, step)
        case .review: (1, 0)
        case .relearning(let step): (2, step)
        }
    }
}
