/// What is known of Flask and its neighbours without running them: read from the packs' `facts.tsv`, whose rows are sorted by
/// name, so that a look-up is a binary search in the bytes and loading is one pass for the line starts.
package struct Facts: Sendable {
    private var bytes: [UInt8]
    private var rows: [Int32]

    /// Rows of `name⇥kind⇥type⇥more⇥since⇥removed⇥instead` (empty columns at the end may be missing), sorted by the bytes
    /// of the name; rows that are not in order are not found.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var rows: [Int32] = []
        rows.reserveCapacity(bytes.count / 48)
        var isStart = true
        bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<min(bytes.count, Int(Int32.max)) {
                if isStart && bytes[index] != 0x0A { rows.append(Int32(index)) }
                isStart = bytes[index] == 0x0A
            }
        }
        self.rows = rows
    }

    package init() { self.init([]) }

    /// Takes in the facts of one more pack. Of a name that both describe, the row that was there first stays.
    package mutating func add(_ other: Facts) {
        guard !other.rows.isEmpty, bytes.count + other.bytes.count < Int(Int32.max) else { return }
        guard !rows.isEmpty else {
            self = other
            return
        }
        if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
        let shift = Int32(bytes.count)
        bytes += other.bytes
        var merged: [Int32] = []
        merged.reserveCapacity(rows.count + other.rows.count)
        var own = rows[...]
        for row in other.rows {
            let name = Array(bytes[Int(row + shift)...].prefix { $0 != 0x09 && $0 != 0x0A })
            let (before, isKnown) = name.withUnsafeBufferPointer { name in
                var before = own.startIndex
                while before < own.endIndex, compare(Int(own[before]), name) < 0 { before += 1 }
                return (before, before < own.endIndex && compare(Int(own[before]), name) == 0)
            }
            merged += own[..<before]
            own = own[before...]
            if !isKnown { merged.append(row + shift) }
        }
        rows = merged + own
    }

    package var count: Int { rows.count }

    /// The names that begin with a text, in order.
    package func names(beginning prefix: String) -> [String] {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if name(at: middle) < prefix { low = middle + 1 } else { high = middle }
        }
        var found: [String] = []
        while low < rows.count, case let name = name(at: low), name.hasPrefix(prefix) {
            found.append(name)
            low += 1
        }
        return found
    }

    private func name(at row: Int) -> String {
        String(decoding: bytes[Int(rows[row])...].prefix { $0 != 0x09 && $0 != 0x0A }, as: UTF8.self)
    }

    /// The row of exactly this name.
    func row(_ name: String) -> FactRow? {
        var name = name
        let found: Int? = name.withUTF8 { wanted in
            var low = 0
            var high = rows.count
            while low < high {
                let middle = (low + high) / 2
                switch compare(Int(rows[middle]), wanted) {
                case 0: return middle
                case ..<0: low = middle + 1
                default: high = middle
                }
            }
            return nil
        }
        return found.map { fields(at: $0) }
    }

    /// Negative where the row's name sorts before the wanted one.
    private func compare(_ start: Int, _ wanted: UnsafeBufferPointer<UInt8>) -> Int {
        var index = 0
        while true {
            let at = start + index
            let byte = at < bytes.count && bytes[at] != 0x09 && bytes[at] != 0x0A ? Int(bytes[at]) : -1
            let other = index < wanted.count ? Int(wanted[index]) : -1
            if byte != other { return byte - other }
            if byte < 0 { return 0 }
            index += 1
        }
    }

    private func fields(at row: Int) -> FactRow {
        let line = bytes[Int(rows[row])...].prefix { $0 != 0x0A }
        var text = line.split(separator: 0x09, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        while text.count < 7 { text.append("") }
        var found = FactRow(
            name: text[0], kind: FactRow.Kind(rawValue: text[1]) ?? .data, type: text[2], more: text[3])
        if !text[4].isEmpty || !text[5].isEmpty {
            found.lifetime = Lifetime(
                package: Lifetime.package(of: text[0]), since: text[4].isEmpty ? nil : text[4],
                removedIn: text[5].isEmpty ? nil : text[5], instead: text[6])
        }
        return found
    }

    /// The row a name leads to, through aliases.
    func canonical(_ name: String) -> FactRow? {
        guard let row = row(name) else { return nil }
        guard row.kind == .alias else { return row }
        var found = self.row(row.type)
        if row.isGone { found?.lifetime = row.lifetime }
        return found
    }

    /// Whether a package is described here.
    func knows(package name: String) -> Bool { row(name)?.kind == .module }

    /// A class with its bases, in method resolution order.
    func order(of className: String) -> [String] {
        guard let row = row(className), row.kind == .class else { return [] }
        return row.type.split(separator: " ").map(String.init)
    }

    /// The member a class has or inherits.
    func member(_ name: String, of className: String) -> (row: FactRow, definedBy: String)? {
        for base in order(of: className) {
            if let row = row(base + "." + name), row.kind.isMember || row.kind == .class { return (row, base) }
        }
        return nil
    }
}

/// One known name.
struct FactRow: Sendable {
    enum Kind: String, Sendable {
        case module, `class`, function, method, attribute, data, proxy, forwarded, silent, alias, config, tag, filter,
            test
        case global, loop
        case package, parameter

        var isMember: Bool {
            switch self {
            case .method, .attribute, .forwarded, .silent, .function: return true
            default: return false
            }
        }
    }

    var name: String
    var kind: Kind
    /// See the notation in the generator: `x`, `<x`, `[x`, `(x`, `m{x`, `self`, `%`, `?`.
    var type: String
    var more: String
    /// Which releases have it, unless all do.
    var lifetime: Lifetime?

    var isGone: Bool { lifetime?.removedIn != nil }
}
