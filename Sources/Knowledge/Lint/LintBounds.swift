/// From where on a question is worth a word of advice. None of these is an error.
enum LintBounds {
    /// Words of a model answer: twenty seconds aloud, at 150 words a minute.
    static let answerWords = 50
    /// Words of a concept's short answer, which is read and not said from memory.
    static let summaryWords = 70
    /// Words of a blank: who fills it in has to hit every one.
    static let blankWords = 4
    /// Lines that an output question asks for: more are copied, not thought.
    static let outputLines = 6
    /// Things that one recall answer lists: about what is held in mind at once (Cowan 2001).
    static let listItems = 4
    /// Words of one item of a list in a sentence; longer ones are clauses, which commas part as well.
    static let itemWords = 4
    /// The share of the weight of their words from which two questions are nearly the same. Of the pairs that the Flask
    /// pack had above it all but one asked for the same thing; below, programs look alike for what all programs have.
    static let likeness = 0.6
    /// The most questions that one question is compared with: keeps a pack of copies from taking quadratic time.
    static let comparisons = 64
    /// The rarest words of a question, by which it is compared.
    static let comparedWords = 200
    /// The fewest choice questions of a pack from which chance can be told from habit.
    static let choiceQuestions = 12
    /// How many standard deviations above chance are clearly more than chance: one pack in a thousand by accident.
    static let deviations = 3.0
    /// The most dead links of a pack for which a name that was meant is looked for, each among all names.
    static let guesses = 100
    /// The most questions that are named as examples.
    static let examples = 5
}
