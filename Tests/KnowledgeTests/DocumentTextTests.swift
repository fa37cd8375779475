import Testing

@testable import Knowledge

/// A document as people copy it from a web page: fewer questions than promised, sentences broken in the middle.
let gitDocument = """
    Git keeps the history of a project. Whoever works with others meets it on the first day, so these 12 questions may
    come up when you talk about your work.
    Top 12 Git Questions, With Answers
    1. What is a commit?
    A commit is a snapshot of the project with a message. The git commit
    command makes one of what was staged.
    2. How do merge
    and rebase differ?
    Merging joins two lines of work with a new commit. Rebasing writes the commits of one line anew on top
    of the other, so that history stays straight.
    3. Explain the staging area.
    What the next commit will hold is collected there. The steps are:
    1. Change a file.
    2. Run git add
    on it.
    3. Commit.
    4. What does HEAD point to?
    It names the current branch, or a commit when it is detached. Commands like reset
    and checkout
    move it.

    A detached head is no error.
    5. How do you undo a commit?
    - git revert adds the opposite commit
    - git reset takes the branch
      back
    6. Why are tags used?
    ```
    7. What is this?
    git tag v1
    ```
    They name a commit for good.
    """

@Suite struct DocumentTextTests {
    private func check(
        _ text: String, _ expected: [(Int, String, String)], complaints: [String] = [],
        _ location: SourceLocation = #_sourceLocation
    ) {
        let document = DocumentText.read(text, file: "notes.txt")
        let found = document.items.map { "\($0.number) \($0.question) => \($0.answer)" }
        #expect(found == expected.map { "\($0.0) \($0.1) => \($0.2)" }, sourceLocation: location)
        let said = document.complaints.map(\.description)
        #expect(said.count == complaints.count, "\(said)", sourceLocation: location)
        for (said, part) in zip(said, complaints) { #expect(said.contains(part), "\(said)", sourceLocation: location) }
    }

    @Test func aCopiedPageGivesItsQuestions() {
        let document = DocumentText.read(gitDocument, file: "git.txt")
        #expect(document.title == "Top 12 Git Questions, With Answers")
        #expect(document.announced == 12)
        #expect(document.items.count == 6)
        #expect(document.items.map(\.line) == [4, 7, 11, 17, 23, 27])
        check(
            gitDocument,
            [
                (
                    1, "What is a commit?",
                    "A commit is a snapshot of the project with a message. The git commit command makes one of what was staged."
                ),
                (
                    2, "How do merge and rebase differ?",
                    "Merging joins two lines of work with a new commit. Rebasing writes the commits of one line anew on top "
                        + "of the other, so that history stays straight."
                ),
                (
                    3, "Explain the staging area.",
                    "What the next commit will hold is collected there. The steps are:\n\n"
                        + "1. Change a file.\n2. Run git add on it.\n3. Commit."
                ),
                (
                    4, "What does HEAD point to?",
                    "It names the current branch, or a commit when it is detached. Commands like reset and checkout "
                        + "move it.\n\nA detached head is no error."
                ),
                (
                    5, "How do you undo a commit?",
                    "- git revert adds the opposite commit\n- git reset takes the branch back"
                ),
                (6, "Why are tags used?", "```\n7. What is this?\ngit tag v1\n```\n\nThey name a commit for good."),
            ])
    }

    @Test func everyFormOfNumberingIsUnderstood() {
        let expected = [(1, "What is a tag?", "A name."), (2, "What is a blob?", "A file.")]
        for form in [
            "1. What is a tag?¦A name.¦2. What is a blob?¦A file.",
            "1) What is a tag?¦¦A name.¦¦2) What is a blob?¦A file.",
            "Q1. What is a tag?¦A: A name.¦Q2. What is a blob?¦A: A file.",
            "Q1: What is a tag?¦A1: A name.¦Q2: What is a blob?¦A2: A file.",
            "Question 1: What is a tag?¦Answer: A name.¦Question 2: What is a blob?¦Answer:¦A file.",
            "### 1. What is a tag?¦A name.¦### 2. What is a blob?¦A file.",
            "**1. What is a tag?**¦¦A name.¦¦**2. What is a blob?**¦**Answer:** A file.",
            "**1.** What is a tag?¦A name.¦**2.** What is a blob?¦**Ans**: A file.",
            "Q: What is a tag?¦A: A name.¦¦Q: What is a blob?¦A: A file.",
            "1. What is a tag? A name.¦2. What is a blob? A file.",
            "1.What is a tag?¦A name.¦2.What is a blob?¦A file.",
            "1. What is a tag?¦    A name.¦2. What is a blob?¦    A file.",
            "1. What is a tag?\r¦A name.\r¦2. What is¦a blob?\r¦A file.",
        ] {
            check(form.split(separator: "¦", omittingEmptySubsequences: false).joined(separator: "\n"), expected)
        }
    }

    @Test func aListWithinAnAnswerIsNoQuestion() {
        check(
            "1. How to begin?\nSo:\n1. Clone.\n2. Branch.\n3. Commit.\n2. What is next?\nPush.",
            [(1, "How to begin?", "So:\n\n1. Clone.\n2. Branch.\n3. Commit."), (2, "What is next?", "Push.")])
        check(
            "### 1. How to begin?\n1. Clone?\n2. Branch?\n### 2. What is next?\nPush.",
            [(1, "How to begin?", "1. Clone?\n2. Branch?"), (2, "What is next?", "Push.")])
    }

    @Test func nothingAfterTheFirstQuestionIsDroppedInSilence() {
        check(
            "1. What is a tag?\nA name.\n4. What is a blob?\nA file.",
            [(1, "What is a tag?", "A name."), (4, "What is a blob?", "A file.")],
            complaints: ["notes.txt:3: the number 4 follows 1"])
        check(
            "Intro.\n\n1. What is a tag?\nA name.\n\n## The end\nBye.", [(1, "What is a tag?", "A name.")],
            complaints: ["notes.txt:6: \"## The end\" and the text below it belong to no question"])
        check(
            "1. What is a tag?\n2. What is a blob?\nA file.", [(2, "What is a blob?", "A file.")],
            complaints: ["notes.txt:1: question 1 has no answer"])
        check(
            "1. What is a tag?\nA name.\n2. What is a tree?\nA list.\n1. Is it big?\nNo.",
            [(1, "What is a tag?", "A name."), (2, "What is a tree?", "A list.\n\n1. Is it big? No.")],
            complaints: ["notes.txt:5: this looks like a question, but 1 follows 2"])
        check(
            "5. What is a tag?\nA name.", [(5, "What is a tag?", "A name.")],
            complaints: ["notes.txt:1: the numbering starts at 5"])
        check("No questions here.", [], complaints: ["notes.txt:1: no question was found"])
        check("", [], complaints: ["notes.txt:1: no question was found"])
        check(
            "1. What is a tag?\n2. What is a blob?\n1. What is a tag?\nA name.\n2. What is a blob?\nA file.",
            [(1, "What is a tag?", "A name."), (2, "What is a blob?", "A file.")],
            complaints: ["notes.txt:3: the list of 2 headings above was taken for a table of contents"])
    }

    @Test func theQuestionEndsWhereItShould() {
        check("1. Tags\nA tag is a name.\nIt stays.", [(1, "Tags", "A tag is a name. It stays.")])
        check(
            "1. Explain the role of\nTags and names.\nThey stay.",
            [(1, "Explain the role of Tags and names.", "They stay.")])
        check(
            "1. What is a tag\nA tag is a name.\nIt stays.", [(1, "What is a tag", "A tag is a name. It stays.")],
            complaints: ["notes.txt:1: the question has no question mark"])
        check("1. What is a tag\n\nA name.", [(1, "What is a tag", "A name.")])
        check("1. What is\n“a tag”?\nA name.", [(1, "What is “a tag”?", "A name.")])
    }

    @Test func headingsWithinAnAnswerBecomeBoldLines() {
        check(
            "## 1. What is a tag?\nA name.\n\n### More\n\nIt stays.\n\n---\n",
            [(1, "What is a tag?", "A name.\n\n**More**\n\nIt stays.")])
    }

    @Test func theTitleAndItsNumberAreFound() {
        let rows: [(String, String?, Int?)] = [
            ("# 20 Git questions\n\nHello.", "20 Git questions", 20),
            ("Git 2.4: 15+ Questions", "Git 2.4: 15+ Questions", 15),
            ("# Notes\n\nText", "Notes", nil), ("Text.", nil, nil),
            ("The top questions of 2020", "The top questions of 2020", nil),
        ]
        for (head, title, announced) in rows {
            let document = DocumentText.read(head + "\n\n1. What is a tag?\nA name.", file: "x")
            #expect(document.title == title)
            #expect(document.announced == announced, "\(head)")
        }
    }

    @Test func anItemSurvivesBeingAConcept() {
        for item in DocumentText.read(gitDocument, file: "git.txt").items {
            let id = Slug.make(item.question, taken: [])
            let concept = Concept(
                id: id, title: item.question, topic: "git", level: .beginner, summary: "Short.",
                questions: [Question(key: "answer", kind: .recall, prompt: item.question, answer: item.answer)])
            let (read, complaints) = PackText.readConcept(PackText.write(concept), file: "git/\(id).md")
            #expect(read?.withoutLines == concept)
            #expect(complaints.filter { $0.severity == .error } == [])
        }
    }

    @Test func slugsAreIDsThatEndAtAWord() {
        let rows: [(String, Set<String>, String)] = [
            ("What is a commit?", [], "what-is-a-commit"),
            ("What is a commit?", ["what-is-a-commit"], "what-is-a-commit-2"),
            ("It's  HEAD~1 --hard!", [], "its-head-1-hard"), ("Größe & Élan", [], "groesse-elan"), ("日本", [], "item"),
            ("日本", ["item", "item-2"], "item-3"), ("", [], "item"),
            (
                "How does the reflog help when a branch was deleted by mistake", [],
                "how-does-the-reflog-help-when-a-branch-was-deleted-by"
            ),
            (String(repeating: "a", count: 80), [], String(repeating: "a", count: 60)),
            (
                String(repeating: "a", count: 80), [String(repeating: "a", count: 60)],
                String(repeating: "a", count: 58) + "-2"
            ),
        ]
        for (text, taken, expected) in rows { #expect(Slug.make(text, taken: taken) == expected) }
    }
}
