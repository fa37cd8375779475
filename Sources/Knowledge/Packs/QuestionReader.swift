/// One question of a pack file, below its heading.
struct QuestionReader {
    let passage: Passage
    let key: String
    let kind: Kind
    let line: Int
    var complaints: Complaints

    /// What a comment says that keeps a list in an answer from being taken for key points.
    static let noPoints = "<!-- no key points -->"

    /// The question; nil, with a complaint, when it is faulty beyond use.
    mutating func read() -> Question? {
        let answerLine = passage.lines.first { isAnswer($0) }
        let before = passage.part(passage.lines.lowerBound..<(answerLine ?? passage.lines.upperBound))
        var after: Passage?
        if let answerLine {
            let range = passage.text.trimmed(passage.text.lines[answerLine])
            let head = passage.text.trimmed(range.lowerBound + Self.answerMark.utf8CodeUnitCount..<range.upperBound)
            after = Passage(text: passage.text, lines: answerLine..<passage.lines.upperBound, head: head)
        }
        switch kind {
        case .recall, .fault: return recall(before, after)
        case .output: return output(before, after)
        case .cloze: return cloze(before, after)
        case .choice: return choice(before, after)
        }
    }

    private static let answerMark: StaticString = "Answer:"

    private func isAnswer(_ index: Int) -> Bool {
        let (line, role) = (passage.text.lines[index], passage.text.roles[index])
        return (role == .text || role == .opens) && passage.text.indent(line) < 4
            && passage.text.starts(passage.text.trimmed(line), with: Self.answerMark)
    }

    /// Complains that the question cannot be used.
    mutating func refuse(_ why: String) -> Question? {
        complaints.add(line, "`\(key)` was left out: \(why)")
        return nil
    }

    private mutating func recall(_ before: Passage, _ after: Passage?) -> Question? {
        let prompt = before.unwrapped()
        guard !prompt.isEmpty else { return refuse("it asks nothing; put a prompt below the heading") }
        guard let after else { return refuse("it has no line that starts with `Answer:`") }
        let blocks = after.blocks()
        var question = Question(key: key, kind: kind, line: line, prompt: prompt, answer: "")
        let hasPoints = !blocks.contains { after.isComment($0) && after.raw($0) == Self.noPoints }
        if hasPoints, let place = blocks.lastIndex(where: { if case .list = $0.kind { true } else { false } }) {
            question.answer = after.unwrapped(blocks[..<place])
            question.explanation = after.unwrapped(blocks[(place + 1)...])
            question.points = points(after, blocks[place])
            if question.points.isEmpty {
                question.answer = after.unwrapped(blocks[..<place] + blocks[(place + 1)...])
                question.explanation = ""
            }
        } else {
            question.answer = after.unwrapped(blocks)
        }
        if question.answer.isEmpty {
            guard !question.points.isEmpty else { return refuse("nothing follows `Answer:`") }
            complaints.add(line, "`\(key)` has key points but no answer in words; write one before them", .advice)
        } else if question.points.isEmpty, hasPoints {
            complaints.add(line, "`\(key)` has no key points; list what a good answer mentions", .advice)
        }
        return question
    }

    private mutating func points(_ after: Passage, _ block: Passage.Block) -> [KeyPoint] {
        var points: [KeyPoint] = []
        for item in after.items(of: block) {
            if item.hasCodeBlock {
                complaints.add(item.line + 1, "a key point is words, not a code block; it was left out")
                continue
            }
            let wordings = Wordings.split(item.joined.utf8, protectsCode: true)
            guard let first = wordings.first else {
                complaints.add(item.line + 1, "this key point of `\(key)` is empty")
                continue
            }
            guard points.count < Bounds.parts else {
                complaints.add(item.line + 1, "a question has at most \(Bounds.parts) key points")
                break
            }
            if wordings.count == Bounds.wordings {
                complaints.add(item.line + 1, "of a key point at most \(Bounds.wordings) wordings are read")
            }
            points.append(KeyPoint(text: first, wordings: wordings))
        }
        return points
    }

    private mutating func output(_ before: Passage, _ after: Passage?) -> Question? {
        guard let after else { return refuse("it has no line that starts with `Answer:`") }
        let blocks = after.blocks()
        guard let place = blocks.firstIndex(where: { $0.kind == .fence && after.info(of: $0) == "output" }) else {
            return refuse("after `Answer:` a block ```output must say what is printed")
        }
        let prompt = before.unwrapped()
        guard !prompt.isEmpty else { return refuse("it asks nothing; put a prompt with a program below the heading") }
        if !before.blocks().contains(where: { $0.kind == .fence && before.info(of: $0).hasPrefix("python") }) {
            complaints.add(line, "`\(key)` shows no program; put a ```python block before `Answer:`")
        }
        let rest = blocks[..<place] + blocks[(place + 1)...]
        return Question(
            key: key, kind: kind, line: line, prompt: prompt, answer: after.content(of: blocks[place]),
            explanation: after.unwrapped(rest))
    }

    private mutating func cloze(_ before: Passage, _ after: Passage?) -> Question? {
        switch Cloze.read(before.unwrapped()) {
        case .failure(let fault): return refuse(fault.sentence)
        case .success(let cloze):
            return Question(
                key: key, kind: kind, line: line, prompt: cloze.prompt, answer: cloze.answer,
                explanation: after?.unwrapped() ?? "", blanks: cloze.blanks)
        }
    }

    private mutating func choice(_ before: Passage, _ after: Passage?) -> Question? {
        let blocks = before.blocks()
        guard let place = blocks.firstIndex(where: { isTaskList($0, of: before) }) else {
            return refuse("it has no choices; write them as `- [x] right` and `- [ ] wrong`")
        }
        let prompt = before.unwrapped(blocks[..<place])
        guard !prompt.isEmpty else { return refuse("it asks nothing; put a prompt below the heading") }
        var choices: [Choice] = []
        for item in before.items(of: blocks[place]) {
            guard let mark = item.mark else {
                complaints.add(item.line + 1, "a choice starts with `[x]` or `[ ]`; this one was left out")
                continue
            }
            let choice = Choice(text: item.text, isRight: mark, reason: item.reason)
            if choice.text.isEmpty {
                complaints.add(item.line + 1, "this choice is empty; it was left out")
            } else if choices.contains(where: { $0.text == choice.text }) {
                complaints.add(item.line + 1, "this choice stands here twice; the second was left out")
            } else if choices.count == Bounds.parts {
                complaints.add(item.line + 1, "a question has at most \(Bounds.parts) choices; this one was left out")
            } else {
                choices.append(choice)
                if choice.reason.isEmpty {
                    complaints.add(item.line + 1, "say on an indented line why this is right or wrong", .advice)
                }
            }
        }
        guard choices.count >= 2 else { return refuse("it needs at least two choices") }
        let right = choices.filter(\.isRight)
        guard right.count == 1 else { return refuse("exactly one choice must be marked `[x]`, not \(right.count)") }
        var explanation = before.unwrapped(blocks[(place + 1)...])
        if let after {
            complaints.add(line, "`\(key)` needs no `Answer:`; the text after it explains the choices", .advice)
            let more = after.unwrapped()
            explanation += explanation.isEmpty || more.isEmpty ? more : "\n\n" + more
        }
        return Question(
            key: key, kind: kind, line: line, prompt: prompt, answer: right[0].text, explanation: explanation,
            choices: choices)
    }

    private func isTaskList(_ block: Passage.Block, of passage: Passage) -> Bool {
        guard case .list = block.kind else { return false }
        return passage.items(of: block).contains { $0.mark != nil }
    }
}
