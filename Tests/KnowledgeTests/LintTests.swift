import Testing

@testable import Knowledge

/// What a pack's questions are advised about: each rule bites, and lets pass what is fine.
@Suite struct LintTests {
    /// Checks a question of the file of that concept. `expected`: a part of each sentence of advice, in order.
    private func check(
        _ question: String, _ expected: [String], _ location: SourceLocation = #_sourceLocation
    ) {
        check(pack: [question], expected.map { "c0.md:12: " + $0 }, location)
    }

    /// Checks a pack with one question a concept; each `expected` is a beginning: file, line, sentence.
    private func check(pack: [String], _ expected: [String], _ location: SourceLocation = #_sourceLocation) {
        let concepts = pack.enumerated().compactMap { index, question -> (file: String, concept: Concept)? in
            let text = """
                ---
                id: c\(index)
                title: C
                topic: t
                level: beginner
                sources: [x]
                ---

                Short.

                ## Questions
                \(question)
                """
            let (concept, faults) = PackText.readConcept(text, file: "c\(index).md")
            #expect(faults.isEmpty, "\(faults.map(\.description))", sourceLocation: location)
            return concept.map { ("c\(index).md", $0) }
        }
        let found = PackCheck.check(concepts)
        #expect(found.allSatisfy { $0.severity == .advice }, sourceLocation: location)
        #expect(found.count == expected.count, "\(found.map(\.description))", sourceLocation: location)
        for (complaint, beginning) in zip(found, expected) {
            #expect(complaint.description.hasPrefix(beginning), "\(complaint.description)", sourceLocation: location)
        }
    }

    private func recall(_ prompt: String, _ answer: String, _ points: String...) -> String {
        let list = points.isEmpty ? "<!-- no key points -->" : points.map { "- \($0)" }.joined(separator: "\n")
        return "### k (recall)\n\n\(prompt)\n\nAnswer: \(answer)\n\n\(list)\n"
    }

    private func words(_ count: Int) -> String {
        (0..<count).map { "word\($0)" }.joined(separator: " ")
    }

    @Test func longAnswers() {
        check(recall("Why?", words(50), "word1"), [])
        check(recall("Why?", words(51), "word1"), ["the answer of `k` has 51 words; say it in 50"])
        // Code within a line is one word, a code block none.
        check(recall("Why?", words(49) + " `a b c d`\n\n```text\n\(words(60))\n```", "word1"), [])
        check("### k (cloze)\n\nIt says [[not one single word|nothing]].", [])
        check("### k (cloze)\n\nIt says [[a b c d e|not a single word of it]].", ["nobody fills in \"a b c d e\" word"])
        let program = "### k (output)\n\nWhat is printed?\n\n```python\nprint()\n```\n\nAnswer:\n\n```output\n"
        check(program + "1\n2\n3\n4\n5\n6\n```", [])
        check(program + "1\n2\n3\n4\n5\n6\n7\n```", ["`k` prints 7 lines; shorten its program to 6"])
    }

