import Knowledge
import Storage

extension Study {
    /// Cards looked at together at most; more wait for the next time. Their texts are compared each with each.
    private static let cardsCompared = 500

    /// Gives cards that appeared under a new id the memory of those that vanished: a question that was moved, or whose
    /// concept, pack or key was renamed, is the same question. What is sure is written down as `same`, what is not is
    /// asked about; the inbox lists both, to be decided otherwise.
    package func settleIdentity(now: Now) throws(StudyFault) {
        let gone = try reading { store throws(DatabaseFault) in try store.identity.gone(limit: Self.cardsCompared) }
        guard !gone.isEmpty else { return }
        let appeared = try reading { store throws(DatabaseFault) in
            try store.identity.appeared(limit: Self.cardsCompared)
        }
        var matching = Matching(gone: gone, appeared: appeared)
        try reading { store throws(DatabaseFault) in
            for card in gone {
                for back in try store.identity.back(of: card.id) { matching.pair(back, card, isSure: true) }
            }
            try matchPacks(&matching, store.identity)
        }
        matching.matchWithin { String($0.prefix(upTo: $0.lastIndex(of: "/") ?? $0.endIndex)) }
        matching.matchWithin { String($0.prefix { $0 != "/" }) }
        try reading { store throws(DatabaseFault) in try matchNames(&matching, store.identity) }
        for pair in matching.pairs { try write(pair, now: now) }
    }

    private func write(_ pair: Matching.Pair, now: Now) throws(StudyFault) {
        let isSpokenOf = try reading { store throws(DatabaseFault) in
            try store.identity.isSpokenOf(pair.card, pair.was.id)
        }
        if isSpokenOf { return }
        if pair.isSure {
            try append(now.at, .same(card: pair.card, was: pair.was.id))
            journal("same card, edited: \(pair.card) was \(pair.was.id)")
        } else {
            let question = try put(pair.card, now: now).question.prompt
            try ask(pair.card, was: pair.was.id, question: question, before: pair.was.question, now: now)
        }
    }

    /// Puts into the inbox whether a card whose text changed much still asks the same; of one never answered nothing is
    /// lost.
    package func askWhetherSame(_ card: DocumentImport.Doubtful, now: Now) throws(StudyFault) {
        let isRemembered = try reading { store throws(DatabaseFault) in try store.memory.memory(card.card) != nil }
        guard isRemembered else { return }
        try ask(card.card, was: card.card, question: card.question, before: card.before, now: now)
    }

    private func ask(_ card: String, was: String, question: String, before: String, now: Now) throws(StudyFault) {
        func shortened(_ text: String) -> String { String(text.prefix(Self.inboxCharacters)) }
        try append(
            now.at, .resembles(card: card, was: was, now: shortened(question), before: shortened(before)))
    }

    /// So much of a question is shown in the inbox.
    private static let inboxCharacters = 500

    /// A pack that is gone while another one has most of its questions was renamed.
    private func matchPacks(_ matching: inout Matching, _ identity: IdentityStore) throws(DatabaseFault) {
        let packs = Set(try store.knowledge.packs().map(\.name))
        let lost = matching.gone.filter { !packs.contains(String($0.id.prefix { $0 != "/" })) }
        for (pack, cards) in Dictionary(grouping: lost, by: { String($0.id.prefix { $0 != "/" }) }) {
            var heirs: [String: [(card: String, was: IdentityStore.Card)]] = [:]
            for card in cards {
                for namesake in try identity.namesakes(of: card.id, inPack: nil, limit: 10)
                where !namesake.hasPrefix(pack + "/") {
                    heirs[String(namesake.prefix { $0 != "/" }), default: []].append((namesake, card))
                }
            }
            // Two packs that both have them all are two copies; then nobody can tell.
            let most = heirs.filter { $0.value.count * 2 > cards.count }
            guard most.count == 1, let heir = most.first else { continue }
            for (card, was) in heir.value { matching.pair(card, was, isSure: true) }
        }
    }

    /// Cards whose text nobody knows any more have only their ids: a question of that key that is alone in the pack may be
    /// it.
    private func matchNames(_ matching: inout Matching, _ identity: IdentityStore) throws(DatabaseFault) {
        for card in matching.gone where card.question.isEmpty {
            let pack = String(card.id.prefix { $0 != "/" })
            let namesakes = try identity.namesakes(of: card.id, inPack: pack, limit: 2)
            if namesakes.count == 1 { matching.pair(namesakes[0], card, isSure: false) }
        }
    }

    // MARK: The inbox: what waits for a decision

    package struct Inbox: Sendable {
        /// What waits for a decision, oldest first.
        package var open: [IdentityStore.Pair]
        /// What is taken for the same, the last first.
        package var decided: [IdentityStore.Pair]
    }

    /// Pairs shown of each kind.
    package static let inboxPairs = 100

    package func inbox() throws(StudyFault) -> Inbox {
        try reading { store throws(DatabaseFault) in
            Inbox(
                open: try store.identity.open(limit: Self.inboxPairs),
                decided: try store.identity.decided(limit: Self.inboxPairs))
        }
    }

    /// Decides whether a card continues the history of another one; also against an earlier decision.
    package func decide(_ card: String, was: String, isSame: Bool, now: Now) throws(StudyFault) {
        let isKnown = try reading { store throws(DatabaseFault) in
            if try store.identity.isSpokenOf(card, was) { return true }
            let (isCard, wasRemembered) = (try store.knowledge.card(card) != nil, try store.memory.memory(was) != nil)
            return isCard && wasRemembered
        }
        guard isKnown else {
            throw StudyFault(.notFound, "\(card) must be a card of the packs, and \(was) one that was answered")
        }
        try append(now.at, isSame ? .same(card: card, was: was) : .apart(card: card, was: was))
    }
}

/// Cards that are gone and cards that appeared, paired step by step.
private struct Matching {
    struct Pair {
        var card: String
        var was: IdentityStore.Card
        var isSure: Bool
    }

    private(set) var gone: [IdentityStore.Card]
    private var appeared: [IdentityStore.Card]
    private(set) var pairs: [Pair] = []

    init(gone: [IdentityStore.Card], appeared: [IdentityStore.Card]) {
        self.gone = gone
        self.appeared = appeared
    }

    /// Takes both out of what is left.
    mutating func pair(_ card: String, _ was: IdentityStore.Card, isSure: Bool) {
        guard gone.contains(where: { $0.id == was.id }), !pairs.contains(where: { $0.card == card }) else { return }
        pairs.append(Pair(card: card, was: was, isSure: isSure))
        gone.removeAll { $0.id == was.id }
        appeared.removeAll { $0.id == card }
    }

    /// Pairs by their texts what lies in one place (a concept, then a pack), as two versions of one document.
    mutating func matchWithin(_ place: (String) -> String) {
        let places = Dictionary(grouping: appeared, by: { place($0.id) })
        for (_, new) in places.sorted(by: { $0.key < $1.key }) {
            let old = gone.filter { !$0.question.isEmpty && place($0.id) == place(new[0].id) }
            let found = CardMatching.match(
                items: new.map { ImportedDocument.Item(number: 0, question: $0.question, answer: $0.answer, line: 1) },
                existing: old.map { ($0.id, $0.question, $0.answer) })
            for (card, match) in zip(new, found) {
                guard let match, let was = old.first(where: { $0.id == match.id }) else { continue }
                pair(card.id, was, isSure: match.isSure)
            }
        }
    }
}
