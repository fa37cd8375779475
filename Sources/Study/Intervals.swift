import Memory

extension Study {
    /// What the card's memory would be after each grade given now, from again to easy. Nothing is recorded.
    package func intervals(_ put: PutQuestion, now: Now) -> [(grade: Grade, memory: CardMemory)] {
        Grade.allCases.map { grade in
            let review = Review(at: now.at, zoneMinutes: now.zoneMinutes, grade: grade)
            return (grade, scheduler.after(review, card: put.card, memory: put.memory))
        }
    }
}
