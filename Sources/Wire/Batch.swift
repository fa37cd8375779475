import JSONText

/// Collects the answers of a batch until the last has come; a batch of notifications has none.
final class Batch {
    private let send: ([UInt8]) -> Void
    private var expected = 0
    private var answers: [[UInt8]] = []
    private var isComplete = false

    init(send: @escaping ([UInt8]) -> Void) {
        self.send = send
    }

    func expect() {
        expected += 1
    }

    func add(_ answer: [UInt8]) {
        answers.append(answer)
        sendIfWhole()
    }

    /// All members have been taken: nothing more will be expected.
    func complete() {
        isComplete = true
        sendIfWhole()
    }

    private func sendIfWhole() {
        guard isComplete, expected > 0, answers.count == expected else { return }
        var writer = JSONWriter(reserving: 4096)
        writer.list { for answer in answers { $0.raw(answer) } }
        send(writer.bytes)
    }
}
