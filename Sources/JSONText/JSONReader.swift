/// Reads JSON text strictly by RFC 8259, on bytes, in one pass.
///
/// Nesting is bounded by `JSONReader.depth`. Text must be valid UTF-8. An escaped half of a surrogate pair, which no
/// UTF-8 text can hold, becomes U+FFFD (the length in UTF-16 stays). Numbers beyond a double's range are refused.
package struct JSONReader {
    /// How deep lists and objects may be nested: far beyond any message, far below what would exhaust the stack.
    package static let depth = 128

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    /// Names of members of the outermost object at which reading ends.
    private var ends: [String] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// One value and nothing behind it but white space.
    package static func read(_ bytes: some Collection<UInt8>) throws(JSONFault) -> JSON {
        let result =
            bytes.withContiguousStorageIfAvailable { readBuffer($0) }
            ?? Array(bytes).withUnsafeBufferPointer { readBuffer($0) }
        return try result.get()
    }

    /// Of an object the members before the first one that has one of these names. What follows is not looked at.
    package static func read(_ bytes: [UInt8], before names: [String]) throws(JSONFault) -> JSON {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONFault) in
            var reader = JSONReader(buffer)
            reader.ends = names
            return try reader.value(depth: 0)
        }
    }

    private static func readBuffer(_ buffer: UnsafeBufferPointer<UInt8>) -> Result<JSON, JSONFault> {
        do throws(JSONFault) {
            var reader = JSONReader(buffer)
            let value = try reader.value(depth: 0)
            reader.skipSpace()
            guard reader.place == buffer.count else { throw reader.fault("there is more text after the value") }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private func fault(_ sentence: String) -> JSONFault {
        JSONFault(offset: place, sentence: sentence)
    }

    /// The byte at the place, 0 at the end (no token begins with 0).
    private var next: UInt8 {
        place < bytes.count ? bytes[place] : 0
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x0A, 0x0D, 0x09: place += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSON {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try list(depth: depth + 1)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default:
            throw fault(place < bytes.count ? "a value was expected here" : "the text ends where a value was expected")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        let count = word.utf8CodeUnitCount
        guard place + count <= bytes.count,
            UnsafeBufferPointer(rebasing: bytes[place..<(place + count)])
                .elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: count))
        else { throw fault("a value was expected here") }
        place += count
        return value
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSON {
        guard depth <= Self.depth else { throw fault("nested deeper than \(Self.depth) levels") }
        place += 1
        var object = JSONObject()
        skipSpace()
        if next == UInt8(ascii: "}") {
            place += 1
            return .object(object)
        }
        // Most objects have a few members: one allocation instead of three.
        object.members.reserveCapacity(4)
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("a member name in double quotes was expected here") }
            let name = try text()
            if depth == 1, ends.contains(name) { return .object(object) }
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw fault("a colon was expected here") }
            place += 1
            object.append(name, try value(depth: depth))
            skipSpace()
            switch next {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "}"):
                place += 1
                return .object(object)
            default: throw fault("a comma or a closing brace was expected here")
            }
        }
    }

    private mutating func list(depth: Int) throws(JSONFault) -> JSON {
        guard depth <= Self.depth else { throw fault("nested deeper than \(Self.depth) levels") }
        place += 1
        var items: [JSON] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            place += 1
            return .list(items)
        }
        while true {
            items.append(try value(depth: depth))
            skipSpace()
            switch next {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "]"):
                place += 1
                return .list(items)
            default: throw fault("a comma or a closing bracket was expected here")
            }
        }
    }

    private mutating func number() throws(JSONFault) -> JSON {
        let start = place
        var isWhole = true
        if next == UInt8(ascii: "-") { place += 1 }
        if next == UInt8(ascii: "0") { place += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            isWhole = false
            place += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            place += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
        let digits = UnsafeBufferPointer(rebasing: bytes[start..<place])
        // "-0" has a sign that only a double keeps.
        if isWhole, let value = whole(digits), value != 0 || digits[0] != UInt8(ascii: "-") { return .integer(value) }
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else {
            place = start
            throw fault("the number is beyond what a double can hold")
        }
        return .number(value)
    }

    private mutating func digits() throws(JSONFault) {
        let start = place
        while next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") { place += 1 }
        if place == start { throw fault("a digit was expected here") }
    }

    /// Nil when the number does not fit.
    private func whole(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = digits[0] == UInt8(ascii: "-")
        var value: Int64 = 0
        for digit in digits.dropFirst(isNegative ? 1 : 0) {
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            let unit = Int64(digit - UInt8(ascii: "0"))
            let (sum, overSum) =
                isNegative
                ? tens.subtractingReportingOverflow(unit) : tens.addingReportingOverflow(unit)
            if over || overSum { return nil }
            value = sum
        }
        return value
    }

    // MARK: Text

    private mutating func text() throws(JSONFault) -> String {
        let opening = place
        place += 1
        // Most text has no escapes and is taken as it stands.
        let plain = try plainRun()
        if next == UInt8(ascii: "\"") { return try closed(plain, opening) }
        var decoded = Array(plain)
        while next == UInt8(ascii: "\\") {
            try escape(into: &decoded)
            decoded.append(contentsOf: try plainRun())
        }
        return try closed(decoded, opening)
    }

    /// The bytes up to the next quote or backslash.
    private mutating func plainRun() throws(JSONFault) -> UnsafeBufferPointer<UInt8> {
        let start = place
        place = endOfPlainRun(in: bytes, from: start)
        guard place < bytes.count else { throw fault("the text ends within a string") }
        guard bytes[place] >= 0x20 else { throw fault("a control character in a text must be escaped") }
        return UnsafeBufferPointer(rebasing: bytes[start..<place])
    }

    private mutating func closed(_ utf8: some Collection<UInt8>, _ opening: Int) throws(JSONFault) -> String {
        let whole = utf8.withContiguousStorageIfAvailable { Self.decoded($0) }
        guard let text = whole ?? Array(utf8).withUnsafeBufferPointer({ Self.decoded($0) }) else {
            place = opening
            throw fault("the string that begins here is not valid UTF-8")
        }
        place += 1
        return text
    }

    /// Decoding repairs what is not UTF-8, so a text that differs from its bytes was not; ASCII needs no repair.
    /// (`String(validating:)` says the same, but takes a microsecond for each string in Swift 6.3.)
    private static func decoded(_ utf8: UnsafeBufferPointer<UInt8>) -> String? {
        let text = String(decoding: utf8, as: UTF8.self)
        if isASCII(utf8) { return text }
        return text.utf8.withContiguousStorageIfAvailable({ $0.elementsEqual(utf8) }) ?? text.utf8.elementsEqual(utf8)
            ? text : nil
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONFault) {
        place += 1
        let byte = next
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            place += 1
            decoded.append(contentsOf: try escapedScalar().utf8)
            return
        default: throw fault("no such escape")
        }
        place += 1
    }

    private mutating func escapedScalar() throws(JSONFault) -> Unicode.Scalar {
        let unit = try fourDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // The first half of a pair wants its second right behind it.
        let after = place
        if unit < 0xDC00, next == UInt8(ascii: "\\"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "u") {
            place += 2
            let second = try fourDigits()
            if (0xDC00...0xDFFF).contains(second) {
                return Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}"
            }
            place = after
        }
        return "\u{FFFD}"
    }

    private mutating func fourDigits() throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch next {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = next - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = next - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = next - UInt8(ascii: "A") + 10
            default: throw fault("four hexadecimal digits were expected here")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}

/// Why a text is not JSON, and at which byte (from 0).
package struct JSONFault: Error, Sendable {
    package var offset: Int
    package var sentence: String
}
