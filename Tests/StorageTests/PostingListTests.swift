import Testing

@testable import Storage

@Suite struct PostingListTests {
    @Test func `a list reads as it was written, whatever its numbers, and its pieces stay small`() {
        var chance = Seeded(seed: 4)
        for _ in 0..<50 {
            var list = PostingList()
            var number: Int64 = 0
            for _ in 0..<Int.random(in: 0...2000, using: &chance) {
                number += .random(in: 1...(Bool.random(using: &chance) ? 3 : 1 << 40), using: &chance)
                list.numbers.append(number)
                list.marks.append(.random(in: 1...255, using: &chance))
            }
            let pieces = list.pieces()
            #expect(pieces.allSatisfy { $0.bytes.count <= PostingList.pieceBytes })
            var read = PostingList()
            for (first, bytes) in pieces { bytes.withUnsafeBytes { read.append($0, first: first, limit: .max) } }
            #expect(read.numbers == list.numbers && read.marks == list.marks)
            for place in list.numbers.indices.prefix(20) {
                #expect(read.mark(list.numbers[place]) == list.marks[place])
            }
            #expect(read.mark(number + 1) == 0)
        }
    }
}
