// swift-tools-version: 6.2
import PackageDescription

// The layers, lowest first. `Sources/README.md` says what each owns and
// `Tests/HouseTests` holds every `import` line to this table.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "retort",
    targets: [
        .systemLibrary(name: "CSQLite"),
        .systemLibrary(name: "CLinux"),

        module("Machine", ["CLinux"]),
        module("JSONText"),
        module("Memory"),
        module("Knowledge"),
        module("Reading"),

        module("Wire", ["JSONText"]),
        module("Storage", ["CSQLite", "Machine", "JSONText", "Memory", "Knowledge"]),

        module("Study", ["Machine", "JSONText", "Memory", "Knowledge", "Reading", "Storage"]),
        module("Server", ["Machine", "JSONText", "Memory", "Knowledge", "Reading", "Wire", "Storage", "Study"]),

        .executableTarget(
            name: "retort", dependencies: ["Machine", "JSONText", "Reading", "Wire", "Study", "Server"],
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Memory"], path: "Tests/TestSupport", swiftSettings: strict),
        tests("MemoryTests", ["TestSupport", "Memory"]),
        tests("KnowledgeTests", ["TestSupport", "Knowledge"]),
        tests("ReadingTests", ["Reading"]),
        tests("WireTests", ["TestSupport", "Wire", "JSONText"]),
        tests("StorageTests", ["TestSupport", "Storage", "Machine", "Memory", "Knowledge"]),
        tests("StudyTests", ["TestSupport", "Study", "Storage", "Machine", "JSONText", "Memory", "Knowledge"]),
        tests(
            "ServerTests",
            ["TestSupport", "Server", "Study", "Storage", "Wire", "Machine", "JSONText", "Memory", "Knowledge"]),
        tests("HouseTests", ["Machine"]),
    ]
)
