/// The questions under `## Questions`, each below a heading `### key (kind)`.
enum QuestionList {
    /// Appends the questions of a section; one that is faulty beyond use is left out with a complaint.
    static func read(_ section: Passage, into questions: inout [Question], _ complaints: inout Complaints) {
        let text = section.text
        var heads: [(line: Int, title: Range<Int>)] = []
        for index in section.lines where text.roles[index] == .text {
            if let heading = text.heading(text.lines[index]), heading.level == 3 { heads.append((index, heading.text)) }
        }
        let start = section.lines.lowerBound
        let preface = section.part(start..<(heads.first?.line ?? section.lines.upperBound))
        if let block = preface.blocks().first(where: { !preface.isComment($0) }) {
            complaints.add(block.lines.lowerBound + 1, "this belongs to no question; begin one with `### key (kind)`")
        }
        var keys = Set(questions.map(\.key))
        for (position, head) in heads.enumerated() {
            guard questions.count < Bounds.questions else {
                complaints.add(head.line + 1, "a file has at most \(Bounds.questions) questions; the rest was left out")
                return
            }
            let end = position + 1 < heads.count ? heads[position + 1].line : section.lines.upperBound
            guard let (key, kind) = heading(head.title, of: text, line: head.line + 1, &complaints) else { continue }
            guard keys.insert(key).inserted else {
                complaints.add(head.line + 1, "the key `\(key)` is taken in this file; the question was left out")
                continue
            }
            var reader = QuestionReader(
                passage: section.part(head.line + 1..<end), key: key, kind: kind, line: head.line + 1,
                complaints: complaints)
            if let question = reader.read() { questions.append(question) }
            complaints = reader.complaints
        }
    }

    private static func heading(
        _ range: Range<Int>, of text: MarkdownSource, line: Int, _ complaints: inout Complaints
    ) -> (String, Kind)? {
        let left = "; the question was left out"
        guard text.bytes[range].last == UInt8(ascii: ")"),
            let open = text.bytes[range].lastIndex(of: UInt8(ascii: "("))
        else {
            complaints.add(line, "write a question's heading as `### key (kind)`\(left)")
            return nil
        }
        let name = text.string(text.trimmed(open + 1..<range.upperBound - 1))
        let key = text.string(text.trimmed(range.lowerBound..<open))
        guard let kind = Kind(rawValue: name) else {
            let kinds = Kind.allCases.map(\.rawValue)
            let guess = Spelling.suggestion(name, among: kinds)
            complaints.add(line, "the kinds are \(kinds.joined(separator: ", "))\(guess)\(left)")
            return nil
        }
        guard ConceptFields.isID(key) else {
            complaints.add(line, "a key is made of lower-case letters, digits and single hyphens\(left)")
            return nil
        }
        return (key, kind)
    }
}
