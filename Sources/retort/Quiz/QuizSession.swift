import JSONText
import Machine
import Server
import Wire

/// A quiz: one question after the other until the time is up. Each grade is on the disk before the next question, so that
/// leaving at any moment loses nothing.
struct QuizSession {
    private var link: QuizLink
    private var stage: Stage
    private let context: CommandContext
    private var wish: NextParams
    /// When the time is up; nil when there is no end to it but that of the questions.
    private var end: Int64?
    /// Whether the person has said how many minutes there are, whatever was spent today.
    private let isTimed: Bool
    /// What was graded here, with the grades; the last one last.
    private var answered: [(card: String, grade: Int)] = []
    /// A card that is wanted next, whatever is due: it was taken back or edited.
    private var wanted: String?
    /// How many cards there were to do when it began; nil when only some were asked for.
    private var planned: Int?
    /// Whether a card was shown.
    private var hasAsked = false
    /// The signal that asked for the end.
    private var signal: Int32?

    /// What follows a card.
    private enum Step {
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
                Output.lines([nothing(next)])
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

    private func nothing(_ next: NextResult) -> String {
        // "Now" is said of what was not asked for, or not wanted.
        let when = next.next.map { context.when($0) }.map { $0 == "now" ? "" : "; next \($0)" } ?? ""
        switch next.because {
        case "budget": return "done for today\(when). More time: retort quiz --minutes 5"
        case "tomorrow": return "done for today\(when)"
        case "paused": return "asking is paused\(when). To go on: retort resume"
        default: return "nothing to ask now\(when)"
        }
    }

    // MARK: The end