    @Test func longSummaries() {
        func advice(_ count: Int) -> [String] {
            let text = "---\nid: a\ntitle: A\ntopic: t\nlevel: beginner\nsources: [x]\n---\n\n\(words(count))\n\n"
            let (concept, _) = PackText.readConcept(text + "## Questions\n\n" + recall("Why?", "So."), file: "a.md")
            return PackCheck.check(concept.map { [("a.md", $0)] } ?? []).map(\.description)
        }
        #expect(advice(70) == [])
        #expect(
            advice(71) == ["a.md:9: the short answer has 71 words; say it in 70 and put the rest under a heading"])
    }

    @Test func lists() {
        let five = ["the answer of `k` lists 5 things, and lists are forgotten; ask for at most 4 at once"]
        check(recall("What?", "Red, green, blue and grey."), [])
        check(recall("What?", "Red, green, blue, grey and pink."), five)
        check(recall("What?", "They are red, green, blue, grey, or pink, as you like."), five)
        check(recall("What?", "Of course it may be `a`, `b`, `c`, `d` and the last one, which nobody remembers."), five)
        check(recall("What?", "So:\n\n- a\n- b\n- c\n- d\n- e\n"), five)
        check(recall("What?", "So:\n\n- a\n- b\n- c\n- d\n"), [])
        check(recall("What?", "red green blue grey pink", "red", "green", "blue", "grey", "pink"), five)
        // Clauses are no items, and who asks for two wants two.
        check(recall("What?", "If it is red, then stop, look both ways before you go on, wait a while and go."), [])
        check(recall("Name two colours.", "Red, green, blue, grey and pink."), [])
        check(
            "### k (fault)\n\nWhat?\n\nAnswer: red green blue grey pink\n\n- red\n- green\n- blue\n- grey\n- pink", [])
    }

    @Test func yesOrNo() {
        for (prompt, isYesNo) in [
            ("Is a blueprint an app?", true),
            ("Does it last?", true),
            ("A view stores a list. Is it saved?", true),
            ("When a view stores a list, is it saved?", true),
            ("Can the `x` of `y` be changed or not?", true),
            ("Does it last, when the server stops?", false),
            ("Does it last, and why?", false),
            ("Does it last and how long?", false),
            ("Does it last? Explain.", false),
            ("Does it last? Why?", false),
            ("Is it a process or a thread?", false),
            ("Can you name a reason?", false),
            ("What is it, does it last?", false),
            ("Which two parts, besides yours, are its own?", false),
            ("Why is it red?", false),
            ("Say whether it lasts.", false),
            ("Ist es rot?", false),
        ] {
            check(
                recall(prompt, "So it goes."), isYesNo ? ["yes or no would answer `k`, and one of them is right"] : [])
        }
        let choice = "### k (choice)\n\nIs it red?\n\n- [x] "
        check(choice + "Yes.\n  So.\n- [ ] No.\n  So.", ["yes or no would answer `k`"])
        check(choice + "Yes, as `x` is.\n  So.\n- [ ] No, as `y` is.\n  So.", [])
    }

    @Test func answersInThePrompt() {
        check(
            recall("What does `flask run` start?", "A server.", "a server | flask run"),
            ["the prompt of `k` gives away \"flask run\", which counts as \"a server\"; reword one of the two"])
        check(
            recall("Where do servers run?", "On a server.", "a server"), ["the prompt of `k` gives away \"a server\""])
        check(recall("What does `flask run` start?", "A server.", "a server"), [])
        check(recall("How many do 3 workers serve?", "3, one each.", "three | 3", "one each"), [])
        check(
            "### k (fault)\n\nWhy?\n\n```python\nserver = 1\n```\n\nAnswer: The server is a number.\n\n- server", [])
        for (text, isGivenAway) in [
            ("`app.[[wsgi_app]] = Wrap(app.wsgi_app)`", true),
            ("A rule is a rule: [[rule]].", true),
            ("Rules are [[rule]].", false),
            ("`app.[[wsgi]] = app.wsgi_app`", false),
            ("A path such as `/api/users` reaches it as `[[/users]]`.", false),
            ("`[[json]]={}` sends JSON.", false),
            ("In it is [[it]].", false),
            ("The [[first|second]] and the [[second|first]].", false),
        ] {
            check("### k (cloze)\n\n\(text)", isGivenAway ? ["the prompt of `k` gives away \""] : [])
        }
    }

    @Test func nearlyTheSame() {
        let after =
            "### k (cloze)\n\nAfter an `IntegrityError` during commit, call `session.[[rollback]]()` before using it."
        let again = "### k (cloze)\n\nAfter catching `IntegrityError`, call `session.[[rollback]]()` before you use it."
        let other = "### k (cloze)\n\nBefore a request ends, call `session.[[commit]]()` or what was added is lost."
        check(
            pack: [after, other, again],
            ["c2.md:12: `k` is nearly the same as `c0/k`; ask for something else or remove one"])
        check(pack: [after, other], [])
        // What programs have in common counts the less the more programs there are.
        func program(_ line: String) -> String {
            let code = "from flask import Flask\napp = Flask(__name__)\nprint(\(line))"
            return "### k (output)\n\nWhat does this print?\n\n```python\n\(code)\n```\n\nAnswer:\n\n```output\n1\n```"
        }
        let programs = ["debug", "static_folder", "name", "testing", "url_map", "secret_key", "config", "debug"]
        check(
            pack: programs.map { program("app.\($0)") },
            ["c7.md:12: `k` is nearly the same as `c0/k`; ask for something else or remove one"])
    }

    @Test func copiesAreComparedWithAFewOnly() {
        let question = Question(key: "k", kind: .recall, prompt: "What is a shelf for?", answer: "To keep books.")
        let copies = (0..<500).map {
            (
                file: "f",
                concept: Concept(
                    id: "c\($0)", title: "", topic: "t", level: .beginner, summary: "", questions: [question])
            )
        }
        let found = PackCheck.check(copies, hasSources: true)
        #expect(found.count == 499)
    }

    @Test func sources() {
        func advice(_ sources: [[String]], hasSources: Bool = false) -> [String] {
            let question = Question(key: "k", kind: .recall, prompt: "", answer: "")
            let concepts = sources.enumerated().map { index, list in
                var concept = Concept(id: "c\(index)", title: "", topic: "t", level: .beginner, summary: "")
                concept.sources = list
                concept.questions = [question]
                return (file: "c\(index).md", concept: concept)
            }
            return PackCheck.check(concepts, hasSources: hasSources).map { String($0.description.prefix(29)) }
        }
        #expect(advice([["x"], ["y"]]) == [])
        #expect(
            advice([["x"], [], []])
                == ["c1.md:1: nothing says where th", "c2.md:1: nothing says where th"].map { String($0.prefix(29)) })
        #expect(advice([[], []]) == ["c0.md:1: no concept of this p"])
        #expect(advice([[], []], hasSources: true) == [])
    }

    @Test func theRightChoiceIsNotAlwaysTheLongest() {
        func pack(_ count: Int, longest: Int) -> [(file: String, concept: Concept)] {
            let questions = (0..<count).map { index in
                Question(
                    key: "k\(index)", kind: .choice, line: 20 + index, prompt: "\(index)", answer: "",
                    choices: [
                        Choice(
                            text: index < longest ? "eleven \(10 + index)xx" + (index == 10 ? "x" : "") : "short",
                            isRight: true),
                        Choice(text: "not quite", isRight: false), Choice(text: "`not at all`", isRight: false),
                    ])
            }
            return [
                (
                    "a.md",
                    Concept(
                        id: "a", title: "", topic: "t", level: .beginner, sources: ["x"], summary: "",
                        questions: questions)
                )
            ]
        }
        func advice(_ count: Int, longest: Int) -> [String] {
            PackCheck.check(pack(count, longest: longest)).map(\.description).filter { $0.contains("longest") }
        }
        #expect(advice(30, longest: 10) == [])
        #expect(advice(30, longest: 17) == [])
        #expect(advice(11, longest: 11) == [])
        let found = advice(30, longest: 18)
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                "a.md:30: in 18 of the pack's 30 choice questions the right answer is the longest, by chance it would be 10; "
                    + "shorten right answers or lengthen wrong ones, first `a/k10`, ") == true, "\(found)")
    }

    @Test func deadLinksAreAdviceAndCirclesAreNot() {
        func severities(_ needs: [[String]]) -> [Complaint.Severity] {
            let question = Question(key: "k", kind: .recall, prompt: "", answer: "")
            return PackCheck.check(
                needs.enumerated().map { index, list in
                    let concept = Concept(
                        id: "c\(index)", title: "", topic: "t", level: .beginner, needs: list, sources: ["x"],
                        summary: "", questions: [question])
                    return (file: "f", concept: concept)
                }
            ).map(\.severity)
        }
        #expect(severities([["c1"], []]) == [])
        #expect(severities([["c1"], ["c0"]]) == [.error])
        #expect(severities([["c0"], []]) == [.error])
        #expect(severities([["gone"], []]) == [.advice])
    }
}
