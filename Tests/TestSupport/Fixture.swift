import Glibc

/// Files that tests read, in `Tests/Fixtures`.
package enum Fixture {
    /// A file's text; empty when there is none, which no test passes with.
    package static func text(_ name: String) -> String {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let file = fopen("/\(tests)/Fixtures/\(name)", "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
