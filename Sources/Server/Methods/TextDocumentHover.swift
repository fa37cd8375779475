import JSONText
import Reading
import Study
import Wire

extension Method where Context == Client {
    static var hover: Method {
        Method(
            "textDocument/hover",
            "LSP: explains the concept under the cursor, the less the better it is known; null where nothing is known, where it is mastered, and where hints are switched off.",
            sort: .lsp, runs: .whenIndexed, params: PlaceParams.self, result: HoverAnswer.type
        ) { client, params throws(Refusal) in
            guard let place = client.place(params) else { return nil }
            let isAgain = client.editor.isAskedAgain(
                params.textDocument.uri, place.known.found.range, at: client.clock.now())
            let switches = client.study.hintSwitches
            let edition = client.study.memoryEdition
            if let answer = place.known.answer, answer.edition == edition, switches.areUnset { return answer.bytes }
            let hint = try client.hint(place, switches)
            if switches.areOff(place, hint) { return nil }
            guard let amount = HoverText.Amount(hint, place.found, isAskedAgain: isAgain) else { return nil }
            let isMarkdown = client.editor.abilities.showsMarkdown
            var result = HoverResult()
            result.contents.kind = isMarkdown ? "markdown" : "plaintext"
            result.contents.value = HoverText.write(
                hint, place.found, amount, clock: client.clock, isMarkdown: isMarkdown)
            result.range = WireRange(place.found.range, in: place.document.text, encoding: client.editor.encoding)
            var writer = JSONWriter(reserving: 1024)
            HoverResult.shape.write(result, &writer)
            // A memory fades from moment to moment.
            if hint.recall == nil, switches.areUnset { place.known.answer = (writer.bytes, edition) }
            return writer.bytes
        }
    }
}

/// A hover as it was written. (Made once: of all answers this one is wanted most often.)
private enum HoverAnswer {
    static let type: WireType<[UInt8]?> = {
        let hover = WireType<HoverResult>.object
        return .nullable(
            WireType(schema: hover.schema(), definitions: hover.definitions) { json throws(ShapeFault) in
                Array(json.written.utf8)
            } write: {
                $1.raw($0.pointee)
            })
    }()
}

extension HintSwitches {
    /// Whether the person wants no hint here.
    fileprivate func areOff(_ place: EditorSession.Place, _ hint: Hint) -> Bool {
        !areUnset && HintSwitch.all(place, hint).contains { $0.scope != .known && holds($0.scope, $0.name) }
    }
}
