/// Text for man(1), in the macros of man(7) that every implementation knows.
struct Roff {
    private(set) var text = ""
    /// Nothing stands below the section's heading yet: what parts paragraphs would be too much.
    private var isFresh = false
    private var depth = 0

    mutating func title(_ name: String, section: Int, date: String, source: String) {
        line(".TH \(name) \(section) \(date) \"\(source)\"")
    }

    mutating func section(_ name: String) {
        line(".SH \(name)")
        isFresh = true
    }

    /// Flowing text, in lines of a length that people can edit.
    mutating func text(_ words: String) {
        var row = ""
        for word in words.split(separator: " ") {
            let escaped = Self.escaped(String(word))
            if !row.isEmpty, row.utf8.count + 1 + escaped.utf8.count > 78 {
                line(row)
                row = ""
            }
            row += (row.isEmpty ? "" : " ") + escaped
        }
        line(row)
    }

    mutating func paragraph(_ words: String) {
        if !isFresh { line(".PP") }
        text(words)
    }

    /// A line of its own in the way of a synopsis.
    mutating func usage(_ usage: String) {
        if !isFresh { line(".br") }
        line(Self.marked(usage))
    }

    /// What is said, as in a synopsis, and what it means.
    mutating func entry(_ head: String, _ words: String) {
        line(".TP")
        line(Self.marked(head))
        text(words)
    }

    /// Further in, and close together.
    mutating func inset(_ body: (inout Roff) -> Void) {
        line(".RS")
        if depth == 0 { line(".PD 0") }
        depth += 1
        body(&self)
        depth -= 1
        if depth == 0 { line(".PD") }
        line(".RE")
    }

    /// Lines as they are.
    mutating func example(_ lines: String) {
        line(".PP")
        line(".RS 4")
        line(".nf")
        for piece in lines.split(separator: "\n", omittingEmptySubsequences: false) {
            line(Self.escaped(String(piece)))
        }
        line(".fi")
        line(".RE")
    }

    mutating func references(_ names: [String]) {
        text(names.map { "\($0)(1)" }.joined(separator: ", "))
    }

    private mutating func line(_ line: String) {
        text += line + "\n"
        isFresh = false
    }

    /// Bold what is said, italic what stands for something, the marks around them as they are.
    private static func marked(_ usage: String) -> String {
        var result = ""
        var letters = ""
        func finish() {
            guard !letters.isEmpty else { return }
            let isPlaceholder = letters.allSatisfy { $0.isUppercase }
            result += (isPlaceholder ? "\\fI" : "\\fB") + escaped(letters) + "\\fR"
            letters = ""
        }
        for character in usage {
            if " []|…,:".contains(character) {
                finish()
                result += escaped(String(character))
            } else {
                letters.append(character)
            }
        }
        finish()
        return result
    }

    /// Text that roff sets as it is: hyphens that can be copied, no escapes, no line taken for a request.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "…": result += "..."
            case "\0"..."\u{7F}": result.unicodeScalars.append(scalar)
            default:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\[u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + "]"
            }
        }
        return result.hasPrefix(".") ? "\\&" + result : result
    }
}
