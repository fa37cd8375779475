import Knowledge
import Machine
import Storage

/// Where a card is written down.
package struct CardSource: Sendable {
    package var file: String
    /// Counted from 1.
    package var line: Int
    /// Whether a change of the file lasts.
    package var isEditable: Bool
    /// The document the card was imported from, which is then `file`.
    package var document: String?
}

extension Study {
    /// A larger document is not searched for the line of a card.
    private static let documentBytes = 4_000_000

    /// The file of a card's concept, or the document it was imported from, and the question's line in it.
    package func source(of card: String) throws(StudyFault) -> CardSource {
        let found = try reading {
            store throws(DatabaseFault) -> (file: String, line: Int, prompt: String, pack: KnowledgeStore.Pack)? in
            guard let place = try store.knowledge.card(card),
                let entry = try store.knowledge.entry(number: place.concept),
                let pack = try store.knowledge.packs().first(where: { $0.name == entry.pack })
            else { return nil }
            let key = card.split(separator: "/").last.map(String.init) ?? ""
            let question = try read(entry, in: store.knowledge).questions.first { $0.key == key }
            return (pack.folder + "/" + entry.path, question?.line ?? 1, question?.prompt ?? "", pack)
        }
        guard let found else { throw try unknown(card) }
        if let document = found.pack.source, let bytes = try? Files.read(document, limit: Self.documentBytes) {
            let line = Self.line(of: found.prompt, in: String(decoding: bytes, as: UTF8.self))
            return CardSource(file: document, line: line, isEditable: true, document: document)
        }
        let isShipped = found.pack.folder.hasPrefix(places.installedPacks + "/")
        return CardSource(file: found.file, line: found.line, isEditable: !isShipped)
    }

    /// The line of a document that has the most of a prompt's first words, in order; the first one when none has any.
    private static func line(of prompt: String, in document: String) -> Int {
        let wanted = prompt.split(separator: "\n").first.map { $0.split(separator: " ") } ?? []
        var best = (count: 0, line: 1)
        for (index, line) in document.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var rest = wanted[...]
            for word in line.split(separator: " ") where word == rest.first { rest.removeFirst() }
            let count = wanted.count - rest.count
            if count > best.count { best = (count, index + 1) }
        }
        return best.line
    }
}
