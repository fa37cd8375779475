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
    private static let comparedWords = 2000
    /// Misspelt words that are replaced in one query.
    private static let replaced = 4

    /// Replaces words that the packs do not know by the most likely words of names; nil when there is none.
    func respell(_ found: Findings, in knowledge: KnowledgeStore) throws(DatabaseFault) -> Respelling? {
        var words = found.query.words.map(\.text)
        var changed = 0
        var fidelity = 1.0
        for (place, word) in found.query.words.enumerated() where changed < Self.replaced {
            guard found.frequencies[place] == 0, !word.isStopWord,
                !found.query.joined.contains(where: { $0.covers & word.covers != 0 }),
                let better = try replacement(of: word.text, in: knowledge)
            else { continue }
            words[place] = better.text
            fidelity = min(fidelity, better.likelihood)
            changed += 1
        }
        return changed == 0 ? nil : Respelling(text: words.joined(separator: " "), fidelity: fidelity)
    }

    private func replacement(
        of word: String, in knowledge: KnowledgeStore
    ) throws(DatabaseFault) -> (text: String, likelihood: Double)? {
        let letters = Array(word.utf8)
        // One slip in short words, two in long ones, none in very short ones.
        let slips = letters.count < 4 ? 0 : letters.count < 7 ? 1 : 2
        guard slips > 0, letters.count <= SearchText.wordBytes, letters.contains(where: { $0 > 0x39 }) else {
            return nil
        }
        var best: (text: String, likelihood: Double, concepts: Int)?
        func take(_ text: String, _ likelihood: Double, _ concepts: Int) {
            if let best, (best.likelihood, best.concepts, text) >= (likelihood, concepts, best.text) { return }
            best = (text, likelihood, concepts)
        }
        // People rarely miss the first letter, but swap it with the second.
        for letter in Set(letters.prefix(2)).sorted() {
            for length in max(3, letters.count - slips)...letters.count + slips {
                for (candidate, concepts) in try knowledge.words(
                    letter: letter, length: length, limit: Self.comparedWords)
                {
                    guard let cost = Spelling.slips(letters, Array(candidate.utf8), limit: slips) else { continue }
                    take(candidate, 1 - cost / Double(letters.count), concepts)
                }
            }
        }
        for cut in stride(from: 2, through: letters.count - 2, by: 1) {
            let parts = [letters[..<cut], letters[cut...]].map { String(decoding: $0, as: UTF8.self) }
            let counts = try (knowledge.nameFrequency(parts[0]), knowledge.nameFrequency(parts[1]))
            if counts.0 > 0, counts.1 > 0, parts[0].utf8.count > 2 || parts[1].utf8.count > 2 {
                take(parts.joined(separator: " "), 0.9, min(counts.0, counts.1))
            }
        }
        return best.map { ($0.text, $0.likelihood) }
    }
}
