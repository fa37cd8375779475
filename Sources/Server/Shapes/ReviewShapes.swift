import JSONText
import Memory
import Storage
import Study
import Wire

package struct GradeParams: WireObject {
    package var card = ""
    package var grade = 0
    package var milliseconds: Int?

    package init() {}

    package static let shape = Shape<GradeParams>(
        "GradeParams", "How well a card was known.",
        [
            .required("card", \.card, .text(least: 1, most: 512), "The card's id."),
            .required("grade", \.grade, .integer(1...4), "1 again, 2 hard, 3 good, 4 easy."),
            .optional("milliseconds", \.milliseconds, .integer(0...86_400_000), "How long the answer took."),
        ])
}

package struct GradeResult: WireObject {
    package var card = ""
    package var due = ""
    package var stability = 0.0
    package var difficulty = 0.0
    package var retrievability = 0.0
    package var intervalDays = 0
    package var leech: Bool?

    package init() {}

    init(_ graded: GradedCard) {
        self.init(graded.card, graded.memory, retrievability: graded.retrievability)
    }

    init(_ card: String, _ memory: CardMemory, retrievability: Double) {
        self.card = card
        due = memory.due.iso8601
        stability = memory.state.stability
        difficulty = memory.state.difficulty
        intervalDays = memory.scheduledDays
        leech = memory.isLeech ? true : nil
        self.retrievability = retrievability
    }

    package static let shape = Shape<GradeResult>(
        "CardMemory", "What is known of a card after its reviews (FSRS-6).",
        [
            .required("card", \.card, .text(), "The card's id."),
            .required("due", \.due, .text(), "ISO 8601 in UTC: when it comes up again."),
            .required(
                "stability", \.stability, .number(0.001...36_500), "Days until the probability of recall falls to 0.9."),
            .required("difficulty", \.difficulty, .number(1...10), "1 easy to 10 hard."),
            .required("retrievability", \.retrievability, .number(0...1), "The probability of recall now."),
            .required(
                "intervalDays", \.intervalDays, .integer(0...36_500),
                "Days to the due day; 0 while it comes up within the day."),
            .optional(
                "leech", \.leech, .bool, "True when it slips again and again and is set aside now; see review/due."),
        ])
}

package struct UndoneEvent: WireObject {
    package var event = ""
    package var words = ""
    package var at = 0
    package var card: String?
    package var grade: Int?
    package var memory: GradeResult?

    package init() {}

    init(_ taken: TakenBack, _ client: Client) {
        event = taken.event.what.name
        words = taken.event.what.words
        at = Int(taken.event.at.milliseconds)
        card = taken.card
        switch taken.event.what {
        case .review(_, let grade, _, _), .practice(_, let grade, _, _): self.grade = grade.rawValue
        default: break
        }
        memory = taken.card.flatMap { card in taken.memory.map { client.gradeResult(card, $0) } }
    }

    package static let shape = Shape<UndoneEvent>(
        "UndoneEvent", "Something recorded that no longer counts.",
        [
            .required("event", \.event, .text(), "What it was, as the log calls it: review, suspend, setting…"),
            .required("words", \.words, .text(), "The same in words."),
            .required("at", \.at, .moment, "When it was recorded, milliseconds since 1970 UTC."),
            .optional("card", \.card, .text(), "The card it was about."),
            .optional("grade", \.grade, .integer(1...4), "The grade taken back, of a review."),
            .required(
                "memory", \.memory, .nullable(.object), "The card now; null when it is new, or it was about none."),
        ])
}

