import TestSupport
import Testing

@testable import Knowledge

@Suite struct SpellingTests {
    @Test func distancesCountLettersAndSwaps() {
        let rows: [(String, String, Int, Int?)] = [
            ("", "", 0, 0), ("a", "", 1, 1), ("a", "", 0, nil), ("route", "rotue", 1, 1), ("route", "router", 2, 1),
            ("ca", "abc", 3, 3), ("kitten", "sitting", 3, 3), ("kitten", "sitting", 2, nil), ("é", "e", 1, 1),
            ("abcd", "badc", 2, 2),
            ("abcdef", "abcdef", 0, 0), ("ab", "ba", -1, nil),
        ]
        for (first, second, limit, expected) in rows {
            #expect(Spelling.distance(first, second, limit: limit) == expected, "\(first) \(second)")
            #expect(Spelling.distance(second, first, limit: limit) == expected, "\(second) \(first)")
        }
    }

    /// The definition, without bounds and without haste.
    private func slow(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Int {
        guard let a = first.last, let b = second.last else { return first.count + second.count }
        var best = slow(first.dropLast(), second.dropLast()) + (a == b ? 0 : 1)
        best = min(best, slow(first.dropLast(), second) + 1, slow(first, second.dropLast()) + 1)
        if first.count > 1, second.count > 1, a == second.dropLast().last, b == first.dropLast().last {
            best = min(best, slow(first.dropLast(2), second.dropLast(2)) + 1)
        }
        return best
    }

    @Test func distancesAgreeWithTheDefinition() {
        var numbers = SplitMix64(seed: 7)
        for _ in 0..<300 {
            let words = (0..<2).map { _ in
                (0..<Int.random(in: 0...5, using: &numbers)).map { _ in UInt8.random(in: 97...99, using: &numbers) }
            }
            let (first, second) = (String(decoding: words[0], as: UTF8.self), String(decoding: words[1], as: UTF8.self))
            let expected = slow(words[0][...], words[1][...])
            for limit in 0...5 {
                #expect(
                    Spelling.distance(first, second, limit: limit) == (expected <= limit ? expected : nil),
                    "\(first) \(second) \(limit)")
            }
        }
    }

    @Test func theNearestWordsComeFirst() {
        let words = ["routing", "route", "router", "blueprint", "Request"]
        #expect(Spelling.nearest("rotue", in: words, count: 2) == ["route"])
        #expect(Spelling.nearest("route", in: words, count: 3) == ["route", "router"])
        #expect(Spelling.nearest("REQUEST", in: words, count: 1) == ["Request"])
        #expect(Spelling.nearest("blue", in: words, count: 1) == ["blueprint"])
        #expect(Spelling.nearest("xyz", in: words, count: 3) == [])
        #expect(Spelling.nearest("route", in: words, count: 0) == [])
    }
}
