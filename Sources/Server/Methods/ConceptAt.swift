import Memory
import Reading
import Study
import Wire

extension Method where Context == Client {
    static var conceptAt: Method {
        Method(
            "concept/at",
            "Tells which symbol and concept stand at a place in code or in a template; null where nothing is known.",
            runs: .whenIndexed, params: PlaceParams.self, result: WireType<HintResult?>.nullable(.object)
        ) { client, params throws(Refusal) in
            guard let (place, hint) = try client.hint(params, client.study.hintSwitches) else { return nil }
            var result = HintResult()
            result.symbol = hint.symbol
            result.concept = hint.entry.map { ConceptCard($0) }
            result.pitfall = hint.known.pitfall
            result.likely = place.found.isLikely
            result.removedIn = place.found.removedIn
            result.note = place.found.note
            result.range = WireRange(place.found.range, in: place.document.text, encoding: client.editor.encoding)
            return result
        }
    }
}

extension Client {
    /// What stands at a place, and what is known of it.
    func hint(_ params: PlaceParams, _ switches: HintSwitches) throws(Refusal) -> (EditorSession.Place, Hint)? {
        guard let place = place(params) else { return nil }
        return (place, try hint(place, switches))
    }

    func place(_ params: PlaceParams) -> EditorSession.Place? {
        editor.place(params.textDocument.uri, params.position.text, hints: study.hintSource)
    }

    func hint(_ place: EditorSession.Place, _ switches: HintSwitches) throws(Refusal) -> Hint {
        let now = Instant(milliseconds: clock.now())
        return try Refusal.mapping { () throws(StudyFault) in
            try study.hint(place.found, switches: switches, at: now)
        }
    }
}
