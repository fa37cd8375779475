/// The identifiers of one file, each with a small number, so that the parser and the scopes compare integers. Append-only;
/// numbers stay valid for the life of the value and its copies.
struct Names: Sendable {
    private var storage: [UInt8] = []
    private var starts: [Int32] = [0]
    /// Open addressing; empty until the first name, so that an empty value costs nothing.
    private var slots: [Int32] = []

    var count: Int { starts.count - 1 }

    /// The number of the identifier in `bytes[start..<end]`, new if not seen before.
    mutating func number(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int32 {
        if slots.isEmpty { slots = Array(repeating: -1, count: 256) }
        var hash: UInt32 = 2_166_136_261
        var index = start
        while index < end {
            hash = (hash ^ UInt32(bytes[index])) &* 16_777_619
            index += 1
        }
        let mask = slots.count - 1
        var slot = Int(hash ^ (hash >> 15)) & mask
        while slots[slot] >= 0 {
            let known = Int(slots[slot])
            if matches(known, bytes, start, end) { return Int32(known) }
            slot = (slot + 1) & mask
        }
        let number = Int32(count)
        storage.append(contentsOf: bytes[start..<end])
        starts.append(Int32(storage.count))
        slots[slot] = number
        if count * 2 > slots.count { grow() }
        return number
    }

    /// The number of a known identifier, or nil.
    func find(_ text: String) -> Int32? {
        guard !slots.isEmpty else { return nil }
        var text = text
        return text.withUTF8 { bytes in
            var hash: UInt32 = 2_166_136_261
            for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
            let mask = slots.count - 1
            var slot = Int(hash ^ (hash >> 15)) & mask
            while slots[slot] >= 0 {
                let known = Int(slots[slot])
                if matches(known, bytes, 0, bytes.count) { return Int32(known) }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    /// The identifier's text; empty for a number that is none.
    func text(_ number: Int32) -> String {
        guard number >= 0, Int(number) < count else { return "" }
        return String(decoding: storage[Int(starts[Int(number)])..<Int(starts[Int(number) + 1])], as: UTF8.self)
    }

    private func matches(_ known: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let from = Int(starts[known])
        let length = Int(starts[known + 1]) - from
        guard length == end - start else { return false }
        var index = 0
        while index < length {
            if storage[from + index] != bytes[start + index] { return false }
            index += 1
        }
        return true
    }

    private mutating func grow() {
        var larger = Array(repeating: Int32(-1), count: slots.count * 2)
        let mask = larger.count - 1
        for number in 0..<count {
            var hash: UInt32 = 2_166_136_261
            for byte in storage[Int(starts[number])..<Int(starts[number + 1])] {
                hash = (hash ^ UInt32(byte)) &* 16_777_619
            }
            var slot = Int(hash ^ (hash >> 15)) & mask
            while larger[slot] >= 0 { slot = (slot + 1) & mask }
            larger[slot] = Int32(number)
        }
        slots = larger
    }
}