    /// After the last card there is still a moment to take something back.
    private mutating func close() throws(Failure) -> Step {
        guard stage.isAttended else { return .leave }
        let sentence = try closing()
        stage.begin({ ($0.styled("Done", .bold), "") }, { MarkdownPage(page: $0).wrap(sentence) })
        while true {
            switch stage.key(
                stage.isPlain
                    ? ["Press u to take back the last thing, any other key to leave."]
                    : ["u undo · any other key leaves"])
            {
            case .character("u"): if case .again(let card) = try undo(nil) { return .again(card) }
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
        let waiting = try link.ask("inbox/list", Nothing(), InboxResult.self).open.count
        if waiting > 0 {
            let (cards, they) = waiting == 1 ? ("1 edited card", "it is") : ("\(waiting) edited cards", "they are")
            text += " Say of \(cards) whether \(they) still the same: retort inbox"
        }
        let slipped = (due.leeches ?? []).filter { leech in answered.contains { $0.card == leech.card } }
        return ([text] + slipped.map { context.proposal($0) }).joined(separator: " ")
    }

    private mutating func leave(_ key: Key) -> Step {
        if case .leave(let signal) = key { self.signal = signal }
        return .leave
    }

    // MARK: One card

    private mutating func put(_ question: WireQuestion) throws(Failure) -> Step {
        let face = CardFace(question: question, isPlain: stage.isPlain)
        let progress = self.progress
        func top(_ title: String) -> Stage.Head {
            { page in (heading(question, title, page), page.styled(progress(), .dim)) }
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

    /// "3 of about 6 · 1:20 left"
    private var progress: () -> String {
        let (place, end, isPlain) = (answered.count + 1, end, stage.isPlain)
        let total = planned.map { max(place, $0) }
        return {
            let count = total.map { $0 > place ? "\(place) of about \($0)" : "\(place)" } ?? "\(place)"
            guard let end else { return (isPlain ? "Question " : "") + count }
            let seconds = max(0, (end - Clock.monotonic()) / 1_000_000_000)
            let left =
                isPlain
                ? (seconds >= 60
                    ? "about \((seconds + 30) / 60) min left" : seconds > 0 ? "less than a minute left" : "last one")
                : seconds == 0 ? "last one" : "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) left"
            return (isPlain ? "Question \(count), " : count + " · ") + left
        }
    }

    private enum Attempt {
        case answer(String)
        case step(Step)
    }

    private mutating func takeAttempt(_ question: WireQuestion) throws(Failure) -> Attempt {
        let isTyped = CardFace.typed.contains(question.kind)
        if isTyped, let attempt = typeAttempt(question) { return attempt }
        while true {
            let key = stage.key(hints(question))
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
        let blanks = question.kind == "cloze" ? question.prompt.ranges(of: "[…]").count : 1
        let hints: [String]
        if stage.isPlain {
            hints =
                (blanks > 1 ? ["\(blanks) blanks: put commas between."] : [])
                + ["Type your answer and press Return; Return alone shows the answer, Ctrl-D leaves."]
        } else {
            hints = [
                (blanks > 1 ? "\(blanks) blanks: a, b · " : "")
                    + "Return checks it, alone it shows the answer · Esc other keys · Ctrl-D leaves"
            ]
        }
        switch stage.line("your answer: ", hints) {
        case .text(let text): return .answer(text)
        case .escape: return nil
        case .leave(let key): return .step(leave(key))
        }
    }

    private func hints(_ question: WireQuestion) -> [String] {
        if stage.isPlain {
            let way =
                question.choices.map { "Press 1 to \($0.count) to choose" }
                ?? "Think, then press Space to see the answer, or t to type it"
            return [way + "; s skips, a question mark lists all keys, q leaves."]
        }
        let way = question.choices.map { "1-\($0.count) choose" } ?? "Space shows the answer · t type it"
        return [way + " · s skip · u undo · ? all keys · q leave"]
    }

    private mutating func takeGrade(
        _ question: WireQuestion, _ result: AnswerResult, _ suggested: Int, shown: Int64
    ) throws(Failure) -> Step {
        let isPractice = wish.practice == true
        let whens = GradeKey.all.map { key in
            isPractice ? "" : result.intervals.first { $0.grade == key.grade }.map { context.when($0.due) } ?? ""
        }
        let name = GradeKey.all[suggested - 1].name
        let hints: [String]
        if stage.isPlain {
            hints =
                ["How well did you know it? Return takes \(name)."]
                + zip(GradeKey.all, whens).map { "\($0.grade) \($0.name)" + ($1.isEmpty ? "" : ": again \($1)") }
        } else {
            let grades = zip(GradeKey.all, whens).map {
                "\($0.grade) \($0.name)"
                    + ($1.isEmpty ? "" : " " + ($1.hasPrefix("in ") ? String($1.dropFirst(3)) : $1))
            }
            hints = [grades.joined(separator: " · "), "Return takes \(name) · u undo · ? all keys · q leave"]
        }
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

    // MARK: Keys that work at any point

    /// What a key does beside answering; nil when the card stays.
    private mutating func common(_ key: Key, _ question: WireQuestion) throws(Failure) -> Step? {
        switch key {
        case .character("q"), .control("c"), .control("d"), .closed, .leave: return leave(key)
        case .character("s"):
            stage.say("skipped")
            return .skip
        case .character("u"): return try undo(question)
        case .character("f"): try flag(question)
        case .character("d"):
            return try tell("card/suspend", question, "not asked any more (u takes that back; retort card unsuspend)")
        case .character("b"): return try tell("card/bury", question, "not today any more (u takes that back)")
        case .character("e"): return try edit(question)
        case .character("w"):
            var params = CardParams()
            params.card = question.card
            let sentence = try link.ask("review/why", params, WhyResult.self).sentence
            stage.interlude { page in MarkdownPage(page: page).wrap(sentence) }
        case .character("?"):
            let lines = Self.keys
            stage.interlude { page in lines.flatMap { Page.hang($0, page.width) } }
        default: break
        }
        return nil
    }

    private static let keys = [
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

    private mutating func tell(_ method: String, _ question: WireQuestion, _ said: String) throws(Failure) -> Step {
        var params = CardParams()
        params.card = question.card
        try link.tell(method, params)
        stage.say(said)
        return .next
    }

    private mutating func flag(_ question: WireQuestion) throws(Failure) {
        let typed = stage.line(
            "what is wrong with it? ", stage.isPlain ? [] : ["Return flags it, with or without a note · Esc does not"])
        guard case .text(let note) = typed else { return }
        var params = FlagParams()
        params.card = question.card
        params.note = note.isEmpty ? nil : String(note.prefix(2_000))
        try link.tell("card/flag", params)
        stage.say("flagged (u takes that back)")
    }

    /// Takes back the last thing; its card comes next. Nil when there was none.
    private mutating func undo(_ question: WireQuestion?) throws(Failure) -> Step? {
        do throws(Failure) {
            guard let undone = try link.undo().undone else {
                stage.say("there is nothing to take back")
                return nil
            }
            stage.say("took back \(Page.plain(undone.words))")
            guard let card = undone.card else { return nil }
            if let last = answered.lastIndex(where: { $0.card == card }), undone.event == "review" {
                answered.remove(at: last)
            }
            wish.exclude?.removeAll { $0 == card }
            return .again(card)
        } catch {
            stage.say(error.sentence)
            return nil
        }
    }

    /// Opens the card's file; then the card is put as it is now.
    private mutating func edit(_ question: WireQuestion) throws(Failure) -> Step? {
        var params = CardParams()
        params.card = question.card
        let source = try link.ask("card/source", params, SourceResult.self)
        guard source.editable else {
            stage.say("it came with Retort, and its file would be replaced by the next version; f flags it instead")
            return nil
        }
        guard stage.isAttended else { return nil }
        do throws(SystemFault) {
            let words = EditorCommand.words(context.environment, file: source.file, line: source.line)
            let status = try stage.hand(over: words)
            stage.say(status == 0 ? "edited" : "the editor ended with status \(status); the card is as its file is now")
        } catch {
            stage.say(error.sentence)
            return nil
        }
        do throws(Failure) {
            if let document = source.document {
                var importing = ImportParams()
                importing.path = document
                _ = try link.ask("pack/import", importing, ImportResult.self)
            } else {
                try link.tell("pack/refresh", Nothing())
            }
            var one = NextParams()
            one.card = question.card
            _ = try link.ask("quiz/next", one, NextResult.self)
            return .again(question.card)
        } catch {
            stage.say(error.sentence)
            return .next
        }
    }
}

/// The title, and what is known of the card.
private func heading(_ question: WireQuestion, _ title: String, _ page: Page) -> String {
    let mark = question.new ? "new" : question.retrievability.map { "known \(Int($0 * 100)) %" } ?? ""
    return page.styled(Page.plain(title), .bold) + page.styled(title.isEmpty ? mark : "  " + mark, .dim)
}
