import JSONText
import Study
import Wire

extension Method where Context == Client {
    static var executeCommand: Method {
        Method(
            "workspace/executeCommand",
            "LSP: carries out what a code action offers. What there is to see comes as window/showDocument, window/showMessage or window/showMessageRequest.",
            sort: .lsp, runs: .whenIndexed, params: CommandParams.self, result: WireType<JSON>.anything,
            refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            let arguments = params.arguments ?? []
            func argument(_ what: String) throws(Refusal) -> String {
                if let first = arguments.first { return first }
                throw Refusal(.invalidParams, "arguments must begin with \(what)")
            }
            switch EditorCommand(rawValue: params.command) {
            case .quiz: try client.quiz(try argument("a concept"))
            case .explain: try client.explain(try argument("a concept"))
            case .mute: try client.switchHints(try argument("a scope"), arguments.dropFirst().first, isOff: true)
            case .unmute: try client.switchHints(try argument("a scope"), arguments.dropFirst().first, isOff: false)
            case nil: throw Refusal(.invalidParams, "no command is named \"\(params.command)\"")
            }
            return .null
        }
    }
}

extension Client {
    fileprivate func switchHints(_ scope: String, _ name: String?, isOff: Bool) throws(Refusal) {
        guard let scope = HintSwitches.Scope(rawValue: scope), scope == .all || name?.isEmpty == false else {
            let names = HintSwitches.Scope.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(.invalidParams, "arguments must be a scope (\(names)) and, but for all, a name")
        }
        try Refusal.mapping { () throws(StudyFault) in
            try study.switchHints(scope, name ?? "", isOff: isOff)
        }
    }

    /// Opens the concept's Markdown where the editor can, else says its short answer.
    fileprivate func explain(_ concept: String) throws(Refusal) {
        let entry = try Refusal.mapping { () throws(StudyFault) in try study.show(concept).entry }
        let source = entry.source.isEmpty ? "" : "\n\(entry.source)"
        let words = "\(entry.title)\n\n\(PlainText.of(entry.summary))\(source)"
        guard editor.abilities.showsDocuments, let path = study.file(of: entry) else { return tell(words) }
        let document: JSON = ["uri": .text(FileURI.of(path)), "takeFocus": true]
        ask("window/showDocument") {
            $0.value(document)
        } _: { [self] result in
            if result?["success"] != .bool(true) { tell(words) }
        }
    }

    /// Says something in the editor's own way.
    func tell(_ words: String) {
        // 3: for information.
        notify("window/showMessage") { $0.value(["type": 3, "message": .text(words)]) }
    }

    /// Puts a question with answers to choose from; `take` gets the chosen one, nil when it was dismissed. An editor that has
    /// no such dialogues (Kate before 24.02) is told what to do `instead`.
    func choose(_ words: String, _ titles: [String], instead: String? = nil, take: @escaping (String?) -> Void) {
        let actions = JSON.list(titles.map { ["title": .text($0)] })
        ask("window/showMessageRequest") {
            $0.value(["type": 3, "message": .text(words), "actions": actions])
        } _: { [self] result in
            if result == nil, let instead { tell(instead) }
            take(result?["title"]?.text)
        }
    }
}
