/// Pairs the questions of two versions of a document: the rounds of `CardMatching`.
struct Pairing {
    /// Pairs this similar ask the same: beside an unchanged answer a sixth of the question's weight has to be shared.
    static let similarEnough = 0.5
    /// Pairs this similar may ask the same when their place agrees, too.
    static let looselySimilar = 0.2
    /// How much of the similarity the question makes; the answer makes the rest.
    static let questionShare = 0.6
    /// The most candidates kept for one question: bounds memory when everything resembles everything.
    static let candidates = 16

    /// A pair this similar is the same question beyond doubt: three of four words that tell something.
    static let surelySimilar = 0.75
    /// So many words make an answer that nothing else would have.
    static let tellingWords = 4

    /// For each new question the index of its old one.
    private(set) var partner: [Int?]
    /// Whether that pair is beyond doubt.
    private(set) var isSure: [Bool]
    private let new: [Side]
    private let old: [Side]
    private var isTaken: [Bool]

    /// One question as it is compared.
    private struct Side {
        var question: String
        var answer: String
        /// Numbers of its informative words, each once.
        var words: [Int]
        var answerWords: [Int]
    }

    init(new: [(question: String, answer: String)], old: [(question: String, answer: String)]) {
        var numbers: [String: Int] = [:]
        func side(_ text: (question: String, answer: String)) -> Side {
            func known(_ words: [Words.Word]) -> [Int] {
                var seen: Set<Int> = []
                return words.compactMap { word in
                    if word.stem == Words.not || Words.stopWords.contains(word.stem) { return nil }
                    let number = numbers[word.stem] ?? numbers.count
                    numbers[word.stem] = number
                    return seen.insert(number).inserted ? number : nil
                }
            }
            let (question, answer) = (Words.of(text.question), Words.of(text.answer))
            return Side(
                question: question.map(\.stem).joined(separator: " "),
                answer: answer.map(\.stem).joined(separator: " "), words: known(question), answerWords: known(answer))
        }
        self.new = new.map(side)
        self.old = old.map(side)
        partner = Array(repeating: nil, count: new.count)
        isSure = Array(repeating: false, count: new.count)
        isTaken = Array(repeating: false, count: old.count)
    }

    private mutating func pair(_ item: Int, _ card: Int, isSure: Bool) {
        guard partner[item] == nil, !isTaken[card] else { return }
        partner[item] = card
        isTaken[card] = true
        let hasSameAnswer = new[item].answerWords.count >= Self.tellingWords && new[item].answer == old[card].answer
        self.isSure[item] = isSure || hasSameAnswer
    }

    /// The same words in the question; where several have them, the one with the same answer, then the first.
    mutating func pairEqual() {
        for withAnswer in [true, false] {
            var waiting: [String: [Int]] = [:]
            for (card, side) in old.enumerated().reversed() where !isTaken[card] {
                waiting[side.question + (withAnswer ? "\n" + side.answer : ""), default: []].append(card)
            }
            for (item, side) in new.enumerated() where partner[item] == nil {
                let key = side.question + (withAnswer ? "\n" + side.answer : "")
                if let card = waiting[key]?.popLast() { pair(item, card, isSure: true) }
            }
        }
    }

    /// The most similar pairs first, nearer places before farther ones.
    mutating func pairSimilar() {
        let rest = new.indices.filter { partner[$0] == nil }
        let weights = weights
        let similarities = similarities(of: rest, weights)
        var found: [(score: Double, item: Int, card: Int)] = []
        for (item, scores) in zip(rest, similarities) {
            let best = old.indices.filter { scores[$0] >= Self.similarEnough }.sorted {
                (scores[$1], abs(item - $0), $0) < (scores[$0], abs(item - $1), $1)
            }
            for card in best.prefix(Self.candidates) { found.append((scores[card], item, card)) }
        }
        found.sort {
            let (first, second) = (abs($0.item - $0.card), abs($1.item - $1.card))
            return ($1.score, first, $0.item, $0.card) < ($0.score, second, $1.item, $1.card)
        }
        for candidate in found {
            pair(candidate.item, candidate.card, isSure: candidate.score >= Self.surelySimilar)
        }
    }

    /// A loosely similar pair, alone between two pairs (or the ends) that stand together in both versions.
    mutating func pairNeighbours() {
        let rest = new.indices.filter { partner[$0] == nil }
        let weights = weights
        for item in rest {
            let before = item == 0 ? -1 : partner[item - 1]
            let after = item + 1 == new.count ? old.count : partner[item + 1]
            guard let before, let after, after - before == 2, !isTaken[before + 1] else { continue }
            if similarities(of: [item], weights)[0][before + 1] >= Self.looselySimilar {
                pair(item, before + 1, isSure: false)
            }
        }
    }

    /// How much each word tells: one that half the document has tells little.
    private var weights: [Double] {
        var counts: [Int] = []
        for side in new + old {
            for word in Set(side.words + side.answerWords) {
                while counts.count <= word { counts.append(0) }
                counts[word] += 1
            }
        }
        return counts.map { 1 / Double(max(1, $0)) }
    }

    /// For each of some new questions how similar it is to each old one that is not taken, by way of an index from
    /// words to cards: most pairs share few words.
    private func similarities(of items: [Int], _ weights: [Double]) -> [[Double]] {
        func shared(_ part: (Side) -> [Int]) -> [[Double]] {
            var holders: [Int: [Int]] = [:]
            var sums = [Double](repeating: 0, count: old.count)
            for (card, side) in old.enumerated() where !isTaken[card] {
                for word in part(side) {
                    holders[word, default: []].append(card)
                    sums[card] += weights[word]
                }
            }
            return items.map { item in
                var scores = [Double](repeating: 0, count: old.count)
                var sum = 0.0
                for word in part(new[item]) {
                    sum += weights[word]
                    for card in holders[word] ?? [] { scores[card] += weights[word] }
                }
                // Dice's coefficient: 0 nothing in common, 1 the same words.
                for card in scores.indices where scores[card] > 0 { scores[card] *= 2 / (sum + sums[card]) }
                return scores
            }
        }
        let answers = shared(\.answerWords)
        return zip(items, zip(shared(\.words), answers)).map { item, scores in
            old.indices.map { card in
                if isTaken[card] { return 0 }
                if new[item].answerWords.isEmpty || old[card].answerWords.isEmpty { return scores.0[card] }
                return Self.questionShare * scores.0[card] + (1 - Self.questionShare) * scores.1[card]
            }
        }
    }
}
