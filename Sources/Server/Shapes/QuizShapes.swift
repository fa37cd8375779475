import Knowledge
import Memory
import Study
import Wire

package struct NextParams: WireObject {
    package var topic: String?
    package var concept: String?
    package var pack: String?
    package var exclude: [String]?
    package var new: Int?
    package var card: String?
    package var file: String?
    package var minutes: Double?
    package var practice: Bool?

    package init() {}

    package static let shape = Shape<NextParams>(
        "NextParams", "Which questions are wanted; without members, whatever is most in need.",
        [
            .optional("topic", \.topic, .text(most: 100), "Only this topic."),
            .optional(
                "concept", \.concept, .text(most: 512),
                "Only this concept: all of its cards that are due or new, whatever today's budget and share."),
            .optional("pack", \.pack, .text(most: 512), "Only this pack."),
            .optional("exclude", \.exclude, .list(.text(most: 512), most: 10_000), "Cards not wanted now."),
            .optional("new", \.new, .integer(0...1000), "New cards allowed today, instead of the setting."),
            .optional("card", \.card, .text(least: 1, most: 512), "Exactly this card, due or not."),
            .optional(
                "file", \.file, .text(least: 1, most: 4096),
                "Only concepts that occur in this Python file or template; an absolute path or a file: address."),
            .optional(
                "minutes", \.minutes, .number(0...1440),
                "The minutes there are now, instead of what is left of today's budget."),
            .optional(
                "practice", \.practice, .bool,
                "Outside the schedule: the least known first, due or not; to be recorded with review/practice."),
        ])
}

package struct WireQuestion: WireObject {
    package var card = ""
    package var concept = ""
    package var title: String?
    package var pack = ""
    package var topic: String?
    package var kind = ""
    package var prompt = ""
    package var choices: [String]?
    package var new = false
    package var retrievability: Double?

    package init() {}

    init(_ put: PutQuestion) {
        card = put.card
        concept = put.entry.id
        func unlessTelling(_ heading: String) -> String? {
            GivenAway.tells(heading, put.question) ? nil : heading
        }
        title = unlessTelling(put.entry.title)
        pack = put.entry.pack
        topic = unlessTelling(put.entry.topic)
        kind = put.question.kind.rawValue
        prompt = put.question.prompt
        choices = put.choices.isEmpty ? nil : put.choices
        new = put.memory == nil
        retrievability = put.retrievability
    }

    package static let shape = Shape<WireQuestion>(
        "Question", "A question as it is put: never with its answer.",
        [
            .required("card", \.card, .text(), "The card's id: pack/concept/key."),
            .required("concept", \.concept, .text(), "The id of its concept."),
            .optional(
                "title", \.title, .text(), "The title of its concept; left out where it would tell the answer."),
            .required("pack", \.pack, .text(), "The pack it belongs to."),
            .optional(
                "topic", \.topic, .text(), "The topic of its concept; left out where it would tell the answer."),
            .required("kind", \.kind, .word(Knowledge.Kind.allCases.map(\.rawValue)), "How it is answered."),
            .required("prompt", \.prompt, .text(most: 1_000_000), "Markdown; blanks stand as […]."),
            .optional(
                "choices", \.choices, .list(.text(), most: 100),
                "For kind choice: what can be chosen, in this attempt's order."),
            .required("new", \.new, .bool, "Whether it was never answered."),
            .optional("retrievability", \.retrievability, .number(0...1), "The probability that it is still known."),
        ])
}

package struct NextResult: WireObject {
    package var question: WireQuestion?
    package var next: String?
    package var because: String?

    package init() {}

    package static let shape = Shape<NextResult>(
        "NextResult", "The next question, or when there will be one.",
        [
            .required("question", \.question, .nullable(.object), "Null when there is nothing to ask now."),
            .required(
                "next", \.next, .nullable(.text()), "ISO 8601 in UTC: when something comes up; null when nothing will."),
            .optional(
                "because", \.because, .word(NothingToAsk.allCases.map(\.rawValue)),
                "Why there is no question: nothing is due or new; today's budget is used up; what is left waits for tomorrow, being new beyond today's share or a sibling of what was asked; it is paused."
            ),
        ])
}

package struct AnswerParams: WireObject {
    package var card = ""
    package var answer = ""
    package var grade: Int?
    package var milliseconds: Int?

    package init() {}

    package static let shape = Shape<AnswerParams>(
        "AnswerParams", "An attempt at a card.",
        [
            .required("card", \.card, .text(least: 1, most: 512), "The card's id."),
            .required(
                "answer", \.answer, .text(most: 20_000),
                "What was answered; for a choice its text or its number from 1."),
            .optional("grade", \.grade, .integer(1...4), "Records the review too: 1 again, 2 hard, 3 good, 4 easy."),
            .optional("milliseconds", \.milliseconds, .integer(0...86_400_000), "How long the answer took."),
        ])
}

