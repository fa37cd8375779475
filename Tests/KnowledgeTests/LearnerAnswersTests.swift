import Testing

@testable import Knowledge

/// The grader against answers that were not made for it: those people type, and those the Flask pack holds.
@Suite struct LearnerAnswersTests {
    private static let questions: [(card: String, topic: String, question: Question)] = files(
        in: packsFolder + "/flask", ending: ".md"
    ).flatMap { path in
        guard let concept = PackText.readConcept(contents(of: path), file: path).0 else {
            return [] as [(String, String, Question)]
        }
        return concept.questions.map { ("\(concept.id)/\($0.key)", concept.topic, $0) }
    }

    private static var withPoints: [(card: String, topic: String, question: Question)] {
        questions.filter { !$0.question.points.isEmpty }
    }

    /// `Tests/Fixtures/learner-answers.tsv`: an examiner's ticks, written down before the grader saw the answers.
    @Test func pointsAreTickedAsAFairExaminerWould() throws {
        var counts: [[Bool]: Int] = [:]
        let file = packsFolder.replacingSuffix("Sources/Packs", "Tests/Fixtures/learner-answers.tsv")
        for line in contents(of: file).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "\t").map(String.init)
            let found = Self.questions.first { $0.card == parts[0] }
            let question = try #require(found?.question, "\(parts[0]) is no card")
            let points = Grading.judge(question, answer: parts[2], choices: []).points
            try #require(points.count == parts[1].count, "\(parts[0]) has \(points.count) points")
            for (tick, point) in zip(parts[1], points) { counts[[tick == "1", point.hit], default: 0] += 1 }
        }
        let (hit, extra, lost) = (counts[[true, true]] ?? 0, counts[[false, true]] ?? 0, counts[[true, false]] ?? 0)
        let precision = Double(hit) / Double(hit + extra)
        let recall = Double(hit) / Double(hit + lost)
        #expect(hit + lost >= 100)
        #expect(precision >= 0.97 && recall >= 0.94, "precision \(precision), recall \(recall)")
    }

    @Test func everyModelAnswerHasAllItsPoints() {
        #expect(Self.withPoints.count >= 400)
        for (card, _, question) in Self.withPoints {
            let judgement = Grading.judge(question, answer: question.answer, choices: [])
            #expect(judgement.suggestedGrade == 3, "\(card): \(judgement.points)")
        }
    }

    @Test func theAnswerToSomethingElseIsNoAnswer() {
        var fooled: [String] = []
        let all = Self.withPoints
        for (index, (card, topic, question)) in all.enumerated() {
            // The next two from another corner of the subject.
            let others = (all[index...] + all[..<index]).filter { $0.topic != topic }.prefix(2)
            for other in others
            where Grading.judge(question, answer: other.question.answer, choices: []).suggestedGrade == 3 {
                fooled.append("\(card) by \(other.card)")
            }
        }
        #expect(fooled.count * 200 <= all.count * 2, "\(fooled)")
    }

    @Test func repeatingTheQuestionIsNoAnswer() {
        let fooled = Self.withPoints.filter { _, _, question in
            Grading.judge(question, answer: Prose.withoutBlocks(question.prompt), choices: []).suggestedGrade == 3
        }
        #expect(fooled.count * 100 <= Self.withPoints.count, "\(fooled.map(\.card))")
    }

    @Test func aHeadingThatTellsTheAnswerIsKnown() {
        let cloze = Question(key: "k", kind: .cloze, prompt: "`{{ […]() }}` shows it.", answer: "", blanks: [["super"]])
        #expect(GivenAway.tells("The `super` block", cloze))
        #expect(!GivenAway.tells("Blocks that are supernatural", cloze))
        let point = KeyPoint(text: "Waitress", wordings: ["Waitress", "pure Python"])
        func recall(_ prompt: String) -> Question {
            Question(key: "k", kind: .recall, prompt: prompt, answer: "Waitress.", points: [point])
        }
        #expect(GivenAway.tells("Waitress", recall("Which server runs on Windows?")))
        #expect(!GivenAway.tells("Waitress", recall("What is Waitress, which runs on Windows?")))
        #expect(!GivenAway.tells("Servers", recall("Which server runs on Windows?")))
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, _ other: String) -> String {
        hasSuffix(suffix) ? dropLast(suffix.count) + other : self
    }
}