extension Event.What {
    /// What it was that is taken back.
    fileprivate var words: String {
        switch self {
        case .review(let card, let grade, _, _): "\"\(grade.word)\" for \(card)"
        case .practice(let card, let grade, _, _): "\"\(grade.word)\" for \(card), in practice"
        case .suspend(let card): "the suspension of \(card)"
        case .unsuspend(let card): "the end of the suspension of \(card)"
        case .bury(let card, _): "putting off \(card) to the next day"
        case .flag(let card, _): "the flag on \(card)"
        case .unflag(let card): "the removal of the flag on \(card)"
        case .reset(let card): "the reset of \(card)"
        case .pause: "the pause"
        case .resume: "the end of the pause"
        case .setting(let name, let value, let pack): "\(name) = \(value.written)" + (pack.map { " for \($0)" } ?? "")
        case .same(let card, let was): "that \(card) is the same card as \(was)"
        case .apart(let card, let was): "that \(card) is another card than \(was)"
        case .resembles(let card, let was, _, _): "the question whether \(card) is the same card as \(was)"
        case .undo, .miss, .look, .unknown: name
        }
    }
}

extension Grade {
    /// As the keys of the quiz are called.
    var word: String {
        switch self {
        case .again: "again"
        case .hard: "hard"
        case .good: "good"
        case .easy: "easy"
        }
    }
}

package struct UndoResult: WireObject {
    package var undone: UndoneEvent?

    package init() {}

    package static let shape = Shape<UndoResult>(
        "UndoResult", "What was taken back.",
        [.required("undone", \.undone, .nullable(.object), "Null when this device has nothing left to take back.")])
}

package struct HistoryParams: WireObject {
    package var card = ""

    package init() {}

    package static let shape = Shape<HistoryParams>(
        "HistoryParams", "Whose history.", [.required("card", \.card, .text(least: 1, most: 512), "The card's id.")])
}

package struct WireReview: WireObject {
    package var at = 0
    package var grade = 0
    package var device = ""
    package var seq = 0
    package var milliseconds: Int?

    package init() {}

    init(_ review: MemoryStore.PastReview) {
        at = Int(review.at.milliseconds)
        grade = review.grade
        device = review.device
        seq = Int(review.seq)
        milliseconds = review.milliseconds
    }

    package static let shape = Shape<WireReview>(
        "Review", "One review, as its log has it.",
        [
            .required("at", \.at, .moment, "Milliseconds since 1970 UTC."),
            .required("grade", \.grade, .integer(1...4), "1 again, 2 hard, 3 good, 4 easy."),
            .required("device", \.device, .text(), "Where it was made."),
            .required("seq", \.seq, .integer(0...Int.max), "The event's number on that device."),
            .optional("milliseconds", \.milliseconds, .integer(0...86_400_000), "How long the answer took."),
        ])
}

package struct HistoryResult: WireObject {
    package var reviews: [WireReview] = []

    package init() {}

    package static let shape = Shape<HistoryResult>(
        "HistoryResult", "The reviews of a card that count.",
        [.required("reviews", \.reviews, .list(.object, most: 1_000_000), "Oldest first.")])
}

package struct DueResult: WireObject {
    package var due = 0
    package var new = 0
    package var minutes = 0
    package var next: String?
    package var left = 0.0
    package var backlog = 0
    package var leeches: [WireLeech]?
    package var pause: PauseResult?

    package init() {}

    init(_ summary: DueSummary) {
        pause = summary.pause.map { PauseResult($0) }
        due = summary.due
        new = summary.new
        minutes = summary.minutes
        next = summary.next?.iso8601
        left = summary.left
        backlog = summary.backlog
        leeches = summary.leeches.isEmpty ? nil : summary.leeches.map { WireLeech($0) }
    }

    package static let shape = Shape<DueResult>(
        "DueResult", "What there is to do now.",
        [
            .required("due", \.due, .count, "Cards to be asked again, as many as today's minutes have room for."),
            .required("new", \.new, .count, "New cards for which there is room besides, of today's share."),
            .required(
                "minutes", \.minutes, .count,
                "How long that takes, from the person's own answer times, rounded up; never more than a day's minutes."),
            .required(
                "next", \.next, .nullable(.text()), "ISO 8601 in UTC: when something comes up; null when nothing will."),
            .required("left", \.left, .number(0...1440), "Minutes of today's budget that are left."),
            .required(
                "backlog", \.backlog, .count,
                "All cards that are due, also those that today has no room for: for statistics, not to frighten anybody."
            ),
            .optional(
                "leeches", \.leeches, .list(.object, most: 100),
                "Cards set aside since they slip again and again: to be read, edited or suspended. Asked for by their concept they are asked, and a pass brings them back."
            ),
            .optional("pause", \.pause, .object, "While nothing is asked because of a pause."),
        ])
}

