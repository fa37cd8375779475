import TestSupport
import Testing
import Wire

/// What comes of the bytes: each message as text in quotes, each fault as its sentence.
private func frames(_ pieces: [some Collection<UInt8>], most: Int, drainingEach: Bool = true) -> [String] {
    var framing = Framing(messageBytes: most)
    var seen: [String] = []
    func drain() {
        while let frame = framing.next() { seen.append(shown(frame)) }
    }
    for piece in pieces {
        framing.receive(piece)
        if drainingEach { drain() }
    }
    drain()
    while let frame = framing.end() { seen.append(shown(frame)) }
    #expect(framing.next() == nil)
    return seen
}

private func shown(_ frame: Framing.Frame) -> String {
    switch frame {
    case .message(let bytes): "'" + String(decoding: bytes, as: UTF8.self) + "'"
    case .skipped(let sentence): "skipped: " + sentence
    case .lost(let sentence): "lost: " + sentence
    }
}

/// The same frames must come whole, cut in two at every byte, byte by byte, and when several pieces wait.
private func check(_ text: String, _ expected: [String], most: Int = 1000, _ place: SourceLocation = #_sourceLocation) {
    let bytes = Array(text.utf8)
    #expect(frames([bytes], most: most) == expected, sourceLocation: place)
    #expect(frames(bytes.map { [$0] }, most: most) == expected, "byte by byte", sourceLocation: place)
    for cut in bytes.indices {
        let pieces = [bytes[..<cut], bytes[cut...]]
        #expect(frames(pieces, most: most) == expected, "cut at \(cut)", sourceLocation: place)
        #expect(frames(pieces, most: most, drainingEach: false) == expected, "cut at \(cut)", sourceLocation: place)
    }
}

private let tooLong = "skipped: the message is longer than 10 bytes; it was skipped"
private let endedWithin = "lost: the connection ended within a message"
private let noColon = "lost: a header has no colon; expected Content-Length: and a number"
private let noNumber = "lost: Content-Length is not one number of bytes"

@Suite struct FramingTests {
    @Test func `one message a line`() {
        check("", [])
        check("{}\n", ["'{}'"])
        check("{}\n[1]\n7\n", ["'{}'", "'[1]'", "'7'"])
        check("{}\r\n[1]\r\n", ["'{}\r'", "'[1]\r'"])
        check("{ \"é\": 1 }\n", ["'{ \"é\": 1 }'"])
    }

    @Test func `a last line needs no line end`() {
        check("{}", ["'{}'"])
        check("{}\n[1]", ["'{}'", "'[1]'"])
        check("{}\n \t", ["'{}'"])
    }

    @Test func `empty lines and white space before the first message are nothing`() {
        check("\n \r\n\t", [])
        check(" \r\n\t{}\n\n \r\n[1]\n\n", ["'{}'", "'[1]'"])
        check("\n Content-Length: 2\r\n\r\n{}", ["'{}'"])
    }

    @Test func `messages behind Content-Length`() {
        check("Content-Length: 2\r\n\r\n{}", ["'{}'"])
        check("Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]", ["'{}'", "'[1]'"])
        check("Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\n7", ["''", "'7'"])
        // Bytes are counted, not characters, and a body may hold what looks like headers.
        check("Content-Length: 4\r\n\r\n\"é\"Content-Length: 4\r\n\r\n\n\r\n\n", ["'\"é\"'", "'\n\r\n\n'"])
    }

