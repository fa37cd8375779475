/// Faults that show only when a pack's concepts are seen together.
package enum PackCheck {
    /// Duplicate ids, circles among `needs` and duplicate question keys; as advice dead links, concepts without questions
    /// or sources, key points that the question's own answer does not seem to have, and whatever makes questions worse
    /// than they could be (`Lint`). In the order of the concepts and of their lines.
    /// - Parameter hasSources: whether the pack itself, in `pack.md`, says where its facts come from.
    package static func check(
        _ concepts: [(file: String, concept: Concept)], hasSources: Bool = false
    ) -> [Complaint] {
        var found: [[Complaint]] = concepts.map { _ in [] }
        var places: [String: Int] = [:]
        for (place, (file, concept)) in concepts.enumerated() {
            if let first = places[concept.id] {
                found[place].append(
                    Complaint(
                        file: file, line: concept.linkLines.id,
                        sentence: "the id `\(concept.id)` is taken by \(Clean.printable(concepts[first].file))"))
            } else {
                places[concept.id] = place
            }
        }
        let ids = places.keys.sorted()
        var guesses = LintBounds.guesses
        for (place, (file, concept)) in concepts.enumerated() {
            found[place] += faults(of: concept, file: file, isKnown: { places[$0] != nil }, ids: ids, guesses: &guesses)
        }
        for circle in Circles.find(concepts.map(\.concept.needs), places: places) {
            let names = (circle + circle.prefix(1)).map { concepts[$0].concept.id }.joined(separator: " → ")
            let (file, concept) = concepts[circle[0]]
            found[circle[0]].append(
                Complaint(
                    file: file, line: concept.linkLines.needs,
                    sentence: "`needs` goes round in a circle: \(names); remove one of the links"))
        }
        for (place, complaint) in missingSources(concepts, hasSources: hasSources) { found[place].append(complaint) }
        for (place, complaint) in lookAlikes(concepts) { found[place].append(complaint) }
        let choices = concepts.flatMap { file, concept in
            concept.questions.filter { $0.kind == .choice }.map { (file: file, concept: concept.id, question: $0) }
        }
        let habit = LongestChoice.advice(choices)
        return found.flatMap { $0.sorted { $0.line < $1.line } } + (habit.map { [$0] } ?? [])
    }

    /// What `check` says of one concept by itself, for one who writes it: dead links, duplicate question keys, advice.
    /// - Parameter ids: of all the concepts of its pack; nil when they are not known, and then no link counts as dead.
    package static func check(_ concept: Concept, file: String, ids: Set<String>?) -> [Complaint] {
        var guesses = LintBounds.guesses
        return faults(
            of: concept, file: file, isKnown: { ids?.contains($0) != false }, ids: ids?.sorted() ?? [],
            guesses: &guesses
        )
        .sorted { $0.line < $1.line }
    }

    /// - Parameter guesses: how many more dead links may be compared with all ids.
    private static func faults(
        of concept: Concept, file: String, isKnown: (String) -> Bool, ids: [String], guesses: inout Int
    ) -> [Complaint] {
        var found: [Complaint] = []
        let links = [
            ("needs", concept.needs, concept.linkLines.needs), ("see", concept.see, concept.linkLines.see),
            ("confused-with", concept.confusedWith, concept.linkLines.confusedWith),
        ]
        for (field, targets, line) in links {
            for target in targets {
                if target == concept.id {
                    found.append(
                        Complaint(file: file, line: line, sentence: "`\(field)` names the concept itself"))
                } else if !isKnown(target) {
                    // Advice: a pack that grows names what is yet to be written.
                    let guess = guesses > 0 ? Spelling.suggestion(target, among: ids) : ""
                    guesses -= 1
                    found.append(
                        Complaint(
                            file: file, line: line,
                            sentence: "`\(field)` names `\(target)`, which is no concept of this pack"
                                + (guess.isEmpty ? "; write it or remove the link" : guess), severity: .advice))
                }
            }
        }
        found += questionFaults(concept, file: file)
        if let sentence = QuestionLint.advice(onSummary: concept.summary) {
            found.append(
                Complaint(file: file, line: concept.linkLines.summary, sentence: sentence, severity: .advice))
        }
        return found
    }

    /// One piece of advice for each concept without sources, or for the first when none has any.
    private static func missingSources(
        _ concepts: [(file: String, concept: Concept)], hasSources: Bool
    ) -> [(Int, Complaint)] {
        if hasSources { return [] }
        let bare = concepts.indices.filter { concepts[$0].concept.sources.isEmpty }
        let areAll = bare.count == concepts.count
        let sentence =
            areAll && bare.count > 1
            ? "no concept of this pack says where its facts can be checked; list that in `sources`, here or in pack.md"
            : "nothing says where the facts can be checked; list that in `sources`"
        return bare.prefix(areAll ? 1 : bare.count).map {
            ($0, Complaint(file: concepts[$0].file, line: 1, sentence: sentence, severity: .advice))
        }
    }

    private static func lookAlikes(_ concepts: [(file: String, concept: Concept)]) -> [(Int, Complaint)] {
        let all = concepts.enumerated().flatMap { place, one in
            one.concept.questions.map { (place: place, question: $0) }
        }
        let nearest = LookAlikes(all.map { $0.question.prompt + "\n" + $0.question.answer }).nearest()
        return zip(all, nearest).compactMap { one, other in
            guard let other else { return nil }
            let name = "\(concepts[all[other].place].concept.id)/\(all[other].question.key)"
            return (
                one.place,
                Complaint(
                    file: concepts[one.place].file, line: one.question.line,
                    sentence:
                        "`\(one.question.key)` is nearly the same as `\(name)`; ask for something else or remove one",
                    severity: .advice)
            )
        }
    }

    private static func questionFaults(_ concept: Concept, file: String) -> [Complaint] {
        if concept.questions.isEmpty {
            return [
                Complaint(
                    file: file, line: 1, sentence: "the concept has no questions, so nobody will be asked about it",
                    severity: .advice)
            ]
        }
        var keys: Set<String> = []
        return concept.questions.flatMap { question in
            var found: [Complaint] = []
            if !keys.insert(question.key).inserted {
                found.append(Complaint(file: file, line: question.line, sentence: "the key `\(question.key)` is taken"))
            }
            // Who answers in the words of the model answer should not be told that something is missing.
            let model = question.answer + "\n\n" + question.explanation
            for point in Grading.judge(question, answer: model, choices: []).points
            where !point.hit && (question.kind == .recall || question.kind == .fault) && !question.answer.isEmpty {
                found.append(
                    Complaint(
                        file: file, line: question.line,
                        sentence: "the answer of `\(question.key)` is not recognised as saying "
                            + "\"\(point.text)\"; add a wording with the answer's own words", severity: .advice))
            }
            return found
                + QuestionLint.advice(question).map {
                    Complaint(file: file, line: question.line, sentence: $0, severity: .advice)
                }
        }
    }
}

/// Circles in what needs what.
private enum Circles {
    /// One circle for each link that closes one, each beginning with its first concept in the pack's order. Links of a
    /// concept to itself are left to others.
    ///
    /// A depth-first walk that keeps its own stack: a chain as long as the pack must not exhaust the program's.
    static func find(_ needs: [[String]], places: [String: Int]) -> [[Int]] {
        enum State { case new, open, done }
        var states = [State](repeating: .new, count: needs.count)
        var circles: [[Int]] = []
        for start in needs.indices where states[start] == .new {
            var path: [(place: Int, next: Int)] = [(start, 0)]
            states[start] = .open
            while let (place, next) = path.last {
                guard next < needs[place].count else {
                    states[place] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                guard let target = places[needs[place][next]], target != place else { continue }
                if states[target] == .new {
                    states[target] = .open
                    path.append((target, 0))
                } else if states[target] == .open, let from = path.firstIndex(where: { $0.place == target }) {
                    circles.append(rotated(path[from...].map(\.place)))
                }
            }
        }
        return circles
    }

    private static func rotated(_ circle: [Int]) -> [Int] {
        guard let first = circle.indices.min(by: { circle[$0] < circle[$1] }) else { return circle }
        return Array(circle[first...] + circle[..<first])
    }
}
