import JSONText
import Machine
import Study
import Wire

/// What the clients of one daemon share: the study, the labour thread, and the word to stop. On the loop's thread.
package final class Hub {
    package let study: Study
    let clock: Clock
    let settings: Settings
    let started = Clock.monotonic()
    /// Where the daemon listens; nil when it only serves standard input and output.
    package var socket: String?
    /// Whether the packs have been looked at since the start.
    package private(set) var isIndexed = false

    /// Sends a notice to every client that subscribed; set, like those below, by who runs the loop.
    package var broadcast: (String, (inout JSONWriter) -> Void) -> Void = { _, _ in }
    var clientCount: () -> Int = { 0 }
    var stop: () -> Void = {}
    var indexed: () -> Void = {}

    private let labour: Labour
    private let journal: (String) -> Void
    private var nextJob = 1
    private var waiting: [Int: (progress: (LabourProgress) -> Void, done: (any Sendable) -> Void)] = [:]
    private var refreshing: Ticket?
    private var wantsRefresh = false

    package init(study: Study, settings: Settings, clock: Clock, labour: Labour, journal: @escaping (String) -> Void) {
        self.study = study
        self.settings = settings
        self.clock = clock
        self.labour = labour
        self.journal = journal
    }

    // MARK: Long work

    /// Runs work on the labour thread; `progress` and `done` are called here. The ticket cancels it.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (Ticket) -> Value, progress: @escaping (LabourProgress) -> Void = { _ in },
        done: @escaping (Value) -> Void
    ) -> Ticket {
        let number = nextJob
        nextJob += 1
        waiting[number] = (progress, { if let value = $0 as? Value { done(value) } })
        return labour.submit(number) { work($0) }
    }

    /// Takes what the labour thread has to tell.
    package func deliver() {
        labour.deliver { number, progress in
            waiting[number]?.progress(progress)
        } result: { number, value in
            waiting.removeValue(forKey: number)?.done(value)
        }
    }

    /// Looks at the packs; while a look is under way, another one follows it.
    package func refreshPacks() {
        if refreshing != nil {
            wantsRefresh = true
            return
        }
        wantsRefresh = false
        do throws(StudyFault) { try study.secureStore() } catch { journal(error.sentence) }
        let places = study.places
        refreshing = run {
            PackRefresh.run(places: places, ticket: $0)
        } done: { [self] result in
            refreshing = nil
            switch result {
            case .success(let report) where report.changed + report.removed > 0:
                journal("packs: \(report.changed) files read, \(report.removed) forgotten")
            case .success: break
            case .failure(let fault): journal("packs could not be indexed: \(fault.sentence)")
            }
            study.packsChanged()
            isIndexed = true
            indexed()
            if wantsRefresh { refreshPacks() }
        }
    }

    /// Tells clients that subscribed what there is to do now.
    func reviewChanged(for client: Client) {
        guard let summary = try? study.due(now: client.now) else { return }
        broadcast("review/changed") { DueResult.shape.write(DueResult(summary), &$0) }
    }

    private var memorySample = (at: Int64.min, bytes: 0)

    /// Memory in use, looked at once a second at most: asking the system costs as much as an answer.
    var residentBytes: Int {
        let now = Clock.monotonic()
        if memorySample.bytes == 0 || now - memorySample.at > 1_000_000_000 {
            memorySample = (now, Process.residentBytes)
        }
        return memorySample.bytes
    }
}
