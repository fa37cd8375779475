import JSONText
import Testing
import Wire

/// Plays the script's `-->` and `===` lines and compares all that came of them, each thing in its place: nothing else
/// may come. In lines and behind headers, in pieces of a message and of a byte. `{~` stands for `{"jsonrpc":"2.0",`.
private func check(_ script: String, _ place: SourceLocation = #_sourceLocation) {
    let lines = script.replacing("{~", with: #"{"jsonrpc":"2.0","#).split(separator: "\n").map(String.init)
    for (inLines, together) in [(true, true), (true, false), (false, true), (false, false)] {
        let conversation = Conversation(inLines: inLines)
        var played: [String] = []
        for line in lines where line.hasPrefix("-->") || line.hasPrefix("===") {
            let before = conversation.record.count
            conversation.perform(line, together: together)
            played.append(line)
            played += conversation.record[before...]
        }
        #expect(played == lines, "in lines: \(inLines), together: \(together)", sourceLocation: place)
    }
}

@Suite struct SessionTests {
    @Test func `requests are answered in order, notifications never`() {
        check(
            """
            --> {~"id":1,"method":"echo","params":{"words":"a"}}
            <-- {~"id":1,"result":{"words":"a"}}
            --> {~"id":"two","method":"ping"}
            <-- {~"id":"two","result":null}
            --> {~"method":"tell","params":{"words":"b"}}
            ... told b
            --> {~"method":"echo","params":{"words":"c"}}
            --> {~"method":"echo","params":{"words":"happen"}}
            ... it happened
            --> {~"method":"nonsense","params":{"words":"c"}}
            --> {~"method":"tell","params":{}}
            --> {~"method":"tell","params":[1]}
            --> {~"method":"$/unknown","params":{}}
            === notify
            <-- {~"method":"tell","params":{"words":"news"}}
            === end
            ... finished cleanly
            === notify
            --> {~"id":1,"method":"ping"}
            """)
    }

    @Test func `an id comes back with the same value, null too`() {
        check(
            """
            --> {~"id":9223372036854775807,"method":"ping"}
            <-- {~"id":9223372036854775807,"result":null}
            --> {~"id":-1,"method":"ping"}
            <-- {~"id":-1,"result":null}
            --> {~"id":1.5,"method":"ping"}
            <-- {~"id":1.5,"result":null}
            --> {~"id":"\\u00e9\\"\\n","method":"ping"}
            <-- {~"id":"é\\"\\n","result":null}
            --> {~"id":"","method":"ping"}
            <-- {~"id":"","result":null}
            --> {~"id":null,"method":"ping"}
            <-- {~"id":null,"result":null}
            """)
    }

    @Test func `refusals name what was wrong`() {
        check(
            """
            --> {~"id":1,"method":"find"}
            <-- {~"id":1,"error":{"code":-32601,"message":"no method is named \\"find\\"","data":{"nearest":["word/find"]}}}
            --> {~"id":2,"method":"ECHO"}
            <-- {~"id":2,"error":{"code":-32601,"message":"no method is named \\"ECHO\\"","data":{"nearest":["echo"]}}}
            --> {~"id":3,"method":"$/unknown"}
            <-- {~"id":3,"error":{"code":-32601,"message":"no method is named \\"$/unknown\\""}}
            --> {~"id":4,"method":"tell","params":{"words":"a"}}
            <-- {~"id":4,"error":{"code":-32600,"message":"tell is a notification, sent without an id"}}
            --> {~"id":5,"method":"echo"}
            <-- {~"id":5,"error":{"code":-32602,"message":"words is missing: The words."}}
            --> {~"id":6,"method":"echo","params":{"words":7}}
            <-- {~"id":6,"error":{"code":-32602,"message":"words must be a text, not 7"}}
            --> {~"id":7,"method":"echo","params":["a"]}
            <-- {~"id":7,"error":{"code":-32602,"message":"params must be an object with named members, not a list"}}
            --> {~"id":8,"method":"echo","params":{"words":"fault"}}
            <-- {~"id":8,"error":{"code":-32001,"message":"no such words","data":{"nearest":["fault/one","vault"]}}}
            --> {~"id":9,"method":"word/dig","params":{"words":"fault"}}
            <-- {~"id":9,"error":{"code":-32003,"message":"the spade broke"}}
            """)
    }

    @Test func `what is no request is refused with its id where it has one`() {
        check(
            """
            --> {nonsense}
            <-- {~"id":null,"error":{"code":-32700,"message":"the text is not JSON at byte 1: a member name in double quotes was expected here"}}
            --> 7
            <-- {~"id":null,"error":{"code":-32600,"message":"a message must be an object, or a list of them"}}
            --> {}
            <-- {~"id":null,"error":{"code":-32600,"message":"jsonrpc must be \\"2.0\\""}}
            --> {"id":1,"method":"ping"}
            <-- {~"id":1,"error":{"code":-32600,"message":"jsonrpc must be \\"2.0\\""}}
            --> {"jsonrpc":2.0,"id":1,"method":"ping"}
            <-- {~"id":1,"error":{"code":-32600,"message":"jsonrpc must be \\"2.0\\""}}
            --> {~"id":1}
            <-- {~"id":1,"error":{"code":-32600,"message":"method is missing"}}
            --> {~"result":1}
            <-- {~"id":null,"error":{"code":-32600,"message":"method is missing"}}
            --> {~"id":{},"method":"ping"}
            <-- {~"id":null,"error":{"code":-32600,"message":"id must be a text, a number or null"}}
            --> {~"id":true,"method":"ping"}
            <-- {~"id":null,"error":{"code":-32600,"message":"id must be a text, a number or null"}}
            --> {~"method":1,"params":"bar"}
            <-- {~"id":null,"error":{"code":-32600,"message":"method must be a text"}}
            --> {~"id":1,"method":"ping","params":7}
            <-- {~"id":1,"error":{"code":-32600,"message":"params must be an object"}}
            --> {~"method":"tell","params":"a"}
            <-- {~"id":null,"error":{"code":-32600,"message":"params must be an object"}}
            --> {~"id":1,"method":"ping"}
            <-- {~"id":1,"result":null}
            """)
    }

    @Test func `the client's own answers are taken silently, and null parameters are none`() {
        check(
            """
            --> {~"id":1000000,"result":null}
            --> {~"id":1000001,"error":{"code":-32601,"message":"no"}}
            --> {~"id":null,"error":{"code":-32700,"message":"no"}}
            --> {~"id":1,"method":"ping","params":null}
            <-- {~"id":1,"result":null}
            --> {~"id":2,"method":"echo","params":null}
            <-- {~"id":2,"error":{"code":-32602,"message":"words is missing: The words."}}
            --> {~"method":"exit","params":null}
            ... finished uncleanly
            """)
    }

    @Test func `a batch is answered by one list, in the order of the answers`() {
        check(
            """
            --> [{~"id":1,"method":"ping"},{~"method":"tell","params":{"words":"a"}},{~"id":2,"method":"nonsense"},{~"id":9,"result":1}]
            ... told a
            <-- [{~"id":1,"result":null},{~"id":2,"error":{"code":-32601,"message":"no method is named \\"nonsense\\""}}]
            --> [{~"method":"tell","params":{"words":"a"}},{~"id":9,"result":1}]
            ... told a
            --> []
            <-- {~"id":null,"error":{"code":-32600,"message":"a batch must not be empty"}}
            --> [1]
            <-- [{~"id":null,"error":{"code":-32600,"message":"a message must be an object, or a list of them"}}]
            --> [1,[],{~"id":4}]
            <-- [{~"id":null,"error":{"code":-32600,"message":"a message must be an object, or a list of them"}},\
            {~"id":null,"error":{"code":-32600,"message":"a message must be an object, or a list of them"}},\
            {~"id":4,"error":{"code":-32600,"message":"method is missing"}}]
            --> [{~"id":1,"method":"ping"},{~"id"]
            <-- {~"id":null,"error":{"code":-32700,"message":"the text is not JSON at byte 63: a colon was expected here"}}
            """)
    }

    @Test func `a batch has a limit`() {
        let ping = #"{~"id":1,"method":"ping"}"#
        let pong = #"{~"id":1,"result":null}"#
        let most = WireLimits.batch
        check(
            """
            --> [\(Array(repeating: ping, count: most).joined(separator: ","))]
            <-- [\(Array(repeating: pong, count: most).joined(separator: ","))]
            --> [\(Array(repeating: ping, count: most + 1).joined(separator: ","))]
            <-- {~"id":null,"error":{"code":-32600,"message":"a batch may have 256 messages, not 257"}}
            """)
    }

    @Test func `a batch with labour waits for all of it, later requests do not`() {
        check(
            """
            --> [{~"id":1,"method":"word/dig","params":{"words":"a"}},{~"id":2,"method":"ping"},{~"id":3,"method":"word/dig","params":{"words":"b"}}]
            --> {~"id":4,"method":"ping"}
            <-- {~"id":4,"result":null}
            === done 1
            === done 0
            <-- [{~"id":2,"result":null},{~"id":3,"result":{"words":"b"}},{~"id":1,"result":{"words":"a"}}]
            --> [{~"id":1,"method":"word/dig","params":{"words":"now"}},{~"id":2,"method":"word/dig","params":{"words":"fault"}}]
            <-- [{~"id":1,"result":{"words":"now"}},{~"id":2,"error":{"code":-32003,"message":"the spade broke"}}]
            """)
    }

    @Test func `labour is answered when it is done, once, and cancelled when the client says so`() {
        check(
            """
            --> {~"id":1,"method":"word/dig","params":{"words":"a"}}
            --> {~"id":"1","method":"word/dig","params":{"words":"b"}}
            === done 1
            <-- {~"id":"1","result":{"words":"b"}}
            === done 1
            --> {~"method":"$/cancelRequest","params":{"id":"1"}}
            --> {~"method":"$/cancelRequest","params":{"id":2}}
            --> {~"method":"$/cancelRequest","params":{}}
            --> {~"method":"$/cancelRequest"}
            --> {~"method":"$/cancelRequest","params":{"id":1}}
            ... job 0 was told to stop
            <-- {~"id":1,"error":{"code":-32800,"message":"cancelled"}}
            --> {~"method":"$/cancelRequest","params":{"id":1}}
            === done 0
            === slow
            --> {~"id":1,"method":"word/dig","params":{"words":"c"}}
            --> {~"method":"$/cancelRequest","params":{"id":1}}
            ... job 2 was told to stop
            === done 2
            <-- {~"id":1,"result":{"words":"c"}}
            === end
            ... finished cleanly
            """)
    }

    @Test func `requests that share an id are still told apart`() {
        check(
            """
            --> {~"id":1,"method":"word/dig","params":{"words":"a"}}
            --> {~"id":1,"method":"ping"}
            <-- {~"id":1,"result":null}
            --> {~"id":1,"method":"word/dig","params":{"words":"b"}}
            === end
            === done 1
            <-- {~"id":1,"result":{"words":"b"}}
            === done 0
            <-- {~"id":1,"result":{"words":"a"}}
            ... finished cleanly
            """)
    }

    @Test func `too many long requests at once are refused, and there is room again when one is done`() {
        let begun = (1...WireLimits.labourRequests).map {
            "--> {~\"id\":\($0),\"method\":\"word/dig\",\"params\":{\"words\":\"a\"}}"
        }
        check(
            """
            \(begun.joined(separator: "\n"))
            --> {~"id":17,"method":"word/dig","params":{"words":"a"}}
            <-- {~"id":17,"error":{"code":-32005,"message":"16 long requests are under way; wait for one of them"}}
            --> {~"method":"word/dig","params":{"words":"unheard"}}
            --> {~"id":18,"method":"ping"}
            <-- {~"id":18,"result":null}
            === done 3
            <-- {~"id":4,"result":{"words":"a"}}
            --> {~"id":19,"method":"word/dig","params":{"words":"b"}}
            === done 16
            <-- {~"id":19,"result":{"words":"b"}}
            """)
    }

    @Test func `labour that was asked for by a notification counts, is stopped with the client and never answered`() {
        let begun = Array(
            repeating: #"--> {~"method":"word/dig","params":{"words":"a"}}"#, count: WireLimits.labourRequests)
        check(
            """
            \(begun.joined(separator: "\n"))
            --> {~"id":1,"method":"word/dig","params":{"words":"a"}}
            <-- {~"id":1,"error":{"code":-32005,"message":"16 long requests are under way; wait for one of them"}}
            === done 0
            --> {~"id":1,"method":"word/dig","params":{"words":"now"}}
            <-- {~"id":1,"result":{"words":"now"}}
            === abandon
            \((1...15).map { "... job \($0) was told to stop" }.joined(separator: "\n"))
            """)
    }

    @Test func `LSP's requests keep to LSP's order, ours come at any time but after shutdown`() {
        check(
            """
            --> {~"id":1,"method":"textDocument/hover"}
            <-- {~"id":1,"error":{"code":-32002,"message":"send initialize before textDocument/hover"}}
            --> {~"method":"textDocument/didOpen","params":{"words":"too early"}}
            --> {~"id":2,"method":"shutdown"}
            <-- {~"id":2,"error":{"code":-32002,"message":"send initialize before shutdown"}}
            --> {~"id":3,"method":"ping"}
            <-- {~"id":3,"result":null}
            --> {~"method":"initialize"}
            --> {~"id":4,"method":"textDocument/hover"}
            <-- {~"id":4,"error":{"code":-32002,"message":"send initialize before textDocument/hover"}}
            --> {~"id":5,"method":"initialize","params":{"capabilities":{}}}
            <-- {~"id":5,"result":{"capabilities":{}}}
            --> {~"id":6,"method":"initialize"}
            <-- {~"id":6,"error":{"code":-32600,"message":"the session was initialized already"}}
            --> {~"method":"initialized","params":{}}
            --> {~"method":"textDocument/didOpen","params":{"words":"in time"}}
            ... opened in time
            --> {~"id":7,"method":"textDocument/hover"}
            <-- {~"id":7,"result":null}
            --> {~"id":8,"method":"exit"}
            <-- {~"id":8,"error":{"code":-32600,"message":"exit is a notification, sent without an id"}}
            --> {~"method":"shutdown"}
            --> {~"id":9,"method":"shutdown"}
            <-- {~"id":9,"result":null}
            --> {~"id":10,"method":"textDocument/hover"}
            <-- {~"id":10,"error":{"code":-32600,"message":"the session was shut down; only exit may follow"}}
            --> {~"id":11,"method":"ping"}
            <-- {~"id":11,"error":{"code":-32600,"message":"the session was shut down; only exit may follow"}}
            --> {~"id":12,"method":"initialize"}
            <-- {~"id":12,"error":{"code":-32600,"message":"the session was shut down; only exit may follow"}}
            --> {~"method":"textDocument/didOpen","params":{"words":"too late"}}
            --> {~"method":"exit"}
            ... finished cleanly
            --> {~"id":13,"method":"ping"}
            === end
            """)
    }

    @Test func `leaving is clean after shutdown, or where there was no initialize to end`() {
        let opened = """
            --> {~"id":1,"method":"initialize"}
            <-- {~"id":1,"result":{"capabilities":{}}}
            """
        check("--> {~\"method\":\"exit\"}\n... finished uncleanly")
        check("\(opened)\n--> {~\"method\":\"exit\"}\n... finished uncleanly")
        check("=== end\n... finished cleanly\n=== end")
        check("\(opened)\n=== end\n... finished uncleanly")
        check(
            "\(opened)\n--> {~\"id\":2,\"method\":\"shutdown\"}\n<-- {~\"id\":2,\"result\":null}\n=== end\n... finished cleanly"
        )
    }

    @Test func `exit in a batch ends it with the answers so far`() {
        check(
            """
            --> {~"id":1,"method":"initialize"}
            <-- {~"id":1,"result":{"capabilities":{}}}
            --> [{~"id":2,"method":"shutdown"},{~"method":"exit"},{~"id":3,"method":"ping"},{~"method":"tell","params":{"words":"a"}}]
            <-- [{~"id":2,"result":null}]
            ... finished cleanly
            """)
    }

    @Test func `exit stops labour and nothing is said after it`() {
        check(
            """
            --> {~"id":1,"method":"word/dig","params":{"words":"a"}}
            --> {~"method":"exit"}
            ... job 0 was told to stop
            ... finished uncleanly
            === done 0
            === notify
            """)
    }

    @Test func `the client's end waits for labour`() {
        check(
            """
            --> {~"id":1,"method":"word/dig","params":{"words":"a"}}
            --> {~"id":2,"method":"word/dig","params":{"words":"b"}}
            === end
            --> {~"id":3,"method":"ping"}
            === notify
            <-- {~"method":"tell","params":{"words":"news"}}
            === done 0
            <-- {~"id":1,"result":{"words":"a"}}
            === done 1
            <-- {~"id":2,"result":{"words":"b"}}
            ... finished cleanly
            """)
    }

    @Test func `a client that has gone gets nothing more, held or under way`() {
        check(
            """
            --> {~"id":1,"method":"word/dig","params":{"words":"a"}}
            === slow
            === unindexed
            --> {~"id":2,"method":"word/find","params":{"words":"b"}}
            ... held
            === abandon
            ... job 0 was told to stop
            === done 0
            === index
            === notify
            === end
            --> {~"id":3,"method":"ping"}
            """)
    }

    @Test func `what needs the packs waits for them, and all behind it waits too`() {
        check(
            """
            === unindexed
            --> {~"id":1,"method":"ping"}
            <-- {~"id":1,"result":null}
            --> {~"id":2,"method":"word/find","params":{"words":"a"}}
            ... held
            --> {~"id":3,"method":"ping"}
            ... held
            --> [{~"id":4,"method":"ping"},{~"id":5,"method":"word/find","params":{"words":"b"}}]
            ... held
            === index
            <-- {~"id":2,"result":{"words":"a"}}
            <-- {~"id":3,"result":null}
            <-- [{~"id":4,"result":null},{~"id":5,"result":{"words":"b"}}]
            === index
            === unindexed
            --> [{~"id":6,"method":"ping"},7,[{~"method":"word/find"}],{~"method":"word/find"}]
            ... held
            === index
            <-- [{~"id":6,"result":null},{~"id":null,"error":{"code":-32600,"message":"a message must be an object, or a list of them"}},\
            {~"id":null,"error":{"code":-32600,"message":"a message must be an object, or a list of them"}}]
            """)
    }

    @Test func `an end while a request waits for the packs waits with it`() {
        check(
            """
            --> {~"id":1,"method":"word/dig","params":{"words":"a"}}
            === unindexed
            --> {~"id":2,"method":"word/find","params":{"words":"b"}}
            ... held
            --> {~"method":"$/cancelRequest","params":{"id":1}}
            ... held
            --> {~"id":3,"method":"ping"}
            ... held
            === end
            ... held
            === index
            <-- {~"id":2,"result":{"words":"b"}}
            ... job 0 was told to stop
            <-- {~"id":1,"error":{"code":-32800,"message":"cancelled"}}
            <-- {~"id":3,"result":null}
            ... finished cleanly
            """)
    }

    @Test func `labour that is done while the end waits for the packs does not end it early`() {
        check(
            """
            --> {~"id":1,"method":"word/dig","params":{"words":"a"}}
            === unindexed
            --> {~"id":2,"method":"word/find","params":{"words":"b"}}
            ... held
            === end
            ... held
            === done 0
            <-- {~"id":1,"result":{"words":"a"}}
            ... held
            === index
            <-- {~"id":2,"result":{"words":"b"}}
            ... finished cleanly
            """)
    }

    @Test func `a last line without its end is answered, even when it waits for the packs`() {
        let conversation = Conversation()
        conversation.desk.isIndexed = false
        conversation.receive(#"{"jsonrpc":"2.0","id":1,"method":"word/find","params":{"words":"a"}}"#.utf8)
        #expect(!conversation.isHeld)
        conversation.perform("=== end", together: true)
        #expect(conversation.record == ["... held"])
        conversation.perform("=== index", together: true)
        #expect(
            conversation.record.dropFirst() == [
                #"<-- {"jsonrpc":"2.0","id":1,"result":{"words":"a"}}"#, "... finished cleanly",
            ])
    }

    @Test func `lost framing is told, ends the input, and labour is still answered`() {
        let conversation = Conversation(inLines: false)
        conversation.receive(conversation.wrap(#"{"jsonrpc":"2.0","id":1,"method":"word/dig","params":{"words":"a"}}"#))
        conversation.receive("nonsense\r\n".utf8)
        conversation.receive(conversation.wrap(#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#))
        conversation.perform("=== end", together: true)
        let told =
            #"<-- {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#
            + #""message":"a header has no colon; expected Content-Length: and a number"}}"#
        #expect(conversation.record == [told])
        conversation.perform("=== done 0", together: true)
        #expect(
            conversation.record.dropFirst() == [
                #"<-- {"jsonrpc":"2.0","id":1,"result":{"words":"a"}}"#, "... finished uncleanly",
            ])
    }

    @Test func `an end within a message is told and unclean`() {
        let conversation = Conversation(inLines: false)
        conversation.receive("Content-Length: 20\r\n\r\n{}".utf8)
        conversation.perform("=== end", together: true)
        #expect(
            conversation.record == [
                #"<-- {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the connection ended within a message"}}"#,
                "... finished uncleanly",
            ])
    }

    @Test(arguments: [true, false]) func `a message that is too long is refused and the next is answered`(inLines: Bool)
    {
        let conversation = Conversation(inLines: inLines)
        let count = WireLimits.messageBytes + 1
        if inLines {
            conversation.receive("[".utf8)
        } else {
            conversation.receive("Content-Length: \(count + 1)\r\n\r\n[".utf8)
        }
        let piece = Array(repeating: UInt8(ascii: "7"), count: 65_536)
        for _ in 0..<(count / piece.count) { conversation.receive(piece) }
        conversation.receive(piece[..<(count % piece.count)])
        if inLines { conversation.receive("\n".utf8) }
        conversation.receive(conversation.wrap(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#))
        let sentence = "the message is longer than 16777216 bytes; it was skipped"
        #expect(
            conversation.record == [
                "<-- {\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"\(sentence)\"}}",
                #"<-- {"jsonrpc":"2.0","id":1,"result":null}"#,
            ])
    }
}
