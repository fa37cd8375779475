import Knowledge
import Testing

@testable import Study

/// Which pitfall a hover warns of.
@Suite struct PitfallTests {
    private func concept(_ pitfalls: String, symbols: [String] = []) -> Concept {
        let text = """
            ---
            id: loading
            title: Loading
            topic: kitchen
            level: beginner
            symbols: [\(symbols.map { "\"\($0)\"" }.joined(separator: ", "))]
            ---

            Text.

            ## Pitfalls

            \(pitfalls)
            """
        return PackText.readConcept(text, file: "loading.md").0
            ?? Concept(id: "", title: "", topic: "", level: .beginner, sources: [], summary: "")
    }

    private let symbols = ["a.Config.from_file", "a.Config.from_object", "a.Config.from_mapping", "a.config:KEY"]
    private let pitfalls = """
        - `from_file` reads bytes.
        - Names start at the folder,
          not here.
        - `from_object("x")` takes a path; not `from_object_path`.
        - The key of `config["KEY"]` is upper case.
        """

    @Test(arguments: [
        // Named in code; named by nobody, so the first that is about nothing else; an attribute of one of them.
        ("a.Config.from_file", "`from_file` reads bytes."),
        ("a.Config.from_object", "`from_object(\"x\")` takes a path; not `from_object_path`."),
        ("a.config:KEY", "The key of `config[\"KEY\"]` is upper case."),
        ("a.Config.from_mapping", "Names start at the folder, not here."),
        ("a.Config.from", "Names start at the folder, not here."),
        ("a.Config.here", "Names start at the folder, not here."),
    ]) func `it names the symbol, or else no other`(symbol: String, pitfall: String) {
        #expect(Pitfalls.fitting(symbol, in: concept(pitfalls, symbols: symbols)) == pitfall)
    }

    @Test func `where each is about another symbol it is the first`() {
        let two = "- `from_file` reads bytes.\n- `from_object` reads names."
        let loading = concept(two, symbols: symbols)
        #expect(Pitfalls.fitting("a.Config.from_mapping", in: loading) == "`from_file` reads bytes.")
    }

    @Test func `what is no bullet is no pitfall`() {
        let text = "Some words.\n\n- One:\n\n```python\nx = 1\n```\n\n* Two\n  lines\n"
        #expect(Pitfalls.all(of: concept(text)) == ["One:", "Two lines"])
        #expect(Pitfalls.fitting("a.b", in: concept("Words only.")) == nil)
    }
}
