/// Splits the lines of one item into its question and its answer.
struct ItemText {
    let source: MarkdownSource
    let item: ItemScanner.Found

    /// The most lines that one question is broken over.
    private static let longestQuestion = 6

    /// The question and the answer; the answer is empty when there is none.
    func read(_ complaints: inout Complaints) -> (question: String, answer: String) {
        let first = source.string(item.start.text)
        var lines = [first]
        var index = item.lines.lowerBound + 1
        if item.start.style.level == 0 {
            while !QuestionForm.isFinished(lines[lines.count - 1]), lines.count < Self.longestQuestion,
                let next = continuation(at: index)
            {
                lines.append(next)
                index += 1
            }
        }
        if lines.count > 1, let fault = overrun(lines, end: index) {
            if !fault.isEmpty { complaints.add(item.lines.lowerBound + 1, fault, .advice) }
            lines = [first]
            index = item.lines.lowerBound + 1
        }
        var question = Self.tidy(lines.joined(separator: " "))
        var answer = answer(from: index)
        if answer.isEmpty, let split = Self.splitAtQuestionMark(question) { (question, answer) = split }
        return (question, answer)
    }

    private func continuation(at index: Int) -> String? {
        guard index < item.lines.upperBound, source.roles[index] == .text else { return nil }
        let range = source.trimmed(source.lines[index])
        if range.isEmpty || answerMark(range) > 0 || source.listMarker(source.lines[index]) != nil { return nil }
        return source.string(range)
    }

    /// Why only the first of several lines is the question: nil when all are, empty when that needs no words.
    private func overrun(_ lines: [String], end: Int) -> String? {
        let first = lines[0]
        let isCapital = lines[1].unicodeScalars.first { $0.properties.isAlphabetic }?.properties.isUppercase == true
        if !QuestionForm.isFinished(lines[lines.count - 1]) || answer(from: end).isEmpty { return "" }
        if QuestionForm.endsWith("?", lines[lines.count - 1]) || !isCapital { return nil }
        if !QuestionForm.looksLikeQuestion(first) { return "" }
        return QuestionForm.asks(first) ? "the question has no question mark; its first line was taken for it" : nil
    }

    private func answer(from start: Int) -> String {
        var low = start
        while low < item.lines.upperBound, source.roles[low] == .text, source.trimmed(source.lines[low]).isEmpty {
            low += 1
        }
        guard low < item.lines.upperBound else { return "" }
        let dedent =
            (low..<item.lines.upperBound).map { index in
                source.trimmed(source.lines[index]).isEmpty ? Int.max : source.indent(source.lines[index])
            }.min() ?? 0
        var passage = Passage(text: source, lines: low..<item.lines.upperBound, dedent: dedent)
        let mark = answerMark(source.trimmed(source.lines[low]))
        if mark > 0 {
            let range = source.trimmed(source.lines[low])
            passage.head = source.trimmed(range.lowerBound + mark..<range.upperBound)
        }
        return passage.blocks().compactMap { block in
            let line = passage.line(block.lines.lowerBound)
            guard block.kind == .raw, block.lines.count == 1 else {
                return passage.unwrapped([block], keepingBreaks: false)
            }
            // A heading would end the section it is put in, so it becomes a bold line.
            if let heading = source.heading(line) {
                return heading.text.isEmpty ? nil : "**\(Self.tidy(source.string(heading.text)))**"
            }
            return passage.isRule(line) ? nil : passage.unwrapped([block])
        }.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// The length of `A:`, `Answer:`, `**Answer:**`, `A3.` and the like at the start of an answer; 0 for anything else.
    private func answerMark(_ range: Range<Int>) -> Int {
        var index = range.lowerBound
        let isBold = source.starts(range, with: "**")
        if isBold { index += 2 }
        let word = index
        while index < range.upperBound, isLetter(source.bytes[index]) { index += 1 }
        let name = String(decoding: source.bytes[word..<index].map { $0 | 0x20 }, as: UTF8.self)
        guard name == "a" || name == "ans" || name == "answer" else { return 0 }
        let digits = index
        while index < range.upperBound, isDigit(source.bytes[index]) || isSpace(source.bytes[index]) { index += 1 }
        let hasNumber = source.bytes[digits..<index].contains(where: isDigit)
        guard index < range.upperBound else { return 0 }
        let mark = source.bytes[index]
        index += 1
        if isBold, source.starts(index..<range.upperBound, with: "**") {
            index += 2
        } else if isBold, source.starts(index - 1..<range.upperBound, with: "**:") {
            return index + 2 - range.lowerBound
        } else if isBold {
            return 0
        }
        let isMark = mark == UInt8(ascii: ":") || hasNumber && (mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")"))
        return isMark ? index - range.lowerBound : 0
    }

    /// One line without bold marks and runs of white space.
    static func tidy(_ text: String) -> String {
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "*") {
                index += 2
                continue
            }
            if !isSpace(bytes[index]) {
                output.append(bytes[index])
            } else if output.last != 0x20, !output.isEmpty {
                output.append(0x20)
            }
            index += 1
        }
        if output.last == 0x20 { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }

    private static func splitAtQuestionMark(_ text: String) -> (String, String)? {
        let bytes = Array(text.utf8)
        for index in bytes.indices.dropLast(2) where bytes[index] == UInt8(ascii: "?") && bytes[index + 1] == 0x20 {
            return (
                String(decoding: bytes[...index], as: UTF8.self), String(decoding: bytes[(index + 2)...], as: UTF8.self)
            )
        }
        return nil
    }
}
