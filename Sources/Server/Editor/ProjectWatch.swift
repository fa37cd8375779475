import Machine
import Study

/// Keeps what is known of one open project up to date. The folder is looked at on the labour thread: at first, and after changes when
/// somebody asks for something; while nobody does, nothing is done.
final class ProjectWatch {
    let workspace: Workspace
    private unowned let hub: Hub
    private var look: Ticket?
    private var lookedAt = Int64.min
    /// Whether nothing was told since the last look began.
    private var isFresh = false
    /// Who waits for the look under way, and for the one after it, since that one began before a change they must see.
    private var waiting: [() -> Void] = []
    private var waitingForNext: [() -> Void] = []
    private var hasEnded = false

    /// Between two looks that nobody waits for: a checkout changes files for as long.
    private static let pauseNanoseconds: Int64 = 500_000_000

    init(_ workspace: Workspace, hub: Hub) {
        self.workspace = workspace
        self.hub = hub
    }

    /// For who can do with what is known: sees to it that more will be soon.
    func refresh() {
        guard !isFresh, look == nil, !hasEnded, workspace.watch != nil else { return }
        if lookedAt == .min || Clock.monotonic() - lookedAt > Self.pauseNanoseconds { begin() }
    }

    /// For who needs the whole project as it is now: called at once, or after a look.
    func whenFresh(_ then: @escaping () -> Void) {
        if hasEnded || isFresh && look == nil { return then() }
        if look != nil, !isFresh { return waitingForNext.append(then) }
        waiting.append(then)
        if look == nil { begin() }
    }

    private func begin() {
        // Without a watch nothing stays fresh.
        isFresh = workspace.watch != nil
        let workspace = workspace
        look = hub.run(inPassing: { workspace.look($0) }, done: { [weak self] in self?.looked() })
    }

    private func looked() {
        look = nil
        lookedAt = Clock.monotonic()
        let served = waiting
        waiting = waitingForNext
        waitingForNext = []
        if !waiting.isEmpty { begin() }
        for then in served { then() }
    }

    /// The system has told of changes.
    func changed() {
        if workspace.drain() { isFresh = false }
    }

    func end() {
        hasEnded = true
        look?.cancel()
        // What is known so far has to do.
        let served = waiting + waitingForNext
        waiting = []
        waitingForNext = []
        for then in served { then() }
    }
}
