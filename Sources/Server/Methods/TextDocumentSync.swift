import Wire

/// LSP: keeping up with the editor's documents.
extension Method where Context == Client {
    static var didOpen: Method {
        Method(
            notification: "textDocument/didOpen", "LSP: a document was opened.", sort: .lsp, params: OpenedParams.self
        ) { client, params in
            let document = params.textDocument
            client.editor.opened(
                document.uri, language: document.languageId, version: document.version, text: document.text)
            client.publishFaults(document.uri)
        }
    }

    static var didChange: Method {
        Method(
            notification: "textDocument/didChange", "LSP: a document was changed.", sort: .lsp,
            params: ChangedParams.self
        ) { client, params in
            let document = params.textDocument
            client.hub.isActive(at: client.now.at)
            for change in params.contentChanges {
                client.editor.changed(
                    document.uri, version: document.version, from: change.range?.start.text,
                    to: change.range?.end.text, text: change.text)
            }
            client.publishFaults(document.uri)
        }
    }

    static var didClose: Method {
        Method(
            notification: "textDocument/didClose", "LSP: a document was closed.", sort: .lsp,
            params: DocumentParams.self
        ) { client, params in
            let uri = params.textDocument.uri
            let hadFaults = client.editor.packFile(uri) != nil
            client.editor.closed(uri)
            if hadFaults { client.publish(PublishedFaults(uri: uri)) }
        }
    }
}

extension Client {
    /// Tells what is wrong with a pack's file. Of code nothing is ever told.
    fileprivate func publishFaults(_ uri: String) {
        guard let (file, version) = editor.packFile(uri) else { return }
        publish(PublishedFaults(uri: uri, version: version, file, encoding: editor.encoding))
    }

    fileprivate func publish(_ faults: PublishedFaults) {
        notify("textDocument/publishDiagnostics") { PublishedFaults.shape.write(faults, &$0) }
    }
}
