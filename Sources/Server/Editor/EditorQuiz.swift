import Knowledge
import Machine
import Memory
import Study
import Wire

/// A quiz in an editor's own dialogues, for editors without a part of Retort's own: question, answer, and the grade that the
/// person gives. Each grade is on the disk before the next question; who dismisses a dialogue leaves, and nothing is lost.
extension Client {
    /// Questions put in one go.
    private static let quizQuestions = 10
    private static let grades: [(title: String, grade: Grade)] = [
        ("Again", .again), ("Hard", .hard), ("Good", .good), ("Easy", .easy),
    ]

    /// Asks the questions of a concept that are due or new.
    func quiz(_ concept: String) throws(Refusal) {
        var wish = QuizWish()
        wish.concept = concept
        let first = try Refusal.mapping { () throws(StudyFault) in try study.nextQuestion(wish, now: now) }
        if let first { return put(first, wish) }
        let shown = try Refusal.mapping { () throws(StudyFault) in try study.show(concept) }
        tell("Nothing to ask about “\(shown.entry.title)” now: every question of it was answered, and none is due.")
    }

    private func put(_ put: PutQuestion, _ wish: QuizWish) {
        let head = put.memory == nil ? "\(put.entry.title) (new)" : put.entry.title
        let words = "\(head)\n\n\(put.question.prompt)"
        let shown = Clock.monotonic()
        let command = "retort quiz --concept \(wish.concept ?? "")"
        let elsewhere = "This editor has no dialogues to ask you in; in a terminal: \(command)"
        if put.choices.isEmpty {
            choose(words, ["Show the answer"], instead: elsewhere) { [self] in
                if $0 != nil { reveal(put, "", since: shown, wish) }
            }
        } else {
            let titles = put.choices.map(PlainText.of)
            choose(words, titles, instead: elsewhere) { [self] title in
                guard let title, let place = titles.firstIndex(of: title) else { return }
                let judgement = Grading.judge(put.question, answer: put.choices[place], choices: put.choices)
                let verdict = judgement.isRight == true ? "Right." : "Not quite."
                reveal(put, ([verdict] + judgement.reasons).joined(separator: " ") + "\n\n", since: shown, wish)
            }
        }
    }

    private func reveal(_ put: PutQuestion, _ verdict: String, since shown: Int64, _ wish: QuizWish) {
        let milliseconds = Int(min((Clock.monotonic() - shown) / 1_000_000, 86_400_000))
        var words = verdict + put.question.answer
        if !put.question.explanation.isEmpty { words += "\n\n" + put.question.explanation }
        choose(words + "\n\nHow well did you know it?", Self.grades.map(\.title)) { [self] title in
            guard let grade = Self.grades.first(where: { $0.title == title })?.grade else { return }
            do throws(StudyFault) {
                _ = try study.grade(put.card, grade, milliseconds: milliseconds, now: now)
                hub.reviewChanged()
                var wish = wish
                wish.excluded.insert(put.card)
                guard wish.excluded.count < Self.quizQuestions else { return }
                if let next = try study.nextQuestion(wish, now: now) { self.put(next, wish) }
            } catch {
                tell(error.sentence)
            }
        }
    }
}
