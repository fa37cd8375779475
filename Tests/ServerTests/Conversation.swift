import JSONText

/// The conversations of a page in `Protocol/`: what is sent and what must come back.
struct Conversation {
    enum Line {
        case sent(String, number: Int)
        case expected(JSON, number: Int)
    }

    var lines: [Line] = []

    /// All conversations of a page are one session, in order.
    init(page: String) throws(JSONFault) {
        var isInside = false
        for (index, raw) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if raw.hasPrefix("```") {
                isInside = raw == "```conversation"
            } else if isInside, raw.hasPrefix("--> ") {
                lines.append(.sent(String(raw.dropFirst(4)), number: index + 1))
            } else if isInside, raw.hasPrefix("<-- ") {
                lines.append(.expected(try JSONReader.read(raw.dropFirst(4).utf8), number: index + 1))
            }
        }
    }

    /// Whether a message is what the page says; the text "…" stands for any value.
    static func matches(_ expected: JSON, _ found: JSON) -> Bool {
        switch (expected, found) {
        case (.text("…"), _): return true
        case (.object(let expected), .object(let found)):
            return expected.members.map(\.name).sorted() == found.members.map(\.name).sorted()
                && expected.members.allSatisfy { member in
                    found[member.name].map { matches(member.value, $0) } ?? false
                }
        case (.list(let expected), .list(let found)):
            return expected.count == found.count && zip(expected, found).allSatisfy { matches($0, $1) }
        case (.integer(let expected), .number(let found)): return Double(expected) == found
        case (.number(let expected), .integer(let found)): return expected == Double(found)
        default: return expected == found
        }
    }
}
