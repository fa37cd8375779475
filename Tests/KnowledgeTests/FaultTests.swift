import Testing

@testable import Knowledge

/// What is said about faulty pack files. In a row `¦` stands for a line end.
@Suite struct FaultTests {
    private func check(_ fields: String, _ expected: String, _ location: SourceLocation = #_sourceLocation) {
        let start = "---¦id: a¦title: A¦topic: t¦level: beginner¦"
        check(whole: start + fields + "¦---¦¦Short.¦", expected, location)
    }

    private func check(question: String, _ expected: String, _ location: SourceLocation = #_sourceLocation) {
        let start = "---¦id: a¦title: A¦topic: t¦level: beginner¦---¦¦Short.¦¦## Questions¦¦"
        check(whole: start + question + "¦", expected, location)
    }

    /// `expected`: the beginning of the first complaint, with its line; empty for none.
    private func check(whole: String, _ expected: String, _ location: SourceLocation = #_sourceLocation) {
        let text = whole.split(separator: "¦", omittingEmptySubsequences: false).joined(separator: "\n")
        let complaints = PackText.readConcept(text, file: "a.md").1
        let first = complaints.first.map { "\($0.line): \($0.sentence)" } ?? ""
        #expect(expected.isEmpty ? first.isEmpty : first.contains(expected), "\(first)", sourceLocation: location)
    }

    @Test func frontMatterThatIsMissingOrBroken() {
        check(whole: "", "1: the file must start with front matter")
        check(whole: "Text.", "1: the file must start with front matter")
        check(whole: "---¦id: a¦title: A", "1: the front matter has no end")
        check(whole: "---¦title: A¦topic: t¦level: beginner¦---¦¦Short.", "1: `id` is missing")
        check(
            whole: "---¦id: b¦title: A¦topic: t¦level: beginner¦---¦¦Short.",
            "2: the id is `b`, but the file is named a")
        check(whole: "---¦id: A b¦title: A¦topic: t¦level: beginner¦---¦¦Short.", "2: an id is made of")
        check(whole: "---¦id: a¦topic: t¦level: beginner¦---¦¦Short.", "1: `title` is missing")
        check(whole: "---¦id: a¦title: A¦topic: t¦level: expert¦---¦¦Short.", "5: `level` is beginner")
        check(whole: "---¦id: a¦title: A¦topic: t t¦level: beginner¦---¦¦Short.", "4: a topic is one word")
        check(whole: "---¦id: a¦title: A¦topic: t¦level: beginner¦---¦", "6: the body must begin with a paragraph")
        check(whole: "---¦id: a¦title: A¦topic: t¦level: beginner¦---¦¦- x", "8: the body must begin with a paragraph")
    }

