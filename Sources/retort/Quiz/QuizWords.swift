import Machine
import Server

/// What a quiz says beside the cards: how far it is, which keys there are, and what came of it.
struct QuizWords {
    let context: CommandContext
    /// Whether it is said in plain lines.
    let isPlain: Bool

    // MARK: Above a card

    /// The title, and what is known of the card.
    func heading(_ question: WireQuestion, _ title: String, _ page: Page) -> String {
        let mark = question.new ? "new" : question.retrievability.map { "known \(Int($0 * 100)) %" } ?? ""
        return page.styled(Page.plain(title), .bold) + page.styled(title.isEmpty ? mark : "  " + mark, .dim)
    }

    /// "3 of about 6 · 1:20 left"
    ///
    /// - Parameter end: when the time is up, by `Clock.monotonic`.
    func progress(_ place: Int, of planned: Int?, end: Int64?) -> String {
        let count = planned.map { $0 > place ? "\(place) of about \($0)" : "\(place)" } ?? "\(place)"
        guard let end else { return (isPlain ? "Question " : "") + count }
        let seconds = max(0, (end - Clock.monotonic()) / 1_000_000_000)
        let left =
            isPlain
            ? (seconds >= 60
                ? "about \((seconds + 30) / 60) min left" : seconds > 0 ? "less than a minute left" : "last one")
            : seconds == 0 ? "last one" : "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) left"
        return (isPlain ? "Question \(count), " : count + " · ") + left
    }

    // MARK: Keys

    func hints(_ question: WireQuestion) -> [String] {
        if isPlain {
            let way =
                question.choices.map { "Press 1 to \($0.count) to choose" }
                ?? "Think, then press Space to see the answer, or t to type it"
            return [way + "; s skips, a question mark lists all keys, q leaves."]
        }
        let way = question.choices.map { "1-\($0.count) choose" } ?? "Space shows the answer · t type it"
        return [way + " · s skip · u undo · ? all keys · q leave"]
    }

    func typingHints(_ question: WireQuestion) -> [String] {
        let blanks = question.kind == "cloze" ? question.prompt.ranges(of: "[…]").count : 1
        if isPlain {
            return (blanks > 1 ? ["\(blanks) blanks: put commas between."] : [])
                + ["Type your answer and press Return; Return alone shows the answer, Ctrl-D leaves."]
        }
        return [
            (blanks > 1 ? "\(blanks) blanks: a, b · " : "")
                + "Return checks it, alone it shows the answer · Esc other keys · Ctrl-D leaves"
        ]
    }

    /// - Parameters:
    ///   - whens: when the card comes again after each grade; empty for nothing to say.
    ///   - suggested: the grade that is proposed.
    func gradeHints(_ whens: [String], suggested: Int) -> [String] {
        let name = GradeKey.all[suggested - 1].name
        if isPlain {
            return ["How well did you know it? Return takes \(name)."]
                + zip(GradeKey.all, whens).map { "\($0.grade) \($0.name)" + ($1.isEmpty ? "" : ": again \($1)") }
        }
        let grades = zip(GradeKey.all, whens).map {
            "\($0.grade) \($0.name)" + ($1.isEmpty ? "" : " " + ($1.hasPrefix("in ") ? String($1.dropFirst(3)) : $1))
        }
        return [grades.joined(separator: " · "), "Return takes \(name) · u undo · ? all keys · q leave"]
    }

    /// All keys, one a line.
    static let keys = [
        "Space     shows the answer, or more of a long card",
        "t         types an answer; key points are compared, you grade",
        "1 2 3 4   choose; then grade: again, hard, good, easy",
        "Return    takes the grade that is proposed",
        "s         skips the card for this session",
        "u         takes back the last thing recorded, also a grade",
        "f         flags the card as wrong or unclear, with a note",
        "e         edits the card in your editor",
        "b         asks it no more today (bury)",
        "d         asks it no more at all (suspend)",
        "w         why it is asked",
        "↑ ↓       scroll, as Page Up and Page Down do",
        "q         leaves; what was graded is kept. So do Ctrl-C and Ctrl-D",
    ]

    /// The keys behind the last card.
    var lastKeys: [String] {
        isPlain
            ? ["Press u to take back the last thing, any other key to leave."] : ["u undo · any other key leaves"]
    }

    // MARK: The end

    /// Why there is nothing to ask.
    func nothing(_ next: NextResult) -> String {
        // "Now" is said of what was not asked for, or not wanted.
        let when = next.next.map { context.when($0) }.map { $0 == "now" ? "" : "; next \($0)" } ?? ""
        switch next.because {
        case "budget": return "done for today\(when). More time: retort quiz --minutes 5"
        case "tomorrow": return "done for today\(when)"
        case "paused": return "asking is paused\(when). To go on: retort resume"
        default: return "nothing to ask now\(when)"
        }
    }

    /// What was done and when something comes next, in a sentence or two.
    ///
    /// - Parameter open: how many edited cards wait for a decision.
    func closing(_ answered: [(card: String, grade: Int)], due: DueResult, open: Int) -> String {
        let count = answered.count
        let known = answered.count { $0.grade > 1 }
        var text: String
        switch (count, known) {
        case (0, _): text = "0 answers kept: nothing was graded, and nothing is lost."
        case (1, 1): text = "1 answer kept, and you knew it."
        case (1, _): text = "1 answer kept; you will see it again soon."
        case (_, count): text = "\(count) answers kept, and you knew them all."
        default: text = "\(count) answers kept; you knew \(known) of them."
        }
        if due.due + due.new > 0 {
            text += " There is more, about \(max(1, due.minutes)) min, whenever you like: retort quiz"
        } else if let next = due.next {
            // A card in its first steps asks for ten minutes; nobody has to wait for it.
            let when = context.when(next)
            text += " Next: \(when)" + (when.hasSuffix(" min") ? "; tomorrow will do." : ".")
        }
        if open > 0 {
            let (cards, they) = open == 1 ? ("1 edited card", "it is") : ("\(open) edited cards", "they are")
            text += " Say of \(cards) whether \(they) still the same: retort inbox"
        }
        let slipped = (due.leeches ?? []).filter { leech in answered.contains { $0.card == leech.card } }
        return ([text] + slipped.map { context.proposal($0) }).joined(separator: " ")
    }
}
