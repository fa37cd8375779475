import JSONText
import Machine
import Server
import Wire

/// A quiz in the terminal: one question after the other until the time is up. Each grade is on the disk before the next
/// question, so that leaving at any moment loses nothing.
struct QuizSession {
    private var connection: Connection
    private let context: CommandContext
    private let page: Page
    private var wish: NextParams
    private let minutes: Int
    private var answered: [String] = []

    init(connection: Connection, context: CommandContext, wish: NextParams, minutes: Int) {
        self.connection = connection
        self.context = context
        self.wish = wish
        self.minutes = minutes
        page = context.page
    }

    /// Kinds whose answers are short enough to type always.
    private static let typed: Set<String> = ["cloze", "output"]

    private enum Key {
        case control(UInt8)
        case letter(Character)
        case end
    }

    private enum Step { case graded, skipped, left }

    mutating func run() throws(Failure) -> Int32 {
        let end = Clock.monotonic() + Int64(minutes) * 60_000_000_000
        while Clock.monotonic() < end {
            let next = try ask("quiz/next", wish, NextResult.self)
            guard let question = next.question else {
                if answered.isEmpty {
                    let when = next.next.map { "; next \(context.when($0))" } ?? ""
                    Output.lines(["nothing to ask now\(when)"])
                    return 1
                }
                break
            }
            switch try put(question) {
            case .graded: continue
            case .skipped: wish.exclude = (wish.exclude ?? []) + [question.card]
            case .left:
                Output.lines([""])
                return try finish()
            }
        }
        return try finish()
    }

    private mutating func finish() throws(Failure) -> Int32 {
        let due = try ask("review/due", Nothing(), DueResult.self)
        let done = answered.count == 1 ? "1 answer" : "\(answered.count) answers"
        Output.lines([page.styled("\(done) kept. ", .bold) + context.summary(due)])
        return 0
    }

    // MARK: One question

    private mutating func put(_ question: WireQuestion) throws(Failure) -> Step {
        let markdown = MarkdownPage(page: page)
        let mark = question.new ? "new" : question.retrievability.map { "known \(Int($0 * 100)) %" } ?? ""
        let head =
            page.styled(Page.plain(question.title ?? question.topic ?? ""), .bold) + page.styled("  \(mark)", .dim)
        var lines = ["", head] + markdown.lines(question.prompt)
        for (index, choice) in (question.choices ?? []).enumerated() {
            lines += markdown.wrap(choice, first: "  \(index + 1)  ", rest: "     ")
        }
        lines.append("")
        Output.lines(lines)
        let shown = Clock.monotonic()

        let attempt: String
        switch try takeAttempt(question) {
        case .answer(let text): attempt = text
        case .skip: return .skipped
        case .leave: return .left
        }
        let milliseconds = Int((Clock.monotonic() - shown) / 1_000_000)
        var answer = AnswerParams()
        answer.card = question.card
        answer.answer = attempt
        let result = try ask("quiz/answer", answer, AnswerResult.self)
        Output.lines(verdict(question, result, attempt: attempt))
        // Who only thought of the answer grades by own judgement; what was typed was compared.
        let suggested = attempt.isEmpty && question.choices == nil && !Self.typed.contains(question.kind)
        return try takeGrade(question, suggested ? 3 : result.suggestedGrade, milliseconds: milliseconds)
    }

    private enum Attempt {
        case answer(String)
        case skip, leave
    }

    private func takeAttempt(_ question: WireQuestion) throws(Failure) -> Attempt {
        if let choices = question.choices {
            Standard.print(page.styled("1-\(choices.count) choose · s skip · q leave ", .dim))
            while true {
                switch key() {
                case .letter(let character):
                    if let number = character.wholeNumberValue, (1...choices.count).contains(number) {
                        Standard.print("\(number)\n")
                        return .answer(choices[number - 1])
                    }
                    if character == "s" { return skipped() }
                    if character == "q" { return .leave }
                case .control(3), .control(4), .end: return .leave
                case .control: continue
                }
            }
        }
        if Self.typed.contains(question.kind) {
            Standard.print(page.styled("your answer (Return alone shows it, Ctrl-D leaves): ", .dim))
            guard let line = Swift.readLine() else { return .leave }
            return .answer(line)
        }
        Standard.print(page.styled("think, then any key shows the answer · t type it · s skip · q leave ", .dim))
        switch key() {
        case .letter("s"): return skipped()
        case .letter("q"), .control(3), .control(4), .end: return .leave
        case .letter("t"):
            Standard.print("\n> ")
            guard let line = Swift.readLine() else { return .leave }
            return .answer(line)
        default:
            Standard.print("\n")
            return .answer("")
        }
    }

