/// Puts what several devices did in order, also when a device's clock jumped meanwhile.
///
/// Each device numbers what it does, so its own order is certain; only its times may be wrong. Where they contradict the
/// numbers, the fewest that have to be wrong are taken to be (the rest is a longest non-decreasing subsequence), and
/// moved to the nearest time that fits: a review made while a clock was a year ahead counts as made no later than the
/// device's next one.
package enum ClockRepair {
    /// Something that happened: when, and as which of a device's events.
    package struct Entry<Value> {
        package var at: Instant
        package var device: String
        package var seq: Int64
        package var value: Value

        package init(at: Instant, device: String, seq: Int64, value: Value) {
            self.at = at
            self.device = device
            self.seq = seq
            self.value = value
        }
    }

    /// Sorts the entries by repaired time, device and number. Entries that agree in all three keep the order they came in.
    package static func order<Value>(_ entries: inout [Entry<Value>]) {
        if isInOrder(entries) { return }
        var devices: [String: [Int]] = [:]
        for index in entries.indices { devices[entries[index].device, default: []].append(index) }
        for indices in devices.values {
            let bySeq = indices.sorted { (entries[$0].seq, $0) < (entries[$1].seq, $1) }
            let repaired = repaired(bySeq.map { entries[$0].at.milliseconds })
            for (index, milliseconds) in zip(bySeq, repaired) {
                entries[index].at = Instant(milliseconds: milliseconds)
            }
        }
        let order = entries.indices.sorted {
            let (left, right) = (entries[$0], entries[$1])
            return (left.at, left.device, left.seq, $0) < (right.at, right.device, right.seq, $1)
        }
        entries = order.map { entries[$0] }
    }

    /// Whether they are sorted already and no device's numbers contradict it; this is what nearly always holds.
    private static func isInOrder<Value>(_ entries: [Entry<Value>]) -> Bool {
        var last: [String: Int64] = [:]
        for index in entries.indices {
            let entry = entries[index]
            if let before = last[entry.device], before > entry.seq { return false }
            last[entry.device] = entry.seq
            guard index > 0 else { continue }
            let before = entries[index - 1]
            if (before.at, before.device, before.seq) > (entry.at, entry.device, entry.seq) { return false }
        }
        return true
    }

    /// Times in the order they should have: those off the longest non-decreasing subsequence (of several, the one whose
    /// times are earlier) are moved to that of the next one on it, or past the last to that one's.
    package static func repaired(_ times: [Int64]) -> [Int64] {
        // Patience sorting: `tails[n]` is the place of the least time that ends a subsequence of n + 1.
        var tails: [Int] = []
        var before = [Int?](repeating: nil, count: times.count)
        for (place, time) in times.enumerated() {
            var (low, high) = (0, tails.count)
            while low < high {
                let middle = (low + high) / 2
                if times[tails[middle]] <= time { low = middle + 1 } else { high = middle }
            }
            before[place] = low > 0 ? tails[low - 1] : nil
            if low == tails.count { tails.append(place) } else { tails[low] = place }
        }
        var isRight = [Bool](repeating: false, count: times.count)
        var place = tails.last
        while let right = place {
            isRight[right] = true
            place = before[right]
        }
        var repaired = times
        var least = Int64.min
        for index in times.indices {
            if isRight[index] { least = times[index] } else { repaired[index] = max(repaired[index], least) }
        }
        var most = Int64.max
        for index in times.indices.reversed() {
            if isRight[index] { most = times[index] } else { repaired[index] = min(repaired[index], most) }
        }
        return repaired
    }
}
