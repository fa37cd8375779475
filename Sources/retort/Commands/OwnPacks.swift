import JSONText
import Machine
import Server
import Study
import Wire

/// `retort pack add` and `retort pack remove`.
extension Command {
    static func addPack(_ context: CommandContext, _ words: Arguments) throws(Failure) -> Int32 {
        let source = try words.only("a folder, or an address that git knows")
        let packs = OwnPacks(context.places)
        let added: OwnPacks.Added
        do throws(StudyFault) {
            added = try packs.adding { draft throws(StudyFault) in
                let path = Path.absolute(source, from: Path.current)
                if Files.isFolder(path), !isRepository(source) || Files.exists(path + "/pack.md") {
                    return try packs.add(path, from: path, as: words.value("--name") ?? Path.name(of: path))
                }
                // A repository on this machine is the same from wherever one stands.
                let address = Files.exists(path) ? path : source
                try clone(address, draft + "/clone")
                let name = Path.name(of: address.hasSuffix("/") ? String(address.dropLast()) : address)
                let stem = name.hasSuffix(".git") ? Path.stem(of: name) : name
                return try packs.add(draft + "/clone", from: address, as: words.value("--name") ?? stem)
            }
        } catch {
            throw .refused(error.sentence)
        }
        try IndexingBar.wait(try context.connect(), context)
        if words.has("--json") {
            Output.json(json(added))
            return 0
        }
        let counts =
            "\(Page.count(added.concepts, "concept", "concepts")), \(Page.count(added.questions, "card", "cards"))"
        var lines = [
            added.outcome == .unchanged
                ? "\(added.name) is as it was: \(counts)" : "\(added.name) \(added.outcome.rawValue): \(counts)",
            "in \(added.folder)",
        ]
        lines += added.faults.map { "\($0.file):\($0.line): \($0.sentence)" }
        if !added.faults.isEmpty {
            lines.append("\(Page.count(added.faults.count, "fault", "faults")); what they concern may be left out")
        }
        Output.lines(lines.map(Page.plain))
        return 0
    }

    /// What looks like an address, or like a repository without a working copy.
    private static func isRepository(_ source: String) -> Bool {
        source.hasSuffix(".git") || source.hasSuffix(".git/") || source.contains("://")
    }

    /// Git only carries the files: no hooks, no submodules, links as plain files.
    private static func clone(_ address: String, _ folder: String) throws(StudyFault) {
        guard !address.hasPrefix("-") else { throw StudyFault(.invalid, "\(address) is no address") }
        let isAddress = isRepository(address) || (address.contains(":") && !address.hasPrefix("/"))
        guard isAddress else {
            throw StudyFault(
                .notFound, "there is no folder \(address), and git clones only addresses and what ends in .git")
        }
        let status: Int32
        do throws(SystemFault) {
            status = try Spawn.foreground([
                "git", "-c", "core.hooksPath=/dev/null", "-c", "core.symlinks=false", "-c", "protocol.ext.allow=never",
                "clone", "--quiet", "--depth", "1", "--no-local", "--template=", "--", address, folder,
            ])
        } catch {
            throw StudyFault(.failed, "\(error.sentence); git is what carries packs from elsewhere")
        }
        guard status == 0 else { throw StudyFault(.failed, "git could not clone \(address)") }
    }

    private static func json(_ added: OwnPacks.Added) -> JSON {
        var result = JSONObject()
        result.append("pack", .text(added.name))
        result.append("folder", .text(added.folder))
        result.append("outcome", .text(added.outcome.rawValue))
        result.append("concepts", .integer(Int64(added.concepts)))
        result.append("cards", .integer(Int64(added.questions)))
        result.append("faults", .integer(Int64(added.faults.count)))
        return .object(result)
    }

    static func removePack(_ context: CommandContext, _ words: Arguments) throws(Failure) -> Int32 {
        let name = try words.only("the name of a pack of your own")
        let folder: String
        do throws(StudyFault) {
            folder = try OwnPacks(context.places).remove(name, isSure: words.has("--yes"))
        } catch {
            throw .refused(error.sentence)
        }
        try IndexingBar.wait(try context.connect(), context)
        if words.has("--json") {
            var result = JSONObject()
            result.append("pack", .text(name))
            result.append("folder", .text(folder))
            Output.json(.object(result))
        } else {
            Output.lines([
                Page.plain("\(name) removed from \(folder)"),
                "what you know of its cards is kept, and is there again when the pack is added again",
            ])
        }
        return 0
    }
}
