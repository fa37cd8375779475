/// Keeps control characters out of everything that is read, so that none ever reaches a terminal.
enum Clean {
    /// The text with `?` in place of control characters.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(isControl(scalar) ? "?" : scalar)
        }
        return result
    }

    /// The text with a space in place of each line end and control character, and of tabs unless they are kept.
    static func oneLine(_ text: String, keepingTabs: Bool) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(isControl(scalar) && !(keepingTabs && scalar == "\t") ? " " : scalar)
        }
        return result
    }

    /// C0 and C1 controls, DEL, line and paragraph separators, the marks that turn the direction of writing, a byte
    /// order mark within the text, and the two code points at the end of the basic plane that are no characters.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    /// UTF-8 with line ends as `\n` and without control characters but tab; each line that had one is complained about.
    static func bytes(_ raw: [UInt8], complaints: inout Complaints) -> [UInt8] {
        guard let first = raw.firstIndex(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 || isSuspect($0) }) else {
            return raw
        }
        var result = Array(raw[..<first])
        result.reserveCapacity(raw.count)
        var line = 1 + result.count { $0 == 0x0A }
        var complained = 0
        var index = first
        while index < raw.count {
            let byte = raw[index]
            if byte == 0x0A { line += 1 }
            if byte == 0x0D, index + 1 < raw.count, raw[index + 1] == 0x0A {
                index += 1
                continue
            }
            let length = controlLength(raw, at: index)
            guard length > 0 else {
                result.append(byte)
                index += 1
                continue
            }
            if complained != line {
                complaints.add(line, "the line holds a control character; it was removed")
                complained = line
            }
            index += length
        }
        return result
    }

    /// Whether a byte can start an unwanted character of several bytes, or is DEL.
    private static func isSuspect(_ byte: UInt8) -> Bool {
        byte == 0x7F || byte == 0xC2 || byte == 0xE2 || byte == 0xEF
    }

    /// How many bytes the control character at this place has; 0 when there is none.
    private static func controlLength(_ raw: [UInt8], at index: Int) -> Int {
        let byte = raw[index]
        if byte < 0x20 { return byte == 0x0A || byte == 0x09 ? 0 : 1 }
        if byte == 0x7F { return 1 }
        guard isSuspect(byte), index + 1 < raw.count else { return 0 }
        let second = UInt32(raw[index + 1] & 0x3F)
        if byte == 0xC2 { return second < 0x20 ? 2 : 0 }
        guard index + 2 < raw.count else { return 0 }
        let value = UInt32(byte & 0x0F) << 12 | second << 6 | UInt32(raw[index + 2] & 0x3F)
        return Unicode.Scalar(value).map(isControl) == true ? 3 : 0
    }
}
