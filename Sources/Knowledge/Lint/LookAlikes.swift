/// Questions of a pack that are nearly the same.
///
/// Two questions are as alike as their words: the weight of the words in both, divided by the weight of the words in
/// either (Jaccard's index), a word weighing more the fewer questions have it. Only questions that share one of their
/// rarest words are compared, which loses none above the threshold (prefix filtering: Chaudhuri, Ganti, Kaushik 2006),
/// and each with a bounded number of others, so that time grows with the text.
struct LookAlikes {
    /// For each question the rarest words first, as numbers in that order.
    private var words: [[Int]]
    private var weights: [Double] = []

    /// - Parameter texts: what each question asks and answers.
    init(_ texts: [String]) {
        var numbers: [String: Int] = [:]
        var names: [String] = []
        var counts: [Int] = []
        words = texts.map { text in
            Words.informative(text).map { word in
                if let number = numbers[word] {
                    counts[number] += 1
                    return number
                }
                numbers[word] = names.count
                names.append(word)
                counts.append(1)
                return names.count - 1
            }
        }
        let byRarity = counts.indices.sorted { (counts[$0], names[$0]) < (counts[$1], names[$1]) }
        var ranks = [Int](repeating: 0, count: counts.count)
        for (rank, number) in byRarity.enumerated() { ranks[number] = rank }
        weights = byRarity.map { Self.weight(count: counts[$0]) }
        words = words.map { Array($0.map { ranks[$0] }.sorted().prefix(LintBounds.comparedWords)) }
    }

    /// For each question the earlier one that is most like it, the first of several; nil when none is near.
    func nearest() -> [Int?] {
        let totals = words.map(weight)
        var holders: [Int: [Int]] = [:]
        var asked = [Int](repeating: -1, count: words.count)
        return words.indices.map { question in
            var best: (likeness: Double, other: Int)?
            var left = LintBounds.comparisons
            let rare = rarest(words[question], total: totals[question])
            for word in rare {
                for other in (holders[word] ?? []).suffix(left) where asked[other] != question {
                    asked[other] = question
                    left -= 1
                    let shared = sharedWeight(words[question], words[other])
                    let likeness = shared / (totals[question] + totals[other] - shared)
                    guard likeness >= LintBounds.likeness else { continue }
                    if let best, (best.likeness, -best.other) >= (likeness, -other) { continue }
                    best = (likeness, other)
                }
            }
            for word in rare { holders[word, default: []].append(question) }
            return best?.other
        }
    }

    /// 1 for a word that no more than a pair of questions shares, then a half, a third … with each doubling.
    private static func weight(count: Int) -> Double {
        1 / Double(max(1, Int.bitWidth - 1 - count.leadingZeroBitCount))
    }

    /// The rarest words without which two questions cannot be alike enough.
    private func rarest(_ words: [Int], total: Double) -> ArraySlice<Int> {
        var left = total
        for (place, word) in words.enumerated() {
            if left < LintBounds.likeness * total { return words[..<place] }
            left -= weights[word]
        }
        return words[...]
    }

    private func weight(_ words: [Int]) -> Double {
        words.reduce(0) { $0 + weights[$1] }
    }

    private func sharedWeight(_ left: [Int], _ right: [Int]) -> Double {
        var (first, second, shared) = (0, 0, 0.0)
        while first < left.count, second < right.count {
            if left[first] == right[second] {
                shared += weights[left[first]]
                first += 1
                second += 1
            } else if left[first] < right[second] {
                first += 1
            } else {
                second += 1
            }
        }
        return shared
    }
}
