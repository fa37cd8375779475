/// A paragraph of Markdown for places that show a text as it is written, as most editors do in a terminal.
package enum Paragraph {
    /// What documentation in editors is commonly broken at.
    private static let columns = 80

    /// The words in lines of at most 80 characters; a longer word has a line of its own. No line begins with what would make
    /// it a list, a heading, a quotation or HTML.
    /// - Parameters:
    ///   - taken: characters that stand before the first word.
    ///   - most: what does not fit into so many lines is left out, and an ellipsis tells it.
    package static func folded(_ text: String, after taken: Int = 0, lines most: Int = .max) -> String {
        var folded = ""
        folded.reserveCapacity(text.utf8.count)
        var column = taken
        var line = 1
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let length = word.count
            if folded.isEmpty {
                column += length
            } else if column + 1 + length <= columns {
                folded += " "
                column += 1 + length
            } else {
                guard line < most else { return folded + " …" }
                line += 1
                column = length
                if !opensBlock(word) {
                    folded += "\n"
                } else {
                    // It takes the word before it along.
                    if let space = folded.lastIndex(where: { $0 == " " || $0 == "\n" }) {
                        column += folded.distance(from: space, to: folded.endIndex)
                        folded.replaceSubrange(space...space, with: "\n")
                    }
                    folded += " "
                }
            }
            folded += word
        }
        return folded
    }

    static func lines(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } + 1 }

    private static func opensBlock(_ word: Substring) -> Bool {
        guard let first = word.first, let last = word.last else { return false }
        return "<>|".contains(first) || word.hasPrefix("```") || word.allSatisfy { "-+*#=_~".contains($0) }
            || ".)".contains(last) && word.dropLast().allSatisfy(\.isNumber)
    }
}
