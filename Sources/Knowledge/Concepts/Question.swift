/// The ways to ask.
package enum Kind: String, Sendable, CaseIterable {
    /// Say it in your own words.
    case recall
    /// Fill in the blanks.
    case cloze
    /// Pick the right one.
    case choice
    /// Say what a program prints.
    case output
    /// Find the mistake in code.
    case fault
}

/// One thing that a good answer mentions.
package struct KeyPoint: Sendable, Equatable {
    /// The first wording, the one that is shown.
    package var text: String
    /// Every accepted wording, the first included.
    package var wordings: [String]

    /// A key point; `wordings` is never empty.
    package init(text: String, wordings: [String]) {
        self.text = text
        self.wordings = wordings.isEmpty ? [text] : wordings
    }
}

/// One of the answers to pick from.
package struct Choice: Sendable, Equatable {
    /// Markdown on one line.
    package var text: String
    /// Whether it is the right one.
    package var isRight: Bool
    /// Why it is right or wrong, Markdown; empty when the pack does not say.
    package var reason: String

    /// A choice made of its parts.
    package init(text: String, isRight: Bool, reason: String = "") {
        self.text = text
        self.isRight = isRight
        self.reason = reason
    }
}

/// Something a learner is asked, and what is known about its answer.
package struct Question: Sendable, Equatable {
    /// What memory hangs on: unique in its concept, and it stays when everything else is reworded.
    package var key: String
    /// How it is asked.
    package var kind: Kind
    /// The line of its heading in the file, counted from 1.
    package var line: Int
    /// Markdown. In a cloze each blank shows as `[…]`.
    package var prompt: String
    /// Markdown: the model answer; of a cloze the text with its blanks filled in, of a choice the right one; of an
    /// output question the bare text that the program prints.
    package var answer: String
    /// Markdown that is shown with the answer; often empty.
    package var explanation: String
    /// What an answer in own words should mention; recall and fault only.
    package var points: [KeyPoint]
    /// What to pick from, in the file's order; choice only.
    package var choices: [Choice]
    /// The accepted answers of each blank, the shown one first; cloze only.
    package var blanks: [[String]]

    /// A question made of its parts.
    package init(
        key: String, kind: Kind, line: Int = 1, prompt: String, answer: String, explanation: String = "",
        points: [KeyPoint] = [], choices: [Choice] = [], blanks: [[String]] = []
    ) {
        self.key = key
        self.kind = kind
        self.line = line
        self.prompt = prompt
        self.answer = answer
        self.explanation = explanation
        self.points = points
        self.choices = choices
        self.blanks = blanks
    }
}