    private func skipped() -> Attempt {
        Standard.print("skipped\n")
        return .skip
    }

    private func verdict(_ question: WireQuestion, _ result: AnswerResult, attempt: String) -> [String] {
        let markdown = MarkdownPage(page: page)
        var lines: [String] = []
        if let right = result.right, !attempt.isEmpty {
            lines.append(right ? page.styled("right", .green) : page.styled("not quite", .yellow))
        }
        lines +=
            question.kind == "output"
            ? Page.plain(result.expected).split(separator: "\n").map { "    " + $0 }
            : markdown.lines(result.expected)
        for reason in result.reasons ?? [] { lines += markdown.lines(reason) }
        if let explanation = result.explanation { lines += markdown.lines(explanation) }
        for point in result.points ?? [] {
            let mark = attempt.isEmpty ? "·" : point.hit ? "✓" : "–"
            lines += markdown.wrap(point.text, first: "  \(mark) ", rest: "    ")
        }
        return lines
    }

    private mutating func takeGrade(
        _ question: WireQuestion, _ suggested: Int, milliseconds: Int
    ) throws(Failure) -> Step {
        let keys = GradeKey.all.map { key in
            let text = "\(key.grade) \(key.name)"
            return key.grade == suggested ? page.styled(text, .bold) : text
        }
        let suggestion = GradeKey.all.first { $0.grade == suggested }?.name ?? "good"
        Standard.print(keys.joined(separator: " · ") + page.styled(" · Return takes \(suggestion) · q leaves ", .dim))
        while true {
            let grade: Int
            switch key() {
            case .letter(let character):
                if character == "q" { return .left }
                guard let number = character.wholeNumberValue, (1...4).contains(number) else { continue }
                grade = number
            case .control(10), .control(13): grade = suggested
            case .control(3), .control(4), .end: return .left
            case .control: continue
            }
            var params = GradeParams()
            params.card = question.card
            params.grade = grade
            params.milliseconds = min(milliseconds, 86_400_000)
            let graded = try record(params)
            answered.append(question.card)
            let name = GradeKey.all[grade - 1].name
            Output.lines(["", name + page.styled(", next \(context.when(graded.due))", .dim)])
            return .graded
        }
    }

    private func key() -> Key {
        guard let byte = Terminal.key() else { return .end }
        return byte >= 0x20 && byte < 0x7F ? .letter(Character(Unicode.Scalar(byte))) : .control(byte)
    }

    // MARK: A daemon that went away

    /// Asks; should the daemon have ended meanwhile, a new one is started and asked again. Nothing asked here records.
    private mutating func ask<Params: WireObject, Result: WireObject>(
        _ method: String, _ params: Params, _ result: Result.Type
    ) throws(Failure) -> Result {
        do throws(Failure) {
            return try connection.ask(method, params, result)
        } catch  where error.status == 3 {
            connection = try context.connect()
            return try connection.ask(method, params, result)
        }
    }

    /// Records a grade exactly once, also when the daemon dies between writing it down and saying so.
    private mutating func record(_ params: GradeParams) throws(Failure) -> GradeResult {
        var history = HistoryParams()
        history.card = params.card
        let before = try ask("review/history", history, HistoryResult.self).reviews.count
        do throws(Failure) {
            return try connection.ask("review/grade", params, GradeResult.self)
        } catch  where error.status == 3 {
            connection = try context.connect()
            let after = try ask("review/history", history, HistoryResult.self).reviews.count
            if after == before { return try connection.ask("review/grade", params, GradeResult.self) }
            var known = GradeResult()
            known.card = params.card
            known.due = try ask("review/due", Nothing(), DueResult.self).next ?? ""
            return known
        }
    }
}
