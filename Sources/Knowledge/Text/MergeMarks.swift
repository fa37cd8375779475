/// What git leaves in a file that was edited on two machines, when it cannot join the two versions by itself.
extension MarkdownSource {
    /// The text with the first version where two meet, and a complaint about each such place; what follows keeps its line number.
    ///
    /// Marks within a code block are somebody's example.
    func withoutMergeMarks(_ complaints: inout Complaints) -> MarkdownSource {
        guard lines.contains(where: { starts($0, with: "<<<<<<< ") }) else { return self }
        var fenced = self
        _ = fenced.findFences(from: 0)
        var kept: [UInt8] = []
        var index = 0
        while index < lines.count {
            if fenced.roles[index] == .text, let (first, end) = meeting(at: index) {
                complaints.add(
                    index + 1,
                    "two versions meet here, as git left them; keep one and take the marks out (until then the first one holds)"
                )
                for line in first { kept += bytes[lines[line]] + [UInt8(ascii: "\n")] }
                kept += [UInt8](repeating: UInt8(ascii: "\n"), count: end - index - first.count)
                index = end
            } else {
                kept += bytes[lines[index]] + [UInt8(ascii: "\n")]
                index += 1
            }
        }
        return MarkdownSource(clean: kept)
    }

    /// The lines of the first version, and the line behind the last mark; nil where the marks do not go together.
    private func meeting(at open: Int) -> (first: Range<Int>, end: Int)? {
        guard starts(lines[open], with: "<<<<<<< ") else { return nil }
        var middle: Int?
        var parted: Int?
        for index in (open + 1)..<lines.count {
            let line = lines[index]
            if starts(line, with: "<<<<<<< ") { return nil }
            // What both were made of, where git was told to show it.
            if starts(line, with: "||||||| ") { middle = middle ?? index }
            if starts(line, with: "======="), line.count == 7 {
                middle = middle ?? index
                parted = index
            }
            if starts(line, with: ">>>>>>> ") {
                guard let middle, parted != nil else { return nil }
                return (open + 1..<middle, index + 1)
            }
        }
        return nil
    }
}
