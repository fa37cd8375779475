/// Whether a prompt, or a heading over it, holds the answer.
package enum GivenAway {
    /// Whether a heading over the question, such as its concept's title, says something of the answer that the prompt does
    /// not say itself: a key point, or all words of what belongs in a blank.
    package static func tells(_ heading: String, _ question: Question) -> Bool {
        switch question.kind {
        case .recall, .fault:
            let (heading, prompt) = (PointMatch(answer: heading), PointMatch(answer: question.prompt))
            return question.points.contains { heading.hits($0) && !prompt.hits($0) }
        case .cloze:
            let words = Set(Words.of(heading).map(\.stem))
            return question.blanks.joined().contains { blank in
                let wanted = Words.of(blank).map(\.stem)
                return !wanted.isEmpty && wanted.allSatisfy(words.contains)
            }
        case .choice, .output: return false
        }
    }

    /// What the prompt says already, and what that counts as; nil when the learner has to know it.
    ///
    /// A wording of a key point counts when the prompt would be judged as having it; code that a question is about gives
    /// nothing away, and neither do numbers, which the prompts of sums hold by nature. A blank counts when one of its
    /// answers stands elsewhere in the text, capitals and all.
    static func by(_ question: Question) -> (said: String, countsAs: String)? {
        switch question.kind {
        case .recall, .fault: wording(question)
        case .cloze: blank(question).map { ($0, $0) }
        case .choice, .output: nil
        }
    }

    private static func wording(_ question: Question) -> (said: String, countsAs: String)? {
        let match = PointMatch(answer: Prose.withoutBlocks(question.prompt))
        for point in question.points where match.hits(point) {
            if let said = point.wordings.first(where: { match.hits($0) && !isNumber($0) }) { return (said, point.text) }
        }
        return nil
    }

    private static func blank(_ question: Question) -> String? {
        question.blanks.joined().first { stands($0, in: question.prompt) }
    }

    /// Whether a text holds these letters as whole words.
    private static func stands(_ part: String, in text: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard part.count >= shortest, part.contains(where: isLetter), text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { start in
            let end = start + part.count
            return text[start] == part[0] && text[start..<end].elementsEqual(part)
                && !(start > 0 && isPartOfWord(text[start - 1])) && !(end < text.count && isPartOfWord(text[end]))
        }
    }

    private static func isNumber(_ wording: String) -> Bool {
        wording.utf8.allSatisfy { !isLetter($0) } || numbers.contains(wording.lowercased())
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private static let numbers: Set<String> = [
        "none", "once", "twice", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "twelve",
    ]

    /// Shorter answers stand in many texts by accident.
    private static let shortest = 3
}