    @Test func whatASyncLeft() throws {
        let text = """
            ---
            id: a
            <<<<<<< HEAD
            title: Mine
            =======
            title: Theirs
            >>>>>>> 1f2e3d4
            topic: t
            level: beginner
            ---

            Short.

            ## Questions

            ### q (recall)

            <<<<<<< HEAD
            What is mine?
            ||||||| 0a1b2c3
            What was it?
            =======
            What is theirs?
            >>>>>>> 1f2e3d4

            Answer: This.

            - this

            """
        let (concept, complaints) = PackText.readConcept(text, file: "a.md")
        #expect(concept?.title == "Mine" && concept?.questions.map(\.prompt) == ["What is mine?"])
        let told = complaints.map { "\($0.line): \($0.sentence.prefix(22))" }
        #expect(told.filter { $0.hasSuffix("two versions meet here") }.map { $0.prefix { $0 != ":" } } == ["3", "18"])
        // An example of such marks, and marks that do not go together, are text.
        let code = "```text\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n```"
        for kept in [code, "<<<<<<< HEAD\na\n=======", "<<<<<<< a\n>>>>>>> b"] {
            let head = "---\nid: a\ntitle: A\ntopic: t\nlevel: beginner\n---\n\nShort.\n\n"
            let body = head + "## Why\n\n\(kept)\n\n## Questions\n\n### q (recall)\n\nWho?\n\nAnswer: I.\n\n- I\n"
            let (concept, complaints) = PackText.readConcept(body, file: "a.md")
            #expect(complaints.isEmpty && concept?.sections.first?.body == kept)
        }
        for name in ["a.sync-conflict-20261123-032500-ABCDEFG.md", "a (conflicted copy 2026-11-23).md"] {
            let complaints = PackText.readConcept(text, file: name).1
            #expect(
                complaints.contains { $0.sentence.hasSuffix("if it is a copy of a.md, join the two and delete it") })
        }
    }

    @Test func fieldsThatAreUnknownRepeatedOrOfTheWrongSort() {
        check("alias: [x]", "6: there is no field `alias`; did you mean \"aliases\"?")
        check("title: B", "6: `title` stands here a second time")
        check("aliases: x", "6: `aliases` is a list; write `aliases: [x]`")
        check("versions: [x]", "6: `versions` is one text, not a list")
        check("aliases:", "6: `aliases` has no value")
        check("aliases¦see: [b]", "6: this is no field")
        check("aliases:[x]", "6: put a space after the colon")
        check("versions: x¦  y", "7: this line belongs to no field")
        check("aliases:¦- x", "7: write a list item as")
        check("# why", "6: a comment is lost")
        check("versions:\tx", "6: front matter has no tabs")
        check("aliases:¦  - x¦¦  - z", "")
    }

    @Test func valuesThatYAMLReadsAsSomethingElse() {
        for plain in [
            "yes", "3.1", "null", "~", "2024-01-31", "12:30", "0x1F", "0o17", "1_000", "=", ".inf", "On", "n",
        ] {
            check("versions: \(plain)", "6: quote it: YAML")
            check("aliases: [\(plain)]", "6: quote `\(plain)`: YAML")
            check("asked:¦  - \(plain)", "7: quote it: YAML")
            check("versions: \"\(plain)\"", "")
            check("versions: '\(plain)'", "")
        }
        check("versions: a: b", "6: quote it: `: ` makes a mapping")
        check("versions: a:", "6: quote it: a colon at the end")
        check("versions: a #b", "6: quote it: ` #` starts a comment")
        for sign in "@&*!%`|>?{}],#" { check("versions: \(sign)x", "6: quote it: `\(sign)` at the start") }
        check("versions: - x", "6: quote it: a hyphen at the start")
        check("versions: \"a\" b", "6: nothing may follow the closing quote")
        check("versions: \"a", "6: the closing quote is missing")
        check("versions: \"a\\n\"", "6: only \\\" and \\\\ are known")
        check("aliases: [a, b", "6: close the list with `]`")
        check("aliases: [a, b,]", "6: the list ends with a comma")
        check("aliases: [a,, b]", "6: quote ``: an empty value")
        check("aliases: [a?]", "6: quote `a?`: a question mark")
        check("aliases: [a [b], c]", "6: quote `a [b]`: brackets")
        check("aliases: [\"a\" b]", "6: nothing may follow the closing quote but a comma")
        check("versions: https://example.org/a#b?c=1,2 it's \"so\" -x", "")
        check("aliases: [flask.config:KEY, \"cli:flask run\", --debug, x#y, 404 Not Found]", "")
    }

    @Test func sectionsThatSurprise() {
        let start = "---¦id: a¦title: A¦topic: t¦level: beginner¦---¦¦Short.¦¦"
        check(whole: start + "# A", "10: the title stands in the front matter")
        check(whole: start + "More.", "10: only the first paragraph is the short answer")
        check(whole: start + "## Notes", "10: the usual sections are Why")
        check(whole: start + "## Pitfalls¦¦## Why", "12: `Why` usually stands before `Pitfalls`")
        check(whole: start + "## Why¦¦## Why", "12: there is a second section `Why`")
        check(whole: start + "## Why¦¦```text¦## x", "12: this code block is never closed")
        check(whole: start + "## Why¦¦````text¦```¦## x¦# y¦````¦", "")
    }

    @Test func questionsThatAreLeftOut() {
        let left = "the question was left out"
        check(question: "Text.", "12: this belongs to no question")
        check(question: "### purpose", "12: write a question's heading as `### key (kind)`; \(left)")
        check(
            question: "### purpose (recal)",
            "the kinds are recall, cloze, choice, output, fault; did you mean \"recall\"?; \(left)")
        check(question: "### Purpose! (recall)", "12: a key is made of lower-case letters")
        check(question: "### a (cloze)¦[[x]]¦### a (cloze)¦[[y]]", "14: the key `a` is taken")
        check(question: "### a (recall)", "`a` was left out: it asks nothing")
        check(question: "### a (recall)¦Why?", "`a` was left out: it has no line that starts with `Answer:`")
        check(question: "### a (recall)¦Why?¦Answer:", "`a` was left out: nothing follows `Answer:`")
        check(question: "### a (recall)¦Why?¦Answer: So.", "`a` has no key points")
        check(question: "### a (recall)¦Why?¦Answer: So.¦¦-¦- x", "16: this key point of `a` is empty")
        check(question: "### a (recall)¦Why?¦Answer: So.¦- x", "")
        check(question: "### a (cloze)¦Text.", "`a` was left out: it has no blank")
        check(question: "### a (cloze)¦[[x", "`a` was left out: a blank is opened")
        check(question: "### a (cloze)¦[[ | ]]", "`a` was left out: it has an empty blank")
        check(question: "### a (cloze)¦[[x]] […]", "`a` was left out: […] is how blanks are shown")
        check(question: "### a (choice)¦Why?", "`a` was left out: it has no choices")
        check(question: "### a (choice)¦Why?¦- [x] b¦  c", "`a` was left out: it needs at least two choices")
        check(question: "### a (choice)¦Why?¦- [ ] b¦  c¦- [ ] d¦  e", "exactly one choice must be marked `[x]`, not 0")
        check(question: "### a (choice)¦Why?¦- [x] b¦  c¦- [x] d¦  e", "exactly one choice must be marked `[x]`, not 2")
        check(question: "### a (choice)¦Why?¦- [x] b¦- [ ] d¦  e", "14: say on an indented line why")
        check(question: "### a (choice)¦Why?¦- [x] b¦  c¦- d¦- [ ] e¦  f", "16: a choice starts with")
        check(question: "### a (output)¦Why?¦Answer: 1", "`a` was left out: after `Answer:` a block ```output")
        check(question: "### a (output)¦Why?¦Answer:¦```output¦1¦```", "`a` shows no program")
    }

    @Test func whatIsBeyondABoundIsLeftOut() throws {
        let start = "---\nid: a\ntitle: A\ntopic: t\nlevel: beginner\n"
        #expect(PackText.readConcept(String(repeating: "a", count: Bounds.fileBytes + 1), file: "a.md").0 == nil)
        let list = (0...Bounds.listEntries).map { "  - x\($0)\n" }.joined()
        let (long, complaints) = PackText.readConcept(start + "asked:\n\(list)---\n\nShort.\n", file: "a.md")
        #expect(long?.asked.count == Bounds.listEntries)
        #expect(complaints.map(\.line) == [7 + Bounds.listEntries])
        let many = (0...Bounds.questions).map { "### q\($0) (cloze)\n\n[[x]]\n\n" }.joined()
        let (full, more) = PackText.readConcept(start + "---\n\nShort.\n\n## Questions\n\n\(many)", file: "a.md")
        #expect(full?.questions.count == Bounds.questions)
        #expect(more.count == 1)
        let wide = String(repeating: "é", count: Bounds.lineBytes)
        let cut = PackText.readConcept(start + "---\n\n\(wide)\n", file: "a.md")
        #expect(cut.0?.summary.utf8.count == Bounds.lineBytes)
        #expect(cut.1.first?.line == 8)
        let faults = String(repeating: "x\n", count: Bounds.complaints * 2)
        #expect(PackText.readConcept(start + faults + "---\n", file: "a.md").1.count == Bounds.complaints + 1)
    }
}
