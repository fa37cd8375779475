/// A text with blanks, written `[[answer|other answer]]`.
struct Cloze {
    /// How a blank shows.
    static let blank = "[…]"

    /// Why a text is no cloze; the words fit after "it was left out: ".
    struct Fault: Error {
        var sentence: String
    }

    var prompt: String
    var answer: String
    var blanks: [[String]]

    /// The cloze of an unwrapped text.
    static func read(_ markdown: String) -> Result<Cloze, Fault> {
        if markdown.utf8.count == 0 { return .failure(Fault(sentence: "it has no text")) }
        let bytes = Array(markdown.utf8)
        let blank = Array(Self.blank.utf8)
        let found: [Range<Int>]
        switch places(bytes) {
        case .failure(let fault): return .failure(fault)
        case .success(let places): found = places
        }
        guard !found.isEmpty else { return .failure(Fault(sentence: "it has no blank; write one as `[[answer]]`")) }
        guard found.count <= Bounds.parts else {
            return .failure(Fault(sentence: "it has more than \(Bounds.parts) blanks"))
        }
        var blanks: [[String]] = []
        var prompt: [UInt8] = []
        var end = 0
        for place in found {
            let accepted = Wordings.split(bytes[place.lowerBound + 2..<place.upperBound - 2], protectsCode: false)
            if accepted.isEmpty { return .failure(Fault(sentence: "it has an empty blank")) }
            blanks.append(accepted)
            prompt += bytes[end..<place.lowerBound] + blank
            end = place.upperBound
        }
        prompt += bytes[end...]
        let shown = String(decoding: prompt, as: UTF8.self)
        let isCode = blanksInCode(shown)
        guard isCode.count == blanks.count else {
            return .failure(Fault(sentence: "\(Self.blank) is how blanks are shown; write three dots for an omission"))
        }
        var isNext = 0
        let answer = fill(shown) {
            let text = blanks[isNext][0]
            isNext += 1
            return isCode[isNext - 1] || text.utf8.first == UInt8(ascii: "`") ? text : "**\(text)**"
        }
        return .success(Cloze(prompt: shown, answer: answer, blanks: blanks))
    }

    /// The text that reads as this prompt with these blanks.
    static func write(prompt: String, blanks: [[String]]) -> String {
        var next = 0
        return fill(prompt) {
            guard next < blanks.count else { return blank }
            let accepted = blanks[next]
            next += 1
            let endsInBackslash = accepted.contains { $0.utf8.last == UInt8(ascii: "\\") }
            let text = Wordings.join(accepted, separator: endsInBackslash ? " | " : "|", protectsCode: false)
            let before = text.utf8.first == UInt8(ascii: "[") ? " " : ""
            let after = text.utf8.last == UInt8(ascii: "\\") || text.utf8.last == UInt8(ascii: "]") ? " " : ""
            return "[[\(before)\(text)\(after)]]"
        }
    }

    /// For each blank of a prompt whether it stands within code.
    static func blanksInCode(_ prompt: String) -> [Bool] {
        var text = MarkdownSource(clean: Array(prompt.utf8))
        _ = text.findFences(from: 0)
        let spans = CodeSpans(text.bytes)
        let blank = Array(Self.blank.utf8)
        var result: [Bool] = []
        for (index, line) in text.lines.enumerated() {
            var place = line.lowerBound
            while place + blank.count <= line.upperBound {
                if text.bytes[place..<place + blank.count].elementsEqual(blank) {
                    result.append(text.roles[index] == .inside || spans.span(at: place) != nil)
                    place += blank.count
                } else {
                    place += 1
                }
            }
        }
        return result
    }

    /// The bytes of each `[[…]]` of a text: the brackets within are balanced, and of three brackets in a row the outer
    /// one belongs to the text.
    private static func places(_ bytes: [UInt8]) -> Result<[Range<Int>], Fault> {
        let (open, close) = (UInt8(ascii: "["), UInt8(ascii: "]"))
        let unclosed = Fault(sentence: "a blank is opened with `[[` and not closed with `]]` on the same line")
        var places: [Range<Int>] = []
        var index = 0
        while index + 1 < bytes.count {
            guard bytes[index] == open, bytes[index + 1] == open else {
                index += 1
                continue
            }
            if index + 2 < bytes.count, bytes[index + 2] == open {
                index += 1
                continue
            }
            var depth = 0
            var end = index + 2
            while true {
                guard end + 1 < bytes.count, bytes[end] != 0x0A else { return .failure(unclosed) }
                if bytes[end] == close, bytes[end + 1] == close, depth <= 0 { break }
                if bytes[end] == open { depth += 1 }
                if bytes[end] == close { depth -= 1 }
                end += 1
            }
            places.append(index..<end + 2)
            index = end + 2
        }
        return .success(places)
    }

    /// The text with each blank replaced by what `next` gives, in order.
    private static func fill(_ prompt: String, next: () -> String) -> String {
        let blank = Array(Self.blank.utf8)
        let bytes = Array(prompt.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == blank[0], bytes[index...].starts(with: blank) {
                output += next().utf8
                index += blank.count
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
