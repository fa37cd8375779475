import Storage

extension Study {
    /// Concepts offered for one query of an editor's symbol search.
    private static let symbolConcepts = 20

    /// Concepts that somebody who types a name may mean: those with a name that begins so, then those a look-up finds.
    package func concepts(for query: String) throws(StudyFault) -> [KnowledgeStore.Entry] {
        if query.allSatisfy(\.isWhitespace) { return [] }
        var found: [KnowledgeStore.Entry] = []
        for completion in try complete(query, limit: Self.symbolConcepts) {
            let entries = try reading { store throws(DatabaseFault) in try store.knowledge.entries(id: completion.id) }
            found += entries.filter { $0.pack == completion.pack }
        }
        let answer = try lookup(query, limit: Self.symbolConcepts)
        found += answer.concepts.map(\.entry)
        var seen: Set<Int64> = []
        return Array(found.filter { seen.insert($0.number).inserted }.prefix(Self.symbolConcepts))
    }

    /// The Markdown file of a concept, as a path; nil when its pack is gone.
    package func file(of entry: KnowledgeStore.Entry) -> String? {
        PackIndexer.packs(in: places.packs).first { $0.name == entry.pack }.map { $0.folder + "/" + entry.path }
    }
}
