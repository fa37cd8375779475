import Knowledge
import Machine
import Memory
import Reading
import Storage

/// What is known of a symbol in code.
package struct Hint: Sendable {
    /// The canonical name; of several that fit, the one a concept is about.
    package var symbol: String
    package let known: KnownSymbol
    /// The lowest probability of recall among the concept's cards that were answered; nil when none was.
    package var recall: Double?
    /// When the first of them comes up again.
    package var due: Instant?
    /// How much the person needs to be told.
    package var familiarity = Familiarity.new

    package var entry: KnowledgeStore.Entry? { known.entry }
}

/// What the packs have on a symbol. (A class, so that a hint about it is no copy of it.)
package final class KnownSymbol: Sendable {
    package let entry: KnowledgeStore.Entry?
    /// The concept's pitfall that fits the symbol, Markdown on one line.
    package let pitfall: String?
    package let hover: HoverParagraphs

    init(entry: KnowledgeStore.Entry? = nil, pitfall: String? = nil) {
        self.entry = entry
        self.pitfall = pitfall
        hover = HoverParagraphs(summary: entry?.summary, pitfall: pitfall)
    }
}

/// The texts of a hover, Markdown in lines of 80 columns, made once for all hovers of a symbol.
package struct HoverParagraphs: Sendable {
    package let summary: String?
    /// Its first line leaves room for `*Mind:*`.
    package let pitfall: String?
    /// The two have eight lines. None have more: a pitfall without room is left out, a longer summary ends in an ellipsis.
    package let isLong: Bool

    private static let lines = 8

    init(summary: String?, pitfall: String?) {
        let summary = summary.map { Paragraph.folded($0, lines: Self.lines) }
        let taken = summary.map(Paragraph.lines) ?? 0
        let folded = pitfall.map { Paragraph.folded($0, after: "*Mind:* ".count) }
        let length = folded.map(Paragraph.lines) ?? 0
        self.summary = summary
        self.pitfall = taken + length <= Self.lines ? folded : nil
        isLong = taken + length == Self.lines
    }
}

/// What hints keep between them, dropped when the packs change; the memories also when anything is answered.
struct HintCache {
    var source: HintSource?
    var known: [String: KnownSymbol] = [:]
    /// By the number of the concept.
    var memories: [Int64: ConceptMemory] = [:]
    /// Symbols repeat; more different ones than this begin anew.
    static let symbols = 2048
}

/// The memories of those of a concept's cards that were answered, and how many cards it has.
struct ConceptMemory {
    var memories: [CardMemory]
    var cards: Int
}

extension Study {
    /// A pack's table of type facts, besides its Markdown.
    private static let factsFile = "facts.tsv"
    private static let factsBytes = 8 * 1_048_576

    /// Read from the packs once, and again when they change.
    package var hintSource: HintSource {
        if let known = hintCache.source { return known }
        var source = HintSource()
        hintReadings += 1
        source.edition = hintReadings
        for pack in PackIndexer.packs(in: places.packs) {
            if let bytes = try? Files.read(pack.folder + "/" + Self.factsFile, limit: Self.factsBytes) {
                source.facts.add(Facts(bytes))
            }
            let text = (try? Files.read(pack.folder + "/pack.md", limit: PackIndexer.fileBytes)) ?? []
            let (manifest, _) = PackText.readManifest(String(decoding: text, as: UTF8.self), file: "pack.md")
            source.packages.formUnion(manifest?.imports ?? [])
        }
        hintCache.source = source
        return source
    }

    /// What the packs know of a symbol found in code, and the person of it. The concept is that of the symbol itself, of a
    /// less specific name that also fits, one that is called like it, or that of what it belongs to (`flask.Request` for
    /// `flask.Request.mimetype`).
    /// - Parameter switches: those of this moment.
    package func hint(_ found: Found, switches: HintSwitches, at now: Instant) throws(StudyFault) -> Hint {
        var hint = Hint(symbol: found.symbol, known: try known(found))
        guard let number = hint.known.entry?.number else { return hint }
        let memory = try memory(ofConcept: number)
        // Who has not begun with it and has switched nothing off: most hovers of most people.
        if memory.memories.isEmpty, switches.areUnset { return hint }
        let model = scheduler.model
        hint.recall = memory.memories.map { $0.retrievability(at: now, model: model) }.min()
        hint.due = memory.memories.map { $0.due }.min()
        let concept = hint.entry.map { $0.pack + "/" + $0.id } ?? ""
        hint.familiarity = Familiarity(
            memory.memories, cards: memory.cards, isClaimed: switches.holds(.known, concept), at: now, model: model)
        return hint
    }

    private func memory(ofConcept number: Int64) throws(StudyFault) -> ConceptMemory {
        if let known = hintCache.memories[number] { return known }
        if hintCache.memories.count >= HintCache.symbols { hintCache.memories = [:] }
        let memory = try reading { store throws(DatabaseFault) in
            ConceptMemory(
                memories: try store.memory.memories(ofConcept: number),
                cards: try store.knowledge.cards(ofConcept: number).count)
        }
        hintCache.memories[number] = memory
        return memory
    }

    func known(_ found: Found) throws(StudyFault) -> KnownSymbol {
        if let known = hintCache.known[found.symbol] { return known }
        if hintCache.known.count >= HintCache.symbols { hintCache.known = [:] }
        let names = [found.symbol] + found.alternatives
        // What is gone is not explained by what it belonged to.
        let owners =
            found.removedIn == nil
            ? names.compactMap { name in name.lastIndex(of: ".").map { String(name[..<$0]) } } : []
        let known = try reading { store throws(DatabaseFault) -> KnownSymbol in
            var number: Int64?
            for name in names where number == nil { number = try store.knowledge.concept(ofSymbol: name) }
            if number == nil { number = try concept(calledLike: found, in: store.knowledge) }
            for name in owners where number == nil && name.contains(".") {
                number = try store.knowledge.concept(ofSymbol: name)
            }
            if let number, let entry = try store.knowledge.entry(number: number) {
                let concept = try read(entry, in: store.knowledge)
                return KnownSymbol(entry: entry, pitfall: Pitfalls.fitting(found.symbol, in: concept))
            }
            return KnownSymbol()
        }
        hintCache.known[found.symbol] = known
        return known
    }

    /// Packages and names that are gone are no concept's symbols; concepts are called like them, though: `flask_login`,
    /// `before_first_request`.
    private func concept(calledLike found: Found, in knowledge: KnowledgeStore) throws(DatabaseFault) -> Int64? {
        guard found.removedIn != nil || !found.symbol.contains(".") else { return nil }
        let tail = found.symbol.split { $0 == "." || $0 == ":" }.last.map(String.init) ?? ""
        return try knowledge.named(Folding.fold(tail)).first { $0.sort.rawValue <= NameSort.alias.rawValue }?.number
    }
}
