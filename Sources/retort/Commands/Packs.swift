import Machine
import Server
import Wire

extension Command {
    static let importDocument = Command(
        name: "import", synopsis: "FILE",
        words: "make cards of a document of numbered questions and answers; the document is not touched",
        options: [json]
    ) { context, words throws(Failure) in
        var params = ImportParams()
        params.path = Path.absolute(try words.only("the path of a document"), from: Path.current)
        let connection = try context.connect()
        if words.has("--json") {
            Output.json(try connection.ask("pack/import", params))
            return 0
        }
        let result = try connection.ask("pack/import", params, ImportResult.self)
        var lines: [String] = []
        var counts: [String] = []
        if result.added > 0 { counts.append(Page.count(result.added, "card", "cards") + " imported") }
        if result.edited > 0 { counts.append("\(result.edited) edited, history kept") }
        if result.unchanged > 0 { counts.append("\(result.unchanged) unchanged") }
        var head = counts.joined(separator: "; ")
        if let announced = result.announced, announced != result.cards {
            head +=
                "; the title announces \(announced)"
                + (result.added == result.cards ? "" : ", the document holds \(result.cards)")
        }
        lines.append(head)
        if !result.kept.isEmpty {
            lines.append("no longer in the document, kept: " + result.kept.joined(separator: ", "))
        }
        if let before = result.before { lines.append("the same document was imported from \(before) before") }
        if !result.doubtful.isEmpty {
            let count = Page.count(result.doubtful.count, "card", "cards")
            lines.append("\(count) changed so much that you may want to look: retort inbox")
        }
        lines.append("pack \(result.pack) in \(result.folder)")
        lines += result.complaints.map { "\($0.file):\($0.line): \($0.sentence)" }
        Output.lines(lines.map(Page.plain))
        return 0
    }

    static let pack = Command(
        name: "pack", words: "list the packs, add or remove one of your own, report every fault of one",
        verbs: [
            Verb(synopsis: "list", words: "what packs there are, with their faults counted"),
            Verb(
                synopsis: "add FOLDER|ADDRESS", words: "take a pack from a folder, or with git, or bring it up to date"),
            Verb(synopsis: "remove PACK", words: "take a pack of your own away; what you know of its cards stays"),
            Verb(synopsis: "check PACK|FOLDER", words: "report every fault of a pack as FILE:LINE: SENTENCE"),
            Verb(synopsis: "refresh", words: "wait until all changes of files are known"),
        ],
        options: [
            json,
            Option(name: "--name", value: "NAME", words: "add it under this name"),
            Option(name: "--yes", words: "remove it also when it was made or changed here, and may exist nowhere else"),
        ],
        details: """
            Of what is added nothing is executed: git only carries files. A pack's name is its folder's or the repository's; it
            is part of the cards' ids, so that what you know of them stays while the pack is away. Your own copy is yours to edit;
            a copy that you have edited is not written over.
            """
    ) { context, words throws(Failure) in
        switch words.verb {
        case "add": try addPack(context, words)
        case "remove": try removePack(context, words)
        case "check": try check(context, words)
        case "refresh": try refresh(context, words)
        default: try list(context, words)
        }
    }

    private static func list(_ context: CommandContext, _ words: Arguments) throws(Failure) -> Int32 {
        let connection = try context.connect()
        if words.has("--json") {
            Output.json(try connection.ask("pack/list", Nothing()))
            return 0
        }
        let packs = try connection.ask("pack/list", Nothing(), PackListResult.self).packs
        guard !packs.isEmpty else {
            Output.lines(["no packs; they are looked for in \(context.places.packs.joined(separator: " and "))"])
            return 1
        }
        for pack in packs {
            let version = pack.version.map { " \($0)" } ?? ""
            let holds =
                Page.count(pack.concepts, "concept", "concepts") + ", " + Page.count(pack.cards, "card", "cards")
            let faults =
                pack.faults == 0
                ? "" : ", \(Page.count(pack.faults, "fault", "faults")) (retort pack check \(pack.name))"
            Output.lines([
                Page.plain("\(pack.name)  \(pack.title)\(version): \(holds)\(faults)"),
                Page.plain("  in \(pack.folder)" + (pack.source.map { ", from \($0)" } ?? "")),
            ])
        }
        return 0
    }

    private static func refresh(_ context: CommandContext, _ words: Arguments) throws(Failure) -> Int32 {
        let connection = try context.connect()
        let json = try IndexingBar.wait(connection, context)
        if words.has("--json") {
            Output.json(json)
        } else {
            let result: RefreshResult = try connection.understand(json, of: "pack/refresh")
            Output.lines(["\(Page.grouped(result.concepts)) concepts, \(Page.grouped(result.cards)) cards"])
        }
        return 0
    }

    private static func check(_ context: CommandContext, _ words: Arguments) throws(Failure) -> Int32 {
        let name = try words.only("a pack's name or folder")
        var params = CheckParams()
        // A path when it looks like one or leads to a folder; else a pack's name.
        let path = Path.absolute(name, from: Path.current)
        params.pack = name.contains("/") || Files.isFolder(path) ? path : name
        let connection = try context.connect()
        let json = try connection.ask("pack/check", params)
        let result: CheckResult = try connection.understand(json, of: "pack/check")
        let errors = result.complaints.filter { $0.severity == "error" }.count
        if words.has("--json") {
            Output.json(json)
        } else {
            Output.lines(
                result.complaints.map {
                    let kind = $0.severity == "error" ? "" : "advice: "
                    return Page.plain("\($0.file):\($0.line): \(kind)\($0.sentence)")
                })
            let advice = result.complaints.count - errors
            Output.lines([
                [
                    Page.count(result.concepts, "concept", "concepts"),
                    Page.count(result.questions, "question", "questions"), Page.count(errors, "fault", "faults"),
                ].joined(separator: ", ")
                    + (advice > 0 ? ", " + Page.count(advice, "piece", "pieces") + " of advice" : "")
            ])
        }
        return errors == 0 ? 0 : 1
    }
}
