/// The words of a query that stand side by side, to be looked for in whole texts: whoever pastes a sentence or a message brings them in
/// their order. Words count as they are written, but for capitals.
package struct Neighbours: Sendable {
    /// Each once, as `pair` makes them; a bit of `UInt32` each.
    private var pairs: [UInt64] = []
    /// Which of them there may be, by their lowest six bits.
    private var bloom: UInt64 = 0

    /// Words that are looked at.
    private static let wordLimit = 32
    /// A few may stand together by chance: of fewer than so many each counts only as one of so many.
    private static let telling = 8

    package init(_ query: String) {
        var reader = Reader()
        var words = 0
        var text = query
        text.withUTF8 { bytes in
            var index = 0
            while words < Self.wordLimit, let pair = reader.next(UnsafeRawBufferPointer(bytes), &index) {
                words += 1
                guard words > 1, !pairs.contains(pair) else { continue }
                pairs.append(pair)
                bloom |= 1 << (pair & 63)
            }
        }
    }

    package var count: Int { pairs.count }

    /// The share of them that stand in the text, 0...1.
    package func share(in text: UnsafeRawBufferPointer) -> Double {
        guard !pairs.isEmpty else { return 0 }
        let all = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(count)) - 1)
        var found: UInt32 = 0
        var reader = Reader()
        var index = 0
        while found != all, let pair = reader.next(text, &index) {
            guard bloom & 1 << (pair & 63) != 0, let place = pairs.firstIndex(of: pair) else { continue }
            found |= 1 << UInt32(place)
        }
        return Double(found.nonzeroBitCount) / Double(max(count, Self.telling))
    }

    /// Reads runs of letters and digits; what is not ASCII is a letter, but for punctuation.
    private struct Reader {
        private var before: UInt64 = 0

        /// The next word together with the one before it; nil at the end.
        @inline(__always)
        mutating func next(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> UInt64? {
            var word = Self.empty
            while index < bytes.count {
                let byte = bytes[index]
                switch byte {
                case 0x61...0x7A, 0x30...0x39: word = (word ^ UInt64(byte)) &* Self.prime
                case 0x41...0x5A: word = (word ^ UInt64(byte | 0x20)) &* Self.prime
                case 0..<0x80:
                    if word != Self.empty { return pair(word) }
                case 0xC2, 0xE2:
                    if word != Self.empty { return pair(word) }
                    index += byte == 0xC2 ? 1 : 2
                default: word = (word ^ UInt64(byte)) &* Self.prime
                }
                index += 1
            }
            return word != Self.empty ? pair(word) : nil
        }

        private mutating func pair(_ word: UInt64) -> UInt64 {
            defer { before = word }
            let pair = (before &* Self.prime) ^ word
            return pair ^ pair >> 32
        }

        /// FNV-1a, 64 bits (Fowler, Noll, Vo).
        private static let empty: UInt64 = 14_695_981_039_346_656_037
        private static let prime: UInt64 = 1_099_511_628_211
    }
}