package struct PointResult: WireObject {
    package var text = ""
    package var hit = false

    package init() {}

    package static let shape = Shape<PointResult>(
        "Point", "A key point of an answer.",
        [
            .required("text", \.text, .text(), "The point."),
            .required("hit", \.hit, .bool, "Whether the answer made it."),
        ])
}

package struct ChoiceResult: WireObject {
    package var text = ""
    package var right = false
    package var reason: String?

    package init() {}

    package static let shape = Shape<ChoiceResult>(
        "Choice", "One of what could be chosen.",
        [
            .required("text", \.text, .text(), "Markdown on one line."),
            .required("right", \.right, .bool, "Whether it is the right one."),
            .optional("reason", \.reason, .text(most: 1_000_000), "Why it is right or wrong, Markdown."),
        ])
}

/// When a card would come up again after a grade.
package struct IntervalResult: WireObject {
    package var grade = 0
    package var due = ""
    package var intervalDays = 0

    package init() {}

    package static let shape = Shape<IntervalResult>(
        "Interval", "When a card would come up again after a grade given now.",
        [
            .required("grade", \.grade, .integer(1...4), "1 again, 2 hard, 3 good, 4 easy."),
            .required("due", \.due, .text(), "ISO 8601 in UTC."),
            .required(
                "intervalDays", \.intervalDays, .integer(0...36_500), "Days; 0 while it comes up within the day."),
        ])
}

package struct AnswerResult: WireObject {
    package var expected = ""
    package var explanation: String?
    package var points: [PointResult]?
    package var right: Bool?
    package var reasons: [String]?
    package var choices: [ChoiceResult]?
    package var suggestedGrade = 1
    package var title = ""
    package var intervals: [IntervalResult] = []
    package var review: GradeResult?

    package init() {}

    init(_ put: PutQuestion, _ judgement: Grading.Judgement, intervals: [(grade: Grade, memory: CardMemory)]) {
        let question = put.question
        title = put.entry.title
        self.intervals = intervals.map { grade, memory in
            var interval = IntervalResult()
            interval.grade = grade.rawValue
            interval.due = memory.due.iso8601
            interval.intervalDays = memory.scheduledDays
            return interval
        }
        choices =
            put.choices.isEmpty
            ? nil
            : put.choices.compactMap { text in
                question.choices.first { $0.text == text }.map { choice in
                    var result = ChoiceResult()
                    result.text = text
                    result.right = choice.isRight
                    result.reason = choice.reason.isEmpty ? nil : choice.reason
                    return result
                }
            }
        expected = question.answer
        explanation = question.explanation.isEmpty ? nil : question.explanation
        right = judgement.isRight
        reasons = judgement.reasons.isEmpty ? nil : judgement.reasons
        suggestedGrade = judgement.suggestedGrade
        points =
            judgement.points.isEmpty
            ? nil
            : judgement.points.map {
                var point = PointResult()
                point.text = $0.text
                point.hit = $0.hit
                return point
            }
    }

    package static let shape = Shape<AnswerResult>(
        "AnswerResult", "The right answer, and how the attempt compares.",
        [
            .required("expected", \.expected, .text(most: 1_000_000), "The right answer, Markdown."),
            .optional("explanation", \.explanation, .text(most: 1_000_000), "Why it is right, Markdown."),
            .optional("points", \.points, .list(.object, most: 100), "The key points, each made or not."),
            .optional("right", \.right, .bool, "Whether it is right, where that can be told."),
            .optional("reasons", \.reasons, .list(.text(), most: 100), "Why the chosen answer is right or wrong."),
            .optional(
                "choices", \.choices, .list(.object, most: 100),
                "For kind choice: all of them in this attempt's order, each with its reason."),
            .required("suggestedGrade", \.suggestedGrade, .integer(1...4), "A proposal; the person decides."),
            .required("title", \.title, .text(), "The title of the concept."),
            .required(
                "intervals", \.intervals, .list(.object, most: 4),
                "When the card would come up again, for each grade given now."),
            .optional("review", \.review, .object, "The recorded review, when a grade was given."),
        ])
}

package struct SourceResult: WireObject {
    package var file = ""
    package var line = 1
    package var editable = false
    package var document: String?

    package init() {}

    init(_ source: CardSource) {
        file = source.file
        line = source.line
        editable = source.isEditable
        document = source.document
    }

    package static let shape = Shape<SourceResult>(
        "CardSource", "Where a card is written down.",
        [
            .required("file", \.file, .text(), "The file to edit."),
            .required("line", \.line, .integer(1...Int(Int32.max)), "The line of the question in it."),
            .required(
                "editable", \.editable, .bool,
                "False for a pack that came with Retort: the next version replaces its files. Flag the card instead."),
            .optional(
                "document", \.document, .text(),
                "For an imported card: the document, which `file` is, to be imported again once it was edited."),
        ])
}
