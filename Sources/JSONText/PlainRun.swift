/// Where, from a place on, the first byte stands that JSON text does not hold as it is: a quote, a backslash or a control
/// character. The end when there is none.
///
/// Eight bytes at a time: such a byte, and nothing before it, leaves its highest bit in the word
/// (https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord).
func endOfPlainRun(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var place = start
    while raw.count - start >= 8, place < raw.count {
        // The last eight overlap those before, which were plain.
        let offset = min(place, raw.count - 8)
        let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let found =
            ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word) & (ones << 7)
        if found != 0 { return offset + found.trailingZeroBitCount / 8 }
        place = offset + 8
    }
    while place < raw.count, raw[place] >= 0x20, raw[place] != 0x22, raw[place] != 0x5C { place += 1 }
    return place
}

func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    var place = 0
    while place + 8 <= raw.count {
        if raw.loadUnaligned(fromByteOffset: place, as: UInt64.self) & (ones << 7) != 0 { return false }
        place += 8
    }
    while place < raw.count {
        if raw[place] >= 0x80 { return false }
        place += 1
    }
    return true
}

private let ones: UInt64 = 0x0101_0101_0101_0101
