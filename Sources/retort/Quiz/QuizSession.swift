import Machine
import Server
import Wire

/// A quiz: one question after the other until the time is up. Each grade is on the disk before the next question, so that
/// leaving at any moment loses nothing.
struct QuizSession {
    var link: QuizLink
    var stage: Stage
    let context: CommandContext
    var wish: NextParams
    /// When the time is up; nil when there is no end to it but that of the questions.
    private var end: Int64?
    /// Whether the person has said how many minutes there are, whatever was spent today.
    private let isTimed: Bool
    /// What was graded here, with the grades; the last one last.
    var answered: [(card: String, grade: Int)] = []
    /// A card that is wanted next, whatever is due: it was taken back or edited.
    private var wanted: String?
    /// How many cards there were to do when it began; nil when only some were asked for.
    private var planned: Int?
    /// Whether a card was shown.
    private var hasAsked = false
    /// The signal that asked for the end.
    private var signal: Int32?

    private var words: QuizWords { QuizWords(context: context, isPlain: stage.isPlain) }

    /// What follows a card.
    enum Step {
        case next
        case again(String)
        case skip, leave
    }

    init(
        connection: Connection, context: CommandContext, wish: NextParams, minutes: Int?, isPlain: Bool
    ) throws(Failure) {
        link = QuizLink(connection, context)
        self.context = context
        self.wish = wish
        isTimed = minutes != nil
        end = minutes.map { Clock.monotonic() + Int64($0) * 60_000_000_000 }
        do throws(SystemFault) {
            stage = try Stage(context: context, isPlain: isPlain)
        } catch {
            throw .refused(error.sentence)
        }
    }

    mutating func run() throws(Failure) -> Int32 {
        defer { stage.close() }
        let due = try link.ask("review/due", Nothing(), DueResult.self)
        // Who names a concept or practises has all the time they like.
        if !isTimed, wish.concept == nil, wish.practice != true {
            end = Clock.monotonic() + Int64(due.left * 60e9)
            if wish.topic == nil, wish.pack == nil, wish.file == nil { planned = due.due + due.new }
        }
        while true {
            let next = try nextQuestion()
            let step: Step
            if let question = next.question {
                hasAsked = true
                step = try put(question)
            } else if !hasAsked {
                stage.close()
                Output.lines([words.nothing(next)])
                return 1
            } else {
                step = try close()
            }
            switch step {
            case .next: continue
            case .again(let card): wanted = card
            case .skip: wish.exclude = (wish.exclude ?? []) + [next.question?.card ?? ""]
            case .leave: return try finish()
            }
        }
    }

    /// The card that is wanted, else what is due, as long as there is time.
    private mutating func nextQuestion() throws(Failure) -> NextResult {
        if let card = wanted {
            wanted = nil
            var one = NextParams()
            one.card = card
            // It may be in no pack any more.
            do throws(Failure) {
                return try link.ask("quiz/next", one, NextResult.self)
            } catch  where error.status == 1 {
                stage.say(Page.plain(error.sentence))
            }
        }
        if let end {
            let left = end - Clock.monotonic()
            guard left > 0 || !hasAsked else { return NextResult() }
            if isTimed { wish.minutes = max(0, Double(left) / 60e9) }
        }
        return try link.ask("quiz/next", wish, NextResult.self)
    }

    // MARK: The end

    /// After the last card there is still a moment to take something back.
    private mutating func close() throws(Failure) -> Step {
        guard stage.isAttended else { return .leave }
        let sentence = try closing()
        stage.begin({ ($0.styled("Done", .bold), "") }, { MarkdownPage(page: $0).wrap(sentence) })
        while true {
            switch stage.key(words.lastKeys) {
            case .character("u"): if case .again(let card) = try undo() { return .again(card) }
            case let key: return leave(key)
            }
        }
    }

    private mutating func finish() throws(Failure) -> Int32 {
        let sentence = try closing()
        stage.close()
        Output.lines([""] + MarkdownPage(page: context.page).wrap(sentence))
        return signal.map { 128 + $0 } ?? 0
    }

