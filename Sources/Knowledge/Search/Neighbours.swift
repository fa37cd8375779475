/// The words of a query that stand side by side, to be looked for in whole texts: whoever pastes a sentence or a message brings them in
/// their order. Words count as they are written, but for capitals.
package struct Neighbours: Sendable {
    /// Each once, as `Reader` makes them; a bit of `UInt32` each.
    private var pairs: [UInt64] = []
    /// Which of them there may be, by their highest six bits and by the six below.
    private var blooms: (UInt64, UInt64) = (0, 0)

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
                blooms.0 |= 1 << (pair >> 58)
                blooms.1 |= 1 << (pair >> 52 & 63)
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
            guard blooms.0 & 1 << (pair >> 58) != 0, blooms.1 & 1 << (pair >> 52 & 63) != 0,
                let place = pairs.firstIndex(of: pair)
            else { continue }
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
            var word: UInt64 = 0
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                if Self.isLetter(byte) {
                    word = (word << 7 | word >> 57) ^ UInt64(byte | 0x20)
                } else {
                    // A sign has two bytes or three.
                    if byte >= 0x80 { index += byte == 0xC2 ? 1 : 2 }
                    if word != 0 { return pair(word) }
                }
            }
            return word != 0 ? pair(word) : nil
        }

        @inline(__always)
        private static func isLetter(_ byte: UInt8) -> Bool {
            (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80 && byte != 0xC2 && byte != 0xE2
        }

        @inline(__always)
        private mutating func pair(_ word: UInt64) -> UInt64 {
            // Multiplying by the golden ratio spreads the bits (Knuth, The Art of Computer Programming 3, 6.4).
            let word = word &* 0x9E37_79B9_7F4A_7C15
            defer { before = word }
            return (before << 1 | before >> 63) ^ word
        }
    }
}
