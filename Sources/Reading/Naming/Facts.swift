/// What is known of Flask and its neighbours without running them: read from the pack's `facts.tsv`, whose rows are sorted by
/// name, so that a look-up is a binary search in the bytes and loading is one pass for the line starts.
package struct Facts: Sendable {
    private let bytes: [UInt8]
    private let rows: [Int32]

    /// Rows of `name⇥kind⇥type⇥more`, sorted by the bytes of the name; rows that are not in order are not found.
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
        let start = Int(rows[row])
        let end = row + 1 < rows.count ? Int(rows[row + 1]) : bytes.count
        var fields = bytes[start..<end].split(separator: 0x09, omittingEmptySubsequences: false)
        while fields.count < 4 { fields.append([]) }
        let text = fields.map { String(decoding: $0.last == 0x0A ? $0.dropLast() : $0, as: UTF8.self) }
        var kind = text[1]
        let isRemoved = kind.hasPrefix("removed ")
        if isRemoved { kind = String(kind.dropFirst("removed ".count)) }
        return FactRow(
            name: text[0], kind: FactRow.Kind(rawValue: kind) ?? .data, type: text[2], more: text[3],
            removedIn: isRemoved ? text[3] : nil)
    }

    /// The row a name leads to, through aliases.
    func canonical(_ name: String) -> FactRow? {
        guard let row = row(name) else { return nil }
        guard row.kind == .alias else { return row }
        var found = self.row(row.type)
        if !row.more.isEmpty { found?.removedIn = row.more }
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
    /// The version that took it away.
    var removedIn: String?
}
