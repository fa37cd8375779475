import Testing

@testable import Knowledge

@Suite struct PackCheckTests {
    private func concept(_ id: String, needs: [String] = [], see: [String] = []) -> Concept {
        var concept = Concept(
            id: id, title: id, topic: "t", level: .beginner, needs: needs, see: see, sources: ["x"], summary: "Short.",
            questions: [Question(key: "a", kind: .recall, prompt: "Why \(id)?", answer: "So.")])
        concept.linkLines.needs = 7
        concept.linkLines.see = 8
        return concept
    }

    private func check(_ concepts: [Concept], _ expected: [String], _ location: SourceLocation = #_sourceLocation) {
        let listed = concepts.enumerated().map { (file: "\($0 + 1).md", concept: $1) }
        #expect(PackCheck.check(listed).map(\.description) == expected, sourceLocation: location)
    }

    @Test func aPackInOrderHasNoFaults() {
        check(
            [concept("a", needs: ["b", "c"]), concept("b", needs: ["c"], see: ["a"]), concept("c", see: ["a", "b"])], []
        )
        check([], [])
    }

    @Test func deadLinksNameWhatWasMeant() {
        check(
            [concept("routing"), concept("views", needs: ["roting"], see: ["zzz", "views"])],
            [
                "2.md:7: `needs` names `roting`, which is no concept of this pack; did you mean \"routing\"?",
                "2.md:8: `see` names `zzz`, which is no concept of this pack; write it or remove the link",
                "2.md:8: `see` names the concept itself",
            ])
    }

    @Test func duplicatesAreNamed() {
        var twice = concept("b")
        twice.questions.append(Question(key: "a", kind: .recall, line: 40, prompt: "How?", answer: "So."))
        check(
            [concept("a"), concept("a"), twice],
            ["2.md:1: the id `a` is taken by 1.md", "3.md:40: the key `a` is taken"])
    }

    @Test func circlesAreFoundOnceAndInOrder() {
        check(
            [
                concept("a", needs: ["b"]), concept("b", needs: ["c"]), concept("c", needs: ["b", "d"]),
                concept("d", needs: ["a"]),
            ],
            [
                "1.md:7: `needs` goes round in a circle: a → b → c → d → a; remove one of the links",
                "2.md:7: `needs` goes round in a circle: b → c → b; remove one of the links",
            ])
    }

    @Test func aLongChainDoesNotExhaustTheStack() {
        let chain = (0..<20_000).map { concept("c\($0)", needs: $0 + 1 < 20_000 ? ["c\($0 + 1)"] : []) }
        check(chain, [])
    }

    @Test func aKeyPointThatTheAnswerLacksGetsAdvice() {
        var odd = concept("a")
        odd.questions[0].answer = "It sets changes aside."
        odd.questions[0].points = [
            KeyPoint(text: "setting aside", wordings: ["setting aside"]),
            KeyPoint(text: "a shelf", wordings: ["a shelf", "a stack"]),
        ]
        check(
            [odd],
            [
                "1.md:1: the answer of `a` is not recognised as saying \"a shelf\"; add a wording with the answer's own words"
            ])
    }

    @Test func aConceptWithoutQuestionsGetsAdvice() {
        var bare = concept("a")
        bare.questions = []
        let found = PackCheck.check([(file: "a.md", concept: bare)])
        #expect(found.map(\.severity) == [.advice])
    }
}
