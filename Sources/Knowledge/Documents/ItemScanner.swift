/// Finds the lines on which the questions of a document start.
///
/// A numbered list within an answer looks just like a question. What decides is the number that comes next, the way
/// the other questions are marked, and, where both fail, whether the line looks like a question.
struct ItemScanner {
    /// A question's place in the document, by indices of lines.
    struct Found {
        var start: ItemStart
        var number: Int
        var lines: Range<Int>
    }

    private(set) var found: [Found] = []
    /// Indices of headings and what follows them that belong to no question.
    private(set) var orphans: [Range<Int>] = []

    private let source: MarkdownSource
    private var expected = 1
    /// The number of the last line that was taken for an entry of a list in the current answer.
    private var listNumber: Int?

    /// A gap in the numbers up to this size is a gap; a larger one is a number in an answer.
    private static let widestGap = 50

    init(_ source: MarkdownSource, _ complaints: inout Complaints) {
        self.source = source
        var orphan: Int?
        for index in source.lines.indices where source.roles[index] == .text {
            let line = source.lines[index]
            if let start = ItemStart(source, line), accepts(start, at: index, &complaints) {
                if let orphan { orphans.append(orphan..<index) }
                orphan = nil
                close(at: index)
                guard found.count < Bounds.documentItems else {
                    complaints.add(
                        index + 1, "a document has at most \(Bounds.documentItems) questions; the rest was left out")
                    return
                }
                let number = start.number ?? expected
                found.append(Found(start: start, number: number, lines: index..<source.lines.count))
                expected = number + 1
                listNumber = nil
            } else if let first = found.first, orphan == nil, let heading = source.heading(line),
                heading.level <= max(2, first.start.style.level)
            {
                close(at: index)
                orphan = index
            }
        }
        if let orphan { orphans.append(orphan..<source.lines.count) }
    }

    /// Ends the last question before a line, unless something has ended it already.
    private mutating func close(at index: Int) {
        guard let last = found.indices.last, found[last].lines.upperBound > index else { return }
        found[last].lines = found[last].lines.lowerBound..<index
    }

    private mutating func accepts(_ start: ItemStart, at index: Int, _ complaints: inout Complaints) -> Bool {
        let text = source.string(start.text)
        let number = start.number ?? expected
        let isQuestion = QuestionForm.looksLikeQuestion(text)
        guard let first = found.first?.start else {
            if number != 1, !isQuestion || number == 0 { return false }
            if number != 1 { complaints.add(index + 1, "the numbering starts at \(number)", .advice) }
            return true
        }
        let isAlike = start.style == first.style && start.indent <= first.indent + 1
        let isInList = listNumber.map { $0 + 1 == number } ?? false
        if number == expected {
            if isAlike, start.style.isMarked || !isInList || isQuestion { return true }
            if !isAlike, isQuestion, start.indent <= first.indent + 1, start.style.isMarked || listNumber == nil {
                return true
            }
        } else if isAlike, isQuestion, !isInList {
            if number > expected, number - expected <= Self.widestGap {
                complaints.add(
                    index + 1, "the number \(number) follows \(expected - 1); are questions missing between them?")
                return true
            }
            if number < expected, start.style.isMarked {
                complaints.add(
                    index + 1, "the number \(number) follows \(expected - 1); taken as a question all the same")
                return true
            }
            if number == 1, found.count > 1, found.dropLast().allSatisfy(isBare) {
                complaints.add(
                    index + 1, "the list of \(found.count) headings above was taken for a table of contents", .advice)
                found = []
                return true
            }
            if number < expected, QuestionForm.endsWith("?", text) {
                complaints.add(
                    index + 1,
                    "this looks like a question, but \(number) follows \(expected - 1); it was left in the answer above"
                )
            }
        }
        if start.number != nil, !start.style.isMarked { listNumber = number }
        return false
    }

    /// Whether nothing stands below a question's first line.
    private func isBare(_ item: Found) -> Bool {
        item.lines.dropFirst().allSatisfy { source.trimmed(source.lines[$0]).isEmpty }
    }
}
