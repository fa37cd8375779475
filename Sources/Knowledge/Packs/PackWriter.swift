extension PackText {
    /// A concept file which reads back as the same concept, apart from line numbers.
    package static func write(_ concept: Concept) -> String {
        var frontMatter = FrontMatterWriter()
        frontMatter.add("id", concept.id)
        frontMatter.add("title", concept.title)
        frontMatter.add("aliases", concept.aliases)
        frontMatter.add("asked", concept.asked)
        frontMatter.add("symbols", concept.symbols)
        frontMatter.add("topic", concept.topic)
        frontMatter.add("level", concept.level.name)
        frontMatter.add("needs", concept.needs)
        frontMatter.add("see", concept.see)
        frontMatter.add("confused-with", concept.confusedWith)
        frontMatter.add("sources", concept.sources)
        frontMatter.add("versions", concept.versions)
        var parts = [concept.summary]
        for section in concept.sections {
            if !section.heading.isEmpty { parts.append("## " + Clean.oneLine(section.heading, keepingTabs: true)) }
            parts.append(section.body)
        }
        if !concept.questions.isEmpty { parts.append("## Questions") }
        for question in concept.questions {
            parts.append("### \(question.key) (\(question.kind.rawValue))")
            parts.append(contentsOf: QuestionWriter.parts(question))
        }
        return frontMatter.text + parts.filter { !$0.isEmpty }.map { "\n" + $0 + "\n" }.joined()
    }

    /// A `pack.md` which reads back as the same manifest.
    package static func write(_ manifest: Manifest) -> String {
        var frontMatter = FrontMatterWriter()
        frontMatter.add("title", manifest.title)
        frontMatter.add("version", manifest.version)
        frontMatter.add("licence", manifest.licence)
        frontMatter.add("imports", manifest.imports)
        frontMatter.add("templates", manifest.templates)
        frontMatter.add("sources", manifest.sources)
        return frontMatter.text + (manifest.text.isEmpty ? "" : "\n" + manifest.text + "\n")
    }
}

/// The Markdown of a question, below its heading.
private enum QuestionWriter {
    /// What stands below the heading, with a blank line between the parts.
    static func parts(_ question: Question) -> [String] {
        switch question.kind {
        case .recall, .fault: recall(question)
        case .output: [question.prompt, "Answer:", fence(question.answer), question.explanation]
        case .cloze:
            [Cloze.write(prompt: question.prompt, blanks: question.blanks)] + explained(question.explanation)
        case .choice: choice(question)
        }
    }

    private static func recall(_ question: Question) -> [String] {
        let blocks = kinds(question.answer)
        var parts = [question.prompt]
        if blocks.first == .paragraph {
            parts.append("Answer: " + question.answer)
        } else {
            parts += ["Answer:", question.answer]
        }
        if question.points.isEmpty {
            let hasList = (blocks + kinds(question.explanation)).contains { if case .list = $0 { true } else { false } }
            return parts + (hasList ? [QuestionReader.noPoints] : []) + [question.explanation]
        }
        let mark = otherMarker(than: blocks.last)
        let points = question.points.map { point in
            let text = Wordings.join(point.wordings, separator: " | ", protectsCode: true)
            // An empty wording in front keeps the marks of a code block from opening one.
            let isFence = text.hasPrefix("```") || text.hasPrefix("~~~")
            return "\(mark) \(isFence ? "| " : "")\(text)"
        }
        return parts + [points.joined(separator: "\n"), question.explanation]
    }

    private static func choice(_ question: Question) -> [String] {
        let mark = otherMarker(than: kinds(question.prompt).last)
        var lines: [String] = []
        for choice in question.choices {
            lines.append("\(mark) [\(choice.isRight ? "x" : " ")] \(Clean.oneLine(choice.text, keepingTabs: true))")
            for line in choice.reason.split(separator: "\n", omittingEmptySubsequences: false)
            where !choice.reason.isEmpty {
                lines.append(line.isEmpty ? "" : "  " + line)
            }
        }
        var parts = [question.prompt, lines.joined(separator: "\n")]
        if question.explanation.split(separator: "\n").contains(where: { $0.drop { $0 == " " }.hasPrefix("Answer:") }) {
            return parts + explained(question.explanation)
        }
        // A list or an indented line would belong to the last choice.
        if kinds(question.explanation).first != .paragraph, !question.explanation.isEmpty {
            parts.append("<!-- explanation -->")
        }
        return parts + [question.explanation]
    }

    private static func explained(_ explanation: String) -> [String] {
        if explanation.isEmpty { return [] }
        return kinds(explanation).first == .paragraph ? ["Answer: " + explanation] : ["Answer:", explanation]
    }

    private static func kinds(_ markdown: String) -> [Passage.Block.Kind] {
        var text = MarkdownSource(clean: Array(markdown.utf8))
        _ = text.findFences(from: 0)
        return Passage(text: text, lines: 0..<text.lines.count).blocks().map(\.kind)
    }

    /// The marker for a list that must not be taken for a continuation of the list above it.
    private static func otherMarker(than last: Passage.Block.Kind?) -> String {
        last == .list(UInt8(ascii: "-")) ? "*" : "-"
    }

    /// A block ```` ```output ````, with longer marks when the text holds such marks itself.
    private static func fence(_ text: String) -> String {
        var (longest, run) = (2, 0)
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let marks = String(repeating: "`", count: longest + 1)
        return "\(marks)output\n\(text.isEmpty ? "" : text + "\n")\(marks)"
    }
}
