import Wire

/// LSP: keeping up with the editor's documents.
extension Method where Context == Client {
    static var didOpen: Method {
        Method(
            notification: "textDocument/didOpen", "LSP: a document was opened.", sort: .lsp, params: OpenedParams.self
        ) { client, params in
            let document = params.textDocument
            client.editor.opened(document.uri, language: document.languageId, text: document.text)
        }
    }

    static var didChange: Method {
        Method(
            notification: "textDocument/didChange", "LSP: a document was changed.", sort: .lsp,
            params: ChangedParams.self
        ) { client, params in
            for change in params.contentChanges {
                client.editor.changed(
                    params.textDocument.uri, from: change.range?.start.text, to: change.range?.end.text,
                    text: change.text)
            }
        }
    }

    static var didClose: Method {
        Method(
            notification: "textDocument/didClose", "LSP: a document was closed.", sort: .lsp,
            params: DocumentParams.self
        ) { client, params in
            client.editor.closed(params.textDocument.uri)
        }
    }
}
