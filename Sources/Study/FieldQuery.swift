/// A query with its fields taken out: `topic:forms level:beginner hidden input` asks for concepts of that topic and level.
///
/// A field is a word of its own: its name in small letters, a colon, and a value of letters, digits, `-`, `_` and `.` with no space
/// between. So what stands in messages (`TypeError: …`, `jinja2.exceptions.UndefinedError: 'x'`) is none. A field that comes more than
/// once admits all its values.
package struct FieldQuery: Sendable, Equatable {
    /// What is left: words to search for.
    package var words = ""
    package var topics: [String] = []
    package var levels: [String] = []
    package var packs: [String] = []
    /// Concepts with a card that is due within so many study days; 0 for today.
    package var dueDays: Int?
    /// Concepts that were asked, the least surely remembered first.
    package var isWeak = false

    /// The names of all fields.
    package static let names = ["topic", "level", "due", "weak", "pack"]
    /// A longer look ahead is no plan.
    private static let longestDays = 3650

    package var hasFields: Bool {
        dueDays != nil || isWeak || !(topics.isEmpty && levels.isEmpty && packs.isEmpty)
    }

    /// - Throws: `invalid` for a value that the field cannot have. Whether topics, levels and packs exist is not looked at.
    package init(_ query: String) throws(StudyFault) {
        // Most queries have no colon, and are done with.
        guard query.utf8.contains(UInt8(ascii: ":")) else {
            words = query
            return
        }
        var rest: [Substring] = []
        for word in query.split(whereSeparator: \.isWhitespace) {
            if let (name, value) = Self.field(word) {
                if value.isEmpty, name != "weak", name != "due" {
                    // Further back it may be part of a message.
                    guard rest.isEmpty else {
                        rest.append(word)
                        continue
                    }
                    throw StudyFault(.invalid, "\(name): needs a value right behind it, as in \(Self.example(name))")
                }
                try take(name, value)
            } else {
                rest.append(word)
            }
        }
        words = hasFields ? rest.joined(separator: " ") : query
    }

    /// The name and the value of a field; nil when the word is none.
    static func field(_ word: Substring) -> (name: String, value: String)? {
        guard let colon = word.firstIndex(of: ":") else { return nil }
        let name = String(word[..<colon])
        let value = word[word.index(after: colon)...]
        guard names.contains(name), value.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }) else {
            return nil
        }
        return (name, String(value))
    }

    private static func example(_ name: String) -> String {
        switch name {
        case "level": "level:beginner"
        case "pack": "pack:flask"
        default: "topic:forms"
        }
    }

    private mutating func take(_ name: String, _ value: String) throws(StudyFault) {
        switch name {
        case "topic": topics.append(value)
        case "level": levels.append(value)
        case "pack": packs.append(value)
        case "weak":
            guard value.isEmpty else { throw StudyFault(.invalid, "weak: takes no value, not \"\(value)\"") }
            isWeak = true
        default:
            guard let days = Self.days(value) else {
                throw StudyFault(.invalid, "due: takes today or a number of days, as in due:7d, not \"\(value)\"")
            }
            dueDays = days
        }
    }

    private static func days(_ value: String) -> Int? {
        if value.isEmpty || value == "today" { return 0 }
        guard value.last == "d", let days = Int(value.dropLast()), (0...longestDays).contains(days) else { return nil }
        return days
    }
}
