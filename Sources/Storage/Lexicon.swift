import Knowledge

/// The words met while concepts are indexed, each with its stem. They are found by their bytes, so that a word that comes again
/// costs neither a String nor another stemming.
struct Lexicon {
    struct Word {
        /// Where it stands among the bytes.
        fileprivate var start: Int32
        fileprivate var count: UInt8
        fileprivate var hash: UInt32
        var isStopWord: Bool
        /// Its number in `stems`.
        var stem: Int32
    }

    struct Stem {
        var text: String
        /// `Wording.hash`
        var hash: UInt32
    }

    private(set) var words: [Word] = []
    private(set) var stems: [Stem] = []
    private var stemNumbers: [String: Int32] = [:]
    private var bytes: [UInt8] = []
    /// Numbers of words by their hash, open addressing; -1 for none.
    private var slots = [Int32](repeating: -1, count: 1 << 12)

    /// The number of a word, which has `SearchText.wordBytes` at most but for letters that grow in lower case.
    mutating func number(_ word: UnsafeBufferPointer<UInt8>) -> Int {
        let word = UnsafeBufferPointer(rebasing: word.prefix(Int(UInt8.max)))
        var hash: UInt32 = 2_166_136_261
        for byte in word { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if words[number].hash == hash, isSame(words[number], word) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(words.count)
        add(word, hash)
        return words.count - 1
    }

    func text(_ number: Int) -> String {
        let start = Int(words[number].start)
        return String(decoding: bytes[start..<start + Int(words[number].count)], as: UTF8.self)
    }

    private func isSame(_ known: Word, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Int(known.count) == word.count else { return false }
        let start = Int(known.start)
        for index in word.indices where bytes[start + index] != word[index] { return false }
        return true
    }

    private mutating func add(_ word: UnsafeBufferPointer<UInt8>, _ hash: UInt32) {
        let text = String(decoding: word, as: UTF8.self)
        let stem = PorterStem.of(text)
        let known = stemNumbers[stem]
        if known == nil {
            stemNumbers[stem] = Int32(stems.count)
            stems.append(Stem(text: stem, hash: Wording.hash(stem)))
        }
        words.append(
            Word(
                start: Int32(bytes.count), count: UInt8(word.count), hash: hash,
                isStopWord: SearchText.isStopWord(text), stem: known ?? Int32(stems.count - 1)))
        bytes.append(contentsOf: word)
        if words.count * 2 > slots.count { grow() }
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (number, word) in words.enumerated() {
            var slot = Int(word.hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }
}
