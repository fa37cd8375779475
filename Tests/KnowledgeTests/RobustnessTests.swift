import TestSupport
import Testing

@testable import Knowledge

@Suite struct RobustnessTests {
    /// Reads a text in every way; a concept must come back the same from what is written of it.
    private func survive(_ text: String, _ note: String) {
        let (concept, complaints) = PackText.readConcept(text, file: "stash.md")
        #expect(concept != nil || !complaints.isEmpty, "\(note)")
        if let concept {
            let again = PackText.readConcept(PackText.write(concept), file: "stash.md").0
            #expect(again?.withoutLines == concept.withoutLines, "\(note)\n\(text)")
        }
        _ = PackText.readManifest(text, file: "pack.md")
        let document = DocumentText.read(text, file: "x")
        #expect(!document.items.contains { $0.question.isEmpty || $0.answer.isEmpty }, "\(note)")
    }

    @Test func aConceptCutAtAnyByteGivesAConceptOrAComplaint() {
        let bytes = Array(stashFile.utf8)
        for count in 0...bytes.count { survive(String(decoding: bytes[..<count], as: UTF8.self), "cut at \(count)") }
    }

    @Test(arguments: [UInt64](1...12)) func mutatedConceptsNeverTrap(seed: UInt64) {
        var numbers = SplitMix64(seed: seed)
        let lines = stashFile.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let pieces = [
            "```", "~~~", "Answer:", "- ", "* ", "1. ", "[x] ", "- [ ] ", "[[", "]]", "|", "\\", "`", "## ",
            "### a (recall)",
            "  ", "    ", "\t", "---", "<!-- -->", "<!-- no key points -->", "> ", "[…]", "é", "\u{0}", "\u{85}", "\r",
            ": ", "\"", "'", "[", "]", ",", "#", "***", "=", "| a |", "",
        ]
        for round in 0..<150 {
            var text = lines
            for _ in 0..<Int.random(in: 1...6, using: &numbers) {
                let index = Int.random(in: text.indices, using: &numbers)
                let piece = pieces.randomElement(using: &numbers) ?? ""
                switch Int.random(in: 0..<6, using: &numbers) {
                case 0: text[index] = piece + text[index]
                case 1: text[index] += piece
                case 2: text.insert(piece, at: index)
                case 3: text.swapAt(index, Int.random(in: text.indices, using: &numbers))
                case 4 where text.count > 2: text.remove(at: index)
                default:
                    let place = text[index].indices.randomElement(using: &numbers) ?? text[index].startIndex
                    text[index].insert(contentsOf: piece, at: place)
                }
            }
            survive(text.joined(separator: "\n"), "seed \(seed), round \(round)")
        }
    }

    @Test func hostileTextsTakeLinearTime() {
        let count = 60_000
        let pieces = [
            "`", "`` ", "[[", "[[a", "|", "\\", "- ", "- a\n", "# ", "1. a\n", "```\n", "\"", "    \n", "> \n",
            "<!--\n",
        ]
        let start = "---\nid: stash\ntitle: A\ntopic: t\nlevel: beginner\n---\n\n"
        let clock = ContinuousClock()
        for piece in pieces {
            let long = String(repeating: piece, count: count / piece.utf8.count)
            let took = clock.measure {
                survive(start + long, piece)
                survive(start + "Short.\n\n## Questions\n\n### a (cloze)\n\n" + long, piece)
                survive(start + "Short.\n\n## Questions\n\n### a (recall)\n\nWhy?\n\nAnswer: " + long, piece)
                survive("1. What?\n" + long, piece)
            }
            // Generous, for a slow machine in a debug build; a quadratic step over 60,000 bytes takes far longer.
            #expect(took < .seconds(20), "\(piece)")
        }
    }
}
