/// Whether an answer in own words mentions a key point.
struct PointMatch {
    private let words: [Words.Word]
    private let squeezed: String
    /// The places of each stem, and of each part of a dotted name, in `words`.
    private var places: [String: [Int]] = [:]

    init(answer: String) {
        words = Words.of(answer)
        squeezed = Self.squeeze(answer)
        for (place, word) in words.enumerated() {
            places[word.stem, default: []].append(place)
            guard word.isIdentifier, word.stem.utf8.contains(UInt8(ascii: ".")) else { continue }
            // `app.register_blueprint` mentions `register_blueprint`, too.
            let parts = word.stem.split(separator: ".").suffix(Self.deepestName).map(String.init)
            for (index, part) in parts.enumerated() {
                places[part, default: []].append(place)
                let suffix = parts[index...].joined(separator: ".")
                if index > 0, suffix != part { places[suffix, default: []].append(place) }
                let stem = Stem.of(part)
                if stem != part { places[stem, default: []].append(place) }
            }
        }
    }

    /// The last parts of a dotted name that are looked at.
    private static let deepestName = 8

    /// Whether any wording of the point is in the answer.
    func hits(_ point: KeyPoint) -> Bool {
        point.wordings.contains(where: hits)
    }

    /// Whether every word of the wording that says something is in the answer, in any order, and not denied.
    func hits(_ wording: String) -> Bool {
        let all = Words.of(wording)
        guard !all.isEmpty else {
            // A wording of signs only, `==` or `{{ }}`, has to stand there as it is.
            let signs = Self.squeeze(wording)
            return !signs.isEmpty && squeezed.utf8.count >= signs.utf8.count && contains(squeezed, signs)
        }
        var needed = all.filter { !Words.stopWords.contains($0.stem) }
        if needed.isEmpty { needed = all }
        let isNegative = needed.contains { $0.stem == Words.not }
        return needed.allSatisfy { word in
            guard let found = places[word.stem] else { return false }
            return isNegative || found.contains { !isDenied($0) }
        }
    }

    /// Whether a negation stands just before a word: nothing but stop words between them, all in one clause.
    private func isDenied(_ place: Int) -> Bool {
        var index = place
        while index > 0, !words[index].beginsClause, place - index < Self.farthestNegation {
            index -= 1
            if words[index].stem == Words.not {
                // "not only" denies nothing.
                return index + 1 >= words.count || words[index + 1].stem != "only"
            }
            guard Words.stopWords.contains(words[index].stem), words[index].stem != "but" else { return false }
        }
        return false
    }

    /// How many words before a word a negation is looked for.
    private static let farthestNegation = 6

    private static func squeeze(_ text: String) -> String {
        String(decoding: text.lowercased().utf8.filter { $0 > 0x20 && $0 != UInt8(ascii: "`") }, as: UTF8.self)
    }

    private func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}
