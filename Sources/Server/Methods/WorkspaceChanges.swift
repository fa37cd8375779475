import JSONText
import Wire

/// LSP: what changes about a session besides its documents.
extension Method where Context == Client {
    static var didChangeConfiguration: Method {
        Method(
            notification: "workspace/didChangeConfiguration",
            "LSP: the switches of initialize's initializationOptions, under `retort`. Without them the client is asked for them, if it can be.",
            sort: .lsp, params: ConfigurationParams.self
        ) { client, params in
            if let own = params.settings?["retort"] { return client.editor.configure(own) }
            // Newer clients only tell that something has changed.
            guard client.editor.abilities.tellsSettings else { return }
            client.ask("workspace/configuration") {
                $0.value(["items": [["section": "retort"]]])
            } _: { result in
                if let own = result?.list?.first { client.editor.configure(own) }
            }
        }
    }

    static var didChangeWorkspaceFolders: Method {
        Method(
            notification: "workspace/didChangeWorkspaceFolders",
            "LSP: project folders were added to the client's, or taken away.", sort: .lsp, params: FoldersParams.self
        ) { client, params in
            client.editor.foldersChanged(added: params.event.added.map(\.uri), removed: params.event.removed.map(\.uri))
        }
    }
}

package struct ConfigurationParams: WireObject {
    package var settings: JSON?

    package init() {}

    package static let shape = Shape<ConfigurationParams>(
        "DidChangeConfigurationParams", "LSP: the client's settings.",
        [.optional("settings", \.settings, .anything, "Of these: retort.")])
}

package struct FoldersEvent: WireObject {
    package var added: [DocumentName] = []
    package var removed: [DocumentName] = []

    package init() {}

    package static let shape = Shape<FoldersEvent>(
        "WorkspaceFoldersChangeEvent", "LSP: how the project folders changed.",
        [
            .required("added", \.added, .list(.object, most: 1000), "Further ones."),
            .required("removed", \.removed, .list(.object, most: 1000), "Those that are no longer open."),
        ])
}

package struct FoldersParams: WireObject {
    package var event = FoldersEvent()

    package init() {}

    package static let shape = Shape<FoldersParams>(
        "DidChangeWorkspaceFoldersParams", "LSP: a change of the project folders.",
        [.required("event", \.event, .object, "The change.")])
}

package struct FolderOptions: WireObject {
    package var supported = true
    package var changeNotifications = true

    package init() {}

    package static let shape = Shape<FolderOptions>(
        "WorkspaceFoldersServerCapabilities", "LSP: project folders.",
        [
            .required("supported", \.supported, .bool, "There may be several."),
            .required("changeNotifications", \.changeNotifications, .bool, "They may change during a session."),
        ])
}

package struct WorkspaceCapabilities: WireObject {
    package var workspaceFolders = FolderOptions()

    package init() {}

    package static let shape = Shape<WorkspaceCapabilities>(
        "WorkspaceServerCapabilities", "LSP: what is understood of workspaces.",
        [.required("workspaceFolders", \.workspaceFolders, .object, "Project folders.")])
}
