import Knowledge
import Testing

@Suite struct FirstSentenceTests {
    @Test(arguments: [
        ("One. Two.", "One."), ("One", "One"), ("", ""), ("Is it? It is.", "Is it?"),
        ("Version 3.1 has it. So.", "Version 3.1 has it."),
        ("Use `a. B` here. Then stop.", "Use `a. B` here."),
        ("Hooks, e.g. Flask's own, run. Always.", "Hooks, e.g. Flask's own, run."),
        ("It ends (as here.) Next.", "It ends (as here.)"),
        ("See app.py and so on. `x` follows.", "See app.py and so on."),
        ("One. two three.", "One. two three."), ("Gr\u{fc}\u{df}e. \u{c4}pfel.", "Gr\u{fc}\u{df}e."), ("A!", "A!"),
        ("It is `x`. The rest.", "It is `x`."),
    ])
    func `a text's first sentence ends at its first full stop that ends one`(text: String, sentence: String) {
        #expect(FirstSentence.of(text) == sentence)
    }
}
