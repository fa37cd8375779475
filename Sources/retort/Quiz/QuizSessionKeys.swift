import Machine
import Server
import Wire

/// Keys that work at any point of a card.
extension QuizSession {
    /// What a key does beside answering; nil when the card stays.
    mutating func common(_ key: Key, _ question: WireQuestion) throws(Failure) -> Step? {
        switch key {
        case .character("q"), .control("c"), .control("d"), .closed, .leave: return leave(key)
        case .character("s"):
            stage.say("skipped")
            return .skip
        case .character("u"): return try undo()
        case .character("f"): try flag(question)
        case .character("d"):
            return try tell("card/suspend", question, "not asked any more (u takes that back; retort card unsuspend)")
        case .character("b"): return try tell("card/bury", question, "not today any more (u takes that back)")
        case .character("e"): return try edit(question)
        case .character("w"):
            var params = CardParams()
            params.card = question.card
            let sentence = try link.ask("review/why", params, WhyResult.self).sentence
            stage.interlude { page in MarkdownPage(page: page).wrap(sentence) }
        case .character("?"):
            stage.interlude { page in QuizWords.keys.flatMap { Page.hang($0, page.width) } }
        default: break
        }
        return nil
    }

    private mutating func tell(_ method: String, _ question: WireQuestion, _ said: String) throws(Failure) -> Step {
        var params = CardParams()
        params.card = question.card
        try link.tell(method, params)
        stage.say(said)
        return .next
    }

    private mutating func flag(_ question: WireQuestion) throws(Failure) {
        let typed = stage.line(
            "what is wrong with it? ", stage.isPlain ? [] : ["Return flags it, with or without a note · Esc does not"])
        guard case .text(let note) = typed else { return }
        var params = FlagParams()
        params.card = question.card
        params.note = note.isEmpty ? nil : String(note.prefix(2_000))
        try link.tell("card/flag", params)
        stage.say("flagged (u takes that back)")
    }

    /// Takes back the last thing; its card comes next. Nil when there was none.
    mutating func undo() throws(Failure) -> Step? {
        do throws(Failure) {
            guard let undone = try link.undo().undone else {
                stage.say("there is nothing to take back")
                return nil
            }
            stage.say("took back \(Page.plain(undone.words))")
            guard let card = undone.card else { return nil }
            if let last = answered.lastIndex(where: { $0.card == card }), undone.event == "review" {
                answered.remove(at: last)
            }
            wish.exclude?.removeAll { $0 == card }
            return .again(card)
        } catch {
            stage.say(error.sentence)
            return nil
        }
    }

    /// Opens the card's file; then the card is put as it is now.
    private mutating func edit(_ question: WireQuestion) throws(Failure) -> Step? {
        var params = CardParams()
        params.card = question.card
        let source = try link.ask("card/source", params, SourceResult.self)
        guard source.editable else {
            stage.say("it came with Retort, and its file would be replaced by the next version; f flags it instead")
            return nil
        }
        guard stage.isAttended else { return nil }
        do throws(SystemFault) {
            let words = PreferredEditor.words(context.environment, file: source.file, line: source.line)
            let status = try stage.hand(over: words)
            stage.say(status == 0 ? "edited" : "the editor ended with status \(status); the card is as its file is now")
        } catch {
            stage.say(error.sentence)
            return nil
        }
        do throws(Failure) {
            if let document = source.document {
                var importing = ImportParams()
                importing.path = document
                _ = try link.ask("pack/import", importing, ImportResult.self)
            } else {
                try link.tell("pack/refresh", Nothing())
            }
            var one = NextParams()
            one.card = question.card
            _ = try link.ask("quiz/next", one, NextResult.self)
            return .again(question.card)
        } catch {
            stage.say(error.sentence)
            return .next
        }
    }
}
