/// How far apart words are.
package enum Spelling {
    /// How many letters must be inserted, left out, replaced or swapped with their neighbour to make one word of the
    /// other, no letter twice (optimal string alignment); nil when it is more than `limit`.
    ///
    /// Compares Unicode scalars as they stand; takes time proportional to the product of the lengths.
    package static func distance(_ first: String, _ second: String, limit: Int) -> Int? {
        distance(Array(first.unicodeScalars), Array(second.unicodeScalars), limit: limit)
    }

    /// How unlikely it is that someone typed `first` who meant `second`, in slips: 1 for a letter that is replaced, less for slips that
    /// are common (letters swapped, doubled or not, one vowel for another, neighbours of the keyboard); nil when there are more
    /// than `limit`. Bytes are compared.
    package static func slips(_ first: [UInt8], _ second: [UInt8], limit: Int) -> Double? {
        guard abs(first.count - second.count) <= limit else { return nil }
        let far = Double(limit) + 1
        var beforeLast = [Double](repeating: far, count: second.count + 1)
        var last = (0...second.count).map { $0 <= limit ? Double($0) : far }
        var current = last
        for row in first.indices {
            current[0] = Double(row + 1)
            var smallest = current[0]
            for column in second.indices {
                let (typed, meant) = (first[row], second[column])
                var cost = last[column] + (typed == meant ? 0 : isNear(typed, meant) ? commonSlip : 1)
                let isDoubled = row > 0 && first[row - 1] == typed
                let isHalved = column > 0 && second[column - 1] == meant
                cost = min(cost, last[column + 1] + (isDoubled ? commonSlip : letterSlip))
                cost = min(cost, current[column] + (isHalved ? commonSlip : letterSlip))
                if row > 0, column > 0, typed == second[column - 1], first[row - 1] == meant {
                    cost = min(cost, beforeLast[column - 1] + commonSlip)
                }
                current[column + 1] = cost
                smallest = min(smallest, cost)
            }
            if smallest > Double(limit), (last.min() ?? 0) > Double(limit) { return nil }
            (beforeLast, last, current) = (last, current, beforeLast)
        }
        return last[second.count] <= Double(limit) ? last[second.count] : nil
    }

    private static let commonSlip = 0.6
    private static let letterSlip = 0.85
    private static let rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"].map { Array($0.utf8) }

    /// One vowel for another, or a neighbour in a row of the keyboard.
    private static func isNear(_ first: UInt8, _ second: UInt8) -> Bool {
        if "aeiouy".utf8.contains(first), "aeiouy".utf8.contains(second) { return true }
        for row in rows {
            if let left = row.firstIndex(of: first), let right = row.firstIndex(of: second) {
                return abs(left - right) == 1
            }
        }
        return false
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
