import Testing

@testable import Reading

@Suite struct HighlightTests {
    /// What is marked, each part as `sort:text`.
    private func parts(_ text: String, _ language: String) -> [String] {
        let block = Array(text.utf8)
        return Highlight.parts(of: block, language: language).map {
            "\($0.sort):\(String(decoding: block[$0.range], as: UTF8.self))"
        }
    }

    @Test func pythonIsReadAsItsLexerReadsIt() {
        #expect(
            parts("@app.route(\"/\")\ndef if_not(x=1):  # says \"if\"\n    return f'{x} in'", "python") == [
                "decorator:@app.route", "string:\"/\"", "keyword:def", "number:1", "comment:# says \"if\"",
                "keyword:return", "string:f'{x} in'",
            ])
        #expect(
            parts("x = \"\"\"a\n# no comment\n\"\"\" # one\n\n# two\n", "python") == [
                "string:\"\"\"a\n# no comment\n\"\"\"", "comment:# one", "comment:# two",
            ])
        #expect(parts("a @ b", "python") == [])
        #expect(parts("class A:\n    @property\n    def b(self): pass", "python").contains("decorator:@property"))
    }

    @Test func templatesHaveTagsAndWhatIsInThem() {
        #expect(
            parts("<a href=\"x\">{% for n in 'ab' %}{{ n|upper }}{# for #}{% endfor %}", "jinja") == [
                "tag:{%", "keyword:for", "keyword:in", "string:'ab'", "tag:%}", "tag:{{", "tag:}}", "comment:{# for #}",
                "tag:{%", "keyword:endfor", "tag:%}",
            ])
    }

    @Test func shellLinesHaveProgramsAndOptions() {
        #expect(
            parts("FLASK_DEBUG=1 flask --app shop run -p 80 # now\necho 'a b' | wc -l\n", "shell") == [
                "program:flask", "option:--app", "option:-p", "comment:# now", "program:echo", "string:'a b'",
                "program:wc", "option:-l",
            ])
    }

    @Test func partsAreInOrderWithinTheBlockWhateverItHolds() {
        // A linear congruential generator (Knuth's constants): the same blocks on every machine.
        var state: UInt64 = 1
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let letters = Array("@#'\"\\{}%-()[]:=.\n\t ab1if\u{E9}".utf8)
        for _ in 0..<3000 {
            let block = (0..<random(40)).map { _ in letters[random(letters.count)] }
            for language in ["python", "jinja", "shell", "text"] {
                var reached = 0
                for part in Highlight.parts(of: block, language: language) {
                    #expect(
                        part.range.lowerBound >= reached && part.range.upperBound <= block.count, "\(language) \(block)"
                    )
                    reached = part.range.upperBound
                }
            }
        }
    }
}
