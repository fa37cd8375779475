import JSONText
import Machine
import Memory
import Study
import Wire

/// One client as the methods see it: whose study it is, and what time it is for them.
package final class Client {
    let hub: Hub
    /// The daemon's clock, or one the client has set for its own session (tests).
    var clock: Clock
    /// What an editor has told; empty for other clients.
    let editor: EditorSession
    /// Sends this client a notice; set by who runs its session.
    package var notify: (String, (inout JSONWriter) -> Void) -> Void = { _, _ in }
    /// Sends this client a request and takes its result, nil when it is refused; set by who runs its session.
    package var ask: (String, (inout JSONWriter) -> Void, @escaping (JSON?) -> Void) -> Void = { _, _, _ in }
    /// Wants `review/changed` and `review/due`.
    package var isSubscribed = false

    package init(hub: Hub) {
        self.hub = hub
        clock = hub.clock
        editor = EditorSession(hub: hub)
    }

    var study: Study { hub.study }

    var now: Now { Now(clock) }

    /// A card's memory as it is at this moment.
    func gradeResult(_ card: String, _ memory: CardMemory) -> GradeResult {
        GradeResult(card, memory, retrievability: memory.retrievability(at: now.at, model: study.scheduler.model))
    }
}

extension Refusal {
    init(_ fault: StudyFault) {
        let code: Code =
            switch fault.sort {
            case .notFound: .notFound
            case .invalid: .invalidParams
            case .failed: .failed
            case .cancelled: .cancelled
            }
        self.init(code, fault.sentence, nearest: fault.nearest)
    }

    /// Calls a use case and turns its fault into a refusal.
    static func mapping<Value>(_ body: () throws(StudyFault) -> Value) throws(Refusal) -> Value {
        do throws(StudyFault) { return try body() } catch { throw Refusal(error) }
    }
}
