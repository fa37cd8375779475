import Study
import Wire

extension Method where Context == Client {
    static var codeAction: Method {
        Method(
            "textDocument/codeAction",
            "LSP: what can be done about the concept under the cursor: be quizzed, have it explained, switch its hints off or on.",
            sort: .lsp, runs: .whenIndexed, params: ActionParams.self,
            result: WireType<[EditorAction]>.list(.object, most: 100)
        ) { client, params throws(Refusal) in
            // What an editor asks for by itself, on saving or for a light bulb, is not ours to fill.
            guard params.context?.only == nil, params.context?.triggerKind != 2 else { return [] }
            var place = PlaceParams()
            place.textDocument = params.textDocument
            place.position = params.range.start
            guard let (found, hint) = try client.hint(place, client.study.hintSwitches) else { return [] }
            return client.actions(at: found, hint)
        }
    }
}

extension Client {
    fileprivate func actions(at place: EditorSession.Place, _ hint: Hint) -> [EditorAction] {
        var actions: [EditorAction] = []
        if let entry = hint.entry {
            let concept = entry.pack + "/" + entry.id
            actions.append(EditorAction("Quiz me on “\(entry.title)”", .quiz, [concept]))
            actions.append(EditorAction("Explain “\(entry.title)”", .explain, [concept]))
        }
        let switches = HintSwitch.all(place, hint)
        let set = switches.filter { study.hintSwitches.holds($0.scope, $0.name) }
        // Where hints are off, the way back is what is wanted.
        let isOff = set.contains { $0.scope != .known }
        for one in isOff ? set : switches {
            let isSet = set.contains { $0.scope == one.scope }
            actions.append(
                EditorAction(
                    isSet ? one.titleToUnset : one.titleToSet, isSet ? .unmute : .mute,
                    one.name.isEmpty ? [one.scope.rawValue] : [one.scope.rawValue, one.name]))
        }
        return actions
    }
}
