import Machine
import TestSupport
import Testing

@testable import Study

/// Files of a pack while somebody writes them.
@Suite struct PackFileTests {
    private let temporary = TemporaryFolder()

    @Test func onlyMarkdownBelowAPackIsOurs() throws {
        try Files.makeFolder(temporary.path + "/herbs/deep/er")
        try Files.replace(temporary.path + "/herbs/pack.md", with: [])
        func isOurs(_ path: String) -> Bool { PackFile(path: path, []) != nil }
        #expect(isOurs(temporary.path + "/herbs/mint.md"))
        #expect(isOurs(temporary.path + "/herbs/deep/er/mint.md"))
        #expect(isOurs(temporary.path + "/herbs/pack.md"))
        #expect(!isOurs(temporary.path + "/herbs/README.md"))
        #expect(!isOurs(temporary.path + "/herbs/mint.txt"))
        #expect(!isOurs(temporary.path + "/mint.md"))
        #expect(!isOurs("untitled:mint.md"))
    }

    @Test func headingsInCodeAndFrontMatterAreNone() throws {
        try Files.replace(temporary.path + "/pack.md", with: [])
        let text = """
            ---
            # no heading
            id: mint
            ---
            Mint.

            ## Why
            #tag
            ```python
            # a comment
            ````
            ## Example
            ~~~
            ### not here
            ```
            ~~~
            ### taste (recall)
            """
        let file = try #require(PackFile(path: temporary.path + "/mint.md", Array(text.utf8)))
        #expect(
            file.headings == [
                .init(level: 2, text: "Why", line: 6), .init(level: 2, text: "Example", line: 11),
                .init(level: 3, text: "taste (recall)", line: 16),
            ])
    }
}
