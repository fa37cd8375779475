import Study
import Wire

/// The first concept of an answer with all that is known about it.
package struct WireDeepAnswer: WireObject {
    package var concept = WholeConcept()
    package var memory: [GradeResult] = []
    package var why: WireExplanation?

    package init() {}

    init(_ deep: Study.DeepAnswer) {
        concept = WholeConcept(deep.shown)
        memory = deep.memories.map { GradeResult($0) }
        why = deep.explanation.map { WireExplanation($0) }
    }

    package static let shape = Shape<WireDeepAnswer>(
        "DeepAnswer", "A concept with all its text, what is remembered of it, and why it was found.",
        [
            .required("concept", \.concept, .object, "The concept."),
            .required(
                "memory", \.memory, .list(.object, most: 1000),
                "Of those of its cards that were answered, in their order."),
            .optional("why", \.why, .object, "Why it was found; left out when the query was fields only."),
        ])
}

package struct WireExplanation: WireObject {
    package var words: [WireMatch] = []
    package var phrase: WirePhrase?
    package var confidence = 0.0

    package init() {}

    init(_ explanation: Explanation) {
        words = explanation.words.map { WireMatch($0) }
        phrase = explanation.phrase.map { WirePhrase($0) }
        confidence = explanation.confidence
    }

    package static let shape = Shape<WireExplanation>(
        "Explanation", "Why a concept was found.",
        [
            .required(
                "words", \.words, .list(.object, most: 100),
                "The words of the query that it holds, in the query's order."),
            .optional("phrase", \.phrase, .object, "That of its names and wordings that fits best."),
            .required(
                "confidence", \.confidence, .number(0...1), "How likely it is that the concept is what was meant."),
        ])
}

package struct WireMatch: WireObject {
    package var word = ""
    package var fields: [String] = []
    package var weight = 0.0

    package init() {}

    init(_ match: Explanation.Word) {
        word = match.word
        fields = match.fields.map(\.name)
        weight = match.weight
    }

    package static let shape = Shape<WireMatch>(
        "Match", "A word of the query that a concept holds.",
        [
            .required("word", \.word, .text(), "As the query has it."),
            .required(
                "fields", \.fields, .list(.word(Explanation.Field.names), most: 6), "Where it stands, the surest first."
            ),
            .required("weight", \.weight, .number(0...1), "The share of the query's information that it makes up."),
        ])
}

package struct WirePhrase: WireObject {
    package var text = ""
    package var field = ""
    package var share = 0.0

    package init() {}

    init(_ phrase: Explanation.Phrase) {
        text = phrase.text
        field = phrase.field.name
        share = phrase.share
    }

    package static let shape = Shape<WirePhrase>(
        "Phrase", "A title, another name, a symbol or a wording of a concept.",
        [
            .required("text", \.text, .text(), "As the pack writes it."),
            .required("field", \.field, .word(Explanation.Field.names), "What it is."),
            .required("share", \.share, .number(0...1), "The share of the query's information that it holds."),
        ])
}

extension Explanation.Field {
    fileprivate static let names = allCases.map(\.name)

    fileprivate var name: String {
        switch self {
        case .title: "title"
        case .alias: "alias"
        case .symbol: "symbol"
        case .asked: "asked"
        case .summary: "summary"
        case .body: "body"
        }
    }
}
