import Knowledge
import Storage

/// One concept, whole.
package struct ShownConcept: Sendable {
    package var entry: KnowledgeStore.Entry
    package var concept: Concept
    /// The titles of related concepts, by id.
    package var titles: [String: String]
    package var cards: [String]
}

extension Study {
    /// - Parameter id: `blueprints`, or `flask/blueprints` when several packs have one.
    package func show(_ id: String) throws(StudyFault) -> ShownConcept {
        let entry = try entry(of: id)
        return try reading { store throws(DatabaseFault) in
            let concept = try read(entry, in: store.knowledge)
            let links = concept.see + concept.needs + concept.confusedWith
            return ShownConcept(
                entry: entry, concept: concept, titles: try store.knowledge.titles(ids: links, pack: entry.pack),
                cards: try store.knowledge.cards(ofConcept: entry.number))
        }
    }

    func entry(of id: String) throws(StudyFault) -> KnowledgeStore.Entry {
        let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
        let found = try reading { store throws(DatabaseFault) in
            try store.knowledge.entries(id: parts.last ?? "").filter { parts.count < 2 || $0.pack == parts[0] }
        }
        if let entry = found.first { return entry }
        let answer = try lookup(parts.last ?? "", limit: 3)
        // A sure answer is what was meant; the concepts behind it are only related.
        let nearest = (answer.isConfident ? Array(answer.concepts.prefix(1)) : answer.nearest).map(\.entry.id)
        throw missing("no concept has the id \"\(id)\"", nearest: nearest)
    }

    /// The concept as its file says; the file was readable when it was indexed.
    func read(_ entry: KnowledgeStore.Entry, in knowledge: KnowledgeStore) throws(DatabaseFault) -> Concept {
        let text = try knowledge.text(number: entry.number) ?? ""
        let (concept, _) = PackText.readConcept(text, file: entry.path)
        return concept
            ?? Concept(id: entry.id, title: entry.title, topic: entry.topic, level: .beginner, summary: entry.summary)
    }
}
