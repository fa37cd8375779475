import JSONText
import Testing

/// Reads the text as a whole, and again from bytes that do not lie side by side.
private func check(_ text: String, _ expected: JSON, _ place: SourceLocation = #_sourceLocation) {
    do throws(JSONFault) {
        let value = try JSONReader.read(Array(text.utf8))
        #expect(value == expected, "\(text)", sourceLocation: place)
        let again = try JSONReader.read(
            Array(text.utf8).reversed().reversed() as ReversedCollection<ReversedCollection<[UInt8]>>)
        #expect(again == expected, "\(text)", sourceLocation: place)
    } catch {
        Issue.record("\(text) was refused at \(error.offset): \(error.sentence)", sourceLocation: place)
    }
}

private func checkRefused(
    _ bytes: some Collection<UInt8>, _ expected: String, _ place: SourceLocation = #_sourceLocation
) {
    let shown = String(decoding: bytes.prefix(60), as: UTF8.self)
    do throws(JSONFault) {
        let value = try JSONReader.read(bytes)
        Issue.record("\(shown) was read as \(value)", sourceLocation: place)
    } catch {
        #expect("\(error.offset): \(error.sentence)" == expected, "\(shown)", sourceLocation: place)
    }
}

private func checkRefused(_ text: String, _ expected: String, _ place: SourceLocation = #_sourceLocation) {
    checkRefused(Array(text.utf8), expected, place)
}

