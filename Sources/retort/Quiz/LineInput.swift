/// A line being typed, with the keys of every shell.
struct LineInput {
    private(set) var letters: [Character] = []
    /// Before which letter the cursor stands.
    private(set) var cursor = 0
    /// The longest answer that is taken.
    private static let longest = 5_000

    var text: String { String(letters) }

    mutating func take(_ key: Key) {
        switch key {
        case .character(let letter): insert([letter])
        // The lines of what is pasted become one; a terminal ends them with CR.
        case .paste(let text): insert(text.flatMap { $0.isNewline ? [" "] : Array(Page.plain(String($0))) })
        case .backspace where cursor > 0:
            cursor -= 1
            letters.remove(at: cursor)
        case .delete where cursor < letters.count: letters.remove(at: cursor)
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(letters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = letters.count
        case .control("k"): letters.removeSubrange(cursor...)
        case .control("u"):
            letters.removeSubrange(..<cursor)
            cursor = 0
        case .control("w"):
            var start = cursor
            while start > 0, letters[start - 1] == " " { start -= 1 }
            while start > 0, letters[start - 1] != " " { start -= 1 }
            letters.removeSubrange(start..<cursor)
            cursor = start
        default: break
        }
    }

    private mutating func insert(_ more: [Character]) {
        let more = more.prefix(max(0, Self.longest - letters.count))
        letters.insert(contentsOf: more, at: cursor)
        cursor += more.count
    }
}
