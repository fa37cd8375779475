import Storage

/// Why something could not be done, in one sentence for the person who asked.
package struct StudyFault: Error, Sendable {
    package enum Sort: Sendable { case notFound, invalid, failed, cancelled }

    package var sort: Sort
    package var sentence: String
    /// Names that were meant, perhaps.
    package var nearest: [String]

    package init(_ sort: Sort, _ sentence: String, nearest: [String] = []) {
        self.sort = sort
        self.sentence = sentence
        self.nearest = nearest
    }

    /// Something that does not exist, with what was meant instead, perhaps.
    static func unknown(_ sentence: String, nearest: [String]) -> StudyFault {
        let hint = nearest.first.map { "; did you mean \"\($0)\"?" } ?? ""
        return StudyFault(.notFound, sentence + hint, nearest: nearest)
    }
}
