/// What may follow a command's name, read from the line that tells people so.
///
/// Words in capitals stand for something (`CARD`), others are said as they are; `[…]` may be left out, `|` is "or", `…` means that
/// more of them may follow.
struct Synopsis {
    enum Word: Equatable {
        case said(String)
        /// The placeholder's letters, without what stands around them: `FILE` of `FILE:LINE:COLUMN`.
        case something(String)
    }

    /// What may stand at each place.
    private var places: [[Word]] = []
    /// Whether what may stand at the last place may be said again and again.
    private var goesOn = false

    init(_ text: String) {
        var isOr = false
        for token in text.split(separator: " ") {
            if token == "|" {
                isOr = true
                continue
            }
            let words = token.split(separator: "|").map { Self.word($0.filter { !"[]…".contains($0) }) }
            if isOr, !places.isEmpty { places[places.count - 1] += words } else { places.append(words) }
            isOr = false
            goesOn = token.contains("…")
        }
    }

    private static func word(_ text: Substring) -> Word {
        let letters = text.prefix { $0.isLetter }
        let isPlaceholder = !letters.isEmpty && letters == letters.uppercased()[...]
        return isPlaceholder ? .something(String(letters)) : .said(String(text))
    }

    /// What may stand behind so many words.
    func words(behind count: Int) -> [Word] {
        if count < places.count { return places[count] }
        return goesOn ? places.last ?? [] : []
    }
}