package struct WireLeech: WireObject {
    package var card = ""
    package var concept = ""
    package var title = ""
    package var lapses = 0

    package init() {}

    init(_ leech: Leech) {
        card = leech.card
        concept = leech.concept
        title = leech.title
        lapses = leech.lapses
    }

    package static let shape = Shape<WireLeech>(
        "Leech", "A card that slips again and again.",
        [
            .required("card", \.card, .text(), "The card's id."),
            .required("concept", \.concept, .text(), "The id of its concept."),
            .required("title", \.title, .text(), "The title of its concept."),
            .required("lapses", \.lapses, .count, "How many times it was forgotten after it was learned."),
        ])
}

package struct PracticeResult: WireObject {
    package var card = ""
    package var memory: GradeResult?

    package init() {}

    package static let shape = Shape<PracticeResult>(
        "PracticeResult", "What the schedule still says.",
        [
            .required("card", \.card, .text(), "The card's id."),
            .required("memory", \.memory, .nullable(.object), "The card as it was and is; null when it is new."),
        ])
}

package struct StateReview: WireObject {
    package var grade = 0
    package var elapsedDays = 0.0

    package init() {}

    package static let shape = Shape<StateReview>(
        "StateReview", "A review for the pure model.",
        [
            .required("grade", \.grade, .integer(1...4), "1 again, 2 hard, 3 good, 4 easy."),
            .required(
                "elapsedDays", \.elapsedDays, .number(0...1e6),
                "Days since the review before; FSRS-6 counts whole ones."),
        ])
}

package struct StateParams: WireObject {
    package var model: String?
    package var weights: [Double]?
    package var relearningSteps: Int?
    package var desiredRetention: Double?
    package var reviews: [StateReview] = []

    package init() {}

    package static let shape = Shape<StateParams>(
        "StateParams", "A history for the pure model.",
        [
            .optional("model", \.model, .word(["fsrs-6"]), "The memory model; fsrs-6 when left out."),
            .optional(
                "weights", \.weights, .list(.number(-1e6...1e6), most: 64),
                "21 weights (or 19 or 17 of older versions), each moved into its bounds; the defaults when left out."),
            .optional(
                "relearningSteps", \.relearningSteps, .integer(0...100),
                "From two on, w17 and w18 have narrower bounds; 1 when left out."),
            .optional("desiredRetention", \.desiredRetention, .number(0.01...0.999), "0.9 when left out."),
            .required("reviews", \.reviews, .list(.object, most: 10_000), "Oldest first."),
        ])
}

package struct StateStep: WireObject {
    package var stability = 0.0
    package var difficulty = 0.0
    package var retrievability: Double?
    package var intervalDays = 0.0

    package init() {}

    package static let shape = Shape<StateStep>(
        "StateStep", "The memory after one review.",
        [
            .required(
                "stability", \.stability, .number(0.001...36_500), "Days until the probability of recall falls to 0.9."),
            .required("difficulty", \.difficulty, .number(1...10), "1 easy to 10 hard."),
            .required(
                "retrievability", \.retrievability, .nullable(.number(0...1)),
                "The probability of recall just before the review; null at the first."),
            .required(
                "intervalDays", \.intervalDays, .number(0...1e12),
                "Days until the probability falls to the desired retention, not rounded."),
        ])
}

package struct StateResult: WireObject {
    package var states: [StateStep] = []

    package init() {}

    package static let shape = Shape<StateResult>(
        "StateResult", "The memory after each review.",
        [.required("states", \.states, .list(.object, most: 10_000), "One for each review.")])
}
