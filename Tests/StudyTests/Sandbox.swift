import Glibc
import Knowledge
import Machine
import Memory
import Storage
import TestSupport

@testable import Study

/// A folder of its own for one test, with a small pack in it; gone when the test is over.
final class Sandbox {
    private let folder = TemporaryFolder()
    var root: String { folder.path }
    private(set) var journal: [String] = []

    var places: Places {
        Places(
            environment: ["RETORT_DATA": root + "/data", "RETORT_PACKS": root + "/packs"], program: "/nowhere/retort")
    }

    func write(_ path: String, _ text: String) throws {
        let path = path.hasPrefix("/") ? path : root + "/" + path
        try Files.makeFolder(Path.folder(of: path))
        try Files.replace(path, with: Array(text.utf8))
    }

    /// Opens the store; what it has to say goes into `journal`.
    func study(settings: Settings = Settings(), device: String = "desk") throws -> Study {
        try Study(places: places, settings: settings, device: device) { [unowned self] in journal.append($0) }
    }

    /// Throws the cache away, as a user may at any time.
    func dropCache() {
        for ending in ["", "-wal", "-shm"] { Files.remove(places.store + ending) }
    }

    @discardableResult
    func index() throws -> PackIndexer.Report {
        try PackRefresh.run(places: places, ticket: Ticket()).get()
    }

    /// A study of the small pack below.
    func kitchen(settings: Settings = Settings()) throws -> Study {
        for (path, text) in Self.pack { try write("packs/kitchen/" + path, text) }
        try index()
        return try study(settings: settings)
    }

    private static let pack = [
        "pack.md": "---\ntitle: Kitchen\nversion: \"1\"\nlicence: MIT\n---\n",
        "salt.md": concept(
            "salt", "Salting", aliases: ["seasoning", "brine"], symbols: ["kitchen.Salt", "kitchen.Salt.pinch"],
            topic: "taste", text: "Salt brings out flavour and draws water from vegetables.", questions: 2),
        "stock.md": concept(
            "stock", "Stock", aliases: ["bone broth"], symbols: ["kitchen.Stock.simmer"], topic: "liquids",
            needs: ["salt"], text: "A clear liquid in which bones were simmered for hours.", questions: 2),
        "sauce.md": concept(
            "sauce", "Pan sauce", aliases: ["gravy", "deglazing"], symbols: ["kitchen.sauce"], topic: "liquids",
            level: "advanced", needs: ["stock"], text: "Made of what sticks to the pan, loosened with a liquid.",
            questions: 1),
        "knife.md": concept(
            "knife", "Knife skills", aliases: ["julienne"], symbols: ["kitchen.Knife"], topic: "tools",
            text: "A sharp blade is safer than a blunt one, for it does not slip.", questions: 3),
        "oven.md": concept(
            "oven", "Oven temperature", aliases: [], symbols: ["kitchen.Oven.preheat"], topic: "tools",
            level: "intermediate", text: "Preheating takes a quarter of an hour; a cheap thermometer tells the truth.",
            questions: 1),
    ]

    private static func concept(
        _ id: String, _ title: String, aliases: [String], symbols: [String], topic: String, level: String = "beginner",
        needs: [String] = [], text: String, questions: Int
    ) -> String {
        var file = """
            ---
            id: \(id)
            title: \(title)
            aliases: [\(aliases.joined(separator: ", "))]
            symbols: [\(symbols.joined(separator: ", "))]
            topic: \(topic)
            level: \(level)
            needs: [\(needs.joined(separator: ", "))]
            sources: [https://example.org/]
            ---

            \(text)

            ## Questions


            """
        for number in 1...questions {
            file += "### q\(number) (choice)\n\nWhich is true of \(id)?\n\n- [x] yes it is\n- [ ] no it is not\n\n"
        }
        return file
    }
}

/// 2026-11-25, ten in the morning, UTC.
let start = Instant(milliseconds: 1_795_600_800_000)
let minute: Int64 = 60_000
let day: Int64 = 86_400_000

/// A clock that stands still, so many milliseconds after `start`.
func now(_ milliseconds: Int64 = 0, zone: Int = 0) -> Now {
    Now(at: start.adding(milliseconds: milliseconds), zoneMinutes: zone)
}
