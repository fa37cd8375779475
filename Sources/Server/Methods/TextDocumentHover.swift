import Study
import Wire

extension Method where Context == Client {
    static var hover: Method {
        Method(
            "textDocument/hover", "LSP: explains the concept under the cursor; null where nothing is known.",
            sort: .lsp, runs: .whenIndexed, params: PlaceParams.self, result: WireType<HoverResult?>.nullable(.object)
        ) { client, params throws(Refusal) in
            guard let (found, document, hint) = try client.hint(params) else { return nil }
            var result = HoverResult()
            result.contents.kind = client.editor.wantsMarkdown ? "markdown" : "plaintext"
            result.contents.value = HoverText.write(
                hint, found, clock: client.clock, isMarkdown: client.editor.wantsMarkdown)
            result.range = WireRange(found.range, in: document.text, encoding: client.editor.encoding)
            return result
        }
    }
}
