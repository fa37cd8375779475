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
            guard let (found, document, hint) = try client.hint(params) else { return nil }
            var result = HintResult()
            result.symbol = hint.symbol
            result.concept = hint.entry.map { ConceptCard($0) }
            result.likely = found.isLikely
            result.removedIn = found.removedIn
            result.range = WireRange(found.range, in: document.text, encoding: client.editor.encoding)
            return result
        }
    }
}

extension Client {
    /// What stands at a place, and what is known of it.
    func hint(_ params: PlaceParams) throws(Refusal) -> (Found, Document, Hint)? {
        let place = editor.found(params.textDocument.uri, params.position.text, hints: study.hintSource)
        guard let (found, document) = place else { return nil }
        let hint = try Refusal.mapping { () throws(StudyFault) in try study.hint(found, now: now) }
        return (found, document, hint)
    }
}
