import Synchronization

/// How far a job has come.
package struct LabourProgress: Sendable {
    package var done: Int
    package var total: Int
    package init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }
}

/// A job's line to the loop: asks whether it is still wanted, tells how far it has come.
package final class Ticket: Sendable {
    private let cancelled = Atomic<Bool>(false)
    private let lastReport = Atomic<Int64>(Clock.monotonic())
    private let tell: @Sendable (LabourProgress) -> Void
    private let pauseNanoseconds: Int64

    /// Between two reports: ten a second are enough for a person, and what is done sooner needs none.
    package static let pauseNanoseconds: Int64 = 100_000_000

    package init(
        pauseNanoseconds: Int64 = Ticket.pauseNanoseconds, tell: @escaping @Sendable (LabourProgress) -> Void = { _ in }
    ) {
        self.pauseNanoseconds = pauseNanoseconds
        self.tell = tell
    }

    package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    package func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }

    package func report(done: Int, total: Int) {
        let now = Clock.monotonic()
        guard now - lastReport.load(ordering: .relaxed) > pauseNanoseconds else { return }
        lastReport.store(now, ordering: .relaxed)
        tell(LabourProgress(done: done, total: total))
    }
}
