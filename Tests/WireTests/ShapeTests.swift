import JSONText
import Testing
import Wire

private struct Review: WireObject {
    var grade = 0
    var days = 0.0
    static let shape = Shape<Review>(
        "Review", "One review.",
        [
            .required("grade", \.grade, .integer(1...4), "1 again to 4 easy."),
            .required("days", \.days, .number(0...36_500), "Days since the last."),
        ])
}

private struct Everything: WireObject {
    var title = ""
    var short: String?
    var key: String?
    var depth: String?
    var limit: Int?
    var count: Int?
    var moment: Int?
    var share: Double?
    var sure: Bool?
    var any: JSON?
    var names: [String]?
    var table: [[Int]]?
    var reviews: [Review]?
    var latest: Review??
    var one: Review?

    static let shape = Shape<Everything>(
        "Everything", "All kinds.",
        [
            .required("title", \.title, .text(), "What it is called."),
            .optional("short", \.short, .text(least: 1, most: 5), "One to five."),
            .optional("key", \.key, .text(least: 3, most: 4), "Three or four."),
            .optional("depth", \.depth, .word(["line", "card"]), "How much."),
            .optional("limit", \.limit, .integer(-1...50), "How many."),
            .optional("count", \.count, .count, "A count."),
            .optional("moment", \.moment, .moment, "A moment."),
            .optional("share", \.share, .number(0...1), "A share."),
            .optional("sure", \.sure, .bool, "Sure?"),
            .optional("any", \.any, .anything, "Anything."),
            .optional("names", \.names, .list(.text(least: 1, most: 5), most: 3), "Names."),
            .optional("table", \.table, .list(.list(.integer(0...9), most: 2), most: 2), "A table."),
            .optional("reviews", \.reviews, .list(.object, most: 5), "Reviews."),
            .optional("latest", \.latest, .nullable(.object), "The last."),
            .optional("one", \.one, .object, "One."),
        ])
}

/// Reads the members beside a good title; what is read must be written as it came.
private func check(_ members: String, written: String? = nil, _ place: SourceLocation = #_sourceLocation) {
    do {
        let value = try Everything.shape.read(JSONReader.read(("{\"title\":\"t\"," + members + "}").utf8))
        #expect(
            text(of: value) == "{\"title\":\"t\"" + (written.map { $0.isEmpty ? "" : "," + $0 } ?? "," + members) + "}",
            sourceLocation: place)
    } catch let fault as ShapeFault {
        Issue.record("\(members): \(fault.words)", sourceLocation: place)
    } catch {
        Issue.record("\(members): \(error)", sourceLocation: place)
    }
}

