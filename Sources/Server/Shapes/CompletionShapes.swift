import Knowledge
import Storage
import Study
import Wire

package struct CompleteParams: WireObject {
    package var prefix = ""
    package var of: String?
    package var limit: Int?

    package init() {}

    /// What is to be completed; names unless it is said.
    package var subject: CompletionSubject {
        get { of.flatMap(CompletionSubject.init) ?? .names }
        set { of = newValue.rawValue }
    }

    package static let shape = Shape<CompleteParams>(
        "CompleteParams", "What was typed so far.",
        [
            .required(
                "prefix", \.prefix, .text(most: 256),
                "The beginning of a name; capitals and the marks between words do not count. Empty for the most important names."
            ),
            .optional(
                "of", \.of, .word(CompletionSubject.allCases.map(\.rawValue)),
                "What is wanted: names for a look-up (when left out), or what can be pointed at: ids of concepts, ids of cards (up to their next slash), topics, packs. Of these the prefix is taken as it is written."
            ),
            .optional("limit", \.limit, .integer(1...1000), "Completions given at most; 10 when left out."),
        ])
}

package struct CompletionItem: WireObject {
    package var text = ""
    package var kind = ""
    package var concept: String?
    package var title: String?
    package var summary: String?

    package init() {}

    init(_ completion: Completion) {
        text = completion.text
        kind = Self.kinds[completion.kind.rawValue]
        if !completion.title.isEmpty { title = completion.title }
        if completion.id.isEmpty { return }
        concept = completion.pack + "/" + completion.id
        summary = PlainText.of(FirstSentence.of(completion.summary))
    }

    /// In the order of `Completion.Kind`.
    private static let kinds = ["title", "alias", "symbol", "field", "concept", "card", "topic", "pack"]

    package static let shape = Shape<CompletionItem>(
        "Completion", "What a beginning can become.",
        [
            .required("text", \.text, .text(), "As the pack writes it."),
            .required("kind", \.kind, .word(kinds), "What kind of name it is, or a field of a query with its value."),
            .optional("concept", \.concept, .text(), "Pack and id of the concept called so, or whose card it is."),
            .optional("title", \.title, .text(), "That concept's title; the pack's; of a topic its first concept's."),
            .optional("summary", \.summary, .text(), "The first sentence of that concept's short answer."),
        ])
}

package struct CompleteResult: WireObject {
    package var completions: [CompletionItem] = []

    package init() {}

    package static let shape = Shape<CompleteResult>(
        "CompleteResult", "What was meant, perhaps.",
        [
            .required(
                "completions", \.completions, .list(.object, most: 1000),
                "The most important first: that very name, titles, other names, symbols, fields; each text once.")
        ])
}
