/// How far apart words are.
package enum Spelling {
    /// How many letters must be inserted, left out, replaced or swapped with their neighbour to make one word of the
    /// other, no letter twice (optimal string alignment); nil when it is more than `limit`.
    ///
    /// Compares Unicode scalars as they stand; takes time proportional to the product of the lengths.
    package static func distance(_ first: String, _ second: String, limit: Int) -> Int? {
        distance(Array(first.unicodeScalars), Array(second.unicodeScalars), limit: limit)
    }

    /// The candidates most like `word`, nearest first and then in alphabetical order, at most `count`.
    ///
    /// Capitals do not count. A candidate is near within a third of the word's length, at least one letter and at most
    /// three; a candidate that starts with the word (of three letters or more) counts as one letter away.
    package static func nearest(_ word: String, in candidates: some Sequence<String>, count: Int) -> [String] {
        guard count > 0 else { return [] }
        let wanted = Array(word.lowercased().unicodeScalars.prefix(longestWord))
        let limit = min(3, max(1, wanted.count / 3))
        var found: [(distance: Int, candidate: String)] = []
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars.prefix(longestWord))
            if let distance = distance(wanted, letters, limit: limit) {
                found.append((distance, candidate))
            } else if wanted.count >= 3, letters.starts(with: wanted) {
                found.append((1, candidate))
            }
        }
        found.sort { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }
        return found.prefix(count).map(\.candidate)
    }

    /// `; did you mean "…"?`, or nothing when no candidate is near.
    static func suggestion(_ word: String, among candidates: some Sequence<String>) -> String {
        nearest(word, in: candidates, count: 1).first.map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// The letters of a candidate that are looked at: bounds the time a monstrous word takes.
    private static let longestWord = 100

    private static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar], limit: Int) -> Int? {
        guard limit >= 0, abs(first.count - second.count) <= limit else { return nil }
        var beforeLast = [Int](repeating: 0, count: second.count + 1)
        var last = Array(0...second.count)
        var current = beforeLast
        for row in first.indices {
            current[0] = row + 1
            var smallest = row + 1
            for column in second.indices {
                let isSame = first[row] == second[column]
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current[column + 1] = cost
                smallest = min(smallest, cost)
            }
            // A swap reaches two rows back, so both must be too far before giving up.
            if smallest > limit, (last.min() ?? 0) > limit { return nil }
            (beforeLast, last, current) = (last, current, beforeLast)
        }
        return last[second.count] <= limit ? last[second.count] : nil
    }
}
