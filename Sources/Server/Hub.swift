import JSONText
import Machine
import Memory
import Storage
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
    /// Whether look-ups are answered: the packs have been looked at since the start, or are so many that nobody should wait.
    package private(set) var isReady = false
    /// How far the packs' files are read; nil while there are none to read, or it is not known yet how many.
    var indexing: LabourProgress? { study.indexing }

    /// Sends a notice to every client that subscribed; set, like those below, by who runs the loop.
    package var broadcast: (String, (inout JSONWriter) -> Void) -> Void = { _, _ in }
    /// Whether anybody would get what is broadcast.
    package var hasSubscribers: () -> Bool = { false }
    var clientCount: () -> Int = { 0 }
    var editors: () -> [EditorSession] = { [] }
    /// Has a function called whenever a watch has something to tell; nil where nobody waits for events.
    var listen: ((FolderWatch, @escaping () -> Void) -> Void)?
    var ignore: (FolderWatch) -> Void = { _ in }
    var stop: () -> Void = {}
    /// Called when `isReady` has become true.
    package var ready: () -> Void = {}

    /// Keeps the status file and the subscribers up to date.
    package private(set) lazy var prospect = Prospect(hub: self, journal: journal)

    private let labour: Labour
    private let filesWaitedFor: Int
    private let journal: (String) -> Void
    private var nextJob = 1
    private var jobs: [Int: Job] = [:]
    private var refreshing: Ticket?
    private var wantsRefresh = false
    private var isEnding = false
    private var watchers: [Int: IndexWatcher] = [:]
    private var cachesDropped = Clock.monotonic()

    private struct Job {
        var ticket: Ticket
        var progress: (LabourProgress) -> Void
        var done: (any Sendable) -> Void
    }

    private struct IndexWatcher {
        var progress: (LabourProgress) -> Void
        var done: () -> Void
    }

    /// While files are read, what look-ups keep goes stale; making it again takes time too.
    private static let staleNanoseconds: Int64 = 2_000_000_000
    /// How long an ending daemon waits for long work to come to a good place.
    private static let endMilliseconds: Int32 = 2000

    /// - Parameter filesWaitedFor: how many files of packs look-ups wait for; so many are read within a second.
    package init(
        study: Study, settings: Settings, clock: Clock, labour: Labour, filesWaitedFor: Int = 5000,
        journal: @escaping (String) -> Void
    ) {
        self.filesWaitedFor = filesWaitedFor
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
        // Reading a large pack takes minutes; it goes on afterwards.
        refreshing?.cancel()
        return submit(work, progress: progress, done: done)
    }

    /// The same for work that is done soon or can be cut short, so that nothing need make room for it.
    func run(inPassing work: @escaping @Sendable (Ticket) -> Void, done: @escaping () -> Void) -> Ticket {
        submit(work, progress: { _ in }, done: done)
    }

    private func submit<Value: Sendable>(
        _ work: @escaping @Sendable (Ticket) -> Value, progress: @escaping (LabourProgress) -> Void,
        done: @escaping (Value) -> Void
    ) -> Ticket {
        study.settle()
        let number = nextJob
        nextJob += 1
        let ticket = labour.submit(number) { work($0) }
        jobs[number] = Job(ticket: ticket, progress: progress) { if let value = $0 as? Value { done(value) } }
        return ticket
    }

    /// Takes what the labour thread has to tell.
    package func deliver() {
        labour.deliver { number, progress in
            jobs[number]?.progress(progress)
        } result: { number, value in
            jobs.removeValue(forKey: number)?.done(value)
        }
    }

    /// Stops all long work and waits until it has come to a good place: what is done by then is kept, and the next start goes on
    /// from there.
    package func end() {
        isEnding = true
        for job in jobs.values { job.ticket.cancel() }
        while !jobs.isEmpty, labour.wait(milliseconds: Self.endMilliseconds) { deliver() }
    }

    // MARK: Packs

    /// Looks at the packs; while a look is under way, another one follows it.
    package func refreshPacks() {
        if refreshing != nil {
            wantsRefresh = true
            return
        }
        wantsRefresh = false
        do throws(StudyFault) { try secureStore() } catch { journal(error.sentence) }
        // What was read before the last end is there already; looking at so many files takes a while, too.
        if !isReady, study.holdsMore(thanFiles: filesWaitedFor) {
            // How many there are to read is not known yet.
            study.indexing = LabourProgress(done: 0, total: 0)
            becomeReady()
        }
        let places = study.places
        refreshing = submit {
            PackRefresh.run(places: places, ticket: $0)
        } progress: { [self] progress in
            indexingAdvanced(to: progress)
        } done: { [self] result in
            refreshed(result)
        }
    }

    /// Sees to it that the store is the one on the disk. Nobody is answered from one that was made anew before the packs are in it.
    func secureStore() throws(StudyFault) {
        if try study.secureStore() { isReady = false }
    }

    private func indexingAdvanced(to progress: LabourProgress) {
        study.indexing = progress
        let now = Clock.monotonic()
        if now - cachesDropped > Self.staleNanoseconds {
            cachesDropped = now
            study.packsGrew()
        }
        for watcher in watchers.values { watcher.progress(progress) }
        if !isReady, progress.total - progress.done > filesWaitedFor { becomeReady() }
    }

    private func refreshed(_ result: Result<PackIndexer.Report, StudyFault>) {
        refreshing = nil
        study.indexing = nil
        // Deleted meanwhile: the packs went into a file that is no more.
        let isAnother = packsChanged()
        var isWhole = true
        var hasNews = false
        switch result {
        case .success(let report):
            hasNews = report.changed + report.removed > 0
            if hasNews {
                journal("packs: \(report.changed) files read, \(report.removed) forgotten")
            }
            isWhole = !report.wasCancelled
        case .failure(let fault): journal("packs could not be indexed: \(fault.sentence)")
        }
        if isEnding { return }
        if isAnother { return refreshPacks() }
        if isWhole { settleIdentity() }
        if !isReady, isWhole { becomeReady() }
        prospect.changed(isDeed: false)
        if wantsRefresh || !isWhole { return refreshPacks() }
        let all = watchers.sorted { $0.key < $1.key }
        watchers = [:]
        for (_, watcher) in all { watcher.done() }
        if hasNews {
            let places = study.places
            _ = run(inPassing: { _ in PackRefresh.settle(places: places) }, done: {})
        }
    }

    var now: Now { Now(clock) }

    /// Cards that were moved or renamed keep their memory.
    private func settleIdentity() {
        do throws(StudyFault) { try study.settleIdentity(now: now) } catch { journal(error.sentence) }
    }

    /// Whether the store is another one now, which nobody is answered from before the packs are in it.
    private func packsChanged() -> Bool {
        guard study.packsChanged() else { return false }
        isReady = false
        return true
    }

    /// A document's pack is there, or up to date.
    func imported(_ report: DocumentImport.Report?) {
        _ = packsChanged()
        settleIdentity()
        for card in report?.doubtful ?? [] {
            do throws(StudyFault) { try study.askWhetherSame(card, now: now) } catch { journal(error.sentence) }
        }
        if !isReady { refreshPacks() }
        prospect.changed(isDeed: false)
    }

    private func becomeReady() {
        isReady = true
        prospect.changed(isDeed: false)
        ready()
    }

    /// Looks at the packs, unless that is under way, and calls `done` once the index says what they say. Gives what ends the wait;
    /// the indexing goes on.
    func awaitIndex(progress: @escaping (LabourProgress) -> Void, done: @escaping () -> Void) -> () -> Void {
        let number = nextJob
        nextJob += 1
        watchers[number] = IndexWatcher(progress: progress, done: done)
        if refreshing == nil { refreshPacks() }
        return { [self] in watchers[number] = nil }
    }

    /// The concepts that the person works on: those in the code that is open in editors.
    func conceptsInEditors() throws(StudyFault) -> Set<Int64> {
        var numbers: Set<Int64> = []
        for editor in editors() { numbers.formUnion(try study.concepts(of: editor.symbols(hints: study.hintSource))) }
        return numbers
    }

    // MARK: What there is to do

    /// What is to be asked may be something else now.
    func reviewChanged() {
        prospect.changed(isDeed: true)
    }

    private var lastActive: Instant?

    /// The person types, or is asked.
    func isActive(at moment: Instant) {
        lastActive = moment
    }

    /// How long the person has neither typed nor been asked nor answered; nil when that is not known.
    func quietSeconds(at moment: Instant, lastAnswer: Instant?) -> Int? {
        // What lies ahead tells of a clock that was put back.
        let past = [lastActive, lastAnswer].compactMap { $0 }.filter { $0 <= moment }
        return past.max().map { Int((moment.milliseconds - $0.milliseconds) / 1000) }
    }

    // MARK: What was looked up

    private var notes: [(Study) -> Void] = []

    /// Remembers something once the present answers are sent: nobody waits for it.
    func later(_ note: @escaping (Study) -> Void) {
        notes.append(note)
    }

    /// Does what was put off.
    package func takeNotes() {
        let waiting = notes
        notes = []
        for note in waiting { note(study) }
        study.settle()
        prospect.turnEnded()
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
