import Knowledge

/// Which concepts hold a stem, in ascending order of their numbers, with where each holds it.
///
/// On disk a list stands in pieces (`Piece`), which stay below a quarter of a page, so that SQLite keeps them in the tree's pages.
package struct PostingList: Sendable {
    package var numbers: [Int64] = []
    package var marks: [UInt8] = []
    /// Whether nothing was left out for want of time.
    package var isWhole = true

    /// An empty list.
    package init() {}

    /// Where in a concept a stem stands: a bit for each `Wording.Field`.
    package typealias Mark = UInt8

    /// Bytes of a piece at most.
    static let pieceBytes = 900
    private static let longestEntry = 11

    /// The mark of the concept; 0 when it does not hold the stem.
    package func mark(_ number: Int64) -> Mark {
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == number ? marks[low] : 0
    }

    /// Adds the entries of a piece, `limit` in all at most.
    mutating func append(_ bytes: UnsafeRawBufferPointer, first: Int64, limit: Int) {
        var number = first
        var offset = 0
        while offset < bytes.count, numbers.count < limit {
            var distance: UInt64 = 0
            var shift: UInt64 = 0
            while offset < bytes.count, shift < 63 {
                let byte = bytes[offset]
                offset += 1
                distance |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            guard offset < bytes.count else { return }
            number &+= Int64(truncatingIfNeeded: distance)
            numbers.append(number)
            marks.append(bytes[offset] & Wording.Field.all)
            offset += 1
        }
    }

    /// Entries one after the other, an entry being the distance from the number before (LEB128) and a mark.
    struct Piece {
        /// What the first entry's distance counts from: 0 in a list's first piece, else its first number.
        private(set) var first: Int64
        private(set) var bytes: [UInt8] = []
        private var last: Int64

        /// An empty one.
        init(first: Int64 = 0) {
            (self.first, last) = (first, first)
        }

        /// One that was written before, to be gone on with.
        init(first: Int64, _ bytes: UnsafeRawBufferPointer) {
            self.init(first: first)
            var list = PostingList()
            list.append(bytes, first: first, limit: .max)
            last = list.numbers.last ?? first
            self.bytes = Array(bytes)
        }

        /// Adds an entry with a higher number than all before. When it does not fit this becomes the piece that it begins, and the
        /// full one is given back.
        mutating func append(_ number: Int64, _ mark: Mark) -> Piece? {
            var full: Piece?
            if bytes.count + PostingList.longestEntry > PostingList.pieceBytes {
                full = self
                self = Piece(first: number)
            }
            var distance = UInt64(number - last)
            while distance >= 0x80 {
                bytes.append(UInt8(distance & 0x7F) | 0x80)
                distance >>= 7
            }
            bytes.append(UInt8(distance))
            bytes.append(mark)
            last = number
            return full
        }
    }
}
