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
    private var waiting: [() -> Void] = []
    private var hasEnded = false

    /// Between two looks that nobody waits for: a checkout changes files for as long.
    private static let pauseNanoseconds: Int64 = 500_000_000

    init(_ workspace: Workspace, hub: Hub) {
        self.workspace = workspace
        self.hub = hub
    }

    /// For who can do with what is known: sees to it that more will be soon.
    func refresh() {
        guard !isFresh, look == nil, workspace.watch != nil else { return }
        if lookedAt == .min || Clock.monotonic() - lookedAt > Self.pauseNanoseconds { begin() }
    }

    /// For who needs the whole project as it is now: called at once, or after a look.
    func whenFresh(_ then: @escaping () -> Void) {
        if isFresh, look == nil { return then() }
        waiting.append(then)
        if look == nil { begin() }
    }

    private func begin() {
        guard !hasEnded else { return }
        // Without a watch nothing stays fresh.
        isFresh = workspace.watch != nil
        let workspace = workspace
        look = hub.run(inPassing: { workspace.look($0) }, done: { [weak self] in self?.looked() })
    }

    private func looked() {
        look = nil
        lookedAt = Clock.monotonic()
        let served = waiting
        waiting = []
        for then in served { then() }
    }

    /// The system has told of changes.
    func changed() {
        if workspace.drain() { isFresh = false }
    }

    func end() {
        hasEnded = true
        look?.cancel()
    }
}