    /// What was done and when something comes next, in a sentence or two.
    private mutating func closing() throws(Failure) -> String {
        let due = try link.ask("review/due", Nothing(), DueResult.self)
        let open = try link.ask("inbox/list", Nothing(), InboxResult.self).open.count
        return words.closing(answered, due: due, open: open)
    }

    mutating func leave(_ key: Key) -> Step {
        if case .leave(let signal) = key { self.signal = signal }
        return .leave
    }

    // MARK: One card

    private mutating func put(_ question: WireQuestion) throws(Failure) -> Step {
        let face = CardFace(question: question, isPlain: stage.isPlain)
        let words = self.words
        let (place, planned, end) = (answered.count + 1, planned, end)
        func top(_ title: String) -> Stage.Head {
            { page in
                let progress = words.progress(place, of: planned, end: end)
                return (words.heading(question, title, page), page.styled(progress, .dim))
            }
        }
        stage.begin(top(question.title ?? question.topic ?? ""), { face.prompt($0) })
        let shown = Clock.monotonic()
        let attempt: String
        switch try takeAttempt(question) {
        case .answer(let text): attempt = text
        case .step(let step): return step
        }
        var params = AnswerParams()
        params.card = question.card
        params.answer = String(attempt.prefix(20_000))
        let result = try link.ask("quiz/answer", params, AnswerResult.self)
        stage.add(top(result.title), { face.answer(result, attempt: attempt, $0) })
        // Who only thought of the answer grades by own judgement; what was typed was compared.
        let isThought = attempt.isEmpty && question.choices == nil && !CardFace.typed.contains(question.kind)
        return try takeGrade(question, result, isThought ? 3 : result.suggestedGrade, shown: shown)
    }

    private enum Attempt {
        case answer(String)
        case step(Step)
    }

    private mutating func takeAttempt(_ question: WireQuestion) throws(Failure) -> Attempt {
        let isTyped = CardFace.typed.contains(question.kind)
        if isTyped, let attempt = typeAttempt(question) { return attempt }
        while true {
            let key = stage.key(words.hints(question))
            switch key {
            case .character(let letter):
                if let choices = question.choices, let number = letter.wholeNumberValue,
                    choices.indices.contains(number - 1)
                {
                    return .answer(choices[number - 1])
                }
                if letter == "t", question.choices == nil {
                    if let attempt = typeAttempt(question) { return attempt }
                    continue
                }
                if letter == " ", question.choices == nil { return .answer("") }
            case .enter where question.choices == nil: return .answer("")
            default: break
            }
            if let step = try common(key, question) { return .step(step) }
        }
    }

    /// Nil when Esc asks for the other keys.
    private mutating func typeAttempt(_ question: WireQuestion) -> Attempt? {
        switch stage.line("your answer: ", words.typingHints(question)) {
        case .text(let text): return .answer(text)
        case .escape: return nil
        case .leave(let key): return .step(leave(key))
        }
    }

    private mutating func takeGrade(
        _ question: WireQuestion, _ result: AnswerResult, _ suggested: Int, shown: Int64
    ) throws(Failure) -> Step {
        let isPractice = wish.practice == true
        let whens = GradeKey.all.map { key in
            isPractice ? "" : result.intervals.first { $0.grade == key.grade }.map { context.when($0.due) } ?? ""
        }
        let hints = words.gradeHints(whens, suggested: suggested)
        while true {
            let key = stage.key(hints)
            let grade: Int
            if case .character(let letter) = key, let number = letter.wholeNumberValue, (1...4).contains(number) {
                grade = number
            } else if key == .enter {
                grade = suggested
            } else if let step = try common(key, question) {
                return step
            } else {
                continue
            }
            var params = GradeParams()
            params.card = question.card
            params.grade = grade
            // To the grade, since reading the answer takes its time, too.
            params.milliseconds = min(Int((Clock.monotonic() - shown) / 1_000_000), 86_400_000)
            if isPractice {
                try link.practise(params)
                wish.exclude = (wish.exclude ?? []) + [question.card]
                stage.say("\(GradeKey.all[grade - 1].name); practice leaves the schedule as it is")
            } else {
                try link.record(params)
                stage.say("\(GradeKey.all[grade - 1].name), next \(whens[grade - 1]) (u takes it back)")
            }
            answered.append((question.card, grade))
            return .next
        }
    }
}
