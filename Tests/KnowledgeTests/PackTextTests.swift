import Testing

@testable import Knowledge

@Suite struct PackTextTests {
    @Test func aConceptIsReadWhole() throws {
        let (found, complaints) = PackText.readConcept(stashFile, file: "git/stash.md")
        let concept = try #require(found)
        #expect(complaints.filter { $0.severity == .error } == [])
        #expect(concept.id == "stash")
        #expect(concept.aliases == ["git stash", "shelf, the", "it's a shelf"])
        #expect(
            concept.asked == [
                "how do I put changes aside", "error: your local changes would be overwritten: stash them",
            ])
        #expect(concept.symbols == ["cli:git stash", "git.Stash"])
        #expect(concept.level == .beginner)
        #expect(concept.confusedWith == ["commit"])
        #expect(concept.versions == "git >= 2.13")
        #expect(concept.linkLines.needs == 11)
        #expect(concept.summary == "The stash keeps changes that are not committed yet, on a stack.")
        #expect(
            concept.sections == [
                Section(
                    heading: "Why",
                    body: "To switch branches *now*.\n\n```text\n## not a heading\n- not a list\n```")
            ])
        #expect(concept.questions.map(\.key) == ["purpose", "pop", "list", "prints", "wrong"])
    }

    @Test func eachKindOfQuestionIsRead() throws {
        let questions = try #require(PackText.readConcept(stashFile, file: "stash.md").0).questions
        try #require(questions.count == 5)
        #expect(
            questions[0]
                == Question(
                    key: "purpose", kind: .recall, line: 32, prompt: "What is the stash for?",
                    answer: "It puts changes aside\n\n- which are not committed\n- and brings them back.\n\n"
                        + "In between comes this.",
                    explanation: "More is in the manual.",
                    points: [
                        KeyPoint(
                            text: "puts changes aside",
                            wordings: ["puts changes aside", "shelves `a | b`", "saves a|b"]),
                        KeyPoint(text: "brings them back", wordings: ["brings them back"]),
                    ]))
        #expect(questions[1].prompt == "`git stash […]` takes the […] entry: x[[…]].")
        #expect(questions[1].answer == "`git stash pop` takes the **top** entry: x[**0**].")
        #expect(questions[1].blanks == [["pop", "apply --index"], ["top", "newest"], ["0"]])
        #expect(questions[2].answer == "`git stash list`")
        #expect(questions[2].choices.map(\.isRight) == [false, true, false])
        #expect(questions[2].choices[1].reason == "It prints a line an entry:\n\n```text\nstash@{0}\n```")
        #expect(questions[2].explanation == "Names count from 0.")
        #expect(questions[3].prompt == "What is printed?\n\n~~~python\nprint(\"```\")\n~~~")
        #expect(questions[3].answer == "```\n  indented")
        #expect(questions[3].explanation == "easy.\n\nThat is all.")
        #expect(questions[4].answer == "There is no such option.")
        #expect(questions[4].points.map(\.text) == ["no such option"])
    }

    @Test func aWrittenConceptReadsBackTheSame() throws {
        let concept = try #require(PackText.readConcept(stashFile, file: "stash.md").0)
        let written = PackText.write(concept)
        #expect(PackText.readConcept(written, file: "stash.md").0?.withoutLines == concept.withoutLines)
        #expect(PackText.write(try #require(PackText.readConcept(written, file: "stash.md").0)) == written)
    }

    @Test func aWrittenConceptKeepsTextsThatYAMLWouldTakeOtherwise() {
        for text in [
            "yes", "3.1", "a: b", "a #b", "[x]", "- x", "x, y", "~", "it's \"so\" \\ there", "why?", " a ", "null",
        ] {
            let concept = Concept(
                id: "x", title: text, aliases: [text, "b"], asked: [text], topic: "t", level: .advanced,
                versions: text, summary: "Short.")
            let (read, complaints) = PackText.readConcept(PackText.write(concept), file: "x.md")
            #expect(read?.withoutLines == concept, "\(text)")
            #expect(complaints == [], "\(text)")
        }
    }

    @Test func aListInAnAnswerIsNoKeyPointWhenTheConceptHasNone() {
        for answer in ["One of:\n\n- this\n- that", "- this\n- that", "- this\n\nOr so.", "```text\n- x\n```"] {
            let question = Question(key: "answer", kind: .recall, prompt: "Which?", answer: answer)
            let concept = Concept(
                id: "x", title: "X", topic: "t", level: .beginner, summary: "Short.", questions: [question])
            #expect(PackText.readConcept(PackText.write(concept), file: "x.md").0?.withoutLines == concept)
        }
    }

    @Test func windowsLineEndsAndAByteOrderMarkChangeNothing() {
        let plain = PackText.readConcept(stashFile, file: "stash.md")
        let text =
            "\u{FEFF}" + stashFile.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let (concept, complaints) = PackText.readConcept(text, file: "stash.md")
        #expect(concept == plain.0)
        #expect(complaints.map(\.sentence).first?.contains("byte order mark") == true)
        #expect(complaints.count == plain.1.count + 1)
    }

    @Test func controlCharactersAreRemovedWithAComplaint() throws {
        let text = stashFile.replacing("The stash keeps", with: "The \u{1B}[31mstash\u{0} \u{202E}keeps\u{9B}")
        let (found, complaints) = PackText.readConcept(text, file: "stash.md")
        #expect(try #require(found).summary.hasPrefix("The [31mstash keeps changes"))
        #expect(complaints.first?.description == "stash.md:18: the line holds a control character; it was removed")
    }

    @Test func theManifestIsRead() throws {
        let text =
            "---\ntitle: Git\nversion: \"2.45\"\nimports: [git]\ntemplates: []\nsources:\n  - x y\n---\n\n# Git\n\nText.\n"
        let (manifest, complaints) = PackText.readManifest(text, file: "pack.md")
        let expected = Manifest(
            title: "Git", version: "2.45", imports: ["git"], sources: ["x y"], text: "# Git\n\nText.")
        #expect(complaints == [])
        #expect(manifest == expected)
        #expect(PackText.readManifest(PackText.write(expected), file: "pack.md").0 == expected)
        #expect(PackText.readManifest("Text.", file: "pack.md").0 == nil)
    }

    @Test func everyPackOfThisCheckoutIsInOrder() {
        var concepts: [String: [(file: String, concept: Concept)]] = [:]
        for path in files(in: packsFolder, ending: ".md") where path != packsFolder + "/README.md" {
            let text = contents(of: path)
            let parts = path.dropFirst(packsFolder.utf8.count + 1).split(separator: "/")
            if parts.last == "pack.md" {
                let (manifest, complaints) = PackText.readManifest(text, file: path)
                #expect(manifest != nil && complaints.filter { $0.severity == .error } == [])
                continue
            }
            let (concept, complaints) = PackText.readConcept(text, file: path)
            for complaint in complaints where complaint.severity == .error { Issue.record("\(complaint.description)") }
            guard let concept else { continue }
            concepts[String(parts[0]), default: []].append((path, concept))
            let again = PackText.readConcept(PackText.write(concept), file: path).0
            #expect(again?.withoutLines == concept.withoutLines, "\(path)")
        }
        #expect(!concepts.isEmpty)
        // What ships is held to its own advice.
        for pack in concepts.keys.sorted() {
            for complaint in PackCheck.check(concepts[pack] ?? []) { Issue.record("\(complaint.description)") }
        }
    }
}
