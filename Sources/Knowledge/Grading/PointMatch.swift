/// Whether an answer in own words mentions a key point.
///
/// Words count in any order and form; a synonym (`Synonyms`) or a slip of the finger in a long word counts too. What the
/// answer denies it does not mention.
struct PointMatch {
    private let words: [Words.Word]
    private let squeezed: String
    private let isForgiving: Bool
    /// The places of each stem, and of each part of a dotted name, in `words`.
    private var places: [String: [Int]] = [:]

    /// - Parameter isForgiving: whether synonyms and slips count; not when a pack's own wordings are checked.
    init(answer: String, isForgiving: Bool = false) {
        words = Words.of(answer)
        squeezed = Self.squeeze(answer)
        self.isForgiving = isForgiving
        for (place, word) in words.enumerated() {
            note(word.stem, at: place)
            guard word.isIdentifier, word.stem.utf8.contains(UInt8(ascii: ".")) else { continue }
            // `app.register_blueprint` mentions `register_blueprint`, too.
            let parts = word.stem.split(separator: ".").suffix(Self.deepestName).map(String.init)
            for (index, part) in parts.enumerated() {
                note(part, at: place)
                let suffix = parts[index...].joined(separator: ".")
                if index > 0, suffix != part { note(suffix, at: place) }
                let stem = Stem.of(part)
                if stem != part { note(stem, at: place) }
            }
        }
    }

    private mutating func note(_ stem: String, at place: Int) {
        places[key(stem), default: []].append(place)
    }

    private func key(_ stem: String) -> String {
        isForgiving ? Synonyms.of(stem) : stem
    }

    /// The last parts of a dotted name that are looked at.
    private static let deepestName = 8

    /// Whether any wording of the point is in the answer.
    func hits(_ point: KeyPoint) -> Bool {
        point.wordings.contains(where: hits)
    }

    /// Whether every word of the wording that says something is in the answer, in any order, and none denied; of a wording
    /// that denies something itself, whether the answer denies it too.
    func hits(_ wording: String) -> Bool {
        let wanted = Words.of(wording)
        guard !wanted.isEmpty else { return stands(wording) }
        guard Self.literals(wording).allSatisfy(stands) else { return false }
        let isNegative = wanted.contains(where: Denial.isMeant) || Denial.begins(wanted)
        let telling = wanted.dropFirst(Denial.begins(wanted) ? 1 : 0).filter {
            !Words.stopWords.contains($0.stem) && !Denial.isMeant($0)
        }
        // "not in itself" asks for no more than that something is denied.
        if telling.isEmpty, isNegative { return places[Words.not] != nil }
        var isDeniedToo = !isNegative
        for word in telling.isEmpty ? wanted : telling {
            guard let found = found(word) else { return false }
            if !isNegative {
                guard found.contains(where: { !Denial.denies(words, $0) }) else { return false }
            } else if found.contains(where: { Denial.isNear(words, $0) }) {
                isDeniedToo = true
            }
        }
        return isDeniedToo
    }

    private func found(_ word: Words.Word) -> [Int]? {
        if let exact = places[key(word.stem)] { return exact }
        guard isForgiving, !word.isIdentifier, word.stem.utf8.count >= Self.slipLetters else { return nil }
        let near = places.filter { stem, _ in
            stem.utf8.first == word.stem.utf8.first && Spelling.distance(stem, word.stem, limit: 1) != nil
        }
        return near.isEmpty ? nil : near.values.flatMap { $0 }
    }

    /// From so many letters on one may be wrong, left out or swapped: shorter stems are often another word then.
    private static let slipLetters = 6

    /// The parts of a wording whose signs carry its meaning: `--port`, `endpoint=`.
    private static func literals(_ wording: String) -> [String] {
        wording.split(separator: " ").map { $0.filter { $0 != "`" } }.filter { word in
            word.hasPrefix("--") || word.hasSuffix("=") && word.utf8.contains { isLetter($0) }
        }
    }

    /// Whether a text stands in the answer as it is, but for spaces and capitals.
    private func stands(_ text: String) -> Bool {
        let (text, part) = (Array(squeezed.utf8), Array(Self.squeeze(text).utf8))
        guard !part.isEmpty, text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }

    private static func squeeze(_ text: String) -> String {
        String(decoding: text.lowercased().utf8.filter { $0 > 0x20 && $0 != UInt8(ascii: "`") }, as: UTF8.self)
    }
}

/// What a negation reaches.
enum Denial {
    /// Stems that say something is not there without denying the words around them: "forgot the import".
    private static let lacks: Set<String> = Set(
        ["missing", "forgot", "forgotten", "lack", "lacking", "absent"].map(Stem.of))
    /// Stems that turn what follows around: "otherwise everybody could see it".
    private static let turns: Set<String> = Set(
        ["otherwise", "prevent", "avoid", "stop", "instead", "els"].map(Stem.of))
    /// Words at which a negation ends: "does not ask but takes", "not found, because …".
    private static let ends: Set<String> = [
        "but", "and", "so", "becaus", "sinc", "if", "when", "until", "unles", "then", "while", "except", "mean",
    ]
    /// Words that say something between a negation and the word it denies: "doesn't make the *job* survive".
    private static let wordsBetween = 2
    /// Words on either side of a word among which the denial that a wording asks for may stand.
    private static let nearBefore = 8
    private static let nearAfter = 4

    /// Whether a word of a wording says that something is not, or is not there.
    static func isMeant(_ word: Words.Word) -> Bool {
        word.stem == Words.not || lacks.contains(word.stem)
    }

    /// Whether a wording denies all it says: "nothing kept in memory". Alone, "nothing" is what an answer should say.
    static func begins(_ wording: [Words.Word]) -> Bool {
        wording.count > 1 && wording[0].stem == nothing
    }

    private static let nothing = Stem.of("nothing")

    /// Whether a negation before the word, in its clause, reaches it.
    static func denies(_ words: [Words.Word], _ place: Int) -> Bool {
        var index = place
        var between = 0
        while index > 0, !words[index].beginsClause, between <= wordsBetween {
            index -= 1
            let stem = words[index].stem
            if stem == Words.not {
                // "not only" and "not just" deny nothing.
                let next = index + 1 < words.count ? words[index + 1].stem : ""
                return next != "only" && next != "just"
            }
            if ends.contains(stem) { return false }
            // "needs no proxy or server" denies both.
            if stem == "or" { between = 0 }
            if !Words.stopWords.contains(stem) { between += 1 }
        }
        return false
    }

    /// Whether something around the word, in its clause, says that it is not so: a negation, a lack, a turn.
    static func isNear(_ words: [Words.Word], _ place: Int) -> Bool {
        var index = place
        while index > 0, !words[index].beginsClause, place - index < nearBefore {
            index -= 1
            if isNegative(words[index].stem) { return true }
        }
        index = place + 1
        while index < words.count, !words[index].beginsClause, index - place <= nearAfter {
            if isNegative(words[index].stem) { return true }
            index += 1
        }
        return false
    }

    private static func isNegative(_ stem: String) -> Bool {
        stem == Words.not || stem == nothing || lacks.contains(stem) || turns.contains(stem)
    }
}
