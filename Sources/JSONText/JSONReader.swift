/// Reads JSON text strictly by RFC 8259, on bytes, in one pass.
///
/// Nesting is bounded by `JSONReader.depth`. Text must be valid UTF-8. An escaped half of a surrogate pair, which no
/// UTF-8 text can hold, becomes U+FFFD (the length in UTF-16 stays). Numbers beyond a double's range are refused.
package struct JSONReader {
    /// How deep lists and objects may be nested: far beyond any message, far below what would exhaust the stack.
    package static let depth = 128

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// One value and nothing behind it but white space.
    package static func read(_ bytes: some Collection<UInt8>) throws(JSONFault) -> JSON {
        let result = bytes.withContiguousStorageIfAvailable { readBuffer($0) }
            ?? Array(bytes).withUnsafeBufferPointer { readBuffer($0) }
        return try result.get()
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
        default: throw fault(place < bytes.count ? "a value was expected here" : "the text ends where a value was expected")
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
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("a member name in double quotes was expected here") }
            let name = try text()
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
            let (sum, overSum) = isNegative
                ? tens.subtractingReportingOverflow(unit) : tens.addingReportingOverflow(unit)
            if over || overSum { return nil }
            value = sum
        }
        return value
    }

    // MARK: Text

    private mutating func text() throws(JSONFault) -> String {
        place += 1
        let start = place
        // Most text has no escapes and is taken as it stands.
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                let text = try validated(UnsafeBufferPointer(rebasing: bytes[start..<place]))
                place += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedText(from: start)
            case 0..<0x20:
                throw fault("a control character in a text must be escaped")
            default:
                place += 1
            }
        }
        throw fault("the text ends within a string")
    }

    private func validated(_ part: UnsafeBufferPointer<UInt8>) throws(JSONFault) -> String {
        guard let text = String(validating: part, as: UTF8.self) else { throw fault("the string is not valid UTF-8") }
        return text
    }

    private mutating func escapedText(from start: Int) throws(JSONFault) -> String {
        var result = Array(bytes[start..<place])
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: result, as: UTF8.self) else {
                    throw fault("the string is not valid UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                result.append(contentsOf: try escape())
            case 0..<0x20:
                place -= 1
                throw fault("a control character in a text must be escaped")
            default:
                result.append(byte)
            }
        }
        throw fault("the text ends within a string")
    }

    private mutating func escape() throws(JSONFault) -> [UInt8] {
        let byte = next
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try escapedScalar())).utf8)
        default:
            place -= 1
            throw fault("no such escape")
        }
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
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue, next < 0x80 else {
                throw fault("four hexadecimal digits were expected here")
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
