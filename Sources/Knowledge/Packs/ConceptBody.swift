/// The body of a concept: summary, sections, questions.
enum ConceptBody {
    /// The headings of sections, in the order in which they stand.
    static let headings = ["Why", "Example", "Pitfalls", "Follow-ups", "Questions"]

    /// Reads a body into a concept.
    static func read(_ body: Passage, into concept: inout Concept, _ complaints: inout Complaints) {
        let text = body.text
        var heads: [(line: Int, title: Range<Int>)] = []
        for index in body.lines where text.roles[index] == .text {
            guard let heading = text.heading(text.lines[index]) else { continue }
            if heading.level == 2 { heads.append((index, heading.text)) }
            if heading.level == 1 {
                complaints.add(index + 1, "the title stands in the front matter; begin sections with `##`")
            }
        }
        readSummary(
            body.part(body.lines.lowerBound..<(heads.first?.line ?? body.lines.upperBound)), &concept, &complaints)
        var reached = 0
        var seen: [String] = []
        for (position, head) in heads.enumerated() {
            let end = position + 1 < heads.count ? heads[position + 1].line : body.lines.upperBound
            let part = body.part(head.line + 1..<end)
            let heading = head.title.isEmpty ? "Untitled" : text.string(head.title)
            checkOrder(heading, line: head.line + 1, reached: &reached, &complaints)
            if seen.contains(heading) {
                complaints.add(head.line + 1, "there is a second section `\(heading)`; join the two")
            }
            if seen.count < Bounds.listEntries { seen.append(heading) }
            if heading == "Questions" {
                QuestionList.read(part, into: &concept.questions, &complaints)
            } else {
                concept.sections.append(Section(heading: heading, body: part.verbatim()))
            }
        }
    }

    private static func readSummary(_ passage: Passage, _ concept: inout Concept, _ complaints: inout Complaints) {
        let blocks = passage.blocks()
        var rest = passage.lines
        if let first = blocks.first, first.kind == .paragraph {
            concept.summary = passage.unwrapped([first], keepingBreaks: false)
            concept.linkLines.summary = first.lines.lowerBound + 1
            rest = first.lines.upperBound..<rest.upperBound
        } else {
            let line = blocks.first?.lines.lowerBound ?? passage.lines.lowerBound - 1
            complaints.add(line + 1, "the body must begin with a paragraph: the short answer")
        }
        let body = passage.part(rest).verbatim()
        guard !body.isEmpty else { return }
        if let second = blocks.dropFirst().first {
            complaints.add(
                second.lines.lowerBound + 1,
                "only the first paragraph is the short answer; put the rest under a heading", .advice)
        }
        concept.sections.append(Section(heading: "", body: body))
    }

    private static func checkOrder(
        _ heading: String, line: Int, reached: inout Int, _ complaints: inout Complaints
    ) {
        guard let place = headings.firstIndex(of: heading) else {
            let known = headings.joined(separator: ", ")
            return complaints.add(line, "the usual sections are \(known); is this one of them?", .advice)
        }
        if place < reached {
            complaints.add(line, "`\(heading)` usually stands before `\(headings[reached])`", .advice)
        }
        reached = max(reached, place)
    }
}

extension Passage {
    /// The lines as they stand, without blank ones at the ends.
    func verbatim() -> String {
        var (low, high) = (lines.lowerBound, lines.upperBound)
        while low < high, isBlank(low) { low += 1 }
        while high > low, isBlank(high - 1) { high -= 1 }
        guard low < high else { return "" }
        return text.string(line(low).lowerBound..<text.lines[high - 1].upperBound)
    }
}
