import Knowledge
import Storage

/// What the store holds.
package struct StudyStatus: Sendable {
    package var concepts: Int
    package var cards: Int
    package var reviews: Int
    package var packs: [KnowledgeStore.Pack]
    /// Lines of logs that were passed over.
    package var logFaults: [String]
}

extension Study {
    package func status() throws(StudyFault) -> StudyStatus {
        try reading { store throws(DatabaseFault) in
            let counts = try store.knowledge.counts()
            return StudyStatus(
                concepts: counts.concepts, cards: counts.cards, reviews: try store.memory.reviewCount(),
                packs: try store.knowledge.packs(), logFaults: try store.memory.logFaults())
        }
    }
}
