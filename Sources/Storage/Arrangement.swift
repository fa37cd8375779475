/// Gives each concept its place in an order in which they make sense: what others need comes first, then by level, then by how
/// many need it, then by pack and id.
///
/// A place is made of these alone, so that a new concept moves only those that it changes something for. Kept as plain numbers while
/// it is worked out: some fifty bytes a concept.
struct Arrangement {
    /// The place of a concept that has none yet.
    static let nowhere = -1
    /// Concepts moved in one transaction, so that a grade need not wait noticeably.
    private static let batch = 1000

    let database: Database

    /// Whether an earlier run ended before it came to its end.
    var isDue: Bool {
        get throws(DatabaseFault) {
            try database.first("SELECT 1 FROM concept WHERE place = -1 LIMIT 1") { _ in true } ?? false
        }
    }

    private struct Concept {
        var number: Int64
        var place: Int
        var level: Int
        /// Where its needs stand in `needs`.
        var needs: Range<Int32>
    }

    func run() throws(DatabaseFault) {
        var (concepts, needs, order) = try read()
        let depths = depths(concepts, needs, order)
        var dependents = [Int32](repeating: 0, count: concepts.count)
        for below in needs where below >= 0 { dependents[Int(below)] += 1 }
        needs = []
        order = []
        for row in concepts.indices {
            concepts[row].level = Self.place(
                depth: depths[row], level: concepts[row].level, dependents: dependents[row])
        }
        let moved = concepts.indices.filter { concepts[$0].level != concepts[$0].place }
        try move(moved.map { (concepts[$0].number, concepts[$0].level) })
    }

    /// The place of a new concept, as far as it can be told without the others: that it is right spares moving it.
    static func likelyPlace(hasNeeds: Bool, level: Int) -> Int {
        place(depth: hasNeeds ? 1 : 0, level: level, dependents: 0)
    }

    /// In 63 bits: 24 for the depth, 4 for the level, 32 for how few need it.
    private static func place(depth: Int32, level: Int, dependents: Int32) -> Int {
        Int(min(depth, 1 << 24 - 1)) << 36 | min(max(level, 0), 15) << 32 | Int(Int32.max - dependents)
    }

    private func move(_ moved: [(number: Int64, place: Int)]) throws(DatabaseFault) {
        guard let last = moved.last else { return }
        // Should this be cut short, the next run sees it by the one that is placed last.
        try set(last.number, Self.nowhere)
        for start in stride(from: 0, to: moved.count, by: Self.batch) {
            try database.transaction { () throws(DatabaseFault) in
                for (number, place) in moved[start..<min(start + Self.batch, moved.count)] { try set(number, place) }
            }
        }
    }

    private func set(_ number: Int64, _ place: Int) throws(DatabaseFault) {
        try database.run("UPDATE concept SET place = ? WHERE number = ?", SQLValue(place), SQLValue(number))
        try database.run("UPDATE card SET concept_place = ? WHERE concept = ?", SQLValue(place), SQLValue(number))
    }

    /// All concepts, the rows of what they need one after the other (-1 for what there is not), and their rows in an order that does
    /// not depend on how they came to be indexed.
    private func read() throws(DatabaseFault) -> ([Concept], [Int32], [Int32]) {
        var concepts: [Concept] = []
        var keys: [(hash: UInt64, row: Int32)] = []
        var wanted: [UInt64] = []
        try database.rows("SELECT number, pack, id, level, needs, place FROM concept") { row in
            let pack = row.text(1)
            let start = Int32(wanted.count)
            for need in row.lines(4) { wanted.append(Self.hash(pack, need)) }
            keys.append((Self.hash(pack, row.text(2)), Int32(concepts.count)))
            concepts.append(
                Concept(
                    number: row.integer(0), place: row.int(5), level: row.int(3), needs: start..<Int32(wanted.count)))
        }
        keys.sort { $0.hash < $1.hash }
        let needs = wanted.map { wanted -> Int32 in
            var low = 0
            var high = keys.count
            while low < high {
                let middle = (low + high) / 2
                if keys[middle].hash < wanted { low = middle + 1 } else { high = middle }
            }
            return low < keys.count && keys[low].hash == wanted ? keys[low].row : -1
        }
        return (concepts, needs, keys.map(\.row))
    }

    /// FNV-1a, 64 bits: of a million concepts two are alike once in thirty million packs, and then only an order is off.
    private static func hash(_ pack: String, _ id: String) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for text in [pack, "/", id] { for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 } }
        return hash
    }

    /// How many steps of `needs` lie below each concept; a circle counts as far as it was followed. No recursion: a chain
    /// may be as long as the pack.
    private func depths(_ concepts: [Concept], _ needs: [Int32], _ order: [Int32]) -> [Int32] {
        let unknown: Int32 = -1
        let open: Int32 = -2
        var depths = [Int32](repeating: unknown, count: concepts.count)
        var path: [(row: Int, next: Int32)] = []
        for start in order.lazy.map({ Int($0) }) where depths[start] == unknown {
            path.append((start, concepts[start].needs.lowerBound))
            depths[start] = open
            while let (row, next) = path.last {
                if next < concepts[row].needs.upperBound {
                    path[path.count - 1].next += 1
                    let below = Int(needs[Int(next)])
                    if below >= 0, depths[below] == unknown {
                        depths[below] = open
                        path.append((below, concepts[below].needs.lowerBound))
                    }
                } else {
                    var depth: Int32 = 0
                    for need in concepts[row].needs {
                        let below = Int(needs[Int(need)])
                        if below >= 0, depths[below] >= 0 { depth = max(depth, depths[below] + 1) }
                    }
                    depths[row] = depth
                    path.removeLast()
                }
            }
        }
        return depths
    }
}
