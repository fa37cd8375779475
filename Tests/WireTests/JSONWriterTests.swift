import JSONText
import TestSupport
import Testing

private func check(_ value: JSON, _ expected: String, _ place: SourceLocation = #_sourceLocation) {
    #expect(value.written == expected, sourceLocation: place)
}

@Suite struct JSONWriterTests {
    @Test func `every kind of value is written on one line`() {
        check(nil, "null")
        check(true, "true")
        check(false, "false")
        check([], "[]")
        check([:], "{}")
        check([1, [], [2, [3]], [:], nil], "[1,[],[2,[3]],{},null]")
        check(["a": 1, "b": ["c": [:], "d": []], "a": 2], #"{"a":1,"b":{"c":{},"d":[]},"a":2}"#)
        check(["": ""], #"{"":""}"#)
    }

    @Test func `numbers are the shortest that read back the same`() {
        check(.integer(.max), "9223372036854775807")
        check(.integer(.min), "-9223372036854775808")
        check(.number(0.1), "0.1")
        check(.number(0.1 + 0.2), "0.30000000000000004")
        check(.number(1), "1.0")
        check(.number(-0.0), "-0.0")
        check(.number(.leastNonzeroMagnitude), "5e-324")
        check(.number(.greatestFiniteMagnitude), "1.7976931348623157e+308")
        check(.number(1e16), "1e+16")
        check(.number(9_007_199_254_740_991), "9007199254740991.0")
        check(.number(.infinity), "null")
        check(.number(-.infinity), "null")
        check(.number(.nan), "null")
    }

    @Test func `quotes, backslashes and control characters are escaped, all else stands as it is`() {
        check("\"\\/", #""\"\\/""#)
        check("\n\r\t\u{8}\u{C}\u{0}\u{1F}\u{B}", #""\n\r\t\u0008\u000c\u0000\u001f\u000b""#)
        check("é€😀\u{7F}\u{80}\u{2028}\u{FFFF}\u{10FFFF}", "\"é€😀\u{7F}\u{80}\u{2028}\u{FFFF}\u{10FFFF}\"")
        check(["\"\n": 1], #"{"\"\n":1}"#)
        for length in 0...20 {
            for place in 0...length {
                for scalar in (0...0x80).compactMap(Unicode.Scalar.init) {
                    var text = String(repeating: "~", count: length).unicodeScalars
                    text.insert(scalar, at: text.index(text.startIndex, offsetBy: place))
                    let value = JSON.text(String(text))
                    #expect((try? JSONReader.read(value.written.utf8)) == value)
                    #expect(value.written.unicodeScalars.allSatisfy { $0.value >= 0x20 })
                }
            }
        }
    }

    @Test func `commas stand between items written by hand, raw ones too`() {
        var writer = JSONWriter()
        writer.object {
            $0.name("a")
            $0.list {
                $0.raw(Array("1".utf8))
                $0.raw(Array("{}".utf8))
                $0.object { _ in }
                $0.list { _ in }
                $0.text("")
            }
            $0.name("b")
            $0.null()
            $0.name("c")
            $0.bool(true)
            $0.name("d")
            $0.number(0.5)
        }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":[1,{},{},[],""],"b":null,"c":true,"d":0.5}"#)
    }

    @Test func `any value reads back as it was written`() throws {
        let seed = seed(of: "values written and read")
        var random = SplitMix64(seed: seed)
        for turn in 0..<3_000 {
            let value = JSON.random(depth: 5, using: &random)
            let bytes = Array(value.written.utf8)
            #expect(try JSONReader.read(bytes) == value, "seed \(seed), turn \(turn)")
            #expect(!bytes.contains { $0 < 0x20 }, "seed \(seed), turn \(turn)")
        }
    }

    @Test func `any double reads back to the last bit`() throws {
        let seed = seed(of: "doubles written and read")
        var random = SplitMix64(seed: seed)
        for turn in 0..<20_000 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite, case .number(let back) = try JSONReader.read(JSON.number(number).written.utf8) else {
                continue
            }
            #expect(back.bitPattern == number.bitPattern, "seed \(seed), turn \(turn)")
        }
    }

    @Test func `a whole number reads as one however it is written`() throws {
        for (text, expected) in [
            ("3", 3), ("3.0", 3), ("3e0", 3), ("-0", 0), ("0.3e1", 3), ("3.5", nil), ("1e19", nil),
            ("9223372036854775808", nil),
            ("\"3\"", nil), ("true", nil), ("[3]", nil),
        ] as [(String, Int64?)] {
            #expect(try JSONReader.read(text.utf8).integer == expected, "\(text)")
        }
    }
}
