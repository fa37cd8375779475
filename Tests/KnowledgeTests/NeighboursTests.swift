import Testing

@testable import Knowledge

@Suite struct NeighboursTests {
    private func share(_ query: String, _ text: String) -> Double {
        Neighbours(query).share(in: text)
    }

    @Test(arguments: [
        ("stir the Sauce, slowly - until it binds & cools down", 1.0),
        ("STIR the sauce\nslowly: `until` it **binds** \u{201C}cools\u{201D} down", 1),
        ("down cools binds it until slowly sauce the stir", 0),
        ("stir the sauce. Something else. It binds", 0.375),
        ("", 0), ("?!", 0), ("stir", 0), ("stirthesauce slowlyuntil", 0),
    ])
    func `words that stand side by side are found whatever stands between them`(text: String, share: Double) {
        #expect(self.share("Stir the sauce slowly until it binds, cools down", text) == share)
    }

    @Test func `of few neighbours none tells much`() {
        #expect(share("of the", "made of the best") == 0.125)
        #expect(share("one word", "") == 0 && share("word", "word") == 0 && share("", "text") == 0)
        #expect(Neighbours("one two one two one two").count == 2)
        let accents = "\u{E9}t\u{E9} \u{65E5}\u{672C} caf\u{E9} x"
        #expect(share(accents, accents) == 0.375)
    }

    @Test func `bytes that are cut off, or no text at all, are read to their end only`() {
        let text = Array("Caf\u{E9} \u{201C}na\u{EF}ve\u{201D} \u{A7} 4 times".utf8)
        let neighbours = Neighbours("cafe naive 4 times")
        for count in 0...text.count {
            _ = text[..<count].withUnsafeBytes { neighbours.share(in: $0) }
        }
        for byte in UInt8.min...UInt8.max { _ = [byte].withUnsafeBytes { neighbours.share(in: $0) } }
    }

    /// Beside the same said plainly, over random texts of few words.
    @Test func `the share is that of the plain definition`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            func words(_ count: Int) -> [String] {
                (0..<count).map { _ in ["a", "pan", "of", "salt", "is", "hot"].randomElement(using: &random)! }
            }
            let (query, text) = (words(Int.random(in: 0...20)), words(Int.random(in: 0...30)))
            func pairs(_ words: [String]) -> Set<[String]> { Set(zip(words, words.dropFirst()).map { [$0, $1] }) }
            let wanted = pairs(query)
            let plain = Double(wanted.intersection(pairs(text)).count) / Double(max(wanted.count, 8))
            #expect(
                share(query.joined(separator: " "), text.joined(separator: ", ")) == plain, "\(query) in \(text)")
        }
    }
}

extension Neighbours {
    fileprivate func share(in text: String) -> Double { Array(text.utf8).withUnsafeBytes { share(in: $0) } }
}
