import CLinux
import Glibc
import Synchronization

/// The thread for work that takes longer than a client should wait in line: indexing, importing.
///
/// Jobs run one after the other, each on values it was handed and on what it opens itself (a database connection of its
/// own, say). Progress and results come back to the loop's thread through `ready`.
package final class Labour: Sendable {
    package typealias Work = @Sendable (Ticket) -> any Sendable

    private struct Job {
        let number: Int
        let ticket: Ticket
        let work: Work
    }

    private enum News: Sendable {
        case progress(Int, LabourProgress)
        case result(Int, any Sendable)
    }

    private let jobs = Mutex<[Job]>([])
    private let news = Mutex<[News]>([])
    private let wake: Int32
    /// Readable when there is news: the loop watches it and calls `deliver`.
    package let ready: Int32

    private let pauseNanoseconds: Int64

    /// - Parameter pauseNanoseconds: between two reports of a job.
    package init(pauseNanoseconds: Int64 = Ticket.pauseNanoseconds) throws(SystemFault) {
        self.pauseNanoseconds = pauseNanoseconds
        wake = eventfd(0, Int32(EFD_CLOEXEC))
        ready = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wake >= 0, ready >= 0 else { throw .last("make", "the labour thread") }
        let body = ThreadBody { [self] in work() }
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<ThreadBody>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(body).toOpaque())
        guard result == 0 else { throw SystemFault("cannot start the labour thread", code: result) }
    }

    /// Puts a job at the end of the line. `number` comes back with its progress and its result.
    package func submit(_ number: Int, _ work: @escaping Work) -> Ticket {
        let ticket = Ticket(pauseNanoseconds: pauseNanoseconds) { [self] progress in tell(.progress(number, progress)) }
        jobs.withLock { $0.append(Job(number: number, ticket: ticket, work: work)) }
        eventfd_write(wake, 1)
        return ticket
    }

    /// Hands over what has happened since the last call; on the loop's thread.
    package func deliver(progress: (Int, LabourProgress) -> Void, result: (Int, any Sendable) -> Void) {
        var count: eventfd_t = 0
        eventfd_read(ready, &count)
        let all = news.withLock { waiting in
            let all = waiting
            waiting = []
            return all
        }
        for item in all {
            switch item {
            case .progress(let number, let value): progress(number, value)
            case .result(let number, let value): result(number, value)
            }
        }
    }

    /// Waits until there is news; false when none came in time.
    package func wait(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: ready, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }

    private func tell(_ item: News) {
        news.withLock { $0.append(item) }
        eventfd_write(ready, 1)
    }

    private func work() {
        while true {
            var count: eventfd_t = 0
            eventfd_read(wake, &count)
            while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                tell(.result(job.number, job.work(job.ticket)))
            }
        }
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}
