import Glibc

@testable import Knowledge

/// The folder of packs in this checkout.
let packsFolder: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return (parts + ["Sources", "Packs"]).joined(separator: "/")
}()

/// Every file below a folder whose name ends so, sorted.
func files(in folder: String, ending: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var found: [String] = []
    while let entry = readdir(handle) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name.hasPrefix(".") { continue }
        let path = folder + "/" + name
        if name.hasSuffix(ending) { found.append(path) } else { found += files(in: path, ending: ending) }
    }
    return found.sorted()
}

func contents(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

extension Concept {
    /// The concept as if it stood nowhere in a file.
    var withoutLines: Concept {
        var copy = self
        copy.linkLines = LinkLines()
        for index in copy.questions.indices { copy.questions[index].line = 1 }
        return copy
    }
}

/// A concept file that uses everything.
let stashFile = """
    ---
    id: stash
    title: The stash
    aliases: [git stash, "shelf, the", 'it''s a shelf']
    asked:
      - how do I put changes aside
      - "error: your local changes would be overwritten: stash them"
    symbols: ["cli:git stash", git.Stash]
    topic: git
    level: beginner
    needs: [commit]
    see: [branch]
    confused-with: [commit]
    sources: [https://example.org/stash]
    versions: "git >= 2.13"
    ---

    The stash keeps changes that are
    not committed yet, on a stack.

    ## Why

    To switch branches *now*.

    ```text
    ## not a heading
    - not a list
    ```

    ## Questions

    ### purpose (recall)

    What is the stash
    for?

    Answer: It puts changes aside

    - which are not committed
    - and brings them back.

    In between comes this.

    - puts changes aside | shelves `a | b` | saves a\\|b
    - brings them back

    More is in the manual.

    ### pop (cloze)

    `git stash [[pop|apply --index]]` takes the [[top|newest]] entry: x[[[0]]].

    ### list (choice)

    Which lists the stash?

    - [ ] `git stash all`
      There is no such thing.
    - [x] `git stash list`
      It prints a line an entry:

      ```text
      stash@{0}
      ```
    - [ ] `git list`

    Names count from 0.

    ### prints (output)

    What is printed?

    ~~~python
    print("```")
    ~~~

    Answer: easy.

    ````output
    ```
      indented
    ````

    That is all.

    ### wrong (fault)

    What is wrong?

    ```shell
    git stash pop --force
    ```

    Answer:

    There is no such option.

    - no such option

    """
