/// How much of anything this module takes. Whatever lies beyond is left out with a complaint.
package enum Bounds {
    /// The longest file that is read, in bytes: the longest chapter of a handbook fits many times.
    package static let fileBytes = 1 << 20
    /// The longest line, in bytes; documents copied from a web page have a paragraph a line.
    package static let lineBytes = 16_384
    /// The most questions in one concept file.
    package static let questions = 500
    /// The most entries of a list in front matter.
    package static let listEntries = 200
    /// The most wordings of a key point or a blank.
    package static let wordings = 40
    /// The most key points, choices or blanks of one question.
    package static let parts = 40
    /// The most questions taken from one document, and matched against as many.
    package static let documentItems = 2_000
    /// The most complaints about one file.
    package static let complaints = 200
    /// The longest answer that is judged, in bytes.
    package static let answerBytes = 65_536
    /// The longest id or question key, in characters, that `Slug` makes.
    package static let slugCharacters = 60
}
