import Reading
import Study
import Wire

extension Method where Context == Client {
    static var hover: Method {
        Method(
            "textDocument/hover",
            "LSP: explains the concept under the cursor, the less the better it is known; null where nothing is known, where it is mastered, and where hints are switched off.",
            sort: .lsp, runs: .whenIndexed, params: PlaceParams.self, result: WireType<HoverResult?>.nullable(.object)
        ) { client, params throws(Refusal) in
            let switches = client.study.hintSwitches
            guard let (place, hint) = try client.hint(params, switches), !switches.areOff(place, hint) else {
                return nil
            }
            let isAgain = client.editor.isAskedAgain(
                params.textDocument.uri, place.found.range, at: client.clock.now())
            guard let amount = HoverText.Amount(hint, place.found, isAskedAgain: isAgain) else { return nil }
            let isMarkdown = client.editor.abilities.showsMarkdown
            var result = HoverResult()
            result.contents.kind = isMarkdown ? "markdown" : "plaintext"
            result.contents.value = HoverText.write(
                hint, place.found, amount, clock: client.clock, isMarkdown: isMarkdown)
            result.range = WireRange(place.found.range, in: place.document.text, encoding: client.editor.encoding)
            return result
        }
    }
}

extension HintSwitches {
    /// Whether the person wants no hint here.
    fileprivate func areOff(_ place: EditorSession.Place, _ hint: Hint) -> Bool {
        !areUnset && HintSwitch.all(place, hint).contains { $0.scope != .known && holds($0.scope, $0.name) }
    }
}
