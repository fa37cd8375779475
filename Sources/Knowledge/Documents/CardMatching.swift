/// Keeps a card's identity when its document is imported again after edits.
///
/// What a learner remembers hangs on the card, so a question that was reworded or moved must find its old card, and a
/// new question must not take over another's.
package enum CardMatching {
    /// For each item the existing card that asks the same, or nil when the item is new.
    ///
    /// Decided in three rounds, each among what the one before left over: first equal questions (words, not punctuation),
    /// those with equal answers first; then similar words, the most similar pairs first; then a loosely similar pair that
    /// is alone between the same neighbours. One-to-one, and the same for the same input. `existing` comes in the order
    /// of the cards' former document. Items and cards beyond `Bounds.documentItems` stay unmatched.
    package static func match(
        items: [ImportedDocument.Item], existing: [(id: String, question: String, answer: String)]
    ) -> [Match?] {
        let bound = Bounds.documentItems
        var pairing = Pairing(
            new: items.prefix(bound).map { ($0.question, $0.answer) },
            old: existing.prefix(bound).map { ($0.question, $0.answer) })
        pairing.pairEqual()
        pairing.pairSimilar()
        pairing.pairNeighbours()
        return items.indices.map { index in
            guard index < bound, let partner = pairing.partner[index] else { return nil }
            return Match(id: existing[partner].id, isSure: pairing.isSure[index])
        }
    }

    /// An existing card, and whether it is the same question beyond doubt.
    package struct Match: Sendable, Equatable {
        package var id: String
        package var isSure: Bool
    }
}
