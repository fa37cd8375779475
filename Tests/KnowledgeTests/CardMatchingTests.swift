import Testing

@testable import Knowledge

@Suite struct CardMatchingTests {
    /// The six questions of the sample, as they were imported at first: `c1` … `c6`.
    private let before = DocumentText.read(gitDocument, file: "git.txt").items

    private func check(
        _ items: [ImportedDocument.Item], _ expected: [String?], _ location: SourceLocation = #_sourceLocation
    ) {
        let existing = before.enumerated().map { (id: "c\($0 + 1)", question: $1.question, answer: $1.answer) }
        let found = CardMatching.match(items: items, existing: existing).map { $0?.id }
        #expect(found == expected, sourceLocation: location)
        #expect(CardMatching.match(items: items, existing: existing).map { $0?.id } == found, sourceLocation: location)
    }

    private func item(_ question: String, _ answer: String) -> ImportedDocument.Item {
        ImportedDocument.Item(number: 1, question: question, answer: answer, line: 1)
    }

    @Test func anUnchangedDocumentKeepsEveryCard() {
        check(before, ["c1", "c2", "c3", "c4", "c5", "c6"])
        check([], [])
    }

    @Test func aCommaMoreKeepsTheCard() {
        var items = before
        items[1].question = "How do merge, and rebase, differ"
        items[3].answer = "It names the current branch."
        check(items, ["c1", "c2", "c3", "c4", "c5", "c6"])
    }

    @Test func aRewordedQuestionKeepsItsCard() {
        var items = before
        items[1].question = "What is the difference between merging and rebasing?"
        items[4].question = "Which commands undo what was committed?"
        check(items, ["c1", "c2", "c3", "c4", "c5", "c6"])
    }

    @Test func aQuestionRewordedTogetherWithItsAnswerKeepsItsPlace() {
        var items = before
        items[2] = item("What is the index, or staging area?", "It holds what goes in with the following snapshot.")
        check(items, ["c1", "c2", "c3", "c4", "c5", "c6"])
    }

    @Test func anInsertedQuestionIsNew() {
        var items = before
        items.insert(
            item("What is a submodule?", "A repository within another one, pinned to one of its commits."), at: 3)
        check(items, ["c1", "c2", "c3", nil, "c4", "c5", "c6"])
    }

    @Test func aDeletedQuestionLeavesTheOthersAlone() {
        var items = before
        items.remove(at: 2)
        check(items, ["c1", "c2", "c4", "c5", "c6"])
    }

    @Test func aReplacedQuestionDoesNotInheritTheCard() {
        var items = before
        items[2] = item("What is bisecting?", "A binary search for the revision that brought a fault.")
        check(items, ["c1", "c2", nil, "c4", "c5", "c6"])
    }

    @Test func reorderedQuestionsKeepTheirCards() {
        check(before.reversed(), ["c6", "c5", "c4", "c3", "c2", "c1"])
        var items = [before[5], before[0], before[4], before[2], before[1], before[3]]
        items[4].question = "How does a merge differ from a rebase?"
        check(items, ["c6", "c1", "c5", "c3", "c2", "c4"])
    }

    @Test func questionsOfOneFormAreNotMixedUp() {
        let names = ["Login", "Mail", "Admin", "Caching", "Limiter"]
        let old = names.map {
            (
                id: $0, question: "What is Flask-\($0) and why is it used?",
                answer: "Flask-\($0) is an extension for Flask."
            )
        }
        var items = names.map { item("What is Flask-\($0), and why is it used?", "It is an extension: Flask-\($0).") }
        items[1] = item("What is Flask-Babel and why is it used?", "Flask-Babel is an extension for Flask.")
        items.swapAt(0, 4)
        let found = CardMatching.match(items: items, existing: old).map { $0?.id }
        #expect(found == ["Limiter", nil, "Admin", "Caching", "Login"])
    }

    @Test func twoEqualQuestionsArePairedByTheirAnswersAndThenInOrder() {
        let old = [
            (id: "a", question: "Example?", answer: "One."), (id: "b", question: "Example?", answer: "Two."),
            (id: "c", question: "Example?", answer: "Three."),
        ]
        let items = [item("Example?", "Three."), item("Example?", "Four."), item("Example?", "One.")]
        #expect(CardMatching.match(items: items, existing: old).map { $0?.id } == ["c", "b", "a"])
    }

    @Test func manyQuestionsAreMatchedInReasonableTime() {
        let items = (0..<1_000).map {
            item("What does part \($0) do with the index?", "It is part \($0) of the whole, \($0 * 7).")
        }
        let old = items.map { (id: $0.question, question: $0.question + " Tell.", answer: $0.answer) }
        let took = ContinuousClock().measure {
            #expect(CardMatching.match(items: items, existing: old).compactMap { $0?.id } == items.map(\.question))
        }
        #expect(took < .seconds(60))
    }
}
