import JSONText
import Machine
import Server

/// A line in the terminal that shows how far the indexing of large packs is: how many files, how fast, how long it still takes.
/// It stands on standard error and is gone when the work is done.
struct IndexingBar {
    let columns: Int
    /// Where counting began: when the first files were read.
    private var start: (done: Int, at: Int64)?
    private(set) var isShown = false

    init(columns: Int) {
        self.columns = columns
    }

    /// Waits until the daemon has read all files; shows meanwhile how far it is, where somebody can see it. Who breaks off ends
    /// the wait, not the indexing.
    @discardableResult
    static func wait(_ connection: Connection, _ context: CommandContext) throws(Failure) -> JSON {
        var bar = IndexingBar(columns: min(context.page.width, 100))
        let isSeen = context.isWatched
        let params: JSON = ["workDoneToken": "indexing"]
        let answer = try connection.exchange("pack/refresh", raw: Array(params.written.utf8)) { notice in
            guard isSeen, let value = notice["params"]?["value"], let done = value["done"]?.integer,
                let total = value["total"]?.integer
            else { return }
            Standard.complain("\r" + bar.line(Int(done), of: Int(total), now: Clock.monotonic()) + "\u{1B}[K")
        }
        if bar.isShown { Standard.complain("\r\u{1B}[K") }
        switch answer {
        case .success(let json): return json
        case .failure(let refused): throw .refused(refused.json["message"]?.text ?? refused.json.written)
        }
    }

    /// `indexing ████████░░░░░░░░ 12,000 of 100,000 files, 8,400/s, 11 s left`, as much of it as fits.
    mutating func line(_ done: Int, of total: Int, now: Int64) -> String {
        isShown = true
        if start == nil, done > 0 { start = (done, now) }
        let seconds = start.map { Double(now - $0.at) / 1e9 } ?? 0
        let rate = seconds > 0 ? Double(done - (start?.done ?? done)) / seconds : 0
        var words = "\(Page.grouped(done)) of \(Page.grouped(total)) files"
        if rate >= 1 {
            words += ", \(Page.grouped(Int(rate)))/s, \(Self.duration(Int(Double(total - done) / rate) + 1)) left"
        }
        let room = columns - 1 - "indexing ".count - words.count - 1
        guard room >= 8 else { return String("indexing \(words)".prefix(columns - 1)) }
        let width = min(room, 30)
        let filled = total > 0 ? min(width, width * done / total) : 0
        return "indexing " + String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + " "
            + words
    }

    private static func duration(_ seconds: Int) -> String {
        seconds < 100 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
    }
}

extension IndexingState {
    var words: String {
        total == 0 ? "looking for changed files" : "\(Page.grouped(done)) of \(Page.grouped(total)) files"
    }
}
