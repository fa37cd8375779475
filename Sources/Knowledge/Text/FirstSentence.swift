/// What a text says in its first sentence.
package enum FirstSentence {
    /// The text up to its first full stop, question mark or exclamation mark with a space and a new sentence behind it; all of the
    /// text when there is none. Marks inside code (`` `a. B` ``) and those of abbreviations end nothing.
    package static func of(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let code = CodeSpans(bytes)
        for index in bytes.indices where isEnd(bytes[index]) && code.span(at: index) == nil {
            var next = index + 1
            // A bracket or quotation mark may close behind it.
            while next < bytes.count, closing.contains(bytes[next]) { next += 1 }
            guard next + 1 < bytes.count, bytes[next] == UInt8(ascii: " "), !isSmall(bytes[next + 1]) else { continue }
            let sentence = String(decoding: bytes[..<next], as: UTF8.self)
            if abbreviations.contains(where: { sentence.hasSuffix($0) }) { continue }
            return sentence
        }
        return text
    }

    private static let closing: Set<UInt8> = Set(")\"'*`".utf8)
    private static let abbreviations = ["e.g.", "i.e.", "cf.", "vs.", "etc.", "approx."]

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
    }

    private static func isSmall(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
