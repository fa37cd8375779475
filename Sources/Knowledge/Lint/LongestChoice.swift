/// The habit of making the right choice the longest, which lets learners guess.
enum LongestChoice {
    /// A choice question and where it stands.
    typealias Asked = (file: String, concept: String, question: Question)

    /// One piece of advice when the right answer is strictly the longest clearly more often than it would be by chance;
    /// it stands at the question where the right answer is longest beside the others.
    static func advice(_ asked: [Asked]) -> Complaint? {
        guard asked.count >= LintBounds.choiceQuestions else { return nil }
        var (expected, variance) = (0.0, 0.0)
        for (_, _, question) in asked {
            let chance = 1 / Double(question.choices.count)
            expected += chance
            variance += chance * (1 - chance)
        }
        let told = asked.enumerated().compactMap { place, one in lead(one.question).map { (place: place, lead: $0) } }
        guard Double(told.count) > expected + LintBounds.deviations * variance.squareRoot() else { return nil }
        let worst = told.sorted { ($1.lead, $0.place) < ($0.lead, $1.place) }.prefix(LintBounds.examples).map {
            asked[$0.place]
        }
        guard let first = worst.first else { return nil }
        let names = worst.map { "`\($0.concept)/\($0.question.key)`" }.joined(separator: ", ")
        return Complaint(
            file: first.file, line: first.question.line,
            sentence:
                "in \(told.count) of the pack's \(asked.count) choice questions the right answer is the longest, by "
                + "chance it would be \(Int(expected.rounded())); shorten right answers or lengthen wrong ones, first \(names)",
            severity: .advice)
    }

    /// How many times as long as the longest wrong choice the right one is, when it is longer.
    private static func lead(_ question: Question) -> Double? {
        func length(_ choice: Choice) -> Int { choice.text.unicodeScalars.count { $0 != "`" } }
        let right = question.choices.first(where: \.isRight).map(length) ?? 0
        let wrong = question.choices.filter { !$0.isRight }.map(length).max() ?? 0
        return right > wrong && wrong > 0 ? Double(right) / Double(wrong) : nil
    }
}
