/// Which words YAML reads as text when they stand without quotes.
///
/// YAML 1.1 (most Python and Ruby tools), 1.2 and the forges' own readers differ. A word passes here only when all of
/// them read it as the same text, so a few that are safe today (`1.2.3`) must be quoted as well.
enum PlainScalar {
    /// Why a value must be quoted; nil when it may stand as it is.
    ///
    /// The words fit after "quote it: ".
    static func fault(_ bytes: ArraySlice<UInt8>, inFlow: Bool) -> String? {
        guard let first = bytes.first else { return "an empty value reads as nothing" }
        if let fault = fault(firstByte: first, of: bytes) { return fault }
        var previous = first
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "#") where isSpace(previous): return "` #` starts a comment"
            case UInt8(ascii: " ") where previous == UInt8(ascii: ":"): return "`: ` makes a mapping of it"
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","):
                if inFlow { return "brackets, braces and commas have a meaning in a list" }
            case UInt8(ascii: "?"):
                if inFlow { return "a question mark has a meaning in a list" }
            default: break
            }
            previous = byte
        }
        if previous == UInt8(ascii: ":") { return "a colon at the end makes a mapping of it" }
        if bytes.count <= 6, isSpecialWord(bytes) { return "YAML reads it as something else than text" }
        return looksNumeric(bytes) ? "YAML may read it as a number, a date or a time" : nil
    }

    private static func fault(firstByte first: UInt8, of bytes: ArraySlice<UInt8>) -> String? {
        switch first {
        case UInt8(ascii: "-"):
            guard bytes.count > 1, case let second = bytes[bytes.startIndex + 1],
                isLetter(second) || isDigit(second) || second == first
            else { return "a hyphen at the start has a meaning in YAML" }
            return bytes.allSatisfy { $0 == first } ? "YAML may read it as the end of a document" : nil
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"),
            UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""),
            UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
            return "`\(Character(Unicode.Scalar(first)))` at the start has a meaning in YAML"
        default: return nil
        }
    }

    /// The words for nothing, true and false, whatever their capitals, the signs `~`, `=`, `<<`, and `.inf`, `.nan`.
    private static func isSpecialWord(_ bytes: ArraySlice<UInt8>) -> Bool {
        let word = String(decoding: bytes.map { isLetter($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        switch word {
        case "~", "=", "<<", "null", "true", "false", "yes", "no", "on", "off", "y", "n": return true
        case ".inf", "+.inf", "-.inf", ".nan", "...": return true
        default: return false
        }
    }

    /// Whether it starts like a number and holds nothing that numbers, dates and times cannot hold.
    private static func looksNumeric(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard let first = rest.first, isDigit(first) || first == UInt8(ascii: ".") else { return false }
        if first == UInt8(ascii: "0"), rest.count > 1, "xobXOB".utf8.contains(rest[rest.startIndex + 1]) {
            return rest.dropFirst(2).allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
        }
        return rest.allSatisfy { isDigit($0) || "+-_.:eEtTzZ ".utf8.contains($0) }
    }
}
