import JSONText
import Wire

extension Method where Context == Client {
    static var documentSymbol: Method {
        Method(
            "textDocument/documentSymbol",
            "LSP: the sections and questions of an open pack file; null for other files.",
            sort: .lsp, params: DocumentParams.self,
            result: WireType<[DocumentSymbol]?>.nullable(.list(.object, most: 10_000))
        ) { client, params throws(Refusal) in
            guard let (file, _) = client.editor.packFile(params.textDocument.uri) else { return nil }
            let outline = DocumentSymbol.outline(file, encoding: client.editor.encoding)
            if client.editor.abilities.nestsSymbols { return outline }
            return outline.flatMap { $0.flat(uri: params.textDocument.uri) }
        }
    }
}
