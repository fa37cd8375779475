/// Whether a prompt holds its own answer.
enum GivenAway {
    /// What the prompt gives away, as it is shown; nil when the learner has to know it.
    ///
    /// A key point counts when the prompt would be judged as having it; code that a question is about gives nothing
    /// away. A blank counts when one of its answers stands elsewhere in the text; a choice when of all choices only the
    /// right one stands in the prompt.
    static func by(_ question: Question) -> String? {
        switch question.kind {
        case .recall, .fault: point(question)
        case .cloze: blank(question)
        case .choice: choice(question)
        case .output: nil
        }
    }

    private static func point(_ question: Question) -> String? {
        let match = PointMatch(answer: Prose.withoutBlocks(question.prompt))
        return question.points.first(where: match.hits)?.text
    }

    private static func blank(_ question: Question) -> String? {
        let text = question.prompt.lowercased()
        return question.blanks.joined().first { stands($0.lowercased(), in: text) }
    }

    private static func choice(_ question: Question) -> String? {
        let text = Prose.withoutBlocks(question.prompt).lowercased()
        let standing = question.choices.filter { stands($0.text.lowercased(), in: text) }
        return standing.count == 1 && standing[0].isRight ? standing[0].text : nil
    }

    /// Whether a text holds these letters as whole words.
    private static func stands(_ part: String, in text: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard part.count >= shortest, part.contains(where: isLetter), text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { start in
            text[start] == part[0] && text[start...].starts(with: part)
                && !(start > 0 && isWord(text[start - 1]) && isWord(part[0]))
                && !(start + part.count < text.count && isWord(text[start + part.count]) && isWord(part[part.count - 1]))
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// Shorter answers stand in many words' company by accident.
    private static let shortest = 3
}
