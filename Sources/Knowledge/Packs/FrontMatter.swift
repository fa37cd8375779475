/// The lines between the two `---` at the start of a pack file: a part of YAML that every YAML reader reads alike.
///
/// Whatever YAML could read otherwise is complained about; its text is kept all the same.
struct FrontMatter {
    enum Value {
        case text(String)
        case list([String])
    }

    struct Field {
        var key: String
        /// Counted from 1.
        var line: Int
        var value: Value
    }

    /// In the file's order, each key once.
    private(set) var fields: [Field] = []
    /// The index of the first line below.
    private(set) var bodyStart = 0

    private let text: MarkdownSource

    /// Reads the front matter; nil, with a complaint, when it is missing or has no end.
    init?(_ text: MarkdownSource, complaints: inout Complaints) {
        self.text = text
        guard let first = text.lines.first, Self.isFence(text, first) else {
            complaints.add(1, "the file must start with front matter: a line `---`, fields, and another `---`")
            return nil
        }
        guard let end = text.lines.indices.dropFirst().first(where: { Self.isFence(text, text.lines[$0]) }) else {
            complaints.add(1, "the front matter has no end; close it with a line `---`")
            return nil
        }
        bodyStart = end + 1
        for index in 1..<end where text.bytes[text.lines[index]].contains(UInt8(ascii: "\t")) {
            complaints.add(index + 1, "front matter has no tabs; write spaces")
        }
        var index = 1
        while index < end { index = read(at: index, end: end, &complaints) }
    }

    private static func isFence(_ text: MarkdownSource, _ line: Range<Int>) -> Bool {
        text.starts(line, with: "---") && text.trimmed(line).count == 3
    }

    /// Reads the field that starts at a line and returns the index of the line after it.
    private mutating func read(at index: Int, end: Int, _ complaints: inout Complaints) -> Int {
        let line = text.lines[index]
        let inner = text.trimmed(line)
        guard let first = text.bytes[inner].first else { return index + 1 }
        if first == UInt8(ascii: "#") {
            complaints.add(index + 1, "a comment is lost when the pack is written anew; leave it out", .advice)
            return index + 1
        }
        guard inner.lowerBound == line.lowerBound else {
            complaints.add(
                index + 1, "this line belongs to no field; a value stands on one line, a list item as `  - item`")
            return index + 1
        }
        guard let colon = text.bytes[line].firstIndex(of: UInt8(ascii: ":")), colon > line.lowerBound,
            text.bytes[line.lowerBound..<colon].allSatisfy({ isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F })
        else {
            complaints.add(index + 1, "this is no field; write `key: value`")
            return index + 1
        }
        if colon + 1 < line.upperBound, text.bytes[colon + 1] != UInt8(ascii: " ") {
            complaints.add(index + 1, "put a space after the colon")
        }
        let key = text.string(line.lowerBound..<colon)
        let isRepeated = fields.contains { $0.key == key }
        if isRepeated { complaints.add(index + 1, "`\(key)` stands here a second time; only the first counts") }
        var next = index + 1
        let value: Value?
        let rest = text.trimmed(colon + 1..<line.upperBound)
        if rest.isEmpty {
            var items: [String] = []
            while next < end, let item = item(at: next, &complaints) {
                if let item { append(item, to: &items, line: next + 1, &complaints) }
                next += 1
            }
            value = items.isEmpty ? nil : .list(items)
            if items.isEmpty { complaints.add(index + 1, "`\(key)` has no value; give it one or leave it out") }
        } else if text.bytes[rest.lowerBound] == UInt8(ascii: "[") {
            value = .list(flow(rest, line: index + 1, &complaints))
        } else {
            value = .text(scalar(rest, line: index + 1, &complaints))
        }
        if let value, !isRepeated { fields.append(Field(key: key, line: index + 1, value: value)) }
        return next
    }

