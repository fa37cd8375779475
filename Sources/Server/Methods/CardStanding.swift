import Study
import Wire

/// What a person may say of a card. Each answers once it is on the disk.
extension Method where Context == Client {
    static var cardSuspend: Method { word("card/suspend", "Asks the card no more until card/unsuspend.", .suspend) }

    static var cardUnsuspend: Method { word("card/unsuspend", "Asks a suspended card again.", .unsuspend) }

    static var cardBury: Method { word("card/bury", "Asks the card no more before the next study day.", .bury) }

    static var cardUnflag: Method { word("card/unflag", "Takes the mark from the card.", .unflag) }

    static var cardReset: Method {
        word(
            "card/reset", "Makes the card new again: its earlier reviews no longer count. review/undo takes it back.",
            .reset)
    }

    static var cardFlag: Method {
        Method(
            "card/flag", "Marks the card, as wrong or unclear; it is still asked.", runs: .whenIndexed,
            params: FlagParams.self, result: WireType<StandingResult>.object, refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            try client.say(.flag(note: params.note), of: params.card)
        }
    }

    private static func word(_ name: String, _ words: String, _ word: CardWord) -> Method {
        Method(
            name, words, runs: .whenIndexed, params: CardParams.self, result: WireType<StandingResult>.object,
            refusals: [.notFound, .failed]
        ) { client, params throws(Refusal) in
            try client.say(word, of: params.card)
        }
    }
}

extension Client {
    fileprivate func say(_ word: CardWord, of card: String) throws(Refusal) -> StandingResult {
        let standing = try Refusal.mapping { () throws(StudyFault) in try study.say(word, of: card, now: now) }
        hub.reviewChanged()
        return StandingResult(standing, self)
    }
}
