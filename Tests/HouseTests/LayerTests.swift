import Glibc
import Testing

/// Holds the code to the table of layers in `Sources/README.md`: SwiftPM does not reliably refuse an undeclared import.
@Suite struct LayerTests {
    /// What each module may import, besides Glibc and Synchronization.
    static let table: [String: Set<String>] = [
        "Machine": ["CLinux"],
        "JSONText": [],
        "Memory": [],
        "Knowledge": [],
        "Reading": [],
        "Wire": ["JSONText"],
        "Storage": ["CSQLite", "Machine", "JSONText", "Memory", "Knowledge"],
        "Study": ["Machine", "JSONText", "Memory", "Knowledge", "Reading", "Storage"],
        "Server": ["Machine", "JSONText", "Memory", "Knowledge", "Reading", "Wire", "Storage", "Study"],
        "retort": ["Machine", "JSONText", "Wire", "Study", "Server"],
    ]

    static let system: Set<String> = ["Glibc", "Synchronization"]

    @Test func everyImportIsInTheTable() {
        for (file, module, lines) in swiftFiles() {
            guard let allowed = Self.table[module] else {
                Issue.record("\(file): the module \(module) is not in the table of layers")
                continue
            }
            for (number, name) in imports(lines) where !allowed.contains(name) && !Self.system.contains(name) {
                let words =
                    name.hasPrefix("Foundation")
                    ? "Foundation doubles the start-up time; use Machine or Glibc"
                    : "\(module) may import \(allowed.sorted()); hand the values over instead"
                Issue.record("\(file):\(number): import \(name): \(words)")
            }
        }
    }

    @Test func theTopLevelHoldsExactlyWhatTheUserFixed() {
        let expected: Set<String> = ["Package.swift", "README.md", "Sources", "Tests", "Clients", "Protocol"]
        #expect(Set(names(in: root)) == expected)
    }

    @Test func thePackageHasNoDependencies() {
        #expect(!lines(of: root + "/Package.swift").contains { $0.contains(".package(") })
    }

    @Test func anImportInAnySpellingIsFound() {
        let found = imports(["import Glibc", "  @testable import Wire", "// import Memory", "import struct Study.Now"])
        #expect(found.map(\.1) == ["Glibc", "Wire", "Study"])
    }

    // MARK: Reading the tree

    private var root: String {
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    }

    private func imports(_ lines: [String]) -> [(Int, String)] {
        lines.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place <= 1, !line.contains("//") else { return nil }
            let kinds = ["struct", "enum", "class", "func", "var", "let", "protocol", "typealias"]
            let rest = words[(place + 1)...].drop { kinds.contains(String($0)) }
            return rest.first.map { (index + 1, String($0.prefix { $0 != "." })) }
        }
    }

    private func swiftFiles() -> [(file: String, module: String, lines: [String])] {
        var found: [(String, String, [String])] = []
        func visit(_ folder: String, _ module: String) {
            for name in names(in: folder) {
                let path = folder + "/" + name
                if name.hasSuffix(".swift") {
                    found.append((path, module, lines(of: path)))
                } else if !name.contains(".") {
                    visit(path, module)
                }
            }
        }
        for module in names(in: root + "/Sources") where module != "Packs" {
            visit(root + "/Sources/" + module, module)
        }
        #expect(found.count > 50)
        return found
    }

    private func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private func lines(of path: String) -> [String] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
    }
}
