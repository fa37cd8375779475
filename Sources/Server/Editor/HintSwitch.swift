import Study

/// A switch for hints that can be set at a place.
struct HintSwitch {
    var scope: HintSwitches.Scope
    var name: String
    var titleToSet: String
    var titleToUnset: String

    /// Every switch that a place has, the narrowest first.
    static func all(_ place: EditorSession.Place, _ hint: Hint) -> [HintSwitch] {
        var all: [HintSwitch] = []
        func add(_ scope: HintSwitches.Scope, _ name: String, _ words: String) {
            all.append(
                HintSwitch(
                    scope: scope, name: name, titleToSet: "No hints \(words)", titleToUnset: "Hints \(words) again"))
        }
        let symbol = HoverText.dotted(hint.symbol)
        if let entry = hint.entry {
            let concept = entry.pack + "/" + entry.id
            all.append(
                HintSwitch(
                    scope: .known, name: concept, titleToSet: "I know “\(entry.title)”",
                    titleToUnset: "I do not know “\(entry.title)” that well"))
            add(.symbol, hint.symbol, "for \(symbol)")
            add(.concept, concept, "for “\(entry.title)”")
        } else {
            add(.symbol, hint.symbol, "for \(symbol)")
        }
        add(.file, place.path, "in this file")
        add(.project, place.workspace.root, "in this project")
        add(.all, "", "anywhere")
        return all
    }
}
