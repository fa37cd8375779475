import Machine

/// How text looks where it is shown: how wide, and whether in colour.
struct Page {
    var width: Int
    var hasColour: Bool

    enum Style: String {
        case bold = "1"
        case dim = "2"
        case green = "32"
        case yellow = "33"
        case magenta = "35"
        case cyan = "36"
        case red = "31"
    }

    /// As wide as the terminal, where lines can be read so.
    static var terminalWidth: Int { min(max(Terminal.size?.columns ?? 80, 20), 100) }

    func styled(_ text: String, _ style: Style) -> String {
        hasColour && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// "1 card", "2 cards".
    static func count(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }

    /// Text without control characters: nothing from a pack moves the cursor or changes colours.
    static func plain(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A, 0x20...0x7E: result.append(scalar)
            case 0x09: result.append(contentsOf: "    ".unicodeScalars)
            case 0xA0... where !isFormatting(scalar): result.append(scalar)
            default: break
            }
        }
        return String(result)
    }

    /// Marks that turn the direction of text around can make it look like other text.
    private static func isFormatting(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
        default: false
        }
    }

    /// `12,000`
    static func grouped(_ number: Int) -> String {
        var text = ""
        for (place, digit) in String(number).reversed().enumerated() {
            if place > 0, place % 3 == 0, digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// Columns that a text takes in a terminal: two for wide East Asian characters and emoji, none for combining marks.
    static func columns(_ text: some StringProtocol) -> Int {
        var count = 0
        for character in text {
            guard let scalar = character.unicodeScalars.first else { continue }
            switch scalar.value {
            case 0x0300...0x036F, 0x200B...0x200D, 0xFE00...0xFE0F: break
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                count += 2
            default: count += 1
            }
        }
        return count
    }

    /// A line of plain text broken at spaces; it goes on where its last column begins, in a narrow window near the margin.
    static func hang(_ line: String, _ width: Int) -> [String] {
        guard columns(line) > width else { return [line] }
        var spaces = 0
        var start = line.startIndex
        for index in line.indices {
            if line[index] != " " {
                if spaces >= 2 { start = index }
                spaces = 0
            } else {
                spaces += 1
            }
        }
        var lines: [String] = []
        var current = String(line[..<start])
        var margin = String(repeating: " ", count: columns(current))
        if margin.count * 2 > width {
            while current.last == " " { current.removeLast() }
            if !current.isEmpty { lines.append(current) }
            margin = "    "
            current = margin
        }
        var isEmpty = true
        for word in line[start...].split(separator: " ") {
            if !isEmpty, columns(current) + 1 + columns(word) > width {
                lines.append(current)
                current = margin
                isEmpty = true
            }
            current += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [current]
    }

    /// A line as several, none wider than so many columns; colours go on in the next one, and code stays behind its margin.
    static func fold(_ line: String, _ columns: Int) -> [String] {
        let columns = max(1, columns)
        if line.utf8.count <= columns { return [line] }
        let margin = line.prefix { $0 == " " }.count
        let indent = margin >= 4 && margin * 2 < columns ? margin + 2 : 0
        var lines: [String] = []
        var current = ""
        var used = 0
        var style = ""
        var rest = line[...]
        while let character = rest.first {
            if character == "\u{1B}", let end = rest.firstIndex(of: "m") {
                let sequence = rest[...end]
                style = sequence == "\u{1B}[0m" ? "" : style + sequence
                current += sequence
                rest = rest[rest.index(after: end)...]
                continue
            }
            let width = Self.columns(String(character))
            if used > indent, used + width > columns {
                lines.append(current + (style.isEmpty ? "" : "\u{1B}[0m"))
                current = String(repeating: " ", count: indent) + style
                used = indent
            }
            current.append(character)
            used += width
            rest = rest.dropFirst()
        }
        return lines + [current]
    }

    /// The text without the colours that `styled` gave it.
    static func unstyled(_ text: String) -> String {
        guard text.utf8.contains(0x1B) else { return text }
        var result = ""
        var rest = text[...]
        while let character = rest.first {
            if character == "\u{1B}", let end = rest.firstIndex(of: "m") {
                rest = rest[rest.index(after: end)...]
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
