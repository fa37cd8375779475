/// A line of Markdown as people write it where nothing renders it.
enum PlainText {
    /// Links become their words and strong emphasis goes; code stays as it is, with its backticks.
    static func of(_ markdown: String) -> String {
        var text = ""
        var rest = markdown[...]
        while let character = rest.first {
            if character == "`", let end = rest.dropFirst().firstIndex(of: "`") {
                text += rest[...end]
                rest = rest[end...].dropFirst()
            } else if character == "[", let link = link(rest) {
                text += link.words
                rest = link.rest
            } else if rest.hasPrefix("**") {
                rest = rest.dropFirst(2)
            } else {
                text.append(rest.removeFirst())
            }
        }
        return text
    }

    /// `[words](address)` at the beginning of a text.
    private static func link(_ text: Substring) -> (words: Substring, rest: Substring)? {
        guard let close = text.firstIndex(of: "]"), case let behind = text[close...].dropFirst(), behind.first == "(",
            let end = behind.firstIndex(of: ")")
        else { return nil }
        return (text[..<close].dropFirst(), behind[end...].dropFirst())
    }
}
