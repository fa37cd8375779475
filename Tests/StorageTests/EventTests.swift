import Memory
import TestSupport
import Testing

@testable import Storage

private func sentence(_ line: String) -> String {
    switch Event.read(line.utf8) {
    case .success(let event): "read \(event)"
    case .failure(let fault): fault.sentence
    }
}

@Suite struct EventTests {
    @Test(arguments: [
        review("flask/blueprints/purpose", .again, seq: 1, zone: -720, milliseconds: nil),
        review("a/b/c", .easy, device: "ß \"quoted\"\n", seq: 1 << 53, zone: 1_440, milliseconds: 0),
        review("ü/\u{0}/\u{1F600}", .hard, seq: 7, milliseconds: 86_400_000),
        undo(3, of: "phone", seq: 4), Event(at: start, device: "desk", seq: 5, what: .unknown("dance")),
        Event(
            at: start, device: "desk", seq: 6,
            what: .practice(card: "a/b/c", grade: .hard, zoneMinutes: 60, milliseconds: 9)),
        Event(at: start, device: "desk", seq: 7, what: .suspend(card: "a/b/c")),
        Event(at: start, device: "desk", seq: 8, what: .unsuspend(card: "a/b/c")),
        Event(at: start, device: "desk", seq: 9, what: .bury(card: "a/b/c", zoneMinutes: -480)),
        Event(at: start, device: "desk", seq: 10, what: .flag(card: "a/b/c", note: "two\nlines, \"quoted\"")),
        Event(at: start, device: "desk", seq: 11, what: .flag(card: "a/b/c", note: nil)),
        Event(at: start, device: "desk", seq: 12, what: .unflag(card: "a/b/c")),
        Event(at: start, device: "desk", seq: 13, what: .reset(card: "a/b/c")),
        Event(at: start, device: "desk", seq: 14, what: .pause(zoneMinutes: 0, until: StudyDay(iso8601: "2028-02-29"))),
        Event(at: start, device: "desk", seq: 15, what: .pause(zoneMinutes: 60, until: nil)),
        Event(at: start, device: "desk", seq: 16, what: .resume),
        Event(
            at: start, device: "desk", seq: 17,
            what: .setting(name: "desiredRetention", value: .number(0.85), pack: "flask")),
        Event(at: start, device: "desk", seq: 18, what: .setting(name: "easyDays", value: ["Sunday"], pack: nil)),
        Event(at: start, device: "desk", seq: 19, what: .same(card: "a/b/c", was: "a/b/d")),
        Event(at: start, device: "desk", seq: 20, what: .apart(card: "a/b/c", was: "a/b/d")),
        Event(
            at: start, device: "desk", seq: 23,
            what: .resembles(card: "a/b/c", was: "a/b/d", now: "What is it?", before: "")),
        Event(at: start, device: "desk", seq: 21, what: .miss(query: "how to fry an egg")),
        Event(at: start, device: "desk", seq: 22, what: .look(concept: "flask/blueprints")),
    ])
    func `an event reads back as it was written, from one line`(event: Event) throws {
        let line = event.line
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(line.dropLast().allSatisfy { $0 >= 0x20 })
        #expect(try Event.read(line.dropLast()).get() == event)
        // Logs that went through an editor of another system.
        #expect(try Event.read(line.dropLast() + [UInt8(ascii: "\r")]).get() == event)
    }

    @Test func `the line has the names that the contract fixes`() {
        #expect(
            String(decoding: review("flask/blueprints/purpose", seq: 12).line, as: UTF8.self)
                == #"{"at":1795600800000,"device":"desk","seq":12,"event":"review","card":"flask/blueprints/purpose","#
                + #""grade":3,"zone":60,"milliseconds":5000}"# + "\n")
    }

