import Memory
import Storage

/// What the store holds.
package struct StudyStatus: Sendable {
    package var concepts: Int
    package var cards: Int
    package var reviews: Int
    package var packs: [KnowledgeStore.Pack]
    /// Lines of logs that were passed over.
    package var logFaults: [String]
    /// When a question was answered last, on any device; nil when none ever was.
    package var lastAnswer: Instant?
    /// Why look-ups are not remembered at present.
    package var noteFault: String?
}

extension Study {
    /// Counted once and kept until packs or reviews change.
    package func status() throws(StudyFault) -> StudyStatus {
        if var known = statusCache {
            known.noteFault = store.noteFault
            return known
        }
        let status = try readingAtOnce { store throws(DatabaseFault) in
            let counts = try store.knowledge.counts()
            return StudyStatus(
                concepts: counts.concepts, cards: counts.cards, reviews: try store.memory.reviewCount(),
                packs: try store.knowledge.packs(), logFaults: try store.memory.logFaults(),
                lastAnswer: try store.memory.answers(limit: 1).first?.at, noteFault: store.noteFault)
        }
        statusCache = status
        return status
    }
}
