import Testing

@testable import Study

@Suite struct `A paragraph in lines` {
    @Test func `no line is longer than 80 characters, and no word is lost`() {
        for length in [3, 40, 79, 80, 81, 200] {
            let words = (0..<60).map { String(repeating: "é", count: 1 + ($0 * 7 + length) % 23) }
            let folded = Paragraph.folded(words.joined(separator: length % 2 == 0 ? " " : "\n"))
            let lines = folded.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= 80 })
            #expect(folded.split { $0 == " " || $0 == "\n" }.map(String.init) == words)
            // As much as there is room for.
            for (line, next) in zip(lines, lines.dropFirst()) {
                #expect(line.count + 1 + next.prefix { $0 != " " }.count > 80)
            }
        }
        let long = String(repeating: "x", count: 100)
        #expect(Paragraph.folded("a \(long) b") == "a\n\(long)\nb")
        #expect(Paragraph.folded("") == "")
    }

    @Test func `the first line leaves room`() {
        let word = String(repeating: "x", count: 40)
        #expect(Paragraph.folded("\(word) \(word.dropLast())") == "\(word) \(word.dropLast())")
        #expect(Paragraph.folded("\(word) \(word.dropLast())", after: 1) == "\(word)\n\(word.dropLast())")
    }

    @Test(arguments: ["-", "*", "+", "#", "##", "===", "---", "```swift", ">", "<div>", "|", "1.", "23)"])
    func `no line begins as something else than text`(mark: String) {
        let before = String(repeating: "x", count: 77)
        #expect(Paragraph.folded("\(before) yy \(mark) then") == "\(before)\nyy \(mark) then")
    }

    @Test func `what has no room is left out and told`() {
        let line = String(repeating: "x", count: 80)
        #expect(Paragraph.folded("\(line) \(line)", lines: 2) == "\(line)\n\(line)")
        #expect(Paragraph.folded("\(line) \(line) y", lines: 2) == "\(line)\n\(line) …")
    }
}
