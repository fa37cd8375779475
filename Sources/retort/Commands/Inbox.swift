import JSONText
import Machine
import Server
import Wire

extension Command {
    static let inbox = Command(
        name: "inbox", words: "decide which edited cards are still the same, and keep their history",
        verbs: [
            Verb(synopsis: "", words: "list the cards to decide about"),
            Verb(synopsis: "same NUMBER", words: "it is the same card: keep its history; or same CARD WAS"),
            Verb(synopsis: "apart NUMBER", words: "it is another card, and new; or apart CARD WAS"),
        ], options: [json]
    ) { context, words throws(Failure) in
        let connection = try context.connect()
        guard !words.verb.isEmpty else {
            let json = try connection.ask("inbox/list", Nothing())
            if words.has("--json") {
                Output.json(json)
                return 0
            }
            return show(try connection.understand(json, of: "inbox/list"), context.page)
        }
        var params = DecideParams()
        params.same = words.verb == "same"
        if words.plain.count == 2 {
            (params.card, params.was) = (words.plain[0], words.plain[1])
        } else {
            let word = try words.only("a number of the list")
            let inbox = try connection.ask("inbox/list", Nothing(), InboxResult.self)
            let pairs = inbox.open + inbox.decided
            guard let number = Int(word), (1...max(1, pairs.count)).contains(number), !pairs.isEmpty else {
                throw .refused("there is no number \(word) in the inbox; retort inbox lists it")
            }
            (params.card, params.was) = (pairs[number - 1].card, pairs[number - 1].was)
        }
        let json = try connection.change("inbox/decide", params)
        if words.has("--json") {
            Output.json(json)
            return 0
        }
        let said =
            switch (params.same, params.card == params.was) {
            case (true, true): "keeps its history"
            case (true, false): "continues the history of \(params.was)"
            case (false, true): "is new"
            case (false, false): "has nothing to do with \(params.was)"
            }
        Output.lines([Page.plain("\(params.card) \(said); retort undo takes that back")])
        return 0
    }

    private static func show(_ inbox: InboxResult, _ page: Page) -> Int32 {
        var lines: [String] = []
        for (index, pair) in inbox.open.enumerated() {
            lines.append(page.styled("\(index + 1)  is this the same card, edited?", .bold))
            lines.append(Page.plain("   now     \(pair.card)" + (pair.now.map { ": " + oneLine($0) } ?? "")))
            let before = pair.before.flatMap { $0.isEmpty ? nil : ": " + oneLine($0) } ?? ""
            lines.append(Page.plain("   before  \(pair.was)\(before)"))
        }
        if !inbox.open.isEmpty {
            lines.append("retort inbox same NUMBER keeps the history, apart NUMBER makes the card new")
        }
        for (index, pair) in inbox.decided.enumerated() {
            let number = inbox.open.count + index + 1
            lines.append(Page.plain("\(number)  \(pair.card) continues the history of \(pair.was)"))
        }
        if !inbox.decided.isEmpty { lines.append("retort inbox apart NUMBER if it is another card") }
        if lines.isEmpty { lines = ["nothing waits for a decision"] }
        Output.lines(lines)
        return inbox.open.isEmpty && inbox.decided.isEmpty ? 1 : 0
    }

    private static func oneLine(_ text: String) -> String {
        text.split { $0 == "\n" }.joined(separator: " ")
    }
}
