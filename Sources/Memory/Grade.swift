/// How well an answer was known. The numbers are those of Anki and FSRS.
package enum Grade: Int, Sendable, CaseIterable {
    /// Not known: the only grade that is no pass.
    case again = 1

    /// Known with much trouble; 2.
    case hard

    /// Known; 3.
    case good

    /// Known at once; 4.
    case easy
}
