import Glibc
import Knowledge
import Storage

/// A query with its misspelt words replaced.
struct Respelling {
    var text: String
    /// How likely the replacements are, 0...1.
    var fidelity: Double
}

extension Study {
    /// Words of one first letter and length that are compared with a misspelt one, the most frequent first.
    private static let comparedWords = 400
    /// Unknown words that are looked into in one query.
    private static let lookedInto = 4
    /// How likely it is that two words were written as one.
    private static let splitLikelihood = 0.9

    /// Replaces words that the packs do not know by the most likely words of names; nil when there is none.
    func respell(_ found: Findings, in knowledge: KnowledgeStore) throws(DatabaseFault) -> Respelling? {
        var words = found.query.words.map(\.text)
        var left = Self.lookedInto
        var fidelity: Double?
        for (place, word) in found.query.words.enumerated() where left > 0 {
            guard found.frequencies[place] == 0, !word.isStopWord,
                !found.query.joined.contains(where: { $0.covers & word.covers != 0 })
            else { continue }
            left -= 1
            guard let better = try replacement(of: word.text, in: knowledge) else { continue }
            words[place] = better.text
            fidelity = min(fidelity ?? 1, better.likelihood)
        }
        return fidelity.map { Respelling(text: words.joined(separator: " "), fidelity: $0) }
    }

    private struct Replacement {
        var text: String
        /// 0...1
        var likelihood: Double
        var concepts: Int

        /// The likelier one, of equals the more frequent one, then the first of the alphabet.
        static func better(_ first: Replacement?, _ second: Replacement) -> Replacement {
            guard let first else { return second }
            if first.likelihood != second.likelihood { return first.likelihood > second.likelihood ? first : second }
            if first.concepts != second.concepts { return first.concepts > second.concepts ? first : second }
            return first.text <= second.text ? first : second
        }
    }

    private func replacement(of word: String, in knowledge: KnowledgeStore) throws(DatabaseFault) -> Replacement? {
        let letters = Array(word.utf8)
        // One slip in short words, two in long ones, none in very short ones.
        let slips = letters.count < 4 ? 0 : letters.count < 7 ? 1 : 2
        guard slips > 0, letters.count <= SearchText.wordBytes, letters.contains(where: { $0 > 0x39 }) else {
            return nil
        }
        var best = try splitting(letters, in: knowledge)
        var isCut = false
        // People rarely miss the first letter, but swap it with the second.
        for letter in letters[0] == letters[1] ? [letters[0]] : [letters[0], letters[1]] {
            for length in max(3, letters.count - slips)...letters.count + slips {
                let candidates = try knowledge.words(letter: letter, length: length, limit: Self.comparedWords)
                if candidates.count == Self.comparedWords { isCut = true }
                for (candidate, concepts) in candidates {
                    guard let cost = Spelling.slips(letters, Array(candidate.utf8), limit: slips) else { continue }
                    let likelihood = 1 - cost / Double(letters.count)
                    best = .better(best, Replacement(text: candidate, likelihood: likelihood, concepts: concepts))
                }
            }
        }
        // Of many words the rarer ones were not compared: those one slip away are looked up instead.
        guard isCut, best == nil else { return best }
        for candidate in Spelling.oneSlip(from: letters) {
            let text = String(decoding: candidate, as: UTF8.self)
            let concepts = try knowledge.nameFrequency(text)
            guard concepts > 0, let cost = Spelling.slips(letters, candidate, limit: 1) else { continue }
            let likelihood = 1 - cost / Double(letters.count)
            best = .better(best, Replacement(text: text, likelihood: likelihood, concepts: concepts))
        }
        return best
    }

    /// The word as two that are known.
    private func splitting(_ letters: [UInt8], in knowledge: KnowledgeStore) throws(DatabaseFault) -> Replacement? {
        var best: Replacement?
        for cut in stride(from: 2, through: letters.count - 2, by: 1) {
            let first = String(decoding: letters[..<cut], as: UTF8.self)
            let second = String(decoding: letters[cut...], as: UTF8.self)
            guard max(cut, letters.count - cut) > 2, try knowledge.nameFrequency(first) > 0 else { continue }
            let concepts = try min(knowledge.nameFrequency(first), knowledge.nameFrequency(second))
            guard concepts > 0 else { continue }
            best = .better(
                best,
                Replacement(text: first + " " + second, likelihood: Self.splitLikelihood, concepts: concepts))
        }
        return best
    }
}
