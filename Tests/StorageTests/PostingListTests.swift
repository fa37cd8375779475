import Knowledge
import TestSupport
import Testing

@testable import Storage

@Suite struct PostingListTests {
    @Test func `a list reads as it was written, whatever its numbers, and its pieces stay small`() {
        var chance = SplitMix64(seed: 4)
        for _ in 0..<50 {
            var list = PostingList()
            var number: Int64 = 0
            for _ in 0..<Int.random(in: 0...2000, using: &chance) {
                number += .random(in: 1...(Bool.random(using: &chance) ? 3 : 1 << 40), using: &chance)
                list.numbers.append(number)
                list.marks.append(.random(in: 1...Wording.Field.all, using: &chance))
            }
            var pieces = [PostingList.Piece()]
            for (number, mark) in zip(list.numbers, list.marks) {
                let place = pieces.count - 1
                // Now and then as one that was read again.
                if Int.random(in: 0..<50, using: &chance) == 0 {
                    pieces[place] = pieces[place].bytes.withUnsafeBytes { .init(first: pieces[place].first, $0) }
                }
                if let full = pieces[place].append(number, mark) { pieces.insert(full, at: place) }
            }
            #expect(pieces.allSatisfy { $0.bytes.count <= PostingList.pieceBytes })
            #expect(pieces[0].first == 0)
            var read = PostingList()
            for piece in pieces { piece.bytes.withUnsafeBytes { read.append($0, first: piece.first, limit: .max) } }
            #expect(read.numbers == list.numbers && read.marks == list.marks)
            for place in list.numbers.indices.prefix(20) {
                #expect(read.mark(list.numbers[place]) == list.marks[place])
            }
            #expect(read.mark(number + 1) == 0)
        }
    }

    @Test func `noise is read as fields that there are`() {
        var list = PostingList()
        [UInt8]([1, 0xFF, 1, 0xC0]).withUnsafeBytes { list.append($0, first: 0, limit: .max) }
        #expect(list.marks == [Wording.Field.all, 0])
    }
}
