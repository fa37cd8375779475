/// Compares a learner's answer with what is known about the right one, and suggests a grade.
package enum Grading {
    /// What came out of the comparison. A learner may always grade otherwise.
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

    /// Judges `answer`. `choices` is the list as it was shown, see `shuffledChoices`.
    package static func judge(_ question: Question, answer: String, choices: [String]) -> Judgement {
        Judgement(suggestedGrade: 1)
    }

    /// The texts of the choices in an order that depends on nothing but `seed`.
    package static func shuffledChoices(_ question: Question, seed: UInt64) -> [String] { [] }
}
