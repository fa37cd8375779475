import Study
import Wire

extension Method where Context == Client {
    static var workspaceSymbol: Method {
        Method(
            "workspace/symbol",
            "LSP: concepts by the beginning of a title, another name or a symbol, or by any wording. An empty query gives none: other servers' symbols fill that list.",
            sort: .lsp, runs: .whenIndexed, params: SymbolParams.self,
            result: WireType<[SymbolInformation]>.list(.object, most: 100)
        ) { client, params throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in
                try client.study.concepts(for: params.query).compactMap { entry in
                    client.study.file(of: entry).map { SymbolInformation(entry, path: $0) }
                }
            }
        }
    }
}
