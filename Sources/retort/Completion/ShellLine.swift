/// A command line as far as it was typed, taken apart by the rules that bash, zsh and fish share: words, quotation marks, backslashes.
struct ShellLine {
    /// What the words say; the last one, perhaps empty, is still being typed.
    private(set) var words = [""]
    /// The quotation mark that stands open before what is typed next.
    private(set) var quote: Character?

    init(_ line: String) {
        var isEscaped = false
        var isInWord = false
        for character in line {
            if isEscaped {
                // Between double quotation marks a backslash stands for itself before most characters.
                if quote != nil, !Self.special.contains(character) { add("\\") }
                add(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
                isInWord = true
            } else if let open = quote {
                if character == open { quote = nil } else { add(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                isInWord = true
            } else if character == " " || character == "\t" {
                if isInWord { words.append("") }
                isInWord = false
            } else {
                add(character)
                isInWord = true
            }
        }
    }

    private mutating func add(_ character: Character) {
        words[words.count - 1].append(character)
    }

    /// What a backslash takes the meaning from between double quotation marks.
    private static let special: Set<Character> = ["\"", "\\", "$", "`"]
    private static let harmless: Set<Character> = Set("%+,-./:=@_^")

    /// The text as it is typed on in this line, so that the shell reads it as it is.
    func quoted(_ text: String) -> String {
        switch quote {
        case "'": text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        case "\"": text.reduce(into: "") { $0 += (Self.special.contains($1) ? "\\" : "") + String($1) }
        default:
            text.reduce(into: "") {
                let isPlain = $1.isLetter || $1.isNumber || Self.harmless.contains($1) || !$1.isASCII
                $0 += (isPlain ? "" : "\\") + String($1)
            }
        }
    }
}
