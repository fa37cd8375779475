import Wire

/// A message of the editor that a daemon may have to be sent again.
struct RelayedMessage {
    /// What only asks: asked twice it does no harm. Anything else may have been done when its answer was lost.
    private static let questions: Set<String> = [
        "initialize", "workspace/symbol", "concept/lookup", "concept/show", "concept/at", "concept/gaps",
        "concept/complete", "quiz/next", "review/due", "review/history", "review/stats", "review/subscribe",
        "review/why", "card/source", "settings/get", "inbox/list", "memory/state", "pack/list", "pack/check",
        "pack/refresh", "session/open", "daemon/status", "rpc.discover",
    ]
    /// Daemons that one message is sent to at most: it may be what ends them.
    private static let mostTries = 4

    let method: String
    /// Nil for a notification.
    let id: RequestID?
    let bytes: [UInt8]
    /// How many bytes its connection had taken once this was sent whole; `Int.max` without a connection.
    var end: Int
    var tries = 1

    var hasHadItsTries: Bool { tries >= Self.mostTries }

    /// Whether a daemon may have done what this asks for before it went.
    /// - Parameter sent: how many bytes its connection had taken.
    func mayBeDone(sent: Int) -> Bool {
        end <= sent && !method.hasPrefix("textDocument/") && !Self.questions.contains(method)
    }
}
