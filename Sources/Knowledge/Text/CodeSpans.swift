/// Where a Markdown text has code between backticks.
///
/// A run of backticks opens a span when a run of the same length follows; `` \` `` outside a span opens none.
struct CodeSpans {
    /// The bytes of each span with its backticks, in order, none overlapping.
    private(set) var spans: [Range<Int>] = []

    init(_ bytes: [UInt8]) {
        guard bytes.contains(UInt8(ascii: "`")) else { return }
        // For each length of a run the places where such runs start, last first: each is looked at once.
        var places: [Int: [Int]] = [:]
        var index = 0
        while index < bytes.count {
            let end = Self.endOfRun(bytes, from: index)
            if end > index { places[end - index, default: []].append(index) }
            index = max(end, index + 1)
        }
        for length in places.keys { places[length]?.reverse() }
        index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 2
                continue
            }
            let end = Self.endOfRun(bytes, from: index)
            guard end > index else {
                index += 1
                continue
            }
            let length = end - index
            while let last = places[length]?.last, last < end { places[length]?.removeLast() }
            guard let close = places[length]?.last else {
                index = end
                continue
            }
            spans.append(index..<close + length)
            index = close + length
        }
    }

    /// The end of the span that starts at this place; nil when none does.
    func end(from index: Int) -> Int? {
        guard let span = span(at: index), span.lowerBound == index else { return nil }
        return span.upperBound
    }

    /// The span that holds this place.
    func span(at index: Int) -> Range<Int>? {
        var (low, high) = (0, spans.count)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].upperBound <= index { low = middle + 1 } else { high = middle }
        }
        return low < spans.count && spans[low].contains(index) ? spans[low] : nil
    }

    private static func endOfRun(_ bytes: [UInt8], from index: Int) -> Int {
        var end = index
        while end < bytes.count, bytes[end] == UInt8(ascii: "`") { end += 1 }
        return end
    }
}
