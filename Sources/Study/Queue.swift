import Memory
import Storage

/// Which cards a day has room for, and in which order they are asked.
///
/// The queue is a function of what is in the store: nothing is kept of a session. So several sessions on several devices
/// share one day's budget, and what is said to be due is what is asked.
///
/// - A day has so many minutes; what was answered today is taken from them, by the time it took. A card is asked when even
///   a slow answer fits into what is left.
/// - Of the cards that are due, those come first that gain most per expected minute (`Scheduler.gain`). What does not fit
///   waits; after weeks away a backlog is so spread over days by itself.
/// - New cards get what the due ones leave, up to the day's share, one here and there between them. So a load that does
///   not fit ends the inflow before it costs retention: in a simulated year of two minutes a day new cards that come
///   whatever waits are known by 80 % and less, those that only get what is left by 93 to 95 %.
/// - When today has room and the coming week has not, cards are asked from the first day of their spread on.
/// - One card of a concept a day: its questions give each other away.
/// - A leech is set aside, until it is asked for by name.
struct Queue {
    typealias Candidate = MemoryStore.Askable

    /// What the day has seen so far.
    struct Today: Sendable {
        /// Seconds spent on answers, on all devices.
        var secondsSpent = 0.0
        /// Cards answered for the first time, and other answers.
        var started = 0
        var reviewed = 0
        /// Concepts of which a card was answered.
        var concepts: Set<Int64> = []
    }

    let scheduler: Scheduler
    let times: AnswerTimes
    let now: Now
    let today: Today
    /// Seconds there are; nil for as many as it takes.
    var secondsLeft: Double?
    /// New cards that may still be begun.
    var share: Int
    /// Whether cards of one concept keep a day apart.
    var isApart = true
    /// Whether leeches are asked, too.
    var asksLeeches = false

    /// What is asked, in this order but for new cards, which `next` puts in between.
    struct Plan: Sendable {
        var reviews: [Candidate] = []
        var new: [Candidate] = []
        var seconds = 0.0
        /// Whether something had to wait for want of time.
        var isFull = false
    }

    /// Chooses from cards that are due, cards whose spread has begun (empty unless the coming days are too full), and new
    /// ones in the order in which they are to be begun.
    func plan(due: [Candidate], ahead: [Candidate] = [], new: [Candidate]) -> Plan {
        var plan = Plan()
        var concepts: Set<Int64> = []
        func take(_ candidate: Candidate) -> Bool {
            let isNew = candidate.memory == nil
            if isApart {
                guard !concepts.contains(candidate.concept) else { return false }
                // Its own next step is no sibling's.
                let isAgain = candidate.memory?.lastDay == now.today
                guard isAgain || !today.concepts.contains(candidate.concept) else { return false }
            }
            if let secondsLeft {
                // Somebody slower than the whole budget is still asked one question.
                let isFirst = plan.seconds == 0 && today.secondsSpent == 0 && secondsLeft > 0
                guard isFirst || plan.seconds + times.slowSeconds(candidate.kind, isNew: isNew) <= secondsLeft else {
                    plan.isFull = true
                    return false
                }
            }
            concepts.insert(candidate.concept)
            plan.seconds += times.seconds(candidate.kind, isNew: isNew)
            return true
        }
        for candidate in byValue(due) where take(candidate) { plan.reviews.append(candidate) }
        // What is due and had to wait comes before anything new tomorrow, and so today.
        guard !plan.isFull else { return plan }
        for candidate in new where plan.new.count < share && take(candidate) { plan.new.append(candidate) }
        for candidate in byValue(ahead) where take(candidate) { plan.reviews.append(candidate) }
        return plan
    }

    /// What is asked next. New cards come in between the others in the proportion in which they are planned.
    func next(_ plan: Plan) -> Candidate? {
        guard let new = plan.new.first else { return plan.reviews.first }
        guard let review = plan.reviews.first else { return new }
        let allNew = today.started + plan.new.count
        let allReviews = today.reviewed + plan.reviews.count
        return today.started * allReviews < today.reviewed * allNew ? new : review
    }

    /// The cards by what asking them gains per expected second, the most first.
    func byValue(_ candidates: [Candidate]) -> [Candidate] {
        var valued: [(value: Double, candidate: Candidate)] = []
        for candidate in candidates {
            guard let memory = candidate.memory, asksLeeches || !memory.isLeech else { continue }
            let gain = scheduler.gain(asking: memory, at: now.at, today: now.today)
            valued.append((gain / times.seconds(candidate.kind, isNew: false), candidate))
        }
        valued.sort { ($1.value, $0.candidate.card) < ($0.value, $1.candidate.card) }
        return valued.map(\.candidate)
    }
}
