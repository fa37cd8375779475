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
        guard abs(first.count - second.count) <= limit, first.count <= longestWord, second.count <= longestWord,
            (letters(first) ^ letters(second)).nonzeroBitCount <= 2 * limit
        else { return nil }
        let width = second.count + 1
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * width) { costs in
            var (beforeLast, last, current) = (0, width, 2 * width)
            for column in 0..<width {
                costs[last + column] = Double(column)
                costs[beforeLast + column] = Double(limit + 1)
            }
            for row in first.indices {
                costs[current] = Double(row + 1)
                var smallest = costs[current]
                for column in second.indices {
                    let (typed, meant) = (first[row], second[column])
                    var cost = costs[last + column] + (typed == meant ? 0 : isNear(typed, meant) ? commonSlip : 1)
                    let isDoubled = row > 0 && first[row - 1] == typed
                    let isHalved = column > 0 && second[column - 1] == meant
                    cost = min(cost, costs[last + column + 1] + (isDoubled ? commonSlip : letterSlip))
                    cost = min(cost, costs[current + column] + (isHalved ? commonSlip : letterSlip))
                    if row > 0, column > 0, typed == second[column - 1], first[row - 1] == meant {
                        cost = min(cost, costs[beforeLast + column - 1] + commonSlip)
                    }
                    costs[current + column + 1] = cost
                    smallest = min(smallest, cost)
                }
                // A swap reaches two rows back, so both must be too far before giving up.
                if smallest > Double(limit), (0..<width).allSatisfy({ costs[last + $0] > Double(limit) }) { return nil }
                (beforeLast, last, current) = (last, current, beforeLast)
            }
            return costs[last + second.count] <= Double(limit) ? costs[last + second.count] : nil
        }
    }

    /// Which letters a word has, a bit for each; a slip changes two at most.
    private static func letters(_ word: [UInt8]) -> UInt32 {
        word.reduce(0) { $0 | 1 << UInt32($1 & 31) }
    }

    /// Every word of small letters that is one slip away.
    package static func oneSlip(from word: [UInt8]) -> [[UInt8]] {
        var words: [[UInt8]] = []
        let alphabet = UInt8(ascii: "a")...UInt8(ascii: "z")
        for place in 0...word.count {
            for letter in alphabet {
                words.append(Array(word[..<place]) + [letter] + word[place...])
                if place < word.count, word[place] != letter {
                    words.append(Array(word[..<place]) + [letter] + word[(place + 1)...])
                }
            }
            guard place < word.count else { continue }
            words.append(Array(word[..<place]) + word[(place + 1)...])
            if place + 1 < word.count, word[place] != word[place + 1] {
                words.append(Array(word[..<place]) + [word[place + 1], word[place]] + word[(place + 2)...])
            }
        }
        return words
    }

    private static let commonSlip = 0.6
    private static let letterSlip = 0.85

    /// For each small letter those that stand in for it: vowels for one another, and the neighbours in a row of the keyboard.
    private static let near: [UInt32] = {
        var near = [UInt32](repeating: 0, count: 26)
        func join(_ first: UInt8, _ second: UInt8) {
            near[Int(first - 0x61)] |= 1 << UInt32(second - 0x61)
            near[Int(second - 0x61)] |= 1 << UInt32(first - 0x61)
        }
        for first in "aeiouy".utf8 { for second in "aeiouy".utf8 where first != second { join(first, second) } }
        for row in ["qwertyuiop", "asdfghjkl", "zxcvbnm"] {
            for (first, second) in zip(row.utf8, row.utf8.dropFirst()) { join(first, second) }
        }
        return near
    }()

    private static func isNear(_ first: UInt8, _ second: UInt8) -> Bool {
        guard (0x61...0x7A).contains(first), (0x61...0x7A).contains(second) else { return false }
        return near[Int(first - 0x61)] & 1 << UInt32(second - 0x61) != 0
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
