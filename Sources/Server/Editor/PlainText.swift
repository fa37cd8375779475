/// A line of Markdown as people write it where nothing renders it.
enum PlainText {
    /// Links become their words and strong emphasis goes; code stays as it is, with its backticks.
    static func of(_ markdown: String) -> String {
        // All that has a meaning is ASCII, so that bytes will do.
        let bytes = Array(markdown.utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "`"), let end = rest.dropFirst().firstIndex(of: byte) {
                text += rest[...end]
                rest = rest[(end + 1)...]
            } else if byte == UInt8(ascii: "["), let link = link(rest) {
                text += link.words
                rest = link.rest
            } else if byte == UInt8(ascii: "*"), rest.dropFirst().first == byte {
                rest = rest.dropFirst(2)
            } else {
                text.append(rest.removeFirst())
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `[words](address)` at the beginning of a text.
    private static func link(_ text: ArraySlice<UInt8>) -> (words: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
        guard let close = text.firstIndex(of: UInt8(ascii: "]")), case let behind = text[(close + 1)...],
            behind.first == UInt8(ascii: "("), let end = behind.firstIndex(of: UInt8(ascii: ")"))
        else { return nil }
        return (text[..<close].dropFirst(), behind[(end + 1)...])
    }
}
