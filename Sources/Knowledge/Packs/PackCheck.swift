/// Faults that show only when a pack's concepts are seen together.
package enum PackCheck {
    /// Duplicate ids, dead links, circles among `needs` and duplicate question keys; as advice concepts without questions
    /// and key points that the question's own answer does not seem to have. In the order of the concepts.
    package static func check(_ concepts: [(file: String, concept: Concept)]) -> [Complaint] {
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
        for (place, (file, concept)) in concepts.enumerated() {
            let links = [
                ("needs", concept.needs, concept.linkLines.needs), ("see", concept.see, concept.linkLines.see),
                ("confused-with", concept.confusedWith, concept.linkLines.confusedWith),
            ]
            for (field, targets, line) in links {
                for target in targets {
                    let fault =
                        target == concept.id
                        ? "`\(field)` names the concept itself"
                        : places[target] == nil
                            ? "`\(field)` names `\(target)`, which is no concept of this pack"
                                + Spelling.suggestion(target, among: ids) : nil
                    if let fault { found[place].append(Complaint(file: file, line: line, sentence: fault)) }
                }
            }
            found[place] += questionFaults(concept, file: file)
        }
        for circle in Circles.find(concepts.map(\.concept.needs), places: places) {
            let names = (circle + circle.prefix(1)).map { concepts[$0].concept.id }.joined(separator: " → ")
            let (file, concept) = concepts[circle[0]]
            found[circle[0]].append(
                Complaint(
                    file: file, line: concept.linkLines.needs,
                    sentence: "`needs` goes round in a circle: \(names); remove one of the links"))
        }
        return found.flatMap { $0 }
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