    @Test func `a line from a newer version is kept with its number`() throws {
        let event = try Event.read(#"{"at":1,"device":"d","seq":9,"event":"dance","card":"x","until":[1,{}]}"#.utf8)
            .get()
        #expect(event == Event(at: Instant(milliseconds: 1), device: "d", seq: 9, what: .unknown("dance")))
    }

    @Test(arguments: [
        ("", "not JSON"), ("null", "\"at\""), ("[1]", "\"at\""), ("{\"at\":1", "not JSON"),
        ("\u{0}\u{0}\u{0}", "not JSON"),
        (#"{"device":"d","seq":1,"event":"review"}"#, "\"at\""),
        (#"{"at":"1","device":"d","seq":1,"event":"review"}"#, "\"at\""),
        (#"{"at":1e300,"device":"d","seq":1,"event":"review"}"#, "\"at\""),
        (#"{"at":-9223372036854775808,"device":"d","seq":1,"event":"x"}"#, "\"at\""),
        (#"{"at":1,"seq":1,"event":"x"}"#, "\"device\""), (#"{"at":1,"device":"","seq":1,"event":"x"}"#, "\"device\""),
        (#"{"at":1,"device":"d","event":"x"}"#, "\"seq\""), (#"{"at":1,"device":"d","seq":0,"event":"x"}"#, "\"seq\""),
        (#"{"at":1,"device":"d","seq":-1,"event":"x"}"#, "\"seq\""),
        (#"{"at":1,"device":"d","seq":1.5,"event":"x"}"#, "\"seq\""),
        (#"{"at":1,"device":"d","seq":9223372036854775807,"event":"x"}"#, "\"seq\""),
        (#"{"at":1,"device":"d","seq":1}"#, "\"event\""),
        (#"{"at":1,"device":"d","seq":1,"event":"review","grade":3}"#, "without a card"),
        (#"{"at":1,"device":"d","seq":1,"event":"review","card":"","grade":3}"#, "without a card"),
        (#"{"at":1,"device":"d","seq":1,"event":"review","card":"c","grade":0}"#, "grade"),
        (#"{"at":1,"device":"d","seq":1,"event":"review","card":"c","grade":5}"#, "grade"),
        (#"{"at":1,"device":"d","seq":1,"event":"review","card":"c","grade":4294967299}"#, "grade"),
        (#"{"at":1,"device":"d","seq":1,"event":"review","card":"c","grade":3,"zone":1441}"#, "zone"),
        (#"{"at":1,"device":"d","seq":1,"event":"review","card":"c","grade":3,"zone":-9223372036854775808}"#, "zone"),
        (#"{"at":1,"device":"d","seq":1,"event":"undo"}"#, "undo"),
        (#"{"at":1,"device":"d","seq":1,"event":"suspend"}"#, "a suspend without a card"),
        (#"{"at":1,"device":"d","seq":1,"event":"unflag","card":7}"#, "an unflag without a card"),
        (#"{"at":1,"device":"d","seq":1,"event":"flag","card":"c","note":7}"#, "note"),
        (#"{"at":1,"device":"d","seq":1,"event":"bury","card":"c","zone":1e9}"#, "zone"),
        (#"{"at":1,"device":"d","seq":1,"event":"pause","until":"tomorrow"}"#, "until is no date"),
        (#"{"at":1,"device":"d","seq":1,"event":"pause","until":"2027-02-29"}"#, "until is no date"),
        (#"{"at":1,"device":"d","seq":1,"event":"setting","name":"minutes"}"#, "value"),
        (#"{"at":1,"device":"d","seq":1,"event":"setting","value":1}"#, "name"),
        (#"{"at":1,"device":"d","seq":1,"event":"setting","name":"minutes","value":1,"pack":""}"#, "pack"),
        (#"{"at":1,"device":"d","seq":1,"event":"same","card":"c"}"#, "was"),
        (#"{"at":1,"device":"d","seq":1,"event":"apart","was":"c"}"#, "an apart without a card"),
        (#"{"at":1,"device":"d","seq":1,"event":"miss"}"#, "query"),
        (#"{"at":1,"device":"d","seq":1,"event":"look","concept":""}"#, "concept"),
        (#"{"at":1,"device":"d","seq":1,"event":"undo","undoes":{"device":"d"}}"#, "undo"),
        (#"{"at":1,"device":"d","seq":1,"event":"undo","undoes":{"device":"d","seq":0}}"#, "undo"),
    ])
    func `a line that is no event is refused with its reason`(line: String, reason: String) {
        #expect(sentence(line).contains(reason), "\(line): \(sentence(line))")
    }

    @Test func `what is too long is no event`() {
        let card = String(repeating: "c", count: Event.cardBytes + 1)
        #expect(
            sentence(#"{"at":1,"device":"d","seq":1,"event":"review","card":"\#(card)","grade":3}"#).contains("card"))
        #expect(sentence(#"{"at":1,"device":"\#(card)","seq":1,"event":"x"}"#).contains("device"))
        let long =
            #"{"at":1,"device":"d","seq":1,"event":"x","more":""# + String(repeating: "x", count: Event.lineBytes)
            + "\"}"
        #expect(sentence(long).contains("longer than"))
    }

    @Test func `an answer time that cannot be is moved into a day`() throws {
        let line = #"{"at":1,"device":"d","seq":1,"event":"review","card":"c","grade":3,"milliseconds":-5}"#
        guard case .review(_, _, _, let milliseconds) = try Event.read(line.utf8).get().what else { return }
        #expect(milliseconds == 0)
    }

    @Test func `no mutation of a line crashes the reader`() {
        let seed: UInt64 = 20_261_125
        var random = SplitMix64(seed: seed)
        let line = review("flask/blueprints/purpose", seq: 12).line
        for _ in 0..<20_000 {
            var bytes = line
            for _ in 0...random.next() % 3 {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(ascii: "9"), at: place)
                }
            }
            if case .success(let event) = Event.read(bytes) {
                #expect((try? Event.read(event.line.dropLast()).get()) == event, "seed \(seed)")
            }
        }
    }
}
