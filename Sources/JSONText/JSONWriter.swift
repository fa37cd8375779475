/// Writes JSON straight into bytes: no value is built first. Commas and quotes are its business, balance the caller's:
/// the closures of `object` and `list` see to it.
package struct JSONWriter {
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    package init(reserving capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        members(&self)
        close(UInt8(ascii: "}"))
    }

    package mutating func list(_ items: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["))
        items(&self)
        close(UInt8(ascii: "]"))
    }

    /// The name of the member whose value is written next.
    package mutating func name(_ name: String) {
        text(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A member's name as it is written, made once for many objects.
    package struct Name: Sendable {
        fileprivate let bytes: [UInt8]

        package init(_ name: String) {
            var writer = JSONWriter()
            writer.name(name)
            bytes = writer.bytes
        }
    }

    package mutating func name(_ name: Name) {
        raw(name.bytes)
        needsComma = false
    }

    package mutating func text(_ text: String) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { append(escaping: $0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The digits are made here: the standard library's own way takes ten times as long (Swift 6.3).
    package mutating func integer(_ value: Int64) {
        comma()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        var (low, high) = (start, bytes.count - 1)
        while low < high {
            bytes.swapAt(low, high)
            (low, high) = (low + 1, high - 1)
        }
    }

    /// The shortest text that reads back as the same double; infinities and not-a-number, which JSON lacks, become null.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        comma()
        bytes.append(contentsOf: value.description.utf8)
    }

    package mutating func bool(_ value: Bool) {
        comma()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    package mutating func null() {
        comma()
        bytes.append(contentsOf: "null".utf8)
    }

    package mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let value): number(value)
        case .text(let value): text(value)
        case .list(let items): list { for item in items { $0.value(item) } }
        case .object(let object):
            self.object {
                for member in object.members {
                    $0.name(member.name)
                    $0.value(member.value)
                }
            }
        }
    }

    /// Text that is JSON already.
    package mutating func raw(_ json: [UInt8]) {
        comma()
        bytes.append(contentsOf: json)
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        comma()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
        var place = 0
        while true {
            let end = endOfPlainRun(in: text, from: place)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[place..<end]))
            guard end < text.count else { return }
            place = end + 1
            bytes.append(UInt8(ascii: "\\"))
            switch text[end] {
            case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
            case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
            case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
            case let control where control < 0x20:
                bytes.append(contentsOf: "u00".utf8)
                bytes.append(Self.hexadecimal[Int(control >> 4)])
                bytes.append(Self.hexadecimal[Int(control & 15)])
            case let quoteOrBackslash: bytes.append(quoteOrBackslash)
            }
        }
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
