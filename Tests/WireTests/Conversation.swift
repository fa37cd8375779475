import JSONText
import Testing
import Wire

/// What the test's methods do, beside answering.
final class Desk {
    struct Job {
        let words: String
        let reply: (Result<Words, Refusal>) -> Void
    }

    var isIndexed = true
    /// Whether a cancelled job says so at once; else it goes on until told that it is done.
    var stopsAtOnce = true
    var jobs: [Job] = []
    var happened: (String) -> Void = { _ in }
}

struct Words: WireObject {
    var words = ""
    static let shape = Shape<Words>(
        "Words", "Some words.", [.required("words", \.words, .text(most: 2_000), "The words.")])
}

/// One method of each sort: `echo` at once, `find` when indexed, `dig` as labour, `hover` of LSP, LSP's own frame, and
/// notifications.
let registry = Registry<Desk>([
    Method("echo", "Says it again.", params: Words.self, result: WireType<Words>.object) {
        desk, params throws(Refusal) in
        if params.words == "fault" { throw Refusal(.notFound, "no such words", nearest: ["fault/one", "vault"]) }
        if params.words == "happen" { desk.happened("it happened") }
        return params
    },
    Method("ping", "Answers nothing.", params: Nothing.self, result: WireType<JSON>.anything) { _, _ throws(Refusal) in
        .null
    },
    Method("word/find", "Needs packs.", runs: .whenIndexed, params: Words.self, result: WireType<Words>.object) {
        _, params throws(Refusal) in params
    },
    Method(labour: "word/dig", "Takes long.", params: Words.self, result: WireType<Words>.object) {
        desk, params, reply throws(Refusal) in
        if params.words == "now" { reply(.success(params)) }
        if params.words == "fault" { throw Refusal(.failed, "the spade broke") }
        let number = desk.jobs.count
        desk.jobs.append(.init(words: params.words, reply: reply))
        return {
            desk.happened("job \(number) was told to stop")
            if desk.stopsAtOnce { reply(.failure(Refusal(.cancelled, "cancelled"))) }
        }
    },
    Method("textDocument/hover", "LSP's.", sort: .lsp, params: Nothing.self, result: WireType<JSON>.anything) {
        _, _ throws(Refusal) in .null
    },
    Method("initialize", "Opens.", sort: .initialize, params: Nothing.self, result: WireType<JSON>.anything) {
        _, _ throws(Refusal) in ["capabilities": [:]]
    },
    Method("shutdown", "Closes.", sort: .shutdown, params: Nothing.self, result: WireType<JSON>.anything) {
        _, _ throws(Refusal) in .null
    },
    Method(notification: "exit", "Leaves.", sort: .exit, params: Nothing.self) { _, _ in },
    Method(notification: "tell", "Says so.", params: Words.self) { desk, params in desk.happened("told \(params.words)")
    },
    Method(notification: "textDocument/didOpen", "LSP's.", sort: .lsp, params: Words.self) { desk, params in
        desk.happened("opened \(params.words)")
    },
])

/// A session with a desk and a record of all that comes of what is done to it.
final class Conversation {
    let desk = Desk()
    let isInLines: Bool
    private(set) var record: [String] = []
    private var session: Session<Desk>?

    init(inLines: Bool = true) {
        isInLines = inLines
        desk.happened = { [unowned self] in record.append("... " + $0) }
        session = Session(
            registry: registry, context: desk,
            send: { [unowned self] in record.append("<-- " + unwrapped($0)) },
            isIndexed: { [unowned self] in desk.isIndexed },
            finished: { [unowned self] in record.append($0 ? "... finished cleanly" : "... finished uncleanly") })
    }

    var isHeld: Bool { session?.isHeld ?? false }

    /// - Parameter together: as one piece; else byte by byte.
    func receive(_ bytes: some Collection<UInt8>, together: Bool = true) {
        if together { session?.receive(bytes) } else { for byte in bytes { session?.receive(CollectionOfOne(byte)) } }
    }

    func wrap(_ message: String) -> [UInt8] {
        Array((isInLines ? message + "\n" : "Content-Length: \(message.utf8.count)\r\n\r\n" + message).utf8)
    }

    /// One line of a script: `--> message`, or `=== deed`.
    func perform(_ line: String, together: Bool) {
        let words = line.split(separator: " ").map(String.init)
        switch (words.first, words.dropFirst().first) {
        case ("-->", _): receive(wrap(String(line.dropFirst(4))), together: together)
        case ("===", "done"):
            let job = desk.jobs[Int(words[2]) ?? 0]
            job.reply(.success(Words(words: job.words)))
        case ("===", "index"):
            desk.isIndexed = true
            session?.resume()
        case ("===", "unindexed"): desk.isIndexed = false
        case ("===", "slow"): desk.stopsAtOnce = false
        case ("===", "notify"): session?.notify("tell") { Words.shape.write(Words(words: "news"), &$0) }
        case ("===", "end"): session?.end()
        case ("===", "abandon"): session?.abandon()
        default: Issue.record("what is \(line)?")
        }
        if isHeld { record.append("... held") }
    }

    private func unwrapped(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard !isInLines else {
            #expect(text.hasSuffix("\n") && text.utf8.filter { $0 == 10 }.count == 1, "not one line: \(text)")
            return String(text.dropLast())
        }
        guard let end = text.firstRange(of: "\r\n\r\n") else { return "no headers: " + text }
        let body = String(text[end.upperBound...])
        #expect(text[..<end.lowerBound] == "Content-Length: \(body.utf8.count)")
        return body
    }
}
