import Machine
import Memory
import Storage
import Testing

@testable import Study

@Suite struct ImportTests {
    private let document = """
        Three Questions About Tea

        1. What is green tea?
        Green tea is made from leaves that were not fermented, only steamed or roasted.
        2. How hot is the water for green tea?
        About seventy degrees, for boiling water makes it bitter.
        3. Pack
        A box in which tea is sold.

        """

    private func run(_ box: Sandbox) throws -> DocumentImport.Report {
        let report = try DocumentImport.run(box.root + "/tea questions.txt", places: box.places, ticket: Ticket()).get()
        try box.index()
        return report
    }

    @Test func `a document is imported once, and again with a comma moved keeps every card and its history`() throws {
        let box = Sandbox()
        try box.write("tea questions.txt", document)
        let first = try run(box)
        #expect(first.cards == 3 && first.added == 3 && first.edited == 0 && first.unchanged == 0)
        #expect(first.folder == box.places.ownPacks + "/" + first.pack)
        let study = try box.study()
        let card = first.pack + "/what-is-green-tea/answer"
        _ = try study.grade(card, .good, milliseconds: nil, now: now())

        let same = try run(box)
        #expect(
            same.pack == first.pack && same.added == 0 && same.edited == 0 && same.unchanged == 3 && same.kept.isEmpty)
        #expect(try box.index().changed == 0)

        let edited = document.split(separator: "fermented,").joined(separator: "fermented")
        try box.write("tea questions.txt", edited)
        let second = try run(box)
        #expect(second.pack == first.pack && second.added == 0 && second.edited == 1 && second.unchanged == 2)
        study.packsChanged()
        #expect(try study.history(card).count == 1)
        #expect(try study.judge(card, answer: "", now: now()).0.question.answer.contains("fermented only"))
        #expect(try study.status().cards == 3)
        // The document is the user's.
        #expect(try Files.read(box.root + "/tea questions.txt", limit: 9999) == Array(edited.utf8))
    }

    @Test func `what the user has made of an imported pack stays`() throws {
        let box = Sandbox()
        try box.write("tea questions.txt", document)
        let first = try run(box)
        let manifest = "---\ntitle: My tea\nsources: [\"\(box.root)/tea questions.txt\"]\n---\nMy own words.\n"
        try box.write(first.folder + "/pack.md", manifest)
        // A concept moved into a folder, and one of the user's own whose name a new question would take.
        try Files.makeFolder(first.folder + "/hot")
        let moved = first.folder + "/hot/what-is-green-tea.md"
        let old = try Files.read(first.folder + "/what-is-green-tea.md", limit: 9999)
        Files.remove(first.folder + "/what-is-green-tea.md")
        try box.write(moved, String(decoding: old, as: UTF8.self))
        let mine = "---\nid: what-is-black-tea\ntitle: Mine\ntopic: t\nlevel: beginner\n---\nMine.\n"
        try box.write(first.folder + "/what-is-black-tea.md", mine)
        try box.write(
            "tea questions.txt",
            document.split(separator: "fermented,").joined(separator: "fermented")
                + "4. What is black tea?\nFermented.\n")
        let second = try run(box)
        #expect(second.pack == first.pack && second.added == 1 && second.edited == 1)
        #expect(try Files.read(first.folder + "/pack.md", limit: 9999) == Array(manifest.utf8))
        #expect(try Files.read(first.folder + "/what-is-black-tea.md", limit: 9999) == Array(mine.utf8))
        #expect(String(decoding: try Files.read(moved, limit: 9999), as: UTF8.self).contains("fermented only"))
        #expect(!Files.exists(first.folder + "/what-is-green-tea.md"))
        #expect(Files.exists(first.folder + "/what-is-black-tea-2.md"))
        #expect(try box.study().status().packs.map(\.title) == ["My tea"])
    }

    @Test func `a question that is gone from the document is kept and named`() throws {
        let box = Sandbox()
        try box.write("tea questions.txt", document)
        _ = try run(box)
        try box.write("tea questions.txt", document.split(separator: "3. Pack").first.map { String($0) } ?? "")
        let second = try run(box)
        #expect(second.cards == 2 && second.unchanged == 2 && second.kept == ["pack-2"])
        #expect(try box.study().status().cards == 3)
    }

    @Test func `a document without questions, and one that is not there, are refused in one sentence`() throws {
        let box = Sandbox()
        try box.write("tea questions.txt", "Nothing to ask.\n")
        for path in [box.root + "/tea questions.txt", box.root + "/missing", box.root, "/dev/zero"] {
            guard case .failure(let fault) = DocumentImport.run(path, places: box.places, ticket: Ticket()) else {
                Issue.record("\(path) was imported")
                continue
            }
            #expect(fault.sentence.contains(path))
        }
        #expect(Files.names(in: box.places.ownPacks).isEmpty)
    }

    @Test func `an import that was cancelled is completed by the next one`() throws {
        let box = Sandbox()
        try box.write("tea questions.txt", document)
        let ticket = Ticket()
        ticket.cancel()
        guard
            case .failure(let fault) = DocumentImport.run(
                box.root + "/tea questions.txt", places: box.places, ticket: ticket)
        else {
            Issue.record("it was not cancelled")
            return
        }
        #expect(fault.sort == .cancelled)
        #expect(try run(box).cards == 3)
        #expect(try box.study().status().packs.count == 1)
    }
}
