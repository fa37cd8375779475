import Testing

@testable import Knowledge

@Suite struct GradingTests {
    private func check(
        _ points: [String], _ rows: [(answer: String, hits: [Bool], grade: Int)],
        _ location: SourceLocation = #_sourceLocation
    ) {
        let keyPoints = points.map { wordings in
            let list = Wordings.split(wordings.utf8, protectsCode: true)
            return KeyPoint(text: list[0], wordings: list)
        }
        let question = Question(key: "a", kind: .recall, prompt: "Why?", answer: "So.", points: keyPoints)
        for row in rows {
            let judgement = Grading.judge(question, answer: row.answer, choices: [])
            #expect(judgement.points.map(\.hit) == row.hits, "\(row.answer)", sourceLocation: location)
            #expect(judgement.suggestedGrade == row.grade, "\(row.answer)", sourceLocation: location)
            #expect(judgement.isRight == nil)
        }
    }

    @Test func keyPointsAreFoundInOwnWords() {
        check(
            [
                "no import of the app | breaks the circular import | does not need the app",
                "registered later | `register_blueprint`",
            ],
            [
                ("It doesn’t need the app, and is registered LATER.", [true, true], 3),
                ("Imports are circular; it breaks that. app.register_blueprint(bp)", [true, true], 3),
                ("without an import of the **app**", [true, false], 2),
                ("Later the app registers it", [false, true], 2), ("register the blueprint", [false, false], 1),
                ("It does not break the circular import.", [false, false], 1), ("", [false, false], 1),
                ("It is never registered later.", [false, false], 1),
                ("There is no app yet, it registers later", [false, true], 2),
                ("Not only breaks it the circular import", [true, false], 2),
            ])
        check(["`==`"], [("a == b", [true], 3), ("a = b", [false], 1)])
        check(
            ["caches responses", "the url"],
            [("responses were cached", [true, false], 2), ("URLs", [false, true], 2)])
        check(["flask.g"], [("flask.g", [true], 3), ("the `g` of flask", [false], 1)])
        check(
            ["one", "two", "three"],
            [
                ("one two", [true, true, false], 2), ("one", [true, false, false], 1),
                ("1 2 3", [false, false, false], 1),
            ])
    }

    @Test func formsOfAWordHaveOneStem() {
        for forms in [
            ["route", "routes", "routing", "routed"], ["map", "maps", "mapping", "mapped"],
            ["use", "uses", "using", "used"],
            ["call", "calls", "calling", "called"], ["query", "queries"], ["class", "classes"],
            ["cache", "caching", "caches"],
            ["need", "needs", "needed", "needing"], ["add", "adds", "added", "adding"],
            ["request", "requests", "requested"],
            ["install", "installed", "installing"], ["control", "controlled"], ["copy", "copies", "copied"], ["status"],
            ["string", "strings"],
        ] {
            #expect(Set(forms.map(Stem.of)).count == 1, "\(forms.map(Stem.of))")
        }
        for pair in [("app", "apple"), ("string", "strong"), ("session", "sessile"), ("bring", "brings up")] {
            #expect(Stem.of(pair.0) != Stem.of(pair.1))
        }
    }

    @Test func withoutKeyPointsTheShareOfWordsDecides() {
        let question = Question(
            key: "a", kind: .recall, prompt: "What is a commit?",
            answer: "A commit is a snapshot of the whole project with a message and an author.")
        for (answer, grade) in [
            ("a snapshot of the project, with message", 3), ("the snapshots of projects", 2), ("what a commit is", 1),
            ("", 1),
            ("A commit is a snapshot of the whole project with a message and an author.", 3), ("no idea", 1),
        ] {
            #expect(Grading.judge(question, answer: answer, choices: []).suggestedGrade == grade, "\(answer)")
        }
    }

    @Test func blanksForgiveFormAndSlipsInPlainWords() {
        let rows: [(text: String, answer: String, isRight: Bool)] = [
            ("`app.[[register_blueprint]](bp)`", " `register_blueprint` ", true),
            ("`app.[[register_blueprint]](bp)`", "register_blueprint()", true),
            ("`app.[[register_blueprint]](bp)`", "Register_Blueprint", true),
            ("`app.[[register_blueprint]](bp)`", "register_bluprint", false),
            ("the [[blueprint]] is", "bluprint", true), ("the [[blueprint]] is", "\"Blueprint\"", true),
            ("the [[blueprint]] is", "footprint", false), ("the [[application factory]]", "aplication  facotry", true),
            ("the [[view]]", "vew", false), ("the [[view|function]]", "function", true),
            ("`[[SECRET_KEY]]`", "secret_key", false), ("`[[x = 'a']]`", "x=\"a\"", true),
            ("the [[None]] is", "none", true),
            ("`[[None]]`", "none", false), ("code [[404]]", "405", false), ("code [[jinja2]]", "jinja", false),
            ("the [[view]]", "", false),
        ]
        for row in rows {
            guard case .success(let cloze) = Cloze.read(row.text) else {
                Issue.record("\(row.text)")
                continue
            }
            let question = Question(
                key: "a", kind: .cloze, prompt: cloze.prompt, answer: cloze.answer, blanks: cloze.blanks)
            let judgement = Grading.judge(question, answer: row.answer, choices: [])
            #expect(judgement.isRight == row.isRight, "\(row)")
            #expect(judgement.suggestedGrade == (row.isRight ? 3 : 1))
        }
    }

