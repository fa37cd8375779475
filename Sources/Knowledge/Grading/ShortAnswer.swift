/// Compares answers that are meant to be given word for word: blanks, what a program prints, a choice's text.
enum ShortAnswer {
    /// Whether two texts are the same but for white space at the ends and its amount between words, quotes and
    /// backticks around them, and capitals.
    /// - Parameters:
    ///   - isCode: white space around signs, the sort of quotes and `()` at the end do not count either, but capitals
    ///     do when `expected` has any.
    ///   - withCapitals: capitals count in any case.
    static func isSame(_ given: String, _ expected: String, isCode: Bool, withCapitals: Bool = false) -> Bool {
        let (left, right) = (normal(given, isCode: isCode), normal(expected, isCode: isCode))
        if withCapitals || isCode && hasCapitals(expected) {
            return left == right || isCode && left == right + "()"
        }
        let (small, wanted) = (left.lowercased(), right.lowercased())
        return small == wanted || isCode && small == wanted + "()"
    }

    /// Whether a plain word or phrase was given with a slip of the finger: one letter off in words of five letters or
    /// more, two in those of ten or more.
    static func isNearly(_ given: String, _ expected: String) -> Bool {
        let wanted = normal(expected, isCode: false).lowercased()
        guard !looksLikeCode(expected) else { return false }
        let length = wanted.unicodeScalars.count
        let limit = length >= 10 ? 2 : length >= 5 ? 1 : 0
        return limit > 0
            && Spelling.distance(normal(given, isCode: false).lowercased(), wanted, limit: limit) != nil
    }

    /// Whether a blank's answer is code by its look: signs, digits, or capitals after the first letter.
    static func looksLikeCode(_ text: String) -> Bool {
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            let isCapital = isLetter(byte) && byte & 0x20 == 0
            let isPlain =
                isLetter(byte) || byte >= 0x80 || byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "'")
            if !isPlain || isCapital && isLetter(previous) { return true }
            previous = byte
        }
        return false
    }

    private static func hasCapitals(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.isUppercase }
    }

    private static func normal(_ text: String, isCode: Bool) -> String {
        var output: [UInt8] = []
        var isBlankBefore = false
        for byte in strip(Array(straightened(text).utf8)[...]) {
            if byte <= 0x20 {
                isBlankBefore = true
                continue
            }
            if isBlankBefore, let last = output.last, !isCode || !isSign(last) && !isSign(byte) { output.append(0x20) }
            isBlankBefore = false
            output.append(isCode && byte == UInt8(ascii: "'") ? UInt8(ascii: "\"") : byte)
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte < 0x80 && !isLetter(byte) && !isDigit(byte) && byte != UInt8(ascii: "_")
    }

    /// Typographic quotes as plain ones.
    private static func straightened(_ text: String) -> String {
        guard text.utf8.contains(0xE2) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "‘", "’": result.unicodeScalars.append("'")
            case "“", "”": result.unicodeScalars.append("\"")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Without white space at the ends and pairs of quotes, backticks or asterisks around the whole.
    private static func strip(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while true {
            while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
            while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
            guard bytes.count >= 2, let first = bytes.first, first == bytes.last, "\"'`*".utf8.contains(first),
                !bytes.dropFirst().dropLast().contains(first) || first == UInt8(ascii: "`")
                    || first == UInt8(ascii: "*")
            else { return bytes }
            bytes = bytes.dropFirst().dropLast()
        }
    }
}
