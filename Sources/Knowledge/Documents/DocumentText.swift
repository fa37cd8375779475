/// Reads numbered questions and answers out of plain text or Markdown.
///
/// It is made for what people copy from web pages: numbers as `1.`, `1)`, `Q1:` or in headings, sentences broken in the
/// middle, an introduction above. `Q:` and `A:` without numbers will do, too.
package enum DocumentText {
    /// What the document asks and answers. Nothing after the first question is left out without a complaint.
    package static func read(_ text: String, file: String) -> ImportedDocument {
        var complaints = Complaints(file: file)
        guard var source = MarkdownSource(text, complaints: &complaints) else {
            return ImportedDocument(complaints: complaints.list)
        }
        if let line = source.findFences(from: 0) { complaints.addUnclosedFence(line) }
        let scanner = ItemScanner(source, &complaints)
        var document = ImportedDocument()
        for found in scanner.found {
            let line = found.lines.lowerBound + 1
            let (question, answer) = ItemText(source: source, item: found).read(&complaints)
            if question.isEmpty {
                complaints.add(line, "number \(found.number) has no question; it was left out")
            } else if answer.isEmpty {
                complaints.add(line, "question \(found.number) has no answer; it was left out")
            } else {
                document.items.append(
                    ImportedDocument.Item(number: found.number, question: question, answer: answer, line: line))
            }
        }
        for orphan in scanner.orphans {
            let heading = ItemText.tidy(source.string(source.lines[orphan.lowerBound]))
            let hasMore = orphan.dropFirst().contains { !source.trimmed(source.lines[$0]).isEmpty }
            complaints.add(
                orphan.lowerBound + 1,
                "\"\(heading)\"\(hasMore ? " and the text below it belong" : " belongs") to no question; left out",
                hasMore ? .error : .advice)
        }
        if scanner.found.isEmpty { complaints.add(1, "no question was found; number them as `1. What is …?`") }
        let preface = 0..<(scanner.found.first?.lines.lowerBound ?? source.lines.count)
        document.title = title(source, preface)
        document.announced = document.title.flatMap(announced)
        document.complaints = complaints.list.sorted { $0.line < $1.line }
        return document
    }

    /// The longest line that is taken for a title, in bytes.
    private static let longestTitle = 200

    /// The line before the first question when it speaks of questions, or the first heading that does, or else the
    /// first heading.
    private static func title(_ source: MarkdownSource, _ preface: Range<Int>) -> String? {
        var headings: [String] = []
        var last: String?
        for index in preface where source.roles[index] == .text {
            let line = source.trimmed(source.lines[index])
            if line.isEmpty { continue }
            last = line.count <= longestTitle ? ItemText.tidy(source.string(line)) : nil
            if let heading = source.heading(source.lines[index]) {
                last = ItemText.tidy(source.string(heading.text))
                headings.append(last ?? "")
            }
        }
        if let last, speaksOfQuestions(last) { return last }
        return headings.first(where: speaksOfQuestions) ?? headings.first { !$0.isEmpty }
    }

    private static func speaksOfQuestions(_ text: String) -> Bool {
        words(text).contains { $0.hasPrefix("question") }
    }

    /// The last whole number before the word "questions".
    private static func announced(_ title: String) -> Int? {
        var number: Int?
        for word in words(title) {
            if word.hasPrefix("question") { return number }
            if let value = Int(word), (1...1_000).contains(value) { number = value }
        }
        return nil
    }

    /// Runs of letters, digits and points, in lower case; `3.1` is one word, and no whole number.
    private static func words(_ text: String) -> [String] {
        text.lowercased().utf8.split { !isLetter($0) && !isDigit($0) && $0 != UInt8(ascii: ".") }.map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
