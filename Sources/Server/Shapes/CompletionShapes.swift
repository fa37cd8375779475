import Storage
import Wire

package struct CompleteParams: WireObject {
    package var prefix = ""
    package var limit: Int?

    package init() {}

    package static let shape = Shape<CompleteParams>(
        "CompleteParams", "What was typed so far.",
        [
            .required(
                "prefix", \.prefix, .text(most: 256),
                "The beginning of a name; capitals and the marks between words do not count. Empty for the most important names."
            ),
            .optional("limit", \.limit, .integer(1...100), "Completions given at most; 10 when left out."),
        ])
}

package struct CompletionItem: WireObject {
    package var text = ""
    package var kind = ""
    package var concept: String?
    package var title: String?

    package init() {}

    init(_ completion: Completion) {
        text = completion.text
        kind = Self.kinds[completion.kind.rawValue]
        if completion.kind == .field { return }
        concept = completion.pack + "/" + completion.id
        title = completion.title
    }

    /// In the order of `Completion.Kind`.
    private static let kinds = ["title", "alias", "symbol", "field"]

    package static let shape = Shape<CompletionItem>(
        "Completion", "What a beginning can become.",
        [
            .required("text", \.text, .text(), "As the pack writes it."),
            .required("kind", \.kind, .word(kinds), "What kind of name it is, or a field of a query with its value."),
            .optional("concept", \.concept, .text(), "Pack and id of the concept that is called so; not for a field."),
            .optional("title", \.title, .text(), "That concept's title."),
        ])
}

package struct CompleteResult: WireObject {
    package var completions: [CompletionItem] = []

    package init() {}

    package static let shape = Shape<CompleteResult>(
        "CompleteResult", "What was meant, perhaps.",
        [
            .required(
                "completions", \.completions, .list(.object, most: 100),
                "The most important first: that very name, titles, other names, symbols, fields; each text once.")
        ])
}
