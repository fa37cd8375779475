import Testing

@testable import Server

/// Markdown where nothing renders it.
@Suite struct HoverTextTests {
    @Test(arguments: [
        ("See [the docs](https://example.org/a_b) and `x[0](1)`.", "See the docs and `x[0](1)`."),
        ("**Never** write `**kwargs`, a [0] or f(x).", "Never write `**kwargs`, a [0] or f(x)."),
        ("An open ` and [words](", "An open ` and [words]("), ("", ""), ("é **ü** 😀", "é ü 😀"),
    ]) func plainTextKeepsTheWords(_ markdown: String, _ plain: String) {
        #expect(PlainText.of(markdown) == plain)
    }

    @Test(arguments: ["/a b/ü%.py", "/home/ada/shop é/x.py", "/plain-~_.py"]) func addressesGoThereAndBack(
        _ path: String
    ) {
        #expect(FileURI.path(FileURI.of(path)) == path)
    }
}
