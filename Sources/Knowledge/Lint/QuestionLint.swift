/// What could be better about a question as it stands, whatever else is in its pack.
enum QuestionLint {
    /// Sentences of advice, without full stops.
    static func advice(_ question: Question) -> [String] {
        [tooLong(question), aList(question), yesNo(question), givenAway(question)].compactMap { $0 }
    }

    /// A concept's short answer that nobody would listen to.
    static func advice(onSummary summary: String) -> String? {
        let count = Prose(summary).wordCount
        guard count > LintBounds.summaryWords else { return nil }
        return
            "the short answer has \(count) words; say it in \(LintBounds.summaryWords) and put the rest under a heading"
    }

    private static func tooLong(_ question: Question) -> String? {
        let key = question.key
        switch question.kind {
        case .recall, .fault:
            let count = Prose(question.answer).wordCount
            guard count > LintBounds.answerWords else { return nil }
            return "the answer of `\(key)` has \(count) words; say it in \(LintBounds.answerWords) or ask two questions"
        case .cloze:
            let longest = question.blanks.compactMap { $0.min { words($0) < words($1) } }.max { words($0) < words($1) }
            guard let longest, words(longest) > LintBounds.blankWords else { return nil }
            return
                "nobody fills in \"\(longest)\" word for word; blank at most \(LintBounds.blankWords) words of `\(key)`"
        case .output:
            let count = question.answer.split(separator: "\n").count
            guard count > LintBounds.outputLines else { return nil }
            return "`\(key)` prints \(count) lines; shorten its program to \(LintBounds.outputLines)"
        case .choice: return nil
        }
    }

    private static func words(_ text: String) -> Int {
        text.utf8.split { $0 <= 0x20 }.count
    }

    private static func aList(_ question: Question) -> String? {
        // "Name two …" asks for two, however many the answer offers.
        guard question.kind == .recall, !Prose(question.prompt).words.contains(where: few.contains) else { return nil }
        let count = Enumeration.longest(question)
        guard count > LintBounds.listItems else { return nil }
        return "the answer of `\(question.key)` lists \(count) things, and lists are forgotten; ask for at most "
            + "\(LintBounds.listItems) at once"
    }

    private static let few: Set<String> = ["one", "two", "three", "four", "2", "3", "4"]

    private static func yesNo(_ question: Question) -> String? {
        let isOpen =
            switch question.kind {
            case .recall, .fault: false
            case .choice: !YesNo.isOffered(by: question.choices)
            case .cloze, .output: true
            }
        guard !isOpen, YesNo.isAsked(by: Prose(question.prompt)) else { return nil }
        return "yes or no would answer `\(question.key)`, and one of them is right by chance; ask what, why or how"
    }

    private static func givenAway(_ question: Question) -> String? {
        guard let (said, countsAs) = GivenAway.by(question) else { return nil }
        let meaning = said == countsAs ? "" : ", which counts as \"\(countsAs)\""
        return "the prompt of `\(question.key)` gives away \"\(said)\"\(meaning); reword one of the two"
    }
}
