import Machine
import Server

extension Command {
    static let lookup = Command(
        name: "lookup", synopsis: "WORDS…", words: "look something up: a term, a question, a symbol, an error message",
        options: [
            Option(name: "--limit", value: "N", words: "how many concepts at most (1 to 100, default 10)"),
            Option(name: "--depth", value: "line|card|deep", words: "how much to show (default card)"),
            json,
        ]
    ) { context, words throws(Failure) in
        let query = words.plain.joined(separator: " ")
        guard !query.isEmpty else { throw .usage("say what to look up, as in: retort blueprint") }
        let depth = words.value("--depth") ?? "card"
        guard ["line", "card", "deep"].contains(depth) else {
            throw .usage("--depth must be line, card or deep, not \"\(depth)\"")
        }
        let limit = try words.whole("--limit", 1...100)
        let connection = try context.connect()
        let params = LookupParams(query: query, limit: limit)
        func ask() throws(Failure) -> LookupResult { try connection.ask("concept/lookup", params, LookupResult.self) }
        if words.has("--json") {
            let json = try connection.ask("concept/lookup", params)
            Output.json(json)
            return json["confident"] == .bool(true) ? 0 : 1
        }
        var result = try ask()
        // It may stand in a file that is not read yet, and a word that is unknown so far need not be misspelt.
        if result.indexing != nil, !result.confident || result.showing != nil, context.isWatched {
            try IndexingBar.wait(connection, context)
            result = try ask()
        }
        if let indexing = result.indexing {
            Standard.complain("not all is known yet: indexing \(indexing.words)\n")
        }
        let view = ConceptView(page: context.page)
        guard result.confident, let first = result.concepts.first else {
            Output.lines(view.nothing(for: query, nearest: result.nearest))
            return 1
        }
        if let showing = result.showing { Output.lines([view.showing(showing, instead: query)]) }
        switch depth {
        case "line": Output.lines(result.concepts.map { view.line($0) })
        case "deep": Output.lines(view.whole(try show(first, connection)))
        default:
            let others = result.concepts.dropFirst().prefix(3).map(\.title)
            Output.lines(view.card(try show(first, connection), alsoFound: Array(others)))
        }
        return 0
    }

    private static func show(_ card: ConceptCard, _ connection: Connection) throws(Failure) -> WholeConcept {
        try connection.ask("concept/show", ShowParams(id: card.pack + "/" + card.id), WholeConcept.self)
    }

    static let show = Command(
        name: "show", synopsis: "CONCEPT", words: "show one concept, whole, by its id", options: [json]
    ) { context, words throws(Failure) in
        let params = ShowParams(id: try words.only("the id of a concept, like blueprints"))
        let connection = try context.connect()
        if words.has("--json") {
            Output.json(try connection.ask("concept/show", params))
        } else {
            let concept = try connection.ask("concept/show", params, WholeConcept.self)
            Output.lines(ConceptView(page: context.page).whole(concept))
        }
        return 0
    }
}
