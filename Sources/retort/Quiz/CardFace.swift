import Server

/// A question and its answer as lines of a page.
struct CardFace {
    let question: WireQuestion
    /// Whether marks are said in words, one thing a line.
    let isPlain: Bool

    /// Kinds whose answers are short enough to type always.
    static let typed: Set<String> = ["cloze", "output"]

    func prompt(_ page: Page) -> [String] {
        let markdown = MarkdownPage(page: page)
        var lines = markdown.lines(question.prompt)
        guard let choices = question.choices else { return lines }
        lines.append("")
        for (index, choice) in choices.enumerated() {
            lines += markdown.wrap(choice, first: "  \(index + 1)  ", rest: "     ")
        }
        return lines
    }

    /// - Parameter attempt: what was answered; empty when it was only thought of.
    func answer(_ result: AnswerResult, attempt: String, _ page: Page) -> [String] {
        let markdown = MarkdownPage(page: page)
        var lines = isPlain ? ["Answer:"] : [page.styled(String(repeating: "─", count: min(page.width, 80)), .dim)]
        if question.choices == nil, !attempt.isEmpty, !isPlain {
            lines += markdown.wrap(
                "You: " + Page.plain(attempt).split(separator: "\n").joined(separator: " "), rest: "     ")
        }
        if let right = result.right, !attempt.isEmpty {
            lines.append(right ? page.styled("right", .green) : page.styled("not quite", .yellow))
        }
        if let choices = result.choices {
            lines += self.choices(choices, attempt: attempt, markdown)
        } else if question.kind == "output" {
            lines += Page.plain(result.expected).split(separator: "\n", omittingEmptySubsequences: false).map {
                "    " + $0
            }
        } else {
            lines += markdown.lines(result.expected)
        }
        if let explanation = result.explanation { lines += [""] + markdown.lines(explanation) }
        // The blanks of a cloze stand in its text already.
        if question.kind != "cloze" { lines += points(result.points ?? [], isTyped: !attempt.isEmpty, markdown) }
        return lines
    }

    /// The right one first, then the one that was chosen: in a small window the rest is below it.
    private func choices(_ choices: [ChoiceResult], attempt: String, _ markdown: MarkdownPage) -> [String] {
        let numbered = Array(choices.enumerated())
        let told =
            numbered.filter(\.element.right) + numbered.filter { !$0.element.right && $0.element.text == attempt }
        let rest = numbered.filter { !$0.element.right && $0.element.text != attempt }
        return (told + rest).flatMap { index, choice -> [String] in
            let isChosen = choice.text == attempt
            let mark =
                isPlain
                ? "Choice \(index + 1), \(choice.right ? "the right one" : isChosen ? "yours, wrong" : "wrong"): "
                : choice.right ? "✓ \(index + 1)  " : isChosen ? "✗ \(index + 1)  " : "  \(index + 1)  "
            let margin = "     "
            var lines = markdown.wrap(choice.text, first: mark, rest: margin)
            if choice.right || isChosen, let first = lines.first {
                lines[0] =
                    markdown.page.styled(String(first.prefix(mark.count)), choice.right ? .green : .yellow)
                    + first.dropFirst(mark.count)
            }
            if let reason = choice.reason { lines += markdown.wrap(reason, first: margin, rest: margin) }
            return lines
        }
    }

    private func points(_ points: [PointResult], isTyped: Bool, _ markdown: MarkdownPage) -> [String] {
        guard !points.isEmpty else { return [] }
        if isPlain {
            return points.flatMap { point in
                markdown.wrap((isTyped ? point.hit ? "Point made: " : "Point not found: " : "Point: ") + point.text)
            }
        }
        return [""]
            + points.flatMap { point in
                let mark = !isTyped ? "·" : point.hit ? "✓" : "–"
                return markdown.wrap(point.text, first: "  \(mark) ", rest: "    ")
            }
    }
}
