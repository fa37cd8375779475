import JSONText
import Machine
import Storage
import Study
import Wire

package struct PackEntry: WireObject {
    package var name = ""
    package var title = ""
    package var version: String?
    package var folder = ""
    package var source: String?
    package var concepts = 0
    package var cards = 0
    package var faults = 0

    package init() {}

    init(_ pack: KnowledgeStore.Pack) {
        name = pack.name
        title = pack.title
        version = pack.version
        folder = pack.folder
        source = pack.source
        concepts = pack.concepts
        cards = pack.cards
        faults = pack.faults
    }

    package static let shape = Shape<PackEntry>(
        "Pack", "A pack in the index.",
        [
            .required("name", \.name, .text(), "Its id: the folder's name."),
            .required("title", \.title, .text(), "What it teaches."),
            .optional("version", \.version, .text(), "The version of the subject it describes."),
            .required("folder", \.folder, .text(), "Where it is."),
            .optional("source", \.source, .text(), "The document it was imported from."),
            .required("concepts", \.concepts, .count, "Concepts in it."),
            .required("cards", \.cards, .count, "Questions in it."),
            .required("faults", \.faults, .count, "Faults found in its files; pack/check names them."),
        ])
}

package struct PackListResult: WireObject {
    package var packs: [PackEntry] = []

    package init() {}

    package static let shape = Shape<PackListResult>(
        "PackList", "The packs in the index.",
        [.required("packs", \.packs, .list(.object, most: 10_000), "In the order in which they are asked.")])
}

package struct CheckParams: WireObject {
    package var pack = ""
    package var workDoneToken: JSON?

    package init() {}

    package static let shape = Shape<CheckParams>(
        "CheckParams", "Which pack.",
        [
            .required(
                "pack", \.pack, .text(least: 1, most: 4096), "A pack's name, or the absolute path of its folder."),
            .optional(
                "workDoneToken", \.workDoneToken, .anything,
                "LSP: a name for the $/progress notices that tell how far it is."),
        ])
}

package struct WireComplaint: WireObject {
    package var file = ""
    package var line = 1
    package var severity = "error"
    package var sentence = ""

    package init() {}

    package static let shape = Shape<WireComplaint>(
        "Complaint", "A fault in a file.",
        [
            .required("file", \.file, .text(), "Its path."),
            .required("line", \.line, .count, "The line, from 1."),
            .required("severity", \.severity, .word(["error", "advice"]), "Whether something is lost by it."),
            .required("sentence", \.sentence, .text(), "What is wrong."),
        ])
}

package struct CheckResult: WireObject {
    package var folder = ""
    package var concepts = 0
    package var questions = 0
    package var complaints: [WireComplaint] = []

    package init() {}

    package static let shape = Shape<CheckResult>(
        "CheckResult", "The faults of a pack.",
        [
            .required("folder", \.folder, .text(), "The folder that was read."),
            .required("concepts", \.concepts, .count, "Concepts understood."),
            .required("questions", \.questions, .count, "Questions understood."),
            .required("complaints", \.complaints, .list(.object, most: 1_000_000), "In the order of files and lines."),
        ])
}

package struct ImportParams: WireObject {
    package var path = ""
    package var workDoneToken: JSON?

    package init() {}

    package static let shape = Shape<ImportParams>(
        "ImportParams", "Which document.",
        [
            .required("path", \.path, .text(least: 1, most: 4096), "Its absolute path."),
            .optional(
                "workDoneToken", \.workDoneToken, .anything,
                "LSP: a name for the $/progress notices that tell how far it is."),
        ])
}

package struct ImportResult: WireObject {
    package var pack = ""
    package var folder = ""
    package var title = ""
    package var announced: Int?
    package var cards = 0
    package var added = 0
    package var unchanged = 0
    package var edited = 0
    package var kept: [String] = []
    package var before: String?
    package var doubtful: [String] = []
    package var complaints: [WireComplaint] = []

    package init() {}

    package static let shape = Shape<ImportResult>(
        "ImportResult", "What an import has done.",
        [
            .required("pack", \.pack, .text(), "The pack made of the document."),
            .required("folder", \.folder, .text(), "Where that pack is."),
            .required("title", \.title, .text(), "The document's title."),
            .optional("announced", \.announced, .count, "How many questions the title promises."),
            .required("cards", \.cards, .count, "Questions found in the document."),
            .required("added", \.added, .count, "Cards that are new."),
            .required("unchanged", \.unchanged, .count, "Cards that were there already."),
            .required("edited", \.edited, .count, "Cards whose text changed; their history is kept."),
            .optional(
                "before", \.before, .text(),
                "Where the document lay at the last import, if it was moved or copied since."),
            .required(
                "doubtful", \.doubtful, .list(.text(), most: 10_000),
                "Of the edited cards, those that may ask something else now; inbox/decide can part them from their history."
            ),
            .required(
                "kept", \.kept, .list(.text(), most: 1_000_000), "Concepts no longer in the document; they are kept."),
            .required("complaints", \.complaints, .list(.object, most: 1_000_000), "What was not understood."),
        ])
}

