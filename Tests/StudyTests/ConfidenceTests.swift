import Glibc
import JSONText
import Knowledge
import Machine
import Testing

@testable import Study

/// What `Tests/Benchmarks/confidence.py` fits the confidence on: `FEATURES=<file> swift test --filter ConfidenceTests`.
@Suite struct ConfidenceTests {
    private static let root = Path.folder(of: Path.folder(of: Path.folder(of: #filePath)))
    private static let file = getenv("FEATURES").map { String(cString: $0) }

    @Test(.enabled(if: file != nil))
    func `each query to tune on, as it stands and respelt, is written down with what its confidence is made of`()
        throws
    {
        let box = Sandbox()
        let places = Places(
            environment: ["RETORT_DATA": box.root + "/data", "RETORT_PACKS": Self.root + "/Sources/Packs"],
            program: "/nowhere/retort")
        _ = try PackRefresh.run(places: places, ticket: Ticket()).get()
        let study = try Study(places: places, settings: Settings(), device: "desk") { _ in }
        var lines = ["answerable\t" + Confidence.names.joined(separator: "\t")]
        let queries = try ["tune", "foreign"].flatMap {
            try Files.read(Self.root + "/Tests/Benchmarks/queries/\($0).jsonl", limit: 1 << 24)
        }
        for line in queries.split(separator: UInt8(ascii: "\n")) {
            let query = try JSONReader.read(line)
            guard case .text(let text)? = query["query"], case .list(let expected)? = query["expected"] else {
                continue
            }
            let knowledge = study.store.knowledge
            var readings = [try study.find(SearchQuery(text), fidelity: 1, 40, in: knowledge)]
            if let spelling = try study.respell(readings[0], in: knowledge) {
                readings.append(
                    try study.find(SearchQuery(spelling.text), fidelity: spelling.fidelity, 40, in: knowledge))
            }
            for found in readings {
                guard let best = found.ranked.first else { continue }
                let features = Confidence.features(best.evidence, found)
                lines.append(([expected.isEmpty ? "0" : "1"] + features.map { "\($0)" }).joined(separator: "\t"))
            }
        }
        try Files.replace(try #require(Self.file), with: Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    @Test func `more of the query in better places never makes a look-up less sure`() throws {
        let box = Sandbox()
        let study = try box.kitchen()
        func confidence(_ query: String) throws -> Double {
            try study.understand(query, in: study.store.knowledge).confidence
        }
        let rising = ["quantum hamiltonian thermometer", "hamiltonian thermometer", "thermometer", "oven temperature"]
        let sure = try rising.map(confidence)
        #expect(sure == sure.sorted() && Set(sure).count == sure.count, "\(sure)")
        #expect(try confidence("zyxwv") == 0)
    }
}
