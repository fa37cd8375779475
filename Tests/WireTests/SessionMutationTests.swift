import JSONText
import TestSupport
import Testing
import Wire

/// The ids that must be answered, by a second reading of the rules that knows nothing of `Message`; nil stands for a
/// response with a null id. A batch is answered by one list.
private func expectedAnswers(to line: [UInt8]) -> (ids: [[String]], leaves: Bool) {
    guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { return ([], false) }
    guard let json = try? JSONReader.read(line) else { return ([["null"]], false) }
    guard case .list(let items) = json else {
        let id = expectedAnswer(to: json)
        return (id.map { [[$0]] } ?? [], isExit(json))
    }
    if items.isEmpty || items.count > WireLimits.batch { return ([["null"]], false) }
    let heard = items.firstIndex(where: isExit).map { items[...$0] } ?? items[...]
    let ids = heard.compactMap(expectedAnswer)
    return (ids.isEmpty ? [] : [ids.sorted()], heard.contains(where: isExit))
}

private func expectedAnswer(to json: JSON) -> String? {
    guard json.object != nil else { return "null" }
    var id: String?
    switch json["id"] {
    case nil: break
    case .bool, .list, .object: return "null"
    case .some(let value): id = value.written
    }
    let isRequest = json["method"] != nil
    if json["jsonrpc"] != "2.0" { return id ?? "null" }
    if !isRequest { return id != nil && (json["result"] != nil || json["error"] != nil) ? nil : id ?? "null" }
    if json["method"]?.text == nil { return id ?? "null" }
    switch json["params"] {
    case nil, .null, .object, .list: return id
    default: return id ?? "null"
    }
}

private func isExit(_ json: JSON) -> Bool {
    guard json["jsonrpc"] == "2.0", json["method"] == "exit", json["id"] == nil else { return false }
    switch json["params"] {
    case nil, .null, .object, .list: return true
    default: return false
    }
}

private let messages = [
    #"{"jsonrpc":"2.0","id":1,"method":"echo","params":{"words":"a"}}"#,
    #"{"jsonrpc":"2.0","id":"two","method":"ping"}"#,
    #"{"jsonrpc":"2.0","method":"tell","params":{"words":"b"}}"#,
    #"{"jsonrpc":"2.0","id":3,"method":"word/dig","params":{"words":"c"}}"#,
    #"{"jsonrpc":"2.0","id":4,"method":"word/find","params":{"words":"d"}}"#,
    #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":3}}"#,
    #"{"jsonrpc":"2.0","id":5,"method":"initialize","params":{}}"#,
    #"{"jsonrpc":"2.0","id":6,"method":"textDocument/hover"}"#,
    #"[{"jsonrpc":"2.0","id":7,"method":"ping"},{"jsonrpc":"2.0","id":8,"method":"word/dig","params":{"words":"e"}}]"#,
    #"[{"jsonrpc":"2.0","method":"tell","params":{"words":"f"}},{"jsonrpc":"2.0","id":9,"method":"word/find"},7]"#,
    #"{"jsonrpc":"2.0","id":1000000,"result":null}"#,
    #"{"jsonrpc":"2.0","id":10,"method":"shutdown"}"#,
    #"{"jsonrpc":"2.0","method":"exit"}"#,
    #"{"jsonrpc":"2.0","id":11,"method":"ping","params":null}"#,
    #"{"jsonrpc":"2.0","id":12,"method":"ping","params":0}"#,
    "", "[]", "{}", "7",
].map { Array($0.utf8) }

private func mutated(_ message: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    var bytes = message
    for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes.remove(at: place)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.insert("{}[],:\"\\0null\n".utf8.randomElement(using: &random) ?? 0, at: place)
        case 3:
            let other = messages.randomElement(using: &random) ?? []
            bytes.insert(contentsOf: other[Int.random(in: 0...other.count, using: &random)...], at: place)
        default:
            guard let id = bytes.firstRange(of: "\"id\":".utf8) else { continue }
            let values = ["null", "1.5", "\"x\"", "[]", "true", "-0", "1e400", "3"]
            bytes.insert(
                contentsOf: ((values.randomElement(using: &random) ?? "") + ",\"id\":").utf8, at: id.upperBound)
        }
    }
    return bytes
}

@Suite struct SessionMutationTests {
    @Test func `whatever comes, each request is answered once and nothing else is said`() throws {
        let seed = seed(of: "mutated conversations")
        var random = SplitMix64(seed: seed)
        for turn in 0..<3_000 {
            let conversation = Conversation()
            conversation.desk.isIndexed = Bool.random(using: &random)
            conversation.desk.stopsAtOnce = Bool.random(using: &random)
            // A first byte that is no letter settles the framing.
            var sent: [[UInt8]] = [Array("{}".utf8)]
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                sent.append(mutated(messages.randomElement(using: &random) ?? [], using: &random))
            }
            var isFinalEndLeftOut = false
            for (place, message) in sent.enumerated() {
                isFinalEndLeftOut = place == sent.count - 1 && Bool.random(using: &random)
                conversation.receive(message + (isFinalEndLeftOut ? [] : [10]), together: turn.isMultiple(of: 5))
                if Int.random(in: 0..<4, using: &random) == 0 { conversation.perform("=== index", together: true) }
                if let job = conversation.desk.jobs.randomElement(using: &random) {
                    job.reply(.success(Words(words: "x")))
                }
            }
            conversation.perform("=== end", together: true)
            conversation.perform("=== index", together: true)
            for job in conversation.desk.jobs { job.reply(.success(Words(words: "x"))) }

            var expected: [[String]] = []
            var leaves = false
            for line in sent.joined(separator: [10]).split(separator: 10, omittingEmptySubsequences: false)
            where !leaves {
                let (ids, isLast) = expectedAnswers(to: Array(line))
                expected += ids
                leaves = isLast
            }
            let about: Comment = "seed \(seed), turn \(turn): \(sent.map { String(decoding: $0, as: UTF8.self) })"
            let answers = try conversation.record.filter { $0.hasPrefix("<-- ") }.map {
                let json = try JSONReader.read($0.dropFirst(4).utf8)
                return (json.list ?? [json]).map { ($0["id"] ?? "none").written }.sorted()
            }
            let ends = conversation.record.filter { $0.hasPrefix("... finished") }
            #expect(ends.count == 1, about)
            #expect(conversation.record.last.map { $0.hasPrefix("... finished") } == true, about)
            if leaves {
                // Labour that was under way when the client left is not answered.
                #expect(Set(answers).isSubset(of: expected), about)
            } else {
                #expect(
                    answers.sorted { $0.description < $1.description }
                        == expected.sorted { $0.description < $1.description }, about)
            }
        }
    }
}
