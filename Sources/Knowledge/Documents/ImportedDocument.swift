/// The questions and answers that were found in somebody's document.
package struct ImportedDocument: Sendable {
    /// One numbered question with its answer.
    package struct Item: Sendable, Equatable {
        /// Its number in the document; counted from 1 where the document has none.
        package var number: Int
        /// The question on one line.
        package var question: String
        /// Markdown paragraphs, lists and code; never empty.
        package var answer: String
        /// The line on which the question starts, counted from 1.
        package var line: Int

        /// An item made of its parts.
        package init(number: Int, question: String, answer: String, line: Int) {
            self.number = number
            self.question = question
            self.answer = answer
            self.line = line
        }
    }

    /// The document's heading, if it has one.
    package var title: String?
    /// How many questions the title promises: 30 in "Top 30 Questions".
    package var announced: Int?
    /// The questions, in the document's order.
    package var items: [Item]
    /// What was left out or looks wrong.
    package var complaints: [Complaint]

    /// A document made of its parts.
    package init(title: String? = nil, announced: Int? = nil, items: [Item] = [], complaints: [Complaint] = []) {
        self.title = title
        self.announced = announced
        self.items = items
        self.complaints = complaints
    }
}
