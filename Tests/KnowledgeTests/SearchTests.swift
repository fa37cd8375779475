import Testing

@testable import Knowledge

@Suite struct SearchTests {
    /// The examples of Porter's paper, each taken through all the steps.
    @Test(arguments: [
        ("caresses", "caress"), ("ponies", "poni"), ("ties", "ti"), ("caress", "caress"), ("cats", "cat"),
        ("feed", "feed"),
        ("agreed", "agre"), ("plastered", "plaster"), ("bled", "bled"), ("motoring", "motor"), ("sing", "sing"),
        ("conflated", "conflat"), ("troubled", "troubl"), ("sized", "size"), ("hopping", "hop"), ("tanned", "tan"),
        ("falling", "fall"), ("hissing", "hiss"), ("fizzed", "fizz"), ("failing", "fail"), ("filing", "file"),
        ("happy", "happi"), ("sky", "sky"), ("relational", "relat"), ("conditional", "condit"), ("rational", "ration"),
        ("digitizer", "digit"), ("conformabli", "conform"), ("radicalli", "radic"), ("differentli", "differ"),
        ("vileli", "vile"), ("analogousli", "analog"), ("vietnamization", "vietnam"), ("predication", "predic"),
        ("operator", "oper"), ("feudalism", "feudal"), ("decisiveness", "decis"), ("hopefulness", "hope"),
        ("callousness", "callous"), ("formaliti", "formal"), ("sensitiviti", "sensit"), ("sensibiliti", "sensibl"),
        ("triplicate", "triplic"), ("formative", "form"), ("formalize", "formal"), ("electriciti", "electr"),
        ("electrical", "electr"), ("hopeful", "hope"), ("goodness", "good"), ("revival", "reviv"),
        ("allowance", "allow"), ("inference", "infer"), ("airliner", "airlin"), ("gyroscopic", "gyroscop"),
        ("adjustable", "adjust"), ("defensible", "defens"), ("irritant", "irrit"), ("replacement", "replac"),
        ("adjustment", "adjust"), ("dependent", "depend"), ("adoption", "adopt"), ("homologou", "homolog"),
        ("communism", "commun"), ("activate", "activ"), ("angulariti", "angular"), ("homologous", "homolog"),
        ("effective", "effect"), ("bowdlerize", "bowdler"), ("probate", "probat"), ("rate", "rate"), ("cease", "ceas"),
        ("controll", "control"), ("roll", "roll"),
    ])
    func `words lose their endings as in Porter's paper`(word: String, stem: String) {
        #expect(PorterStem.of(word) == stem)
    }

    @Test(arguments: [
        ("render_template_string", "render template string rendertemplatestring"),
        ("LoginManager", "login manager loginmanager"),
        ("SQLAlchemy", "sql alchemy sqlalchemy"), ("before-request", "before request beforerequest"),
        ("flask.Flask.route", "flask flask route"), ("URLs and IDs", "urls and ids"), ("app's don't", "app dont"),
        ("OAuth2Session", "oauth2 session oauth2session"), ("Café – naïve", "cafe naive"), ("__name__", "name"),
        ("a--b", "a b"), ("x\u{301}", "x"), ("", ""), ("\u{2026}«»", ""),
    ])
    func `names give their parts and the parts joined`(text: String, words: String) {
        #expect(SearchText.words(text).map(\.text).joined(separator: " ") == words)
    }

    @Test func `of a traceback what went wrong is understood`() {
        let query = SearchQuery(
            """
            Traceback (most recent call last):
              File "/srv/app.py", line 3, in <module>
                salt(pinch)
            kitchen.errors.SaltError: no salt in 'soup'
            During handling another thing was printed
            """)
        #expect(query.text == "kitchen.errors.SaltError: no salt in 'soup'")
        #expect(query.words.filter(\.isQuoted).map(\.text) == ["soup"])
        #expect(
            SearchQuery("at 0x7f001122 File \"/a/b.py\", line 4 salt").words.map(\.text) == ["at", "line", "4", "salt"])
    }

    @Test func `of a symbol the last name tells most, and what stands in brackets nothing`() {
        let query = SearchQuery("@app.before_request('x')")
        #expect(query.isSymbol)
        #expect(query.words.map(\.text) == ["app", "before", "request"])
        #expect(query.words.map(\.isOwner) == [true, false, false])
        #expect(query.joined.map(\.text).contains("beforerequest"))
        #expect(!SearchQuery("what is salt").isSymbol)
    }

    @Test func `a slip that is common costs less, and two swapped letters are one slip`() {
        func cost(_ first: String, _ second: String) -> Double? {
            Spelling.slips(Array(first.utf8), Array(second.utf8), limit: 2)
        }
        #expect(cost("salt", "salt") == 0)
        #expect(cost("blueprnit", "blueprint")! < cost("blueprint", "blueprinx")!)
        #expect(cost("sesssion", "session")! < cost("seszion", "session")!)
        #expect(cost("abc", "xyz") == nil && cost("abcdef", "abc") == nil)
        // Each word one slip away is at most one slip away.
        for word in Spelling.oneSlip(from: Array("salt".utf8)) {
            #expect(Spelling.distance(String(decoding: word, as: UTF8.self), "salt", limit: 1) != nil)
        }
    }

    private func wording(_ phrases: [(String, Wording.Field)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (phrase, field) in phrases {
            var words: [Wording.Word] = []
            Wording.eachWord(of: phrase, field) { word, joins, isOwner in
                let text = String(decoding: word, as: UTF8.self)
                let isLight = isOwner || field != .symbol && SearchText.isStopWord(text)
                words.append(.init(hash: Wording.hash(PorterStem.of(text)), joins: joins, isLight: isLight))
            }
            Wording.append(words, field, to: &bytes)
        }
        return bytes
    }

    private func ranking(_ text: String) -> Ranking {
        let query = SearchQuery(text)
        return Ranking(
            words: query.words.map { .init(hash: $0.hash, covers: $0.covers, weight: 1) },
            joined: query.joined.map { .init(hash: $0.hash, covers: $0.covers, weight: 0) })
    }

    @Test func `a phrase fits by how much of the query it holds and how much of it the query holds`() {
        let ranking = ranking("salting soup")
        let marks = [UInt8](repeating: 0, count: ranking.words.count + ranking.joined.count)
        func phrase(_ text: String) -> Ranking.Evidence { ranking.evidence(wording([(text, .title)]), marks: marks) }
        #expect(phrase("Salt soups").phraseHolds == 1 && phrase("Salt soups").phraseHeld == 1)
        #expect(phrase("Salt soup").phrase > phrase("Salt soup slowly").phrase)
        #expect(phrase("Salt soup slowly").phrase > phrase("Salt").phrase)
        #expect(phrase("Pepper").phrase == 0 && phrase("Pepper").phrasePlace == -1)
        #expect(
            self.ranking("blue print").evidence(wording([("Blueprint", .title)]), marks: [0, 0, 0]).phraseHolds == 1)
        #expect(self.ranking("loginmanager").evidence(wording([("LoginManager", .title)]), marks: [0]).phraseHeld == 1)
        // Bytes that were cut off are not read beyond their end.
        let whole = wording([("Salt soup", .title), ("Soup", .alias)])
        for count in whole.indices { _ = ranking.evidence(Array(whole[..<count]), marks: marks) }
    }
}
