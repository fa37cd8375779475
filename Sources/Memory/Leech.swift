extension CardMemory {
    /// Lapses after which a card is a leech for the first time.
    ///
    /// At a desired retention of 0.9 a card as hard as the model takes it for lapses six times in its first twenty
    /// reviews by chance in 1 % of cases, five times in 4 %, Anki's eight in 0.04 %, by when it has cost a day's two
    /// minutes twice over.
    package static let leechLapses = 6

    /// Every so many further lapses it is one again: half of the threshold, as in Anki.
    private static let leechStep = 3

    /// Whether the card has just slipped once too often: that it is asked again is no help then, it is to be read, edited
    /// or suspended. A pass, when it is asked for by name, takes it back into the queue.
    package var isLeech: Bool {
        guard lapses >= Self.leechLapses, case .relearning = phase else { return false }
        return (lapses - Self.leechLapses) % Self.leechStep == 0
    }
}
