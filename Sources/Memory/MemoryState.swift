/// What FSRS knows of one memory: two numbers. How likely it is to be recalled follows from them and the time passed.
package struct MemoryState: Sendable, Equatable {
    /// Days until the probability of recall has fallen to 0.9; FSRS-6 keeps it in 0.001...36,500.
    package var stability: Double

    /// How slowly the stability grows: 1 (easy) ... 10 (hard).
    package var difficulty: Double

    /// A state with this stability in days and this difficulty (1...10). Values out of bounds are allowed here; the
    /// model moves them into their bounds before it uses them.
    package init(stability: Double, difficulty: Double) {
        self.stability = stability
        self.difficulty = difficulty
    }
}
