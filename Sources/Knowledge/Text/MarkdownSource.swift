/// A file as cleaned UTF-8 and its lines: what every reader here works on.
///
/// Control characters are removed before anything else, so no value read from a file can carry one to a terminal.
struct MarkdownSource {
    /// What a line is to code fences.
    enum Role: UInt8 {
        case text, opens, inside, closes
    }

    /// The text with `\n` between lines.
    private(set) var bytes: [UInt8]
    /// Each line without its line end; index 0 is line 1.
    private(set) var lines: [Range<Int>]
    /// For each line what it is to code fences; all `.text` until `findFences`.
    private(set) var roles: [Role]

    /// Cleans and splits a file's text; nil, with a complaint, when it is too large.
    init?(_ text: String, complaints: inout Complaints) {
        guard text.utf8.count <= Bounds.fileBytes else {
            complaints.add(1, "the file is larger than \(Bounds.fileBytes) bytes; split it")
            return nil
        }
        var raw = Array(text.utf8)
        if raw.starts(with: [0xEF, 0xBB, 0xBF]) {
            complaints.add(1, "the file starts with a byte order mark; save it as UTF-8 without one", .advice)
            raw.removeFirst(3)
        }
        self.init(clean: Clean.bytes(raw, complaints: &complaints), complaints: &complaints)
    }

    /// Splits text that is known to be clean.
    init(clean bytes: [UInt8]) {
        var none = Complaints(file: "")
        self.init(clean: bytes, complaints: &none)
    }

    private init(clean bytes: [UInt8], complaints: inout Complaints) {
        var bytes = bytes
        var lines = Self.split(bytes)
        if lines.contains(where: { $0.count > Bounds.lineBytes }) {
            bytes = Self.cut(bytes, lines, &complaints)
            lines = Self.split(bytes)
        }
        self.bytes = bytes
        self.lines = lines
        roles = Array(repeating: .text, count: lines.count)
    }

    private static func split(_ bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        lines.reserveCapacity(bytes.count / 32 + 4)
        var start = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            lines.append(start..<index)
            start = index + 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        return lines
    }

    /// The text with overlong lines cut off.
    private static func cut(_ bytes: [UInt8], _ lines: [Range<Int>], _ complaints: inout Complaints) -> [UInt8] {
        var output: [UInt8] = []
        for (index, line) in lines.enumerated() {
            var end = line.upperBound
            if line.count > Bounds.lineBytes {
                complaints.add(index + 1, "the line is longer than \(Bounds.lineBytes) bytes; its rest was left out")
                end = line.lowerBound + Bounds.lineBytes
                while bytes[end] & 0xC0 == 0x80 { end -= 1 }
            }
            output.append(contentsOf: bytes[line.lowerBound..<end])
            output.append(UInt8(ascii: "\n"))
        }
        return output
    }

    /// Marks the lines of code fences from a line on. A fence that is never closed is closed at the end, and its line
    /// (an index) returned.
    mutating func findFences(from first: Int) -> Int? {
        var open: (marker: UInt8, count: Int, line: Int)?
        for index in lines.indices.dropFirst(first) {
            if let fence = open {
                let closes = isFenceEnd(lines[index], marker: fence.marker, count: fence.count)
                roles[index] = closes ? .closes : .inside
                if closes { open = nil }
            } else if let fence = fenceStart(lines[index]) {
                roles[index] = .opens
                open = (fence.marker, fence.count, index)
            }
        }
        guard let fence = open else { return nil }
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(fence.marker, count: fence.count))
        lines.append(start..<bytes.count)
        roles.append(.closes)
        return fence.line
    }

    /// The text of a range of bytes.
    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The range without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, isSpace(bytes[low]) { low += 1 }
        while high > low, isSpace(bytes[high - 1]) { high -= 1 }
        return low..<high
    }

    /// Whether the range starts with these bytes.
    func starts(_ range: Range<Int>, with prefix: StaticString) -> Bool {
        guard range.count >= prefix.utf8CodeUnitCount else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount
        where bytes[range.lowerBound + offset] != prefix.utf8Start[offset] { return false }
        return true
    }

    /// The number of leading spaces; a tab counts as four.
    func indent(_ range: Range<Int>) -> Int {
        var width = 0
        for index in range {
            switch bytes[index] {
            case UInt8(ascii: " "): width += 1
            case UInt8(ascii: "\t"): width += 4
            default: return width
            }
        }
        return width
    }

    /// The level of an ATX heading at the first column and where its text starts; nil for other lines.
    func heading(_ range: Range<Int>) -> (level: Int, text: Range<Int>)? {
        var index = range.lowerBound
        while index < range.upperBound, bytes[index] == UInt8(ascii: "#") { index += 1 }
        let level = index - range.lowerBound
        guard (1...6).contains(level), index == range.upperBound || isSpace(bytes[index]) else { return nil }
        return (level, trimmed(index..<range.upperBound))
    }

    private func fenceStart(_ line: Range<Int>) -> (marker: UInt8, count: Int)? {
        var index = trimmed(line).lowerBound
        if starts(index..<line.upperBound, with: "Answer:") {
            index = trimmed(index + 7..<line.upperBound).lowerBound
        } else if let item = listMarker(line) {
            index = trimmed(item.content..<line.upperBound).lowerBound
        }
        guard index + 2 < line.upperBound else { return nil }
        let marker = bytes[index]
        guard marker == UInt8(ascii: "`") || marker == UInt8(ascii: "~") else { return nil }
        var end = index
        while end < line.upperBound, bytes[end] == marker { end += 1 }
        guard end - index >= 3 else { return nil }
        if bytes[end..<line.upperBound].contains(marker) { return nil }
        return (marker, end - index)
    }

    private func isFenceEnd(_ line: Range<Int>, marker: UInt8, count: Int) -> Bool {
        let inner = trimmed(line)
        return inner.count >= count && bytes[inner].allSatisfy { $0 == marker }
    }
}

extension MarkdownSource {
    /// What starts a list item: the marker's own byte (`-`, `*`, `+`, `.` or `)`), the number of an ordered item, and
    /// where its text starts.
    struct ListMarker {
        var byte: UInt8
        var number: Int?
        var content: Int
    }

    /// The list marker at the start of a line, however deep it is indented.
    func listMarker(_ line: Range<Int>) -> ListMarker? {
        var index = line.lowerBound
        while index < line.upperBound, isSpace(bytes[index]) { index += 1 }
        guard index < line.upperBound else { return nil }
        var number: Int?
        let digits = index
        while index < line.upperBound, isDigit(bytes[index]), index - digits < 9 {
            number = (number ?? 0) * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        guard index < line.upperBound else { return nil }
        let byte = bytes[index]
        switch (byte, number) {
        case (UInt8(ascii: "-"), nil), (UInt8(ascii: "*"), nil), (UInt8(ascii: "+"), nil): break
        case (UInt8(ascii: "."), _?), (UInt8(ascii: ")"), _?): break
        default: return nil
        }
        guard index + 1 == line.upperBound || isSpace(bytes[index + 1]) else { return nil }
        return ListMarker(byte: byte, number: number, content: min(index + 2, line.upperBound))
    }
}
