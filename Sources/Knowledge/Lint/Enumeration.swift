/// How many things an answer lists.
enum Enumeration {
    /// The longest list of an answer: its key points, a Markdown list, or items between commas in a sentence.
    static func longest(_ question: Question) -> Int {
        max(question.points.count, markdownItems(question.answer), inSentences(Prose(question.answer)))
    }

    private static func markdownItems(_ answer: String) -> Int {
        let text = MarkdownSource(clean: Array(Prose.withoutBlocks(answer).utf8))
        return text.lines.count { text.indent($0) < 2 && text.listMarker($0) != nil }
    }

    /// "a, b, c, d and e": short clauses, before the first of them perhaps the sentence's beginning and after the last
    /// its end.
    private static func inSentences(_ prose: Prose) -> Int {
        var longest = 0
        for sentence in prose.sentences {
            var items = 0
            for clause in sentence.clauses {
                let joint = clause.prefix(LintBounds.itemWords + 1).firstIndex { $0 == "and" || $0 == "or" }
                if let joint, items > 0 { longest = max(longest, items + (joint > 0 ? 2 : 1)) }
                items = clause.count <= LintBounds.itemWords ? items + 1 : 1
            }
        }
        return longest
    }
}
