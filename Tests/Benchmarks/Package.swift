// swift-tools-version: 6.2
import PackageDescription

// On its own, so that nobody who builds Retort builds its benchmark too.
let package = Package(name: "bench", targets: [.executableTarget(name: "bench")])
