/// Compares a learner's answer with what is known about the right one, and suggests a grade.
///
/// The learner decides in the end, so it is forgiving in form and never suggests more than "good".
package enum Grading {
    /// What came out of the comparison.
    package struct Judgement: Sendable {
        /// Key points (recall, fault) or blanks (cloze), each with whether the answer has it.
        package var points: [(text: String, hit: Bool)]
        /// Whether the answer is right; nil for answers in own words, which only the learner can tell.
        package var isRight: Bool?
        /// 1 again, 2 hard, 3 good; 4 (easy) is never suggested.
        package var suggestedGrade: Int
        /// Why the chosen one is right or wrong, if the pack says so; choice only.
        package var reasons: [String]
        /// The index in `question.choices` of the chosen one; nil when the answer names none.
        package var chosen: Int?

        /// A judgement made of its parts.
        package init(
            points: [(text: String, hit: Bool)] = [], isRight: Bool? = nil, suggestedGrade: Int,
            reasons: [String] = [], chosen: Int? = nil
        ) {
            self.points = points
            self.isRight = isRight
            self.suggestedGrade = suggestedGrade
            self.reasons = reasons
            self.chosen = chosen
        }
    }

    /// Without key points: the share of the model answer's informative words from which an answer counts as good. Half,
    /// because own words never repeat all of somebody else's.
    package static let goodShare = 0.5
    /// Without key points: the share from which an answer counts as partly right.
    package static let partlyShare = 0.25

    /// Judges an answer, of which the first `Bounds.answerBytes` bytes count.
    ///
    /// - recall, fault: all key points 3, at least half 2, else 1; without key points by `goodShare` and `partlyShare`;
    /// - cloze: the answers of several blanks are parted by line ends, `;`, `|`, `,`, "and", ` / ` or, each being one word, by spaces;
    ///   all right 3, at least half 2, else 1;
    /// - output, choice: right 3, else 1.
    /// - Parameter choices: the list as it was shown, see `shuffledChoices`; of a choice question the answer is a text
    ///   of the list or its number there, counted from 1.
    package static func judge(_ question: Question, answer: String, choices: [String]) -> Judgement {
        let answer = cut(answer)
        switch question.kind {
        case .recall, .fault: return recall(question, answer)
        case .cloze: return cloze(question, answer)
        case .choice: return choice(question, answer, shown: choices)
        case .output:
            let isRight = ShortAnswer.isSame(answer, question.answer, isCode: true)
            return Judgement(isRight: isRight, suggestedGrade: isRight ? 3 : 1)
        }
    }

    /// The texts of the choices in an order that depends on nothing but the question and `seed`.
    ///
    /// Fisher and Yates's shuffle with numbers from SplitMix64 (Steele, Lea, Flood 2014).
    package static func shuffledChoices(_ question: Question, seed: UInt64) -> [String] {
        var texts = question.choices.map(\.text)
        var state = seed
        for last in texts.indices.dropFirst().reversed() {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            mixed ^= mixed >> 31
            texts.swapAt(last, Int(mixed % UInt64(last + 1)))
        }
        return texts
    }

    private static func recall(_ question: Question, _ answer: String) -> Judgement {
        guard question.points.isEmpty else {
            let match = PointMatch(answer: answer, isForgiving: true)
            let points = question.points.map { (text: $0.text, hit: match.hits($0)) }
            return Judgement(points: points, suggestedGrade: grade(points.map(\.hit)))
        }
        // Words that the question gives away prove nothing.
        let model = Words.informative(question.answer)
        let wanted = model.subtracting(Words.informative(question.prompt))
        let given = Words.informative(answer)
        let counted = wanted.isEmpty ? model : wanted
        let share = counted.isEmpty ? 0 : Double(counted.intersection(given).count) / Double(counted.count)
        return Judgement(suggestedGrade: share >= goodShare ? 3 : share >= partlyShare ? 2 : 1)
    }

    private static func cloze(_ question: Question, _ answer: String) -> Judgement {
        let given = parts(of: answer, blanks: question.blanks)
        let inCode = Cloze.blanksInCode(question.prompt)
        var points: [(text: String, hit: Bool)] = []
        for (index, accepted) in question.blanks.enumerated() {
            let text = index < given.count ? given[index] : ""
            let isInCode = index < inCode.count && inCode[index]
            let hit = accepted.contains { expected in
                let isCode = isInCode || ShortAnswer.looksLikeCode(expected)
                return ShortAnswer.isSame(text, expected, isCode: isCode)
                    || !isCode && ShortAnswer.isNearly(text, expected)
            }
            points.append((text: accepted.first ?? "", hit: hit))
        }
        let hits = points.map(\.hit)
        return Judgement(points: points, isRight: !hits.contains(false), suggestedGrade: grade(hits))
    }

    private static func choice(_ question: Question, _ answer: String, shown: [String]) -> Judgement {
        let list = shown.isEmpty ? question.choices.map(\.text) : shown
        let exact = list.first { $0 == answer }
        let same = list.filter { ShortAnswer.isSame(answer, $0, isCode: true, withCapitals: true) }
        let alike = list.filter { ShortAnswer.isSame(answer, $0, isCode: false) }
        let text = exact ?? (same.count == 1 ? same[0] : nil) ?? (alike.count == 1 ? alike[0] : nil)
        guard let text = text ?? number(answer).flatMap({ list.indices.contains($0 - 1) ? list[$0 - 1] : nil }),
            let chosen = question.choices.firstIndex(where: { $0.text == text })
        else { return Judgement(isRight: false, suggestedGrade: 1) }
        let choice = question.choices[chosen]
        return Judgement(
            isRight: choice.isRight, suggestedGrade: choice.isRight ? 3 : 1,
            reasons: choice.reason.isEmpty ? [] : [choice.reason], chosen: chosen)
    }

    private static func grade(_ hits: [Bool]) -> Int {
        let count = hits.count { $0 }
        return hits.isEmpty || count * 2 < hits.count ? 1 : count == hits.count ? 3 : 2
    }

    /// `2`, `2.` or `2)`.
    private static func number(_ answer: String) -> Int? {
        var digits = answer.utf8.filter { $0 > 0x20 }[...]
        if let last = digits.last, last == UInt8(ascii: ".") || last == UInt8(ascii: ")") { digits.removeLast() }
        guard !digits.isEmpty, digits.count <= 4, digits.allSatisfy(isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// The answers of several blanks.
    private static func parts(of answer: String, blanks: [[String]]) -> [String] {
        let count = blanks.count
        if count <= 1 { return [answer] }
        for separator in ["\n", ";", "|", ",", " and ", " / "] {
            let parts = answer.split(separator: separator).filter { $0.utf8.contains { $0 > 0x20 } }
            if parts.count == count { return parts.map(String.init) }
        }
        let words = answer.utf8.split { $0 <= 0x20 }.map { String(decoding: $0, as: UTF8.self) }
        let areWords = blanks.allSatisfy { $0.contains { !$0.utf8.contains(0x20) } }
        return areWords && words.count == count ? words : answer.split(separator: "\n").map(String.init)
    }

    private static func cut(_ answer: String) -> String {
        answer.utf8.count <= Bounds.answerBytes
            ? answer : String(decoding: answer.utf8.prefix(Bounds.answerBytes), as: UTF8.self)
    }
}