    @Test func severalBlanksAreAnsweredInOneLineOrSeveral() {
        let question = Question(
            key: "a", kind: .cloze, prompt: "[…] then […]", answer: "",
            blanks: [["git add"], ["git commit", "commit"]])
        for (answer, hits, grade) in [
            ("git add\ngit commit\n", [true, true], 3), ("git add; commit", [true, true], 3),
            ("git add and git commit", [true, true], 3), ("git add / commit", [true, true], 3),
            ("git add, git push", [true, false], 2),
            ("push pull", [false, false], 1), ("git add", [true, false], 2),
        ] {
            let judgement = Grading.judge(question, answer: answer, choices: [])
            #expect(judgement.points.map(\.hit) == hits, "\(answer)")
            #expect(judgement.suggestedGrade == grade)
        }
    }

    @Test func outputIsComparedWithoutRegardToItsForm() {
        for (output, answer, isRight) in [
            ("/store/cart", "/store/cart", true), ("/store/cart", " `/Store/cart` ", true), ("True", "true", false),
            ("True", "True\n", true), ("a\nb  c", "a b c", true), ("'abc'", "abc", true), ("[1, 2]", "[1,2]", true),
            ("12", "1 2", false),
            ("b'x'", "b\"x\"", true), ("", "", true), ("1", "", false),
        ] {
            let question = Question(key: "a", kind: .output, prompt: "What?", answer: output)
            #expect(Grading.judge(question, answer: answer, choices: []).isRight == isRight, "\(output) \(answer)")
        }
    }

    @Test func aChoiceIsNamedByItsTextOrItsNumber() {
        let question = Question(
            key: "a", kind: .choice, prompt: "Which?", answer: "`b`",
            choices: [
                Choice(text: "`a`", isRight: false, reason: "Not a."),
                Choice(text: "`b`", isRight: true, reason: "It is b."),
                Choice(text: "`B`", isRight: false),
            ])
        let shown = ["`B`", "`b`", "`a`"]
        for (answer, chosen, grade, reasons) in [
            ("2", 1, 3, ["It is b."]), (" 3) ", 0, 1, ["Not a."]), ("1.", 2, 1, []), ("`b`", 1, 3, ["It is b."]),
            ("B", 2, 1, []),
            ("a", 0, 1, ["Not a."]), ("4", nil, 1, []), ("0", nil, 1, []), ("", nil, 1, []),
            ("99999999999999999999", nil, 1, []),
        ] as [(String, Int?, Int, [String])] {
            let judgement = Grading.judge(question, answer: answer, choices: shown)
            #expect(judgement.chosen == chosen, "\(answer)")
            #expect(judgement.suggestedGrade == grade)
            #expect(judgement.reasons == reasons)
            #expect(judgement.isRight == (grade == 3))
        }
    }

    @Test func aTextThatIsANumberWinsOverThePlace() {
        let choices = ["3", "1", "2"].map { Choice(text: $0, isRight: $0 == "1") }
        let question = Question(key: "a", kind: .choice, prompt: "How many?", answer: "1", choices: choices)
        #expect(Grading.judge(question, answer: "1", choices: ["3", "1", "2"]).isRight == true)
    }

    @Test func choicesAreShuffledBySeedAlone() {
        let choices = ["a", "b", "c", "d"].map { Choice(text: $0, isRight: $0 == "a") }
        let question = Question(key: "a", kind: .choice, prompt: "?", answer: "a", choices: choices)
        var orders: Set<[String]> = []
        for seed in 0..<400 as Range<UInt64> {
            let order = Grading.shuffledChoices(question, seed: seed)
            #expect(order == Grading.shuffledChoices(question, seed: seed))
            #expect(order.sorted() == ["a", "b", "c", "d"])
            orders.insert(order)
        }
        #expect(orders.count == 24)
        #expect(Grading.shuffledChoices(question, seed: 1) == ["c", "a", "d", "b"])
    }
}
