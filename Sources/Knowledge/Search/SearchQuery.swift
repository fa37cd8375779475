/// A query as it is understood: its words, which of them say what it is about, and what kind of text it is.
package struct SearchQuery: Sendable {
    /// A word of the query, or several of its words written as one.
    package struct Term: Sendable {
        package var text: String
        package var stem: String
        package var hash: UInt32
        /// The query's words that it stands for, a bit for each.
        package var covers: UInt64
        /// It stands in quotes in a message: a name of the asker's own as often as one that is known.
        package var isQuoted = false
        package var isStopWord = false
        /// Of a symbol: it stands before the last name, as `app` in `app.route`.
        package var isOwner = false
    }

    /// The words in their order; each is one bit of `covers`.
    package var words: [Term] = []
    /// Neighbours written as one (`blue print` may be `blueprint`, and `LoginManager` `loginmanager`).
    package var joined: [Term] = []
    /// The text that was understood: of a traceback only what says what went wrong.
    package var text: String
    /// One name in code: no spaces but in brackets.
    package var isSymbol: Bool

    /// Words that are looked at; a bit of `UInt64` each, and few enough that a pasted page costs no more than a question.
    package static let wordLimit = 24

    package init(_ query: String) {
        text = Self.message(of: query)
        isSymbol = Self.isSymbol(text)
        let quoted = isSymbol ? [] : Self.quoted(text)
        let named = isSymbol ? Self.withoutArguments(text).split { $0 == "." || $0 == ":" }.last.map(String.init) : nil
        let own = Set(SearchText.words(named ?? "").map(\.text))
        var explicit: [Term] = []
        var previous: Int?
        var places: [Int] = []
        for word in SearchText.words(isSymbol ? Self.withoutArguments(text) : text) {
            if word.joins > 0 {
                let covers = places.suffix(word.joins).reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
                if places.count >= word.joins { explicit.append(Self.term(word.text, covers: covers)) }
                continue
            }
            if let known = words.firstIndex(where: { $0.text == word.text }) {
                places.append(known)
                previous = known
                continue
            }
            guard words.count < Self.wordLimit else { break }
            var term = Self.term(word.text, covers: 1 << UInt64(words.count))
            term.isStopWord = SearchText.isStopWord(word.text)
            term.isQuoted = quoted.contains(word.text)
            term.isOwner = isSymbol && !own.contains(word.text)
            if let previous { pair(words[previous], term) }
            previous = words.count
            places.append(words.count)
            words.append(term)
        }
        for term in explicit where !joined.contains(where: { $0.text == term.text }) { joined.append(term) }
        if words.allSatisfy(\.isStopWord) { for index in words.indices { words[index].isStopWord = false } }
    }

    private mutating func pair(_ first: Term, _ second: Term) {
        guard first.text.utf8.count + second.text.utf8.count <= SearchText.wordBytes else { return }
        joined.append(Self.term(first.text + second.text, covers: first.covers | second.covers))
    }

    /// A term of one word; its stem and hash are what the index knows.
    package static func term(_ text: String, covers: UInt64) -> Term {
        let stem = PorterStem.of(text)
        return Term(text: text, stem: stem, hash: Wording.hash(stem), covers: covers)
    }

    // MARK: Kinds of text

    /// What a traceback or log says went wrong: the last line that begins with the name of an error. Other text as it is.
    private static func message(of query: String) -> String {
        let lines = query.split(whereSeparator: \.isNewline)
        if lines.count > 1 {
            if let line = lines.last(where: { isErrorLine($0) }) { return withoutNoise(String(line)) }
            if query.contains("Traceback (most recent"), let line = lines.last { return withoutNoise(String(line)) }
        }
        return withoutNoise(query)
    }

    /// `ValueError: …`, `jinja2.exceptions.TemplateNotFound: …`
    private static func isErrorLine(_ line: Substring) -> Bool {
        guard let first = line.utf8.first, first != 0x20, first != 0x09 else { return false }
        let head = line.prefix { $0 != ":" && $0 != " " }
        return ["Error", "Exception", "Warning", "Found", "Exit", "Interrupt"].contains { head.hasSuffix($0) }
    }

    /// Leaves out what differs from case to case: files with their lines, addresses in memory.
    private static func withoutNoise(_ text: String) -> String {
        guard text.utf8.contains(0x22) || text.contains("0x") else { return text }
        var kept: [Substring] = []
        var isFile = false
        for word in text.split(separator: " ") {
            if isFile {
                isFile = !word.hasSuffix("\",") && !word.hasSuffix("\"")
            } else if word == "File" || word == "file" {
                continue
            } else if word.hasPrefix("\"/"), word.contains(".py") {
                isFile = !word.dropFirst().contains("\"")
            } else if !word.hasPrefix("0x") {
                kept.append(word)
            }
        }
        return kept.joined(separator: " ")
    }

    private static func isSymbol(_ text: String) -> Bool {
        let name = withoutArguments(text)
        var hasMark = text.utf8.count != name.utf8.count
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: continue
            case 0x2E, 0x5F, 0x3A, 0x40: hasMark = true
            default: return false
            }
        }
        return hasMark || name.utf8.dropFirst().contains { $0 >= 0x41 && $0 <= 0x5A }
    }

    /// A call without what stands in its brackets; an index in brackets (`config['KEY']`) is part of the name.
    private static func withoutArguments(_ text: String) -> String {
        guard let open = text.utf8.firstIndex(of: 0x28), open != text.utf8.startIndex,
            !text[..<open].utf8.contains(0x20)
        else { return text }
        return String(text[..<open])
    }

    /// The words between quotes.
    private static func quoted(_ text: String) -> Set<String> {
        var words: Set<String> = []
        var inside: [UInt8] = []
        var mark: UInt8?
        var before: UInt8 = 0x20
        for byte in text.utf8 {
            if let open = mark {
                if byte == open {
                    for word in SearchText.words(String(decoding: inside, as: UTF8.self)) { words.insert(word.text) }
                    mark = nil
                    inside = []
                } else {
                    inside.append(byte)
                }
            } else if byte == 0x27 || byte == 0x22 || byte == 0x60, !isLetter(before) {
                mark = byte
            }
            before = byte
        }
        return words
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80 }
}
