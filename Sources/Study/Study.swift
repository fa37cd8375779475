import Machine
import Memory
import Storage

/// What a person can do with Retort: look up, be asked, grade, take back. One file a use case; this one holds what they share.
///
/// Confined to the serving thread. Long work (`PackRefresh`, `DocumentImport`, `PackFaults`) is values in, values out,
/// for the labour thread.
package final class Study {
    package let places: Places
    /// `places.hints`, which every hover looks at.
    let hintsFile: String
    /// Those of this device's `settings.json`.
    let ownSettings: Settings
    let ownScheduler: Scheduler
    let store: Store
    let journal: (String) -> Void

    /// A fault that a new store did not cure; another one would not either.
    private var incurable: String?

    /// Kept between look-ups, dropped when the packs change.
    var lookupCache = LookupCache()
    var hintCache = HintCache()
    var hintReadings = 0
    /// A number that stays the same as long as nothing was answered and no pack has changed: what is known of what a person knows
    /// changes by the passing of time only.
    package private(set) var memoryEdition = 0
    var hintSwitchesKept = HintSwitchesKept()
    var statusCache: StudyStatus?
    var clockCache: [String]?
    var settingsCache: (settings: Settings, scheduler: Scheduler)?
    var timesCache: AnswerTimes?
    var dueCache: (at: Now, summary: DueSummary)?
    var needsCache: [Int64: [Int64]] = [:]
    /// How far the packs' files are read; nil while there are none to read. Told by who has them read.
    package var indexing: LabourProgress?

    /// Opens the store and reads what is new in the logs.
    package init(
        places: Places, settings: Settings, device: String, journal: @escaping (String) -> Void
    ) throws(StudyFault) {
        self.places = places
        hintsFile = places.hints
        ownSettings = settings
        self.journal = journal
        let scheduler = Scheduler(
            desiredRetention: settings.desiredRetention, easyDays: settings.easyDays,
            maximumIntervalDays: settings.maximumIntervalDays)
        ownScheduler = scheduler
        do throws(StorageFault) {
            store = try Store(places: places, scheduler: scheduler, device: device)
        } catch {
            throw StudyFault(.failed, error.sentence)
        }
        if let reason = store.reasonMadeAnew { journal("the store could not be used and is made anew: \(reason)") }
        try reading { store throws(DatabaseFault) in try store.catchUp() }
    }

    package var device: String { store.device }

    /// The packs on disk and in the store are one again; what was kept from before no longer holds.
    ///
    /// Gives whether it goes over to another store, in which they may not be yet.
    @discardableResult
    package func packsChanged() -> Bool {
        dropCaches()
        // The indexing may have found the store damaged and have made another one.
        guard store.isGone else { return false }
        do throws(DatabaseFault) { try store.reopen() } catch { journal(error.sentence) }
        return true
    }

    /// More of the packs is in the store than before.
    package func packsGrew() {
        dropCaches()
    }

    /// Whether the store has read more than so many files of packs.
    package func holdsMore(thanFiles count: Int) -> Bool {
        (try? store.knowledge.holdsMore(thanFiles: count)) ?? false
    }

    /// In another store the concepts have other numbers.
    private func dropCaches() {
        lookupCache = LookupCache()
        hintCache = HintCache()
        needsCache = [:]
        eventsChanged()
    }

    /// Other devices' logs may have grown.
    package func logsChanged() throws(StudyFault) {
        eventsChanged()
        try reading { store throws(DatabaseFault) in try store.catchUp() }
    }

    /// What follows from the logs may be another.
    func eventsChanged() {
        memoryEdition += 1
        statusCache = nil
        settingsCache = nil
        clockCache = nil
        hintCache.memories = [:]
        timesCache = nil
        dueCache = nil
    }

    /// Asks the store. One that proves damaged is made anew from packs and logs, and asked again.
    func reading<Value>(_ body: (Store) throws(DatabaseFault) -> Value) throws(StudyFault) -> Value {
        let damage: DatabaseFault
        do throws(DatabaseFault) {
            try takeAppended()
            return try body(store)
        } catch {
            guard error.isDamage, error.sentence != incurable else { throw StudyFault(.failed, error.sentence) }
            journal("the store is damaged and is made anew: \(error.sentence)")
            damage = error
        }
        do throws(DatabaseFault) {
            try store.rebuild()
            _ = try PackIndexer(store: places.store, ticket: Ticket()).run(roots: places.packs)
            dropCaches()
            return try body(store)
        } catch {
            if error.sentence == damage.sentence { incurable = error.sentence }
            throw StudyFault(.failed, "\(error.sentence); delete the folder \(places.cache) and try again")
        }
    }

    /// The same for several questions, answered from one state of the store. `body` only reads.
    func readingAtOnce<Value>(_ body: (Store) throws(DatabaseFault) -> Value) throws(StudyFault) -> Value {
        try reading { store throws(DatabaseFault) in
            try store.atOnce { () throws(DatabaseFault) in try body(store) }
        }
    }

    /// Takes what the log has more into the store. A store that only cannot be written, on a full disk for example, takes it
    /// another time, and what was known before is answered meanwhile.
    private func takeAppended() throws(DatabaseFault) {
        do throws(DatabaseFault) { try store.takeAppended() } catch {
            if error.isDamage { throw error }
        }
    }

    /// Does what an answer need not wait for: who graded a card waits for the disk, not for the store.
    package func settle() {
        try? reading { _ in }
    }

    /// Makes the store anew when its file was deleted under us, so that an indexing does not fill another one. Gives
    /// whether it had to; the packs are not in it then.
    @discardableResult
    package func secureStore() throws(StudyFault) -> Bool {
        guard store.isGone else { return false }
        journal("the store \(places.store) was deleted or replaced and is opened anew")
        dropCaches()
        do throws(DatabaseFault) { try store.reopen() } catch { throw StudyFault(.failed, error.sentence) }
        return true
    }
}