    @Test func `other headers, other case, spaces and lone line feeds are taken`() {
        check(
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}Content-Length: 1\r\nX-Y: a:b\r\n\r\n7",
            ["'{}'", "'7'"])
        check("content-length:2\r\n\r\n{}", ["'{}'"])
        check("CONTENT-LENGTH: \t 2 \t\r\n\r\n{}", ["'{}'"])
        check("Content-Length: 2\n\n{}content-type: x\nCONTENT-length: 1\n\n7", ["'{}'", "'7'"])
        check("Content-Length: 2\r\n\n{}Content-Length: 2\n\r\n[]", ["'{}'", "'[]'"])
        check("Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", ["'{}'"])
        check("Content-Length: 002\r\n\r\n{}", ["'{}'"])
        check("X:\r\nContent-Length: 2\r\n\r\n{}", ["'{}'"])
        // People who type by hand end a message with a line.
        check("Content-Length: 2\r\n\r\n{}\r\n\n\nContent-Length: 2\r\n\r\n[]\n", ["'{}'", "'[]'"])
    }

    @Test func `headers that name no length lose the connection, and what follows is not taken`() {
        check("hello\n{}\n", [noColon])
        check("Content-Length\r\n\r\n{}", [noColon])
        check("Content-Length: 2\r\n\r\n{}{}\n", ["'{}'", noColon])
        check("X: 1\r\n\r\n{}Content-Length: 2\r\n\r\n{}", ["lost: the headers have no Content-Length"])
        check("Content-Length : 2\r\n\r\n{}", ["lost: the headers have no Content-Length"])
        for number in ["", " ", "-2", "+2", "2.0", "0x2", "1 2", "2,2", "two", "٢", "9223372036854775808", "2\r"] {
            check("Content-Length: \(number)\r\n\r\n{}", number == "2\r" ? ["'{}'"] : [noNumber])
        }
        check("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", [noNumber])
    }

    @Test func `headers have a limit however they come`() {
        let tooMany = "lost: the headers are longer than 4096 bytes; expected Content-Length: and a number"
        let room = WireLimits.headerBytes - "Content-Length: 2\nX:\n".utf8.count
        let fits = "Content-Length: 2\nX:" + String(repeating: "x", count: room) + "\n\n{}"
        #expect(frames([Array(fits.utf8)], most: 10) == ["'{}'"])
        #expect(frames(fits.utf8.map { [$0] }, most: 10) == ["'{}'"])
        for text in [
            "Content-Length: 2\nX:" + String(repeating: "x", count: room + 1) + "\n\n{}",
            "X:" + String(repeating: "x", count: WireLimits.headerBytes),
            String(repeating: "X:\n", count: WireLimits.headerBytes / 3 + 1) + "\n",
            String(repeating: "x", count: 100_000),
        ] {
            #expect(frames([Array(text.utf8)], most: 10) == [tooMany])
            #expect(frames(text.utf8.map { [$0] }, most: 10) == [tooMany])
        }
        // The limit is one message's.
        let many = String(repeating: "Content-Length: 2\r\n\r\n{}", count: 1000)
        #expect(frames([Array(many.utf8)], most: 10) == Array(repeating: "'{}'", count: 1000))
    }

    @Test func `an end within a message behind headers is told`() {
        let whole = "Content-Length: 2\r\n\r\n{}"
        check(whole, ["'{}'"])
        for end in 1..<whole.utf8.count {
            check(String(decoding: whole.utf8.prefix(end), as: UTF8.self), [endedWithin])
        }
        check(whole + "Con", ["'{}'", endedWithin])
        check("Content-Length: 11\r\n\r\n{}", [tooLong, endedWithin], most: 10)
    }

    @Test func `a message that is too long is skipped, told once, and the connection goes on`() {
        let ten = "[345678901"
        check("\(ten)\n\(ten)]\n{}\n", ["'\(ten)'", tooLong, "'{}'"], most: 10)
        check("\(ten)]\(ten)\(ten)\(ten)\n\(ten)]\n7", [tooLong, tooLong, "'7'"], most: 10)
        check("\(ten)]", [tooLong], most: 10)
        check(
            "Content-Length: 10\r\n\r\n\(ten)Content-Length: 11\r\n\r\n\(ten)]Content-Length: 2\r\n\r\n{}",
            ["'\(ten)'", tooLong, "'{}'"], most: 10)
        check(
            "Content-Length: 40\r\n\r\n\(ten)\(ten)\(ten)\(ten)Content-Length: 11\r\n\r\n\(ten)]\nContent-Length: 1\r\n\r\n7",
            [tooLong, tooLong, "'7'"], most: 10)
        check(
            "Content-Length: 9223372036854775807\r\n\r\n{}Content-Length: 2\r\n\r\n{}", [tooLong, endedWithin], most: 10
        )
    }

    @Test func `the length of a message is bounded by the protocol's limit unless told otherwise`() {
        var framing = Framing()
        framing.receive(Array("Content-Length: \(WireLimits.messageBytes)\r\n\r\n".utf8))
        #expect(framing.next() == nil)
        framing = Framing()
        framing.receive(Array("Content-Length: \(WireLimits.messageBytes + 1)\r\n\r\n".utf8))
        #expect(framing.next() == .skipped("the message is longer than 16777216 bytes; it was skipped"))
    }

    @Test func `our messages are wrapped as the client's were, in lines before it spoke`() {
        func wrapped(_ received: String) -> String {
            var framing = Framing()
            framing.receive(received.utf8)
            while framing.next() != nil {}
            return String(decoding: framing.wrap(Array("\"é\"".utf8)), as: UTF8.self)
        }
        #expect(wrapped("") == "\"é\"\n")
        #expect(wrapped("{}\n") == "\"é\"\n")
        #expect(wrapped("[") == "\"é\"\n")
        #expect(wrapped("C") == "Content-Length: 4\r\n\r\n\"é\"")
        #expect(wrapped("hello\n") == "Content-Length: 4\r\n\r\n\"é\"")
    }

    @Test func `what is wrapped comes out again`() {
        for opening in ["{}\n", "Content-Length: 2\r\n\r\n{}"] {
            var ours = Framing()
            ours.receive(opening.utf8)
            _ = ours.next()
            let sent = [Array("[1]".utf8), Array(repeating: UInt8(ascii: "7"), count: 1000), Array("\"é\"".utf8)]
            #expect(frames([sent.flatMap { ours.wrap($0) }], most: 1000) == sent.map { shown(.message($0)) })
        }
    }

    @Test func `random pieces of a random mixture give the same frames`() {
        let seed = seed(of: "random pieces")
        var random = SplitMix64(seed: seed)
        let lines = ["{}\n", "\n", "[345678901\n", "[3456789012345\n", "  \n", "\"é\"\r\n"]
        let parcels = [
            "Content-Length: 2\r\n\r\n{}", "content-length: 13\n\n[345678901234", "X: y\r\nContent-Length: 0\r\n\r\n",
            "\r\n",
            "Content-Length: 3\n\n\n\n\n",
        ]
        for turn in 0..<2_000 {
            let kinds = turn.isMultiple(of: 2) ? lines : parcels
            let text = (0..<8).map { _ in kinds.randomElement(using: &random) ?? "" }.joined()
            var rest = Array(text.utf8)[...]
            var pieces: [ArraySlice<UInt8>] = []
            while !rest.isEmpty {
                let count = Int.random(in: 1...30, using: &random)
                pieces.append(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            let expected = frames([Array(text.utf8)], most: 10)
            #expect(frames(pieces, most: 10) == expected, "seed \(seed), turn \(turn)")
            #expect(frames(pieces, most: 10, drainingEach: false) == expected, "seed \(seed), turn \(turn)")
        }
    }

    // Each of these is about a second's work when it grows with the bytes, and minutes when it grows with their square or
    // with pieces times bytes: the limit is no measurement.

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func `one long message in tiny pieces is linear work`(inLines: Bool) {
        var framing = Framing()
        let count = 200_000
        var taken: Framing.Frame?
        if !inLines { framing.receive("Content-Length: \(count)\r\n\r\n".utf8) }
        for _ in 0..<count {
            framing.receive(CollectionOfOne(UInt8(ascii: "7")))
            taken = framing.next() ?? taken
        }
        if inLines { framing.receive("\n".utf8) }
        #expect((taken ?? framing.next()) == .message(Array(repeating: UInt8(ascii: "7"), count: count)))
        #expect(framing.end() == nil)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func `many messages before a long one are linear work`(inLines: Bool) {
        var framing = Framing(messageBytes: .max)
        let count = 3_000
        let long = 32 * 1_048_576
        let message = Array((inLines ? "7\n" : "Content-Length: 1\r\n\r\n7").utf8)
        for _ in 0..<count { framing.receive(message) }
        if !inLines { framing.receive("Content-Length: \(long + count)\r\n\r\n".utf8) }
        framing.receive(Array(repeating: UInt8(ascii: "7"), count: long))
        for _ in 0..<count {
            #expect(framing.next() == .message([UInt8(ascii: "7")]))
            // What waits is not moved for each message, nor for each piece.
            framing.receive(CollectionOfOne(UInt8(ascii: "7")))
        }
        if inLines { framing.receive("\n".utf8) }
        guard case .message(let bytes) = framing.next() else {
            Issue.record("the long message did not come")
            return
        }
        #expect(bytes.count == long + count)
    }
}
