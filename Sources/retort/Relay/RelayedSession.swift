import JSONText
import Reading
import Server
import Wire

/// What an editor has told its daemon and asked of it, so that another daemon can go on with the session exactly there: how
/// things stood when the oldest open question was asked, and everything that was said since.
struct RelayedSession {
    /// What holds from when it was said to the end of the session.
    private static let lasting: Set<String> = [
        "initialized", "session/open", "review/subscribe", "workspace/didChangeConfiguration",
        "workspace/didChangeWorkspaceFolders",
    ]
    /// Different changes of folders that are kept; an editor has a few.
    private static let lastingMessages = 1000
    /// Bytes of messages kept behind an open question. One that takes so long is no question about a place in a text.
    private static let recentBytes = 16 * 1_048_576

    private var greeting: (id: RequestID, message: [UInt8])?
    private var isGreetingAgain = false
    private var told: [(key: String, message: [UInt8])] = []
    private var documents = RelayedDocuments()
    /// From the oldest open question on, by number; answered ones are taken out.
    private var recent: [Int: RelayedMessage] = [:]
    private var recentBytes = 0
    private var numbers = 0..<0
    private var waiting: [RequestID: Int] = [:]
    private var ids = AskedIDs()
    /// An end now would be no clean one.
    private var isOpen = false

    private(set) var isShutDown = false
    private(set) var hasExited = false
    /// Whether `initialize` was answered.
    var isGreeted: Bool { greeting != nil }
    /// LSP has the exit status tell whether `exit` came after `shutdown`.
    var status: Int32 { isOpen ? 1 : 0 }
    /// Requests that are not answered yet.
    var openQuestions: Int { waiting.count }

    // MARK: The editor's messages

    /// Notes what the editor says.
    /// - Parameter end: how many bytes the connection will have taken once this is sent; `Int.max` without one.
    mutating func note(_ message: [UInt8], _ json: JSON, end: Int) {
        for item in json.list ?? [json] {
            guard let method = item["method"]?.text else { continue }
            noteStage(method)
            let id = item["id"].flatMap(RequestID.init)
            if id == nil, waiting.isEmpty {
                settle(method, item["params"] ?? [:])
                continue
            }
            let message = json.list == nil ? message : Array(item.written.utf8)
            recent[numbers.upperBound] = RelayedMessage(method: method, id: id, bytes: message, end: end)
            if let id { waiting[id] = numbers.upperBound }
            numbers = numbers.lowerBound..<(numbers.upperBound + 1)
            recentBytes += message.count
            if recentBytes > Self.recentBytes { settleRecent(all: true) }
        }
    }

    private mutating func noteStage(_ method: String) {
        switch method {
        case "initialize": isOpen = !isShutDown
        case "exit":
            isOpen = !isShutDown
            hasExited = true
        case "shutdown" where isOpen:
            isShutDown = true
            isOpen = false
        default: break
        }
    }

    /// What the daemon gets of the editor's message; nil for an answer to what a former daemon asked.
    func passed(_ message: [UInt8], _ json: JSON) -> [UInt8]? { ids.passed(message, json) }

    // MARK: How things stand

    /// Takes what was said before every open question.
    private mutating func settle(_ method: String, _ params: JSON) {
        documents.take(method, params)
        guard Self.lasting.contains(method) else { return }
        // Changes of folders add up; of all else the last one holds.
        let key = method == "workspace/didChangeWorkspaceFolders" ? params.written : method
        told.removeAll { $0.key == key }
        // Without an id: nobody waits for the answer.
        told.append((key, Message.notice(method) { $0.value(params) }))
        if told.count > Self.lastingMessages { told.removeFirst() }
    }

    /// - Parameter all: also what was said since the oldest open question.
    private mutating func settleRecent(all: Bool = false) {
        for number in numbers {
            guard recent[number]?.id == nil else {
                if all { continue }
                return
            }
            if let said = remove(number) {
                let json = try? JSONReader.read(said.bytes)
                settle(said.method, json?["params"] ?? [:])
            }
            if !all { numbers = (number + 1)..<numbers.upperBound }
        }
    }

    private mutating func remove(_ number: Int) -> RelayedMessage? {
        guard let said = recent.removeValue(forKey: number) else { return nil }
        recentBytes -= said.bytes.count
        if let id = said.id { waiting[id] = nil }
        return said
    }

    // MARK: The daemon's messages

    /// What the editor gets of a daemon's message, if anything.
    mutating func taken(_ message: [UInt8]) -> [UInt8]? {
        guard let head = try? JSONReader.read(message, before: ["params", "result", "error"]) else { return message }
        for item in head.list ?? [head] {
            guard let id = item["id"].flatMap(RequestID.init) else { continue }
            if item["method"] != nil { return ids.taken(message, item["id"]?.integer ?? 0) }
            if isGreetingAgain, id == greeting?.id {
                isGreetingAgain = false
                return nil
            }
            answered(id, message)
        }
        return message
    }

    private mutating func answered(_ id: RequestID, _ message: [UInt8]) {
        guard let said = waiting[id].flatMap({ remove($0) }) else { return }
        defer { settleRecent() }
        guard said.method == "initialize" || Self.lasting.contains(said.method),
            let result = (try? JSONReader.read(message))?["result"]
        else { return }
        if said.method == "initialize", greeting == nil {
            greeting = (id, said.bytes)
            let name = result["capabilities"]?["positionEncoding"]?.text
            documents.encoding = name.flatMap(PositionEncoding.init) ?? .utf16
        } else {
            settle(said.method, (try? JSONReader.read(said.bytes))?["params"] ?? [:])
        }
    }

    // MARK: From one daemon to the next

    /// The daemon has gone. Gives the answers to what must not be asked again.
    /// - Parameter sent: how many bytes its connection had taken.
    mutating func lost(sent: Int) -> [[UInt8]] {
        drop {
            if $0.hasHadItsTries { return "the daemon ended each time it was asked this; the reason is in its journal" }
            guard $0.mayBeDone(sent: sent) else { return nil }
            return "the daemon ended before it answered; this may have been done already: look before you do it again"
        }
    }

    /// Gives an answer to everything that was asked.
    mutating func refuseAll(_ sentence: String) -> [[UInt8]] {
        drop { _ in sentence }
    }

    private mutating func drop(because words: (RelayedMessage) -> String?) -> [[UInt8]] {
        var answers: [[UInt8]] = []
        for number in waiting.values.sorted() {
            guard let said = recent[number], let id = said.id else { continue }
            if said.method == "shutdown" {
                // Who has gone is shut down.
                answers.append(Message.result(id) { $0.null() })
            } else if let words = words(said) {
                answers.append(Message.refusal(id, Refusal(.failed, words)))
            } else {
                continue
            }
            _ = remove(number)
        }
        settleRecent()
        return answers
    }

    /// Tells a new daemon what the last one knew, and asks what it did not answer.
    /// - Parameter send: takes a message and gives how many bytes the connection will have taken once it is sent.
    mutating func resume(send: ([UInt8]) -> Int) {
        ids.beginAnew()
        isGreetingAgain = greeting != nil
        if let greeting { _ = send(greeting.message) }
        for message in told.map(\.message) + documents.openings { _ = send(message) }
        for number in numbers {
            guard let said = recent[number] else { continue }
            recent[number]?.tries += 1
            recent[number]?.end = send(said.bytes)
        }
    }
}
