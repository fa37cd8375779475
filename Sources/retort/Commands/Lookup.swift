import Machine
import Server

extension Command {
    static let lookup = Command(
        name: "lookup", synopsis: "WORDS…",
        words: "look something up: a term, a question, a symbol, an error message",
        options: [
            Option(name: "--limit", value: "N", words: "how many concepts at most (1 to 100)"),
            Option(
                name: "--depth", value: "line|card|deep",
                words: "a line each, the short answer (default), or all there is"),
            json,
        ],
        details: """
            Fields narrow a search, and alone they list:
              topic:forms level:beginner pack:flask   concepts filed so
              due:today due:7d                        with cards that come up by then, the soonest first
              weak:                                   that were asked, the least surely remembered first
            """
    ) { context, words throws(Failure) in
        let query = words.plain.joined(separator: " ")
        guard !query.isEmpty else { throw .usage("say what to look up, as in: retort blueprint") }
        let depth = words.value("--depth") ?? "card"
        guard LookupParams.depths.contains(depth) else {
            throw .usage("--depth must be line, card or deep, not \"\(depth)\"")
        }
        var params = LookupParams()
        params.query = query
        params.limit = try words.whole("--limit", 1...100)
        params.depth = depth
        let connection = try context.connect()
        if words.has("--json") {
            let json = try connection.ask("concept/lookup", params)
            Output.json(json)
            return json["confident"] == .bool(true) ? 0 : 1
        }
        var result = try connection.ask("concept/lookup", params, LookupResult.self)
        // It may stand in a file that is not read yet, and a word that is unknown so far need not be misspelt.
        if result.indexing != nil, !result.confident || result.showing != nil, context.isWatched {
            try IndexingBar.wait(connection, context)
            result = try connection.ask("concept/lookup", params, LookupResult.self)
        }
        if let indexing = result.indexing {
            Standard.complain("not all is known yet: \(indexing.total == 0 ? "" : "indexing ")\(indexing.words)\n")
        }
        let view = ConceptView(page: context.page)
        guard result.confident, let first = result.concepts.first else {
            Output.lines(view.nothing(for: query, nearest: result.nearest))
            return 1
        }
        if let showing = result.showing { Output.lines([view.showing(showing, instead: query)]) }
        if let deep = result.deep {
            Output.lines(view.deep(deep, others: result.concepts.dropFirst().map(\.title), clock: context.clock))
        } else if depth == "line" || result.list == true {
            Output.lines(result.concepts.map { view.line($0, clock: context.clock) })
        } else {
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
