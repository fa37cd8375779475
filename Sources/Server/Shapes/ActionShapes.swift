import JSONText
import Study
import Wire

/// What an editor can have carried out; the names are the protocol's.
package enum EditorCommand: String, CaseIterable, Sendable {
    /// `[concept]`: asks its questions, in the editor's own dialogues.
    case quiz = "retort.quiz"
    /// `[concept]`: opens its Markdown, or says its short answer.
    case explain = "retort.explain"
    /// `[scope, name]`: no hints there (`HintSwitches.Scope`).
    case mute = "retort.mute"
    /// `[scope, name]`: hints there again.
    case unmute = "retort.unmute"
}

package struct ActionContext: WireObject {
    package var only: [String]?
    package var triggerKind: Int?

    package init() {}

    package static let shape = Shape<ActionContext>(
        "CodeActionContext", "LSP: why actions are asked for.",
        [
            .optional(
                "only", \.only, .list(.text(), most: 1000), "Kinds wanted; ours have none, so this gives nothing."),
            .optional(
                "triggerKind", \.triggerKind, .integer(1...2),
                "1 by a person, 2 by the editor itself, which gives nothing: code is not to fill with light bulbs."),
        ])
}

package struct ActionParams: WireObject {
    package var textDocument = DocumentName()
    package var range = WireRange()
    package var context: ActionContext?

    package init() {}

    package static let shape = Shape<ActionParams>(
        "CodeActionParams", "LSP: where actions are asked for.",
        [
            .required("textDocument", \.textDocument, .object, "The document."),
            .required("range", \.range, .object, "What is selected; its start counts."),
            .optional("context", \.context, .object, "Why they are asked for."),
        ])
}

package struct EditorAction: WireObject {
    package var title = ""
    package var command = ""
    package var arguments: [String] = []

    package init() {}

    init(_ title: String, _ command: EditorCommand, _ arguments: [String]) {
        self.title = title
        self.command = command.rawValue
        self.arguments = arguments
    }

    package static let shape = Shape<EditorAction>(
        "Command", "LSP: something that can be carried out.",
        [
            .required("title", \.title, .text(), "What it does, for people."),
            .required("command", \.command, .word(EditorCommand.allCases.map(\.rawValue)), "Its name."),
            .required("arguments", \.arguments, .list(.text(most: 8192), most: 2), "What it is about."),
        ])
}

package struct CommandParams: WireObject {
    package var command = ""
    package var arguments: [String]?

    package init() {}

    package static let shape = Shape<CommandParams>(
        "ExecuteCommandParams", "LSP: what to carry out.",
        [
            .required("command", \.command, .word(EditorCommand.allCases.map(\.rawValue)), "The command's name."),
            .optional(
                "arguments", \.arguments, .list(.text(most: 8192), most: 2),
                "Of retort.quiz and retort.explain a concept (flask/blueprints); of retort.mute and retort.unmute a scope (symbol, concept, file, project, all, known) and a name, path or nothing."
            ),
        ])
}

package struct TextEdit: WireObject {
    package var range = WireRange()
    package var newText = ""

    package init() {}

    package static let shape = Shape<TextEdit>(
        "TextEdit", "LSP: a change of a text.",
        [
            .required("range", \.range, .object, "What is replaced."),
            .required("newText", \.newText, .text(), "By what."),
        ])
}

package struct StringCompletion: WireObject {
    package var label = ""
    package var kind = 12
    package var detail: String?
    package var textEdit = TextEdit()

    package init() {}

    package static let shape = Shape<StringCompletion>(
        "CompletionItem", "LSP: what a string can become.",
        [
            .required("label", \.label, .text(), "The whole string."),
            .required("kind", \.kind, .integer(1...25), "LSP's number: 10 a key, 17 a file, 18 an endpoint."),
            .optional("detail", \.detail, .text(), "What it is."),
            .required("textEdit", \.textEdit, .object, "Puts it in the place of what is in the string."),
        ])
}
