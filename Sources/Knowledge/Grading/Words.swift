/// Text as words that can be compared: what grading and matching look at.
enum Words {
    /// A word of an answer and what stands before it.
    struct Word: Equatable {
        /// Lower case; stemmed unless it is an identifier.
        var stem: String
        /// It has parts that prose does not have: `_`, `.` or digits.
        var isIdentifier: Bool
        /// It begins a clause: a comma, a full stop or the like stands before it.
        var beginsClause: Bool
    }

    /// The word that stands for every negation.
    static let not = "¬"

    /// The words of a text without Markdown marks and punctuation.
    ///
    /// A word is a run of letters, digits and `_`; a point between two such characters belongs to it (`app.route`, `3.1`).
    /// A hyphen parts words, an apostrophe is dropped, and `n't`, "no", "never" and the like become `not`.
    static func of(_ text: String) -> [Word] {
        let bytes = Array(text.lowercased().utf8)
        var words: [Word] = []
        var word: [UInt8] = []
        var isIdentifier = false
        var beginsClause = true
        var index = 0
        func finish() {
            if !word.isEmpty {
                words.append(make(word, isIdentifier: isIdentifier, beginsClause: beginsClause))
                beginsClause = false
            }
            word = []
            isIdentifier = false
        }
        while index < bytes.count {
            let byte = bytes[index]
            if isApostrophe(bytes, at: index), !word.isEmpty, index + 1 < bytes.count {
                index += byte == 0xE2 ? 3 : 1
                // The `s` of "app's" says nothing.
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
                if index < bytes.count, bytes[index] == UInt8(ascii: "s"), !isWordByte(next) {
                    index += 1
                } else if index < bytes.count, isWordByte(bytes[index]) {
                    continue
                }
                finish()
                continue
            }
            if isWordByte(byte), !isPunctuation(bytes, at: index) {
                if byte == UInt8(ascii: "_") || isDigit(byte) { isIdentifier = true }
                word.append(byte)
                index += 1
            } else if byte == UInt8(ascii: "."), !word.isEmpty, index + 1 < bytes.count, isWordByte(bytes[index + 1]) {
                isIdentifier = true
                word.append(byte)
                index += 1
            } else {
                finish()
                if ".,;:!?".utf8.contains(byte) { beginsClause = true }
                index += byte >= 0xE0 ? 3 : 1
            }
        }
        finish()
        return words
    }

    /// The stems that say something: no stop words, and of a dotted name its parts as well.
    static func informative(_ text: String) -> Set<String> {
        var result: Set<String> = []
        for word in of(text) where !stopWords.contains(word.stem) && word.stem != not {
            result.insert(word.stem)
        }
        return result
    }

    private static func make(_ word: [UInt8], isIdentifier: Bool, beginsClause: Bool) -> Word {
        var bytes = word[...]
        // Emphasis by underscores is no part of a word; the underscores of `__name__` are two, and stay.
        if bytes.count > 2, bytes.first == UInt8(ascii: "_"), bytes.last == UInt8(ascii: "_"),
            bytes[1] != UInt8(ascii: "_")
        {
            bytes = bytes.dropFirst().dropLast()
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if negations.contains(text) || text.hasSuffix("nt") && contractions.contains(text) {
            return Word(stem: not, isIdentifier: false, beginsClause: beginsClause)
        }
        let hasMarks =
            isIdentifier && (bytes.contains { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || isDigit($0) })
        let stem = hasMarks || stopWords.contains(text) ? text : Stem.of(text)
        return Word(stem: stem, isIdentifier: hasMarks, beginsClause: beginsClause)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// General punctuation (`“…–`) takes three bytes that start with E2 80.
    private static func isPunctuation(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index] == 0xE2 && index + 1 < bytes.count && bytes[index + 1] == 0x80
    }

    private static func isApostrophe(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index] == UInt8(ascii: "'")
            || isPunctuation(bytes, at: index) && index + 2 < bytes.count && bytes[index + 2] == 0x99
    }

    private static let negations: Set<String> = [
        "not", "no", "never", "without", "cannot", "neither", "nor", "nobody",
    ]
    private static let contractions: Set<String> = [
        "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "cant", "couldnt", "wont", "wouldnt", "shouldnt",
        "hasnt", "havent", "hadnt", "neednt", "mustnt",
    ]

    /// Words that carry no meaning of their own in an answer; none of them is stemmed.
    static let stopWords: Set<String> = [
        "a", "about", "actually", "also", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by",
        "can", "could", "did", "do", "does", "done", "ever", "etc", "for", "from", "had", "has", "have", "having", "he",
        "her", "here", "his", "how", "i", "if", "in", "into", "is", "it", "its", "itself", "just", "may", "might",
        "more",
        "most", "much", "my", "of", "on", "or", "other", "our", "out", "really", "s", "she", "should", "so", "some",
        "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "too",
        "up", "upon", "us", "use", "used", "uses", "using", "very", "via", "was", "we", "were", "what", "when", "where",
        "which", "while", "who", "why",
        "will", "with", "would", "you", "your",
    ]
}
