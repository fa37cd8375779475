import JSONText
import Wire

/// LSP's frame around a session. Retort's own methods need none of it.
extension Method where Context == Client {
    static var initialize: Method {
        Method(
            "initialize", "LSP: begins a session and tells what the server can do.",
            sort: .initialize, params: InitializeParams.self, result: WireType<InitializeResult>.object
        ) { client, params throws(Refusal) in
            let folders = params.workspaceFolders?.map(\.uri) ?? []
            client.editor.begin(
                capabilities: params.capabilities ?? .null, options: params.initializationOptions ?? .null,
                roots: folders.isEmpty ? [params.rootUri].compactMap { $0 } : folders)
            var result = InitializeResult()
            result.capabilities.positionEncoding = client.editor.encoding.rawValue
            if client.editor.abilities.completes { result.capabilities.completionProvider = CompletionOptions() }
            return result
        }
    }

    static var initialized: Method {
        Method(notification: "initialized", "LSP: the client has taken note.", sort: .lsp, params: Nothing.self) {
            _, _ in
        }
    }

    static var setTrace: Method {
        Method(notification: "$/setTrace", "LSP: accepted; there is nothing to trace.", params: Nothing.self) { _, _ in
        }
    }

    static var shutdown: Method {
        Method(
            "shutdown", "LSP: ends the session; only exit may follow.",
            sort: .shutdown, params: Nothing.self, result: WireType<JSON>.anything
        ) { _, _ throws(Refusal) in
            .null
        }
    }

    static var exit: Method {
        Method(notification: "exit", "LSP: closes the connection.", sort: .exit, params: Nothing.self) { _, _ in }
    }
}

package struct ServerInfo: WireObject {
    package var name = "retort"
    package var version = Version.program

    package init() {}

    package static let shape = Shape<ServerInfo>(
        "ServerInfo", "Who answers.",
        [
            .required("name", \.name, .text(), "retort"),
            .required("version", \.version, .text(), "The program's version."),
        ])
}

package struct InitializeParams: WireObject {
    package var capabilities: JSON?
    package var initializationOptions: JSON?
    package var rootUri: String?
    package var workspaceFolders: [DocumentName]?

    package init() {}

    package static let shape = Shape<InitializeParams>(
        "InitializeParams", "LSP: what the client is and can; only what matters here.",
        [
            .optional(
                "capabilities", \.capabilities, .anything,
                "Of these: general.positionEncodings, textDocument.hover.contentFormat, window.showDocument, textDocument.documentSymbol.hierarchicalDocumentSymbolSupport."
            ),
            .optional(
                "initializationOptions", \.initializationOptions, .anything,
                "`{\"completion\": true}` switches completion of configuration keys, endpoints and template names on, `virtualEnvironment` names the folder of the user's environment."
            ),
            .optional("rootUri", \.rootUri, .text(most: 8192), "The project's folder, from older clients."),
            .optional("workspaceFolders", \.workspaceFolders, .list(.object, most: 1000), "The project's folders."),
        ])
}

package struct SyncOptions: WireObject {
    package var openClose = true
    package var change = 2

    package init() {}

    package static let shape = Shape<SyncOptions>(
        "TextDocumentSyncOptions", "LSP: what the client tells of its documents.",
        [
            .required("openClose", \.openClose, .bool, "Opening and closing."),
            .required("change", \.change, .integer(0...2), "2: changes by range."),
        ])
}

package struct CommandOptions: WireObject {
    package var commands = EditorCommand.allCases.map(\.rawValue)

    package init() {}

    package static let shape = Shape<CommandOptions>(
        "ExecuteCommandOptions", "LSP: what can be carried out.",
        [.required("commands", \.commands, .list(.text(), most: 100), "The commands' names.")])
}

package struct CompletionOptions: WireObject {
    package var triggerCharacters = ["\"", "'"]

    package init() {}

    package static let shape = Shape<CompletionOptions>(
        "CompletionOptions", "LSP: how strings are completed.",
        [.required("triggerCharacters", \.triggerCharacters, .list(.text(), most: 10), "What begins a string.")])
}

package struct ServerCapabilities: WireObject {
    package var positionEncoding = "utf-16"
    package var textDocumentSync = SyncOptions()
    package var hoverProvider = true
    package var definitionProvider = true
    package var codeActionProvider = true
    package var documentSymbolProvider = true
    package var workspaceSymbolProvider = true
    package var executeCommandProvider = CommandOptions()
    package var workspace = WorkspaceCapabilities()
    package var completionProvider: CompletionOptions?

    package init() {}

    package static let shape = Shape<ServerCapabilities>(
        "ServerCapabilities", "What the server can do of LSP.",
        [
            .required(
                "positionEncoding", \.positionEncoding, .word(["utf-8", "utf-16", "utf-32"]), "How columns are counted."
            ),
            .required("textDocumentSync", \.textDocumentSync, .object, "How documents are kept in step."),
            .required("hoverProvider", \.hoverProvider, .bool, "Hovers are answered."),
            .required(
                "definitionProvider", \.definitionProvider, .bool, "Strings and words of templates lead somewhere."),
            .required("codeActionProvider", \.codeActionProvider, .bool, "What can be done at a place."),
            .required("documentSymbolProvider", \.documentSymbolProvider, .bool, "The outline of pack files."),
            .required("workspaceSymbolProvider", \.workspaceSymbolProvider, .bool, "Concepts are searched."),
            .required("executeCommandProvider", \.executeCommandProvider, .object, "Commands are carried out."),
            .required("workspace", \.workspace, .object, "What is understood of project folders."),
            .optional("completionProvider", \.completionProvider, .object, "Only for clients that want it."),
        ])
}

package struct InitializeResult: WireObject {
    package var capabilities = ServerCapabilities()
    package var serverInfo = ServerInfo()

    package init() {}

    package static let shape = Shape<InitializeResult>(
        "InitializeResult", "LSP's answer to initialize.",
        [
            .required("capabilities", \.capabilities, .object, "What the server can do."),
            .required("serverInfo", \.serverInfo, .object, "Who answers."),
        ])
}
