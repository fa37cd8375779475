import Machine
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
        "retort": ["Machine", "JSONText", "Reading", "Wire", "Study", "Server"],
    ]

    static let system: Set<String> = ["Glibc", "Synchronization"]

    @Test func everyImportIsInTheTable() throws {
        for (file, module, lines) in try swiftFiles() {
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
        #expect(Set(Files.names(in: root)) == expected)
    }

    @Test func thePackageHasNoDependencies() throws {
        #expect(try !lines(of: root + "/Package.swift").contains { $0.contains(".package(") })
    }

    @Test func anImportInAnySpellingIsFound() {
        let found = imports(["import Glibc", "  @testable import Wire", "// import Memory", "import struct Study.Now"])
        #expect(found.map(\.1) == ["Glibc", "Wire", "Study"])
    }

    // MARK: Reading the tree

    private let root = Path.absolute("../../..", from: #filePath)

    private func lines(of path: String) throws -> [String] {
        let bytes = try Files.read(path, limit: 1 << 22)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
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

    private func swiftFiles() throws -> [(file: String, module: String, lines: [String])] {
        var found: [(String, String, [String])] = []
        func visit(_ folder: String, _ module: String) throws {
            for name in Files.names(in: folder) {
                let path = folder + "/" + name
                if name.hasSuffix(".swift") {
                    found.append((path, module, try lines(of: path)))
                } else if !name.contains(".") {
                    try visit(path, module)
                }
            }
        }
        for module in Files.names(in: root + "/Sources") where module != "Packs" {
            try visit(root + "/Sources/" + module, module)
        }
        #expect(found.count > 50)
        return found
    }
}