private func text(of value: Everything) -> String {
    var writer = JSONWriter()
    Everything.shape.write(value, &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

private func checkRefused(whole text: String, _ expected: String, _ place: SourceLocation = #_sourceLocation) {
    do {
        let value = try Everything.shape.read(JSONReader.read(text.utf8))
        Issue.record("\(text) was read as \(value)", sourceLocation: place)
    } catch let fault as ShapeFault {
        #expect(fault.words == expected, sourceLocation: place)
    } catch {
        Issue.record("\(text): \(error)", sourceLocation: place)
    }
}

private func checkRefused(_ members: String, _ expected: String, _ place: SourceLocation = #_sourceLocation) {
    checkRefused(whole: "{\"title\":\"t\"," + members + "}", expected, place)
}

@Suite struct ShapeTests {
    @Test func `each kind is taken up to its bounds and written as it came`() {
        check(#""short":"a""#)
        check(#""short":"abcde""#)
        check("\"short\":\"😀😀😀😀😀\"")
        check(#""key":"éàü""#)
        check(#""depth":"line""#)
        check(#""limit":-1"#)
        check(#""limit":50"#)
        check(#""limit":5.0"#, written: #""limit":5"#)
        check(#""limit":5e1"#, written: #""limit":50"#)
        check(#""count":0"#)
        check(#""count":2147483647"#)
        check(#""moment":-8640000000000000"#)
        check(#""share":0"#, written: #""share":0.0"#)
        check(#""share":1"#, written: #""share":1.0"#)
        check(#""share":0.1"#)
        check(#""sure":false"#)
        check(#""any":[1,{"a":null},"b"]"#)
        check(#""names":[]"#)
        check(#""names":["a","b","c"]"#)
        check(#""table":[[],[1,2]]"#)
        check(#""reviews":[{"grade":1,"days":0.5},{"grade":4,"days":36500.0}]"#)
        check(#""latest":{"grade":1,"days":0.5}"#)
        check(#""one":{"grade":1,"days":0.5}"#)
    }

    @Test func `an optional member may be null, and unknown members are nothing`() {
        let names = Everything.shape.definitions()[0].fields.filter { !$0.isRequired }.map(\.name)
        #expect(names.count == 14)
        for name in names { check("\"\(name)\":null", written: "") }
        check(#""later":{"deep":[1]},"TITLE":7,"limit":3"#, written: #""limit":3"#)
        check(#""limit":"no","limit":3"#, written: #""limit":3"#)
    }

    @Test func `nil in a member that must be there is written as null`() {
        struct Answer: WireObject {
            var question: Review?
            static let shape = Shape<Answer>(
                "Answer", "", [.required("question", \.question, .nullable(.object), "The next.")])
        }
        var writer = JSONWriter()
        Answer.shape.write(Answer(), &writer)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"question":null}"#)
        #expect(throws: Never.self) { try Answer.shape.read(["question": nil]) }
        #expect(throws: ShapeFault.self) { try Answer.shape.read([:]) }
    }

    @Test func `what does not fit is refused by name with its place, its bounds and what came`() {
        checkRefused(whole: "[]", "must be an object, not a list")
        checkRefused(whole: "7", "must be an object, not 7")
        checkRefused(whole: "{}", "title is missing: What it is called.")
        checkRefused(whole: #"{"Title":"t"}"#, "title is missing: What it is called.")
        checkRefused(whole: #"{"title":null}"#, "title must be a text, not null")
        checkRefused(whole: #"{"title":7}"#, "title must be a text, not 7")
        checkRefused(
            whole: #"{"title":"\#(String(repeating: "x", count: 10_001))"}"#,
            "title must be a text of at most 10000 characters, not 10001")
        checkRefused(#""short":"""#, "short must not be empty")
        checkRefused(#""short":"abcdef""#, "short must be a text of at most 5 characters, not 6")
        checkRefused("\"short\":\"e\u{301}e\u{301}e\u{301}\"", "short must be a text of at most 5 characters, not 6")
        checkRefused(#""key":"ab""#, "key must be a text of at least 3 characters, not 2")
        checkRefused(#""key":"""#, "key must be a text of at least 3 characters, not 0")
        checkRefused(#""key":"é""#, "key must be a text of at least 3 characters, not 1")
        checkRefused(#""depth":"deep""#, #"depth must be one of line, card, not "deep""#)
        checkRefused(#""depth":["line"]"#, "depth must be one of line, card, not a list")
        checkRefused(#""limit":51"#, "limit must be a whole number from -1 to 50, not 51")
        checkRefused(#""limit":-2"#, "limit must be a whole number from -1 to 50, not -2")
        checkRefused(#""limit":3.5"#, "limit must be a whole number from -1 to 50, not 3.5")
        checkRefused(#""limit":1e300"#, "limit must be a whole number from -1 to 50, not 1e+300")
        checkRefused(
            #""limit":9223372036854775808"#, "limit must be a whole number from -1 to 50, not 9.223372036854776e+18")
        checkRefused(#""limit":"ten""#, #"limit must be a whole number from -1 to 50, not "ten""#)
        checkRefused(#""limit":true"#, "limit must be a whole number from -1 to 50, not true")
        checkRefused(#""count":-1"#, "count must be a whole number from 0 to 2147483647, not -1")
        checkRefused(#""share":1.0000000000000002"#, "share must be a number from 0.0 to 1.0, not 1.0000000000000002")
        checkRefused(#""share":"0.5""#, #"share must be a number from 0.0 to 1.0, not "0.5""#)
        checkRefused(#""sure":1"#, "sure must be true or false, not 1")
        checkRefused(#""names":"a""#, #"names must be a list, not "a""#)
        checkRefused(#""names":{}"#, "names must be a list, not an object")
        checkRefused(#""names":["a","b","c","d"]"#, "names must have at most 3 items, not 4")
        checkRefused(#""names":["a",""]"#, "names[1] must not be empty")
        checkRefused(#""names":["a",null]"#, "names[1] must be a text, not null")
        checkRefused(#""table":[[1],[2,10]]"#, "table[1][1] must be a whole number from 0 to 9, not 10")
        checkRefused(#""table":[[1,2,3]]"#, "table[0] must have at most 2 items, not 3")
        let good = #"{"grade":1,"days":2}"#
        checkRefused(
            "\"reviews\":[\(good),\(good),\(good),{\"grade\":5,\"days\":2}]",
            "reviews[3].grade must be a whole number from 1 to 4, not 5")
        checkRefused("\"reviews\":[\(good),{\"grade\":3}]", "reviews[1].days is missing: Days since the last.")
        checkRefused("\"reviews\":[\(good),3]", "reviews[1] must be an object, not 3")
        checkRefused(#""latest":{"grade":0}"#, "latest.grade must be a whole number from 1 to 4, not 0")
        checkRefused(#""one":[]"#, "one must be an object, not a list")
    }

    @Test func `a long value is shown by its beginning`() {
        let forty = String(repeating: "x", count: 40)
        checkRefused("\"limit\":\"\(forty)\"", "limit must be a whole number from -1 to 50, not \"\(forty)\"")
        checkRefused("\"limit\":\"\(forty)y\"", "limit must be a whole number from -1 to 50, not \"\(forty)…\"")
        checkRefused(#""limit":"\n\u0000""#, #"limit must be a whole number from -1 to 50, not "\n\u0000""#)
        // One letter under a thousand accents is one character, and still long.
        let accents = String(repeating: "\u{301}", count: 1000)
        checkRefused(
            "\"limit\":\"e\(accents)\"",
            "limit must be a whole number from -1 to 50, not \"e\(String(accents.unicodeScalars.prefix(39)))…\"")
    }

    @Test func `the schema says what is read`() throws {
        let definitions = Everything.shape.definitions()
        #expect(definitions.map(\.name) == ["Everything", "Review", "Review", "Review"])
        let expected = """
            {"type":"object","description":"All kinds.","properties":{
            "title":{"type":"string","maxLength":10000,"description":"What it is called."},
            "short":{"type":"string","maxLength":5,"minLength":1,"description":"One to five."},
            "key":{"type":"string","maxLength":4,"minLength":3,"description":"Three or four."},
            "depth":{"type":"string","enum":["line","card"],"description":"How much."},
            "limit":{"type":"integer","minimum":-1,"maximum":50,"description":"How many."},
            "count":{"type":"integer","minimum":0,"maximum":2147483647,"description":"A count."},
            "moment":{"type":"integer","minimum":-8640000000000000,"maximum":8640000000000000,"description":"A moment."},
            "share":{"type":"number","minimum":0.0,"maximum":1.0,"description":"A share."},
            "sure":{"type":"boolean","description":"Sure?"},
            "any":{"description":"Anything."},
            "names":{"type":"array","items":{"type":"string","maxLength":5,"minLength":1},"maxItems":3,"description":"Names."},
            "table":{"type":"array","items":{"type":"array","items":{"type":"integer","minimum":0,"maximum":9},"maxItems":2},\
            "maxItems":2,"description":"A table."},
            "reviews":{"type":"array","items":{"$ref":"#/components/schemas/Review"},"maxItems":5,"description":"Reviews."},
            "latest":{"oneOf":[{"$ref":"#/components/schemas/Review"},{"type":"null"}],"description":"The last."},
            "one":{"$ref":"#/components/schemas/Review"}},
            "required":["title"]}
            """
        #expect(definitions[0].schema == (try JSONReader.read(expected.utf8)))
        let review =
            #"{"type":"object","description":"One review.","properties":{"grade":{"type":"integer","minimum":1,"maximum":4,"description":"1 again to 4 easy."},"days":{"type":"number","minimum":0.0,"maximum":36500.0,"description":"Days since the last."}},"required":["grade","days"]}"#
        #expect(definitions[1].schema.written == review)
        #expect(
            Nothing.shape.definitions()[0].schema.written
                == #"{"type":"object","description":"No members.","properties":{}}"#)
    }

    @Test func `the OpenRPC document lists methods, notifications and each shape once`() throws {
        let registry = Registry<Int>([
            Method(
                "state", "All of it.", params: Review.self, result: .list(WireType<Review>.object, most: 2),
                refusals: [.notFound]
            ) {
                _, params throws(Refusal) in [params]
            },
            Method(notification: "tell", "Says so.", params: Nothing.self) { _, _ in },
        ])
        let document = OpenRPC.document(title: "T", version: "1", words: "W", registry: registry)
        let expected = """
            {"openrpc":"1.3.2","info":{"title":"T","version":"1","description":"W"},"methods":[
            {"name":"state","description":"All of it.","paramStructure":"by-name","params":[
            {"name":"grade","description":"1 again to 4 easy.","required":true,"schema":{"type":"integer","minimum":1,"maximum":4}},
            {"name":"days","description":"Days since the last.","required":true,"schema":{"type":"number","minimum":0.0,"maximum":36500.0}}],
            "result":{"name":"result","schema":{"type":"array","items":{"$ref":"#/components/schemas/Review"},"maxItems":2}},
            "errors":[{"code":-32602,"message":"A parameter is missing or wrong; the message names it."},
            {"code":-32001,"message":"There is no such concept, card, pack or file."}]},
            {"name":"tell","description":"Says so.","paramStructure":"by-name","params":[],"x-notification":true}],
            "components":{"schemas":{"Review":\(Review.shape.definitions()[0].schema.written)}}}
            """
        let wanted = try JSONReader.read(expected.utf8)
        #expect(document["info"] == wanted["info"] && document["openrpc"] == wanted["openrpc"])
        #expect(document["components"] == wanted["components"])
        #expect(sorted(document) == sorted(wanted))
    }
}

/// The value with the members of each object in order of their names.
private func sorted(_ value: JSON) -> String {
    func order(_ value: JSON) -> JSON {
        switch value {
        case .list(let items): .list(items.map(order))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { .init(name: $0.name, value: order($0.value)) }.sorted { $0.name < $1.name }))
        default: value
        }
    }
    return order(value).written
}
