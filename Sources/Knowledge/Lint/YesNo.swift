/// Whether yes or no would answer a question; knows English only.
enum YesNo {
    /// Whether a prompt asks for nothing but a yes or no: a question begins with a verb such as *does*, offers no
    /// alternatives, and nothing else in the prompt asks what, why or how.
    static func isAsked(by prompt: Prose) -> Bool {
        var isAsked = false
        for sentence in prompt.sentences {
            switch kind(of: sentence) {
            case .open: return false
            case .yesNo: isAsked = true
            case .statement: break
            }
        }
        return isAsked
    }

    /// Whether choices say no more than yes and no.
    static func isOffered(by choices: [Choice]) -> Bool {
        choices.allSatisfy { choice in
            let words = Prose(choice.text).words
            return words.count == 1 && words.allSatisfy(answers.contains)
        }
    }

    private enum Asks { case open, yesNo, statement }

    private static func kind(of sentence: Sentence) -> Asks {
        let clauses = sentence.clauses.map { $0.drop { joints.contains($0) } }
        guard sentence.isQuestion else {
            return clauses.contains { $0.first.map(orders.contains) == true } ? .open : .statement
        }
        // "When a view returns None, does …" asks what stands behind the comma, "Which two, besides yours, are …" does not.
        guard let verb = clauses.firstIndex(where: { $0.first.map(verbs.contains) == true }),
            !clauses[..<verb].joined().contains(where: things.contains)
        else { return .open }
        let rest = sentence.clauses[verb...]
        for (index, words) in rest.enumerated() {
            for (place, word) in words.enumerated() {
                if orders.contains(word), place <= 2 { return .open }
                let follows = index > 0 && place == 0 || place > 0 && joints.contains(words[place - 1])
                if follows, asking.contains(word) { return .open }
                if word == "or", place + 1 < words.count, words[place + 1] != "not" { return .open }
            }
        }
        return .yesNo
    }

    private static let verbs: Set<String> = [
        "is", "are", "was", "were", "isn't", "aren't", "does", "do", "did", "doesn't", "don't", "can", "can't", "could",
        "should", "shouldn't", "will", "won't", "would", "has", "have", "had", "may", "must",
    ]
    private static let things: Set<String> = ["what", "why", "how", "which", "who", "whose"]
    private static let asking = things.union(["when", "where", "with", "if", "under", "in"])
    private static let joints: Set<String> = ["and", "but", "so", "then", "or", "also"]
    private static let orders: Set<String> = [
        "explain", "say", "name", "give", "describe", "list", "tell", "justify", "show", "write", "compare", "state",
        "find",
    ]
    private static let answers: Set<String> = ["yes", "no", "true", "false"]
}
