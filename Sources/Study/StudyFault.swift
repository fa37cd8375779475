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

    /// Something that does not exist, with what was meant instead, perhaps. (`Study.missing` for what may be in packs.)
    static func unknown(_ sentence: String, nearest: [String]) -> StudyFault {
        let hint = nearest.first.map { "; did you mean \"\($0)\"?" } ?? ""
        return StudyFault(.notFound, sentence + hint, nearest: nearest)
    }
}

extension Study {
    /// Something that no pack has, or none that was read so far.
    func missing(_ sentence: String, nearest: [String]) -> StudyFault {
        guard let indexing else { return .unknown(sentence, nearest: nearest) }
        let far = indexing.total > 0 ? " (\(indexing.done) of \(indexing.total) files)" : ""
        return StudyFault(
            .notFound,
            "\(sentence) in what was read so far: the packs are still being indexed\(far); ask again when `retort status` shows no indexing any more",
            nearest: nearest)
    }
}
