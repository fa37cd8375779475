import Server
import Wire

extension Command {
    static let due = Command(
        name: "due", words: "tell what is due, and when something comes up next", options: [json]
    ) { context, words throws(Failure) in
        let connection = try context.connect()
        if words.has("--json") {
            Output.json(try connection.ask("review/due", Nothing()))
            return 0
        }
        let due = try connection.ask("review/due", Nothing(), DueResult.self)
        let proposals = (due.leeches ?? []).flatMap { MarkdownPage(page: context.page).wrap(context.proposal($0)) }
        Output.lines([context.summary(due)] + proposals)
        return 0
    }

    static let undo = Command(
        name: "undo", words: "take back what was recorded last on this machine, a grade or anything else",
        options: [json]
    ) { context, words throws(Failure) in
        let connection = try context.connect()
        let json = try connection.change("review/undo", Nothing())
        if words.has("--json") {
            Output.json(json)
            return json["undone"] == .null ? 1 : 0
        }
        let result: UndoResult = try connection.understand(json, of: "review/undo")
        guard let undone = result.undone else {
            Output.lines(["nothing to take back"])
            return 1
        }
        var after = undone.memory.map { "; due again \(context.when($0.due))" } ?? ""
        if undone.event == "review", undone.memory == nil { after = "; the card is new again" }
        Output.lines([Page.plain("took back \(undone.words)\(after)")])
        return 0
    }
}

extension Command {
    static let why = Command(
        name: "why", synopsis: "CARD", words: "say in one sentence why a card is asked now, or not", options: [json]
    ) { context, words throws(Failure) in
        var params = CardParams()
        params.card = try words.only("a card's id, like flask/routing/converters")
        let connection = try context.connect()
        let json = try connection.ask("review/why", params)
        if words.has("--json") {
            Output.json(json)
        } else {
            let why: WhyResult = try connection.understand(json, of: "review/why")
            Output.lines(MarkdownPage(page: context.page).wrap(why.sentence))
        }
        return 0
    }
}

extension CommandContext {
    /// What there is to do, in a line.
    func summary(_ due: DueResult) -> String {
        if let pause = due.pause {
            return "paused" + (pause.until.map { " until \($0)" } ?? "") + "; retort resume goes on at once"
        }
        if due.due + due.new == 0 { return "nothing to do" + (due.next.map { "; next \(when($0))" } ?? "") }
        var parts: [String] = []
        if due.due > 0 { parts.append("\(due.due) due") }
        if due.new > 0 { parts.append("\(due.new) new") }
        return parts.joined(separator: ", ") + ", about \(due.minutes) min: retort quiz"
    }

    /// What to do about a card that slips again and again.
    func proposal(_ leech: WireLeech) -> String {
        Page.plain(
            "\(leech.title) keeps slipping: \(leech.card) was forgotten \(leech.lapses) times and is set aside. Read it again "
                + "(retort show \(leech.concept)), try it once more (retort quiz --concept \(leech.concept)), or let it go "
                + "(retort card suspend \(leech.card)).")
    }

    /// "in 3 days", of an ISO 8601 time.
    func when(_ iso8601: String) -> String {
        RelativeTime.words(iso8601, clock: clock)
    }
}
