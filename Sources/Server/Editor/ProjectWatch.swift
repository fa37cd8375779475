import Machine
import Study

/// Keeps what is known of one open project up to date: its folder is looked at on the labour thread, at first and after changes, one
/// look at a time.
final class ProjectWatch {
    let workspace: Workspace
    private unowned let hub: Hub
    private var look: Ticket?
    private var wantsAnother = false
    private var hasEnded = false

    init(_ workspace: Workspace, hub: Hub) {
        self.workspace = workspace
        self.hub = hub
    }

    func begin() {
        guard !hasEnded else { return }
        guard look == nil else {
            wantsAnother = true
            return
        }
        wantsAnother = false
        let workspace = workspace
        look = hub.run(
            inPassing: { workspace.look($0) },
            done: { [weak self] in
                self?.look = nil
                if self?.wantsAnother == true { self?.begin() }
            })
    }

    /// The system has told of changes.
    func changed() {
        if workspace.drain() { begin() }
    }

    func end() {
        hasEnded = true
        look?.cancel()
    }
}
