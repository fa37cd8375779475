/// How a concept can be called and asked for: its title, other names, symbols and wordings, as the bytes the index keeps.
///
/// A phrase is its field, the number of its words, and for each word the hash of its stem (four bytes, the lowest first) and a
/// byte: the lowest bit is set when the word says little, the others tell how many words before it it joins.
package enum Wording {
    /// Where in a concept something stands, the surest first.
    package enum Field: UInt8, Sendable, CaseIterable {
        case title, alias, symbol, asked, summary, body

        package var bit: UInt8 { 1 << rawValue }
        /// The bits of all fields.
        package static let all: UInt8 = 0b111111
    }

    /// A word of a phrase as it is kept.
    package struct Word: Sendable {
        /// `hash` of its stem.
        var hash: UInt32
        var joins: Int
        /// It says little: a stop word, or the owner's name in a symbol.
        var isLight: Bool

        package init(hash: UInt32, joins: Int, isLight: Bool) {
            self.hash = hash
            self.joins = joins
            self.isLight = isLight
        }
    }

    /// Words of a phrase that count.
    package static let phraseWords = 24
    static let headBytes = 2
    static let wordBytes = 5

    /// Calls `visit` for each word of a phrase that counts; in a symbol all but the last name are of the owner.
    package static func eachWord(
        of phrase: String, _ field: Field,
        _ visit: (_ word: UnsafeBufferPointer<UInt8>, _ joins: Int, _ isOwner: Bool) -> Void
    ) {
        var left = phraseWords
        func take(_ text: String, isOwner: Bool) {
            SearchText.eachWord(of: text) { word, joins in
                if left > 0 { visit(word, joins, isOwner) }
                left -= 1
            }
        }
        guard field == .symbol else { return take(phrase, isOwner: false) }
        let parts = phrase.split { $0 == "." || $0 == ":" }
        for (place, part) in parts.enumerated() { take(String(part), isOwner: place < parts.count - 1) }
    }

    /// Adds a phrase to the bytes.
    package static func append(_ words: [Word], _ field: Field, to bytes: inout [UInt8]) {
        guard !words.isEmpty else { return }
        bytes.append(field.rawValue)
        bytes.append(UInt8(words.count))
        for word in words {
            withUnsafeBytes(of: word.hash.littleEndian) { bytes.append(contentsOf: $0) }
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