@Suite struct JSONReaderTests {
    @Test func `of an object only the head is read if so wished`() throws {
        func head(_ text: String) throws(JSONFault) -> JSON {
            try JSONReader.read(Array(text.utf8), before: ["result", "params"])
        }
        #expect(
            try head(#"{"id": 1, "list": [{"result": 2}], "result": what follows is not looked at"#) == [
                "id": 1, "list": [["result": 2]],
            ])
        #expect(try head(#"{"params":"#) == [:])
        #expect(try head(#"{"id": 1} "#) == ["id": 1])
        #expect(try head(#"[{"result": 1}]"#) == [["result": 1]])
        #expect(throws: JSONFault.self) { try head(#"{"id": , "result": 1}"#) }
    }

    @Test func `every kind of value is read`() {
        check("null", .null)
        check("true", true)
        check("false", false)
        check("17", 17)
        check("\"\"", "")
        check("[]", [])
        check("{}", [:])
        check(" \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n", [1, 2])
        check(" { \"a\" : { } , \"b\" : [ ] } ", ["a": [:], "b": []])
        check("[[],[[]],{\"\":{\"\":[]}}]", [[], [[]], ["": ["": []]]])
        check("[null,true,false,0,\"0\"]", [nil, true, false, 0, "0"])
    }

    @Test func `whole numbers are exact to the limits of 64 bits, all others are the nearest double`() {
        check("0", 0)
        check("-1", -1)
        check("9007199254740993", 9_007_199_254_740_993)
        check("9223372036854775807", .integer(.max))
        check("-9223372036854775808", .integer(.min))
        check("9223372036854775808", .number(9_223_372_036_854_775_808))
        check("-9223372036854775809", .number(-9_223_372_036_854_775_808))
        check("123456789012345678901234567890", .number(1.2345678901234568e29))
        check("1.0", .number(1))
        check("1e2", .number(100))
        check("1E+2", .number(100))
        check("-1.5e-1", .number(-0.15))
        check("0.1", .number(0.1))
        check("0e0", .number(0))
        check("0.1000000000000000055511151231257827021181583404541015625", .number(0.1))
        check("3.14159265358979323846264338327950288419716939937510", .number(.pi))
        check("5e-324", .number(.leastNonzeroMagnitude))
        check("3e-324", .number(.leastNonzeroMagnitude))
        check("2e-324", .number(0))
        check("1e-400", .number(0))
        check("1.7976931348623157e308", .number(.greatestFiniteMagnitude))
        check("1.7976931348623158e308", .number(.greatestFiniteMagnitude))
        check("2.2250738585072014e-308", .number(.leastNormalMagnitude))
        check("1" + String(repeating: "0", count: 308), .number(1e308))
        check("0." + String(repeating: "0", count: 400) + "1e401", .number(1))
        check("1" + String(repeating: "0", count: 400) + "e-400", .number(1))
    }

    @Test func `minus nought keeps its sign`() throws {
        for text in ["-0", "-0.0", "-0e5", "-1e-400"] {
            guard case .number(let value) = try JSONReader.read(text.utf8) else {
                Issue.record("\(text) is no double")
                continue
            }
            #expect(value == 0 && value.sign == .minus, "\(text)")
        }
    }

    @Test func `numbers beyond a double are refused, and so is what only looks like a number`() {
        checkRefused("1e400", "0: the number is beyond what a double can hold")
        checkRefused("[-1e400]", "1: the number is beyond what a double can hold")
        checkRefused("1.7976931348623159e308", "0: the number is beyond what a double can hold")
        checkRefused("1" + String(repeating: "0", count: 400), "0: the number is beyond what a double can hold")
        for text in ["-", "1.", "1.e1", "1e", "1e+", "-.5", "-a", "1.-5", "0e", "-Infinity"] {
            let end = text.prefix { "-+.0123456789e".contains($0) }
            let place = text == "1.e1" || text == "1.-5" ? 2 : text == "-.5" ? 1 : end.count
            checkRefused(text, "\(place): a digit was expected here")
        }
        for text in ["+1", ".5", "NaN", "Infinity", "٣", "x1"] { checkRefused(text, "0: a value was expected here") }
        for (text, place) in [
            ("01", 1), ("-01", 2), ("00", 1), ("0x1F", 1), ("1_000", 1), ("1.5.2", 3), ("1e2.5", 3), ("1 2", 2),
        ] {
            checkRefused(text, "\(place): there is more text after the value")
        }
    }

    @Test func `escapes are read`() {
        check(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t")
        check(#""\u0041\u00e9\u00E9\u20AC\u0000\uFFFF""#, "Aéé€\u{0}\u{FFFF}")
        check(#""\uD834\udd1E""#, "\u{1D11E}")
        check(#""\ud800\udc00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}")
        check(#""a\u0062c\u0064e""#, "abcde")
        check(#"{"\u0061":1}"#, ["a": 1])
        check(#""\\u0041""#, "\\u0041")
        check("\"\u{7F}\u{80}\u{2028}é€😀\"", "\u{7F}\u{80}\u{2028}é€😀")
    }

    @Test func `half a surrogate pair becomes the replacement character and swallows nothing`() {
        check(#""\uD834""#, "\u{FFFD}")
        check(#""\uDD1E""#, "\u{FFFD}")
        check(#""\uD834x""#, "\u{FFFD}x")
        check(#""\uD834\n""#, "\u{FFFD}\n")
        check(#""\uD834\u0041""#, "\u{FFFD}A")
        check(#""\uDD1E\uD834""#, "\u{FFFD}\u{FFFD}")
        check(#""\uD834\uD834\uDD1E""#, "\u{FFFD}\u{1D11E}")
    }

    @Test func `wrong escapes and bare control characters are refused`() {
        checkRefused(#""\x41""#, "2: no such escape")
        checkRefused(#""\'""#, "2: no such escape")
        checkRefused(#""\U0041""#, "2: no such escape")
        checkRefused("\"\\", "2: no such escape")
        checkRefused(#""\u""#, "3: four hexadecimal digits were expected here")
        checkRefused(#""\u004""#, "6: four hexadecimal digits were expected here")
        checkRefused(#""\u004g""#, "6: four hexadecimal digits were expected here")
        checkRefused(#""\u+041""#, "3: four hexadecimal digits were expected here")
        checkRefused("\"\\u00４1\"", "5: four hexadecimal digits were expected here")
        checkRefused(#""\uD834\u12""#, "11: four hexadecimal digits were expected here")
        checkRefused(#""\uD834\"#, "8: no such escape")
        for control in UInt8(0)..<0x20 {
            checkRefused([0x22, control, 0x22], "1: a control character in a text must be escaped")
            checkRefused([0x22, 0x5C, 0x6E, control, 0x22], "3: a control character in a text must be escaped")
            checkRefused([0x22, 0x5C, control, 0x22], "2: no such escape")
        }
    }

    @Test func `what is not UTF-8 is refused`() {
        let wrong: [[UInt8]] = [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0xAF], [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xAF], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xFE], [0xFF],
        ]
        for bytes in wrong {
            for before in ["", "plain text ", #"an \n escape "#] {
                checkRefused(
                    [0x5B, 0x22] + before.utf8 + bytes + [0x22, 0x5D],
                    "1: the string that begins here is not valid UTF-8")
            }
        }
        checkRefused([0xEF, 0xBB, 0xBF, 0x7B, 0x7D], "0: a value was expected here")
    }

    @Test func `a broken structure is refused where it breaks`() {
        checkRefused("", "0: the text ends where a value was expected")
        checkRefused("  ", "2: the text ends where a value was expected")
        checkRefused("[", "1: the text ends where a value was expected")
        checkRefused("[1", "2: a comma or a closing bracket was expected here")
        checkRefused("[1,", "3: the text ends where a value was expected")
        checkRefused("[1,]", "3: a value was expected here")
        checkRefused("[,1]", "1: a value was expected here")
        checkRefused("[1 2]", "3: a comma or a closing bracket was expected here")
        checkRefused("[1}", "2: a comma or a closing bracket was expected here")
        checkRefused("]", "0: a value was expected here")
        checkRefused("{", "1: a member name in double quotes was expected here")
        checkRefused("{]", "1: a member name in double quotes was expected here")
        checkRefused("{a:1}", "1: a member name in double quotes was expected here")
        checkRefused("{'a':1}", "1: a member name in double quotes was expected here")
        checkRefused("{1:1}", "1: a member name in double quotes was expected here")
        checkRefused("{\"a\"", "4: a colon was expected here")
        checkRefused("{\"a\",1}", "4: a colon was expected here")
        checkRefused("{\"a\":}", "5: a value was expected here")
        checkRefused("{\"a\":1", "6: a comma or a closing brace was expected here")
        checkRefused("{\"a\":1,}", "7: a member name in double quotes was expected here")
        checkRefused("{\"a\":1]", "6: a comma or a closing brace was expected here")
        checkRefused("\"a", "2: the text ends within a string")
        checkRefused("\"a\\n", "4: the text ends within a string")
        checkRefused("tru", "0: a value was expected here")
        checkRefused("nul\u{0}", "0: a value was expected here")
        checkRefused("True", "0: a value was expected here")
        checkRefused("truefalse", "4: there is more text after the value")
        checkRefused("{}{}", "2: there is more text after the value")
        checkRefused("[]\u{0}", "2: there is more text after the value")
        checkRefused("[1] // why", "4: there is more text after the value")
        checkRefused("[\u{A0}1]", "1: a value was expected here")
        checkRefused("[\u{0C}1]", "1: a value was expected here")
    }

    @Test func `a name that stands twice has its last value, and all members are kept in order`() throws {
        let value = try JSONReader.read(#"{"a":1,"b":2,"a":3}"#.utf8)
        #expect(value["a"] == 3)
        #expect(value.object?.members.map(\.name) == ["a", "b", "a"])
        #expect(value["c"] == nil)
        // Names are told apart by their code points: U+212A is only canonically the same as K.
        let kelvin = try JSONReader.read("{\"K\":1,\"\u{212A}\":2}".utf8)
        #expect(kelvin["K"] == 1)
    }

    @Test func `nesting is read to 128 levels and refused beyond, however long it goes on`() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
            let levels = open.count == 6 ? 64 : 128
            let inner = open.hasSuffix(":") ? "0" : ""
            let deep = String(repeating: open, count: levels) + inner + String(repeating: close, count: levels)
            #expect((try? JSONReader.read(deep.utf8)) != nil)
            checkRefused(
                "[" + deep + "]",
                "\(1 + open.count * levels - (open.count == 6 ? 5 : open.count)): nested deeper than 128 levels")
        }
        checkRefused(String(repeating: "[", count: 1_000_000), "128: nested deeper than 128 levels")
        // Side by side is not deep.
        check("[" + String(repeating: "[],", count: 1000) + "[]]", .list(Array(repeating: [], count: 1001)))
    }

    @Test func `each byte that ends a plain run is found wherever it stands`() {
        for length in 0...20 {
            for place in 0...length {
                for byte in [0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0xA2, 0xDC, 0x9F] as [UInt8] {
                    var inside = Array(repeating: UInt8(ascii: "~"), count: length)
                    inside.insert(byte, at: place)
                    let text = [0x22] + inside + [0x22]
                    let expected =
                        switch byte {
                        case 0..<0x20: "\(place + 1): a control character in a text must be escaped"
                        case 0x22: "\(place + 2): there is more text after the value"
                        case 0x5C:
                            place == length
                                ? "\(length + 3): the text ends within a string" : "\(place + 2): no such escape"
                        case 0x80...: "0: the string that begins here is not valid UTF-8"
                        default: ""
                        }
                    if expected.isEmpty {
                        check(String(decoding: text, as: UTF8.self), .text(String(decoding: inside, as: UTF8.self)))
                    } else {
                        checkRefused(text, expected)
                    }
                }
            }
        }
    }

    @Test func `no beginning of a text is taken for the whole`() {
        let text = Array(#"{"a":[1,-2.5e+3,true,null,"x\u00e9\n\uD834\uDD1E€"],"b":{"c":false}}"#.utf8)
        for end in 0..<text.count {
            #expect((try? JSONReader.read(text[..<end])) == nil, "\(end)")
        }
        #expect((try? JSONReader.read(text)) != nil)
    }

    @Test func `each single wrong byte is refused or read as what is written back`() throws {
        let text = Array(#"{"a":[1,-2.5e+3,true,null,"x\u00e9\n€"],"b":{"c":false}}"#.utf8)
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = byte
                guard let value = try? JSONReader.read(changed) else { continue }
                #expect(try JSONReader.read(value.written.utf8) == value)
            }
        }
    }

    @Test func `offsets in a slice count from its own beginning`() {
        checkRefused(Array("xxxx[1,]".utf8)[4...], "3: a value was expected here")
    }
}
