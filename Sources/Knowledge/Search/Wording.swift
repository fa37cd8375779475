/// How a concept can be called and asked for: its title, other names, symbols and wordings, as the bytes the index keeps.
///
/// A phrase is its field, the number of its words, and for each word the hash of its stem (four bytes, the lowest first) and a
/// byte: the lowest bit is set when the word says little, the others tell how many words before it it joins.
package enum Wording {
    /// Where in a concept something stands, the surest first.
    package enum Field: UInt8, Sendable, CaseIterable {
        case title, alias, symbol, asked, summary, body

        package var bit: UInt8 { 1 << rawValue }
    }

    /// A word of a phrase as it is indexed.
    package struct Word: Sendable {
        package var text: String
        package var stem: String
        package var joins: Int
        /// It says little: a stop word, or the owner's name in a symbol.
        package var isLight: Bool
    }

    /// Words of a phrase that count.
    package static let phraseWords = 24
    static let headBytes = 2
    static let wordBytes = 5

    /// The words of a phrase; in a symbol all but the last name are light.
    package static func words(_ phrase: String, _ field: Field, stem: (String) -> String) -> [Word] {
        var words: [Word] = []
        func take(_ text: Substring, isOwner: Bool) {
            for word in SearchText.words(String(text)) {
                let isLight = isOwner || field != .symbol && SearchText.isStopWord(word.text)
                words.append(Word(text: word.text, stem: stem(word.text), joins: word.joins, isLight: isLight))
            }
        }
        if field == .symbol {
            let parts = phrase.split { $0 == "." || $0 == ":" }
            for (place, part) in parts.enumerated() { take(part, isOwner: place < parts.count - 1) }
        } else {
            take(Substring(phrase), isOwner: false)
        }
        return Array(words.prefix(phraseWords))
    }

    /// Adds a phrase to the bytes.
    package static func append(_ words: [Word], _ field: Field, to bytes: inout [UInt8]) {
        guard !words.isEmpty else { return }
        bytes.append(field.rawValue)
        bytes.append(UInt8(words.count))
        for word in words {
            let hash = hash(word.stem)
            for shift in [UInt32(0), 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: hash >> shift)) }
            bytes.append((word.isLight ? 1 : 0) | UInt8(min(word.joins, 7)) << 1)
        }
    }

    /// FNV-1a, 32 bits (Fowler, Noll, Vo): the same on every machine and in every run.
    package static func hash(_ text: String) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash
    }
}
