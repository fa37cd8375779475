import JSONText
import Machine
import Server
import Wire

extension Command {
    static let card = Command(
        name: "card", words: "ask a card no more, or not today; mark it, saying why; make it new again",
        verbs: [
            Verb(synopsis: "suspend CARD", words: "ask it no more"),
            Verb(synopsis: "unsuspend CARD", words: "ask it again"),
            Verb(synopsis: "bury CARD", words: "ask it no more today"),
            Verb(synopsis: "flag CARD [NOTE…]", words: "mark it, and say why if you like"),
            Verb(synopsis: "unflag CARD", words: "take the mark away"),
            Verb(synopsis: "reset CARD", words: "make it new again; earlier answers do not count"),
        ], options: [json]
    ) { context, words throws(Failure) in
        let verb = words.verb
        var params = FlagParams()
        if verb == "flag", words.plain.count > 1 {
            params.card = words.plain[0]
            params.note = words.plain[1...].joined(separator: " ")
        } else {
            params.card = try words.only("a card's id, like flask/routing/converters")
        }
        let connection = try context.connect()
        let json = try connection.change("card/" + verb, params)
        if words.has("--json") {
            Output.json(json)
            return 0
        }
        let standing: StandingResult = try connection.understand(json, of: "card/" + verb)
        let said =
            switch verb {
            case "suspend": "is not asked any more; retort card unsuspend brings it back"
            case "unsuspend":
                "is asked again" + (standing.memory.map { ", due \(context.when($0.due))" } ?? ", it is new")
            case "bury": "is not asked any more today"
            case "flag": "is flagged" + (standing.note.map { ": " + $0 } ?? "")
            case "unflag": "is not flagged any more"
            default: "is new again; retort undo takes that back"
            }
        Output.lines([Page.plain("\(standing.card) \(said)")])
        return 0
    }

    static let pause = Command(
        name: "pause", synopsis: "[DAYS | DATE]",
        words: "ask and remind of nothing for some days, up to a day, or until retort resume", options: [json]
    ) { context, words throws(Failure) in
        var params = PauseParams()
        if !words.plain.isEmpty {
            let word = try words.only("a number of days or a date like 2026-12-01")
            if let days = Int(word) { params.days = days } else { params.until = word }
        }
        let connection = try context.connect()
        let json = try connection.change("review/pause", params)
        if words.has("--json") {
            Output.json(json)
            return 0
        }
        let pause: PauseResult = try connection.understand(json, of: "review/pause")
        Output.lines([pause.until.map { "paused; it goes on by itself on \($0)" } ?? "paused until retort resume"])
        return 0
    }

    static let resume = Command(name: "resume", words: "end a pause", options: [json]) {
        context, words throws(Failure) in
        let connection = try context.connect()
        let json = try connection.change("review/resume", Nothing())
        if words.has("--json") {
            Output.json(json)
            return 0
        }
        Output.lines([context.summary(try connection.ask("review/due", Nothing(), DueResult.self))])
        return 0
    }

    static let settings = Command(
        name: "settings", synopsis: "[SETTING [VALUE…]]",
        words: "show what is set, or set it for all your devices",
        options: [Option(name: "--pack", value: "PACK", words: "set desiredRetention for this pack only"), json]
    ) { context, words throws(Failure) in
        let connection = try context.connect()
        guard words.plain.count <= 2 || words.plain.first == "easyDays" else {
            throw .usage("say retort settings NAME VALUE")
        }
        let json: JSON
        if words.plain.count >= 2 {
            var params = SettingParams()
            params.name = words.plain[0]
            params.value = value(Array(words.plain[1...]), of: params.name)
            params.pack = words.value("--pack")
            json = try connection.change("settings/set", params)
        } else {
            json = try connection.ask("settings/get", Nothing())
        }
        if words.has("--json") {
            Output.json(json)
            return 0
        }
        var result: SettingsResult = try connection.understand(json, of: "settings")
        if let name = words.plain.first {
            result.settings.removeAll { $0.name != name }
            guard !result.settings.isEmpty else {
                throw .refused("there is no setting \"\(name)\"; see retort settings")
            }
        }
        Output.lines(
            result.settings.map { setting in
                let value =
                    setting.value.list.map { $0.compactMap(\.text).joined(separator: " ") } ?? setting.value.written
                let origin =
                    switch setting.from {
                    case "file": "from \(context.places.settings)"
                    case "log": setting.pack.map { "set for the pack \($0)" } ?? "set for all devices"
                    default: "the default"
                    }
                return Page.plain("\(setting.name)  \(value.isEmpty ? "none" : value)  (\(origin))")
            })
        return 0
    }

    /// JSON when it is JSON; days of the week may stand as plain words, and "none" for none of them.
    private static func value(_ words: [String], of name: String) -> JSON {
        let text = words.joined(separator: " ")
        if let json = try? JSONReader.read(text.utf8) { return json }
        guard name == "easyDays" else { return .text(text) }
        let days = text.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
        return .list(days == ["none"] ? [] : days.map { .text($0) })
    }
}