    /// The item of a block list on a line: nil when the line is none, an inner nil when there is nothing in it.
    private func item(at index: Int, _ complaints: inout Complaints) -> String?? {
        let line = text.lines[index]
        let inner = text.trimmed(line)
        if inner.isEmpty { return .some(nil) }
        guard text.bytes[inner.lowerBound] == UInt8(ascii: "-"),
            inner.count == 1 || isSpace(text.bytes[inner.lowerBound + 1])
        else { return nil }
        if inner.lowerBound - line.lowerBound != 2 {
            complaints.add(index + 1, "write a list item as two spaces, a hyphen and a space")
        }
        return scalar(text.trimmed(inner.lowerBound + 1..<line.upperBound), line: index + 1, &complaints)
    }

    private func append(_ item: String, to items: inout [String], line: Int, _ complaints: inout Complaints) {
        if items.count < Bounds.listEntries { return items.append(item) }
        complaints.add(line, "a list has at most \(Bounds.listEntries) entries; the rest was left out")
    }

    /// One value, quoted or plain.
    private func scalar(_ range: Range<Int>, line: Int, _ complaints: inout Complaints) -> String {
        if let quoted = quoted(range.lowerBound, upTo: range.upperBound, line: line, &complaints) {
            if quoted.end < range.upperBound {
                complaints.add(line, "nothing may follow the closing quote; quote the whole value")
            }
            return quoted.text
        }
        if let fault = PlainScalar.fault(text.bytes[range], inFlow: false) {
            complaints.add(line, "quote it: \(fault)")
        }
        return plain(range)
    }

    private func plain(_ range: Range<Int>) -> String {
        let bytes = text.bytes[range]
        guard bytes.contains(UInt8(ascii: "\t")) else { return text.string(range) }
        return String(decoding: bytes.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// The entries of `[a, "b, c"]`.
    private func flow(_ range: Range<Int>, line: Int, _ complaints: inout Complaints) -> [String] {
        var end = range.upperBound
        if text.bytes[end - 1] == UInt8(ascii: "]"), range.count >= 2 {
            end -= 1
        } else {
            complaints.add(line, "close the list with `]` on the same line, and put nothing behind it")
        }
        var items: [String] = []
        var index = text.trimmed(range.lowerBound + 1..<end).lowerBound
        while index < end {
            var stop = index
            if let quoted = quoted(index, upTo: end, line: line, &complaints) {
                append(quoted.text, to: &items, line: line, &complaints)
                stop = text.trimmed(quoted.end..<end).lowerBound
                if stop < end, text.bytes[stop] != UInt8(ascii: ",") {
                    complaints.add(line, "nothing may follow the closing quote but a comma")
                }
            }
            let start = stop
            while stop < end, text.bytes[stop] != UInt8(ascii: ",") { stop += 1 }
            if start == index {
                let entry = text.trimmed(index..<stop)
                if let fault = PlainScalar.fault(text.bytes[entry], inFlow: true) {
                    complaints.add(line, "quote `\(text.string(entry))`: \(fault)")
                }
                if !entry.isEmpty { append(plain(entry), to: &items, line: line, &complaints) }
            }
            guard stop < end else { break }
            index = text.trimmed(stop + 1..<end).lowerBound
            if index >= end { complaints.add(line, "the list ends with a comma; remove it") }
        }
        return items
    }

    /// The string in quotes at a place and the place behind it; nil when no quote stands there.
    private func quoted(
        _ start: Int, upTo end: Int, line: Int, _ complaints: inout Complaints
    ) -> (text: String, end: Int)? {
        guard start < end, case let quote = text.bytes[start], quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { return nil }
        var value: [UInt8] = []
        var index = start + 1
        while index < end {
            let byte = text.bytes[index]
            let next = index + 1 < end ? text.bytes[index + 1] : 0
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                if next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") {
                    value.append(next)
                    index += 2
                    continue
                }
                complaints.add(
                    line, "only \\\" and \\\\ are known after a backslash; use single quotes to write a backslash")
            } else if byte == quote {
                guard quote == UInt8(ascii: "'"), next == quote else {
                    return (String(decoding: value, as: UTF8.self), index + 1)
                }
                index += 1
            }
            value.append(byte == UInt8(ascii: "\t") ? UInt8(ascii: " ") : byte)
            index += 1
        }
        complaints.add(line, "the closing quote is missing")
        return (String(decoding: value, as: UTF8.self), end)
    }
}