package struct RefreshParams: WireObject {
    package var workDoneToken: JSON?

    package init() {}

    package static let shape = Shape<RefreshParams>(
        "RefreshParams", "How to be told.",
        [
            .optional(
                "workDoneToken", \.workDoneToken, .anything,
                "LSP: a name for the $/progress notices that tell how far it is.")
        ])
}

package struct RefreshResult: WireObject {
    package var concepts = 0
    package var cards = 0

    package init() {}

    package static let shape = Shape<RefreshResult>(
        "RefreshResult", "What the index holds now.",
        [
            .required("concepts", \.concepts, .count, "Concepts in the index."),
            .required("cards", \.cards, .count, "Cards in the index."),
        ])
}

/// How far the reading of packs' files is.
package struct IndexingState: WireObject {
    package var done = 0
    package var total = 0

    package init() {}

    init(_ progress: LabourProgress) {
        done = progress.done
        total = progress.total
    }

    package static let shape = Shape<IndexingState>(
        "Indexing", "How far the reading of packs is.",
        [
            .required("done", \.done, .count, "Files read since it began."),
            .required("total", \.total, .count, "Files to read."),
        ])
}

package struct StatusResult: WireObject {
    package var version = ""
    package var wire = 0
    package var pid = 0
    package var uptimeSeconds = 0
    package var concepts = 0
    package var cards = 0
    package var reviews = 0
    package var packs = 0
    package var clients = 0
    package var residentBytes = 0
    package var device = ""
    package var data = ""
    package var socket: String?
    package var idleMinutes = 0
    package var logFaults: [String] = []
    package var indexing: IndexingState?
    package var clocks: [String] = []
    package var noteFault: String?
    package var quietSeconds: Int?

    package init() {}

    package static let shape = Shape<StatusResult>(
        "StatusResult", "How the daemon is.",
        [
            .required("version", \.version, .text(), "The program's version."),
            .required(
                "protocol", \.wire, .count, "The protocol's number; it rises when an older client would misunderstand."),
            .required("pid", \.pid, .count, "The process."),
            .required("uptimeSeconds", \.uptimeSeconds, .count, "Since it started."),
            .required("concepts", \.concepts, .count, "Concepts in the index."),
            .required("cards", \.cards, .count, "Cards in the index."),
            .required("reviews", \.reviews, .count, "Reviews that count."),
            .required("packs", \.packs, .count, "Packs in the index; pack/list names them."),
            .required("clients", \.clients, .count, "Clients connected, the one that asks included."),
            .required("residentBytes", \.residentBytes, .integer(0...Int.max), "Memory in use."),
            .required("device", \.device, .text(), "What this machine calls itself in its log."),
            .required("data", \.data, .text(), "The folder of logs and own packs."),
            .optional("socket", \.socket, .text(), "Where it listens."),
            .required(
                "idleMinutes", \.idleMinutes, .count, "Minutes without clients after which it ends; 0 for never."),
            .required(
                "logFaults", \.logFaults, .list(.text(), most: 1_000_000), "Lines of logs that were passed over."),
            .optional(
                "indexing", \.indexing, .object,
                "While packs are looked at for the first time, and while many files are read: how far that is."),
            .required(
                "clocks", \.clocks, .list(.text(), most: 1_000_000),
                "When a device's clock was wrong while it recorded reviews, a sentence each; none as a rule."),
            .optional(
                "noteFault", \.noteFault, .text(), "Why look-ups are not remembered at present; left out when they are."
            ),
            .optional(
                "quietSeconds", \.quietSeconds, .count,
                "Since somebody typed in an editor, was asked or answered; left out when this is not known."),
        ])
}

package struct OpenParams: WireObject {
    package var data: String?
    package var now: String?

    package init() {}

    package static let shape = Shape<OpenParams>(
        "OpenParams", "What a client says of itself.",
        [
            .optional(
                "data", \.data, .text(most: 4096),
                "The data folder it means; refused when the daemon serves another one."),
            .optional(
                "now", \.now, .text(least: 1, most: 64),
                "For tests: a date and time (2026-11-22T09:00:00Z) that stands still, or a shift of the real time (+3d, -90m)."
            ),
        ])
}
