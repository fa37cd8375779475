/// A word that is searched for or found.
package struct SearchWord: Sendable, Equatable {
    /// Lower case, without accents.
    package var text: String
    /// How many words before it this one joins: `LoginManager` gives `login`, `manager` and `loginmanager`, which joins two.
    /// 0 for a word as it stands.
    package var joins: Int
}

/// Text as the words that searching compares.
package enum SearchText {
    /// The letters of a word that count: bounds what a monstrous word costs.
    package static let wordBytes = 40
    /// Parts of a name that are joined; longer ones are phrases with hyphens.
    private static let partsJoined = 4

    /// Runs of letters and digits, in lower case. Names of several parts (`before_request`, `before-request`, `BeforeRequest`)
    /// give their parts and then the parts joined, so that every way of writing finds every other.
    package static func words(_ text: String) -> [SearchWord] {
        var words: [SearchWord] = []
        eachWord(of: text) { bytes, joins in
            words.append(SearchWord(text: String(decoding: bytes, as: UTF8.self), joins: joins))
        }
        return words
    }

    /// The same words as bytes, `SearchWord.joins` with each, for who meets most of them again and again.
    package static func eachWord(
        of text: String, _ visit: (_ word: UnsafeBufferPointer<UInt8>, _ joins: Int) -> Void
    ) {
        withoutActuallyEscaping(visit) { visit in
            var reader = Reader(visit: visit)
            var text = text
            text.withUTF8 { bytes in
                var index = 0
                while index < bytes.count { index += reader.take(bytes, index) }
            }
            reader.endName()
        }
    }

    private struct Reader {
        let visit: (UnsafeBufferPointer<UInt8>, Int) -> Void
        /// The parts of the present name, one after the other; of more than are joined only the present one.
        private var name: [UInt8] = []
        /// Where the present part begins.
        private var start = 0
        private var parts = 0
        private var isASCII = true

        init(visit: @escaping (UnsafeBufferPointer<UInt8>, Int) -> Void) {
            self.visit = visit
            name.reserveCapacity((SearchText.partsJoined + 1) * SearchText.wordBytes)
        }

        /// Takes what stands at the index and tells how many bytes it was.
        mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
            let byte = bytes[index]
            switch byte {
            case 0x61...0x7A, 0x30...0x39:
                append(byte)
            case 0x41...0x5A:
                if beginsPart(bytes, index) { endPart() }
                append(byte | 0x20)
            case 0x5F, 0x2D:
                if name.count == start { endName() } else { endPart() }
            case 0x27:
                return apostrophe(bytes, index, length: 1)
            case 0..<0x80:
                endName()
            case 0xC3 where index + 1 < bytes.count:
                letter(bytes[index + 1])
                return 2
            case 0xCC:  // An accent that stands on the letter before.
                return 2
            case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] == 0x99:
                return apostrophe(bytes, index, length: 3)
            case 0xC2, 0xE2:  // Punctuation and signs.
                endName()
                return byte == 0xC2 ? 2 : 3
            default:
                isASCII = false
                append(byte)
            }
            return 1
        }

        /// A capital begins a part after a small letter (`beforeRequest`) or as the last of several (`SQLAlchemy`). Single letters
        /// are no parts.
        private func beginsPart(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
            guard name.count - start > 1, index > 0 else { return false }
            let before = bytes[index - 1]
            if before.isSmallLetter || (0x30...0x39).contains(before) { return true }
            func isSmall(_ place: Int) -> Bool { place < bytes.count && bytes[place].isSmallLetter }
            return (0x41...0x5A).contains(before) && isSmall(index + 1) && isSmall(index + 2)
        }

        /// `don't` is one word; of `app's` the `s` says nothing.
        private mutating func apostrophe(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, length: Int) -> Int {
            func isLetter(_ place: Int) -> Bool { place < bytes.count && (bytes[place] | 0x20).isSmallLetter }
            let next = index + length
            guard name.count > start, isLetter(next) else {
                endName()
                return length
            }
            if bytes[next] == UInt8(ascii: "s"), !isLetter(next + 1) { return length + 1 }
            return length
        }

        private mutating func append(_ byte: UInt8) {
            if name.count - start < SearchText.wordBytes { name.append(byte) }
        }

        /// The letters U+00C0 to U+00FF, by the second byte of their UTF-8 form.
        private mutating func letter(_ second: UInt8) {
            guard (0x80...0xBF).contains(second), SearchText.plain[Int(second - 0x80)] != 0x20 else { return endName() }
            append(SearchText.plain[Int(second - 0x80)])
        }

        private mutating func endPart() {
            guard name.count > start else { return }
            if !isASCII {
                let text = String(decoding: name[start...], as: UTF8.self).lowercased()
                name.replaceSubrange(start..., with: text.utf8)
                isASCII = true
            }
            name.withUnsafeBufferPointer { visit(UnsafeBufferPointer(rebasing: $0[start...]), 0) }
            parts += 1
            if parts > SearchText.partsJoined { name.removeAll(keepingCapacity: true) }
            start = name.count
        }

        mutating func endName() {
            endPart()
            if parts > 1, parts <= SearchText.partsJoined, name.count <= SearchText.wordBytes {
                name.withUnsafeBufferPointer { visit($0, parts) }
            }
            name.removeAll(keepingCapacity: true)
            start = 0
            parts = 0
        }
    }

    private static let plain = Array("aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy".utf8)

    /// Words that carry no subject of their own.
    package static func isStopWord(_ word: String) -> Bool { stopWords.contains(word) }

    private static let stopWords: Set<String> = [
        "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "being", "between", "but",
        "by", "can", "could", "define", "describe", "did", "difference", "different", "do", "does", "doesnt",
        "doing", "done", "dont", "each", "every", "explain", "for", "from", "get", "getting", "give", "had",
        "has", "have", "how", "i", "if", "im", "in", "into", "is", "isnt", "it", "its", "like", "many", "me",
        "mean", "means", "most", "my", "need", "of", "on", "one", "or", "our", "please", "possible", "properly",
        "purpose", "should", "so", "some", "something", "such", "tell", "than", "that", "the", "their", "them",
        "there", "they", "thing", "this", "to", "us", "use", "used", "uses", "using", "want", "was", "way",
        "ways", "we", "were", "what", "whats", "when", "where", "which", "while", "who", "why", "will", "with",
        "work", "working", "works", "would", "you", "your",
    ]
}

extension UInt8 {
    fileprivate var isSmallLetter: Bool { self >= 0x61 && self <= 0x7A }
}
