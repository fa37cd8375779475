import Knowledge
import Machine
import Memory
import Storage

/// What a person can do with Retort: look up, be asked, grade, take back. One file a use case; this one holds what they share.
///
/// Confined to the serving thread. Long work (`PackRefresh`, `DocumentImport`, `PackFaults`) is values in, values out,
/// for the labour thread.
package final class Study {
    package let places: Places
    package let settings: Settings
    package let scheduler: Scheduler
    let store: Store
    private let journal: (String) -> Void

    /// Kept between look-ups, dropped when the packs change.
    var lookupCache = LookupCache()

    /// Opens the store and reads what is new in the logs.
    package init(
        places: Places, settings: Settings, device: String, journal: @escaping (String) -> Void
    ) throws(StudyFault) {
        self.places = places
        self.settings = settings
        self.journal = journal
        scheduler = Scheduler(desiredRetention: settings.desiredRetention)
        do throws(StorageFault) {
            store = try Store(places: places, scheduler: scheduler, device: device)
        } catch {
            throw StudyFault(.failed, error.sentence)
        }
        try reading { store throws(DatabaseFault) in try store.catchUp() }
    }

    package var device: String { store.device }

    /// The packs on disk and in the store are one again; what was kept from before no longer holds.
    package func packsChanged() {
        lookupCache = LookupCache()
    }

    /// Other devices' logs may have grown.
    package func logsChanged() throws(StudyFault) {
        try reading { store throws(DatabaseFault) in try store.catchUp() }
    }

    /// Asks the store. One that proves damaged is made anew from packs and logs, and asked again.
    func reading<Value>(_ body: (Store) throws(DatabaseFault) -> Value) throws(StudyFault) -> Value {
        do throws(DatabaseFault) {
            return try body(store)
        } catch {
            guard error.isDamage else { throw StudyFault(.failed, error.sentence) }
            journal("the store is damaged and is made anew: \(error.sentence)")
        }
        do throws(DatabaseFault) {
            try store.rebuild()
            _ = try PackIndexer(store: places.store, ticket: Ticket()).run(roots: places.packs)
            packsChanged()
            return try body(store)
        } catch {
            throw StudyFault(.failed, "\(error.sentence); delete the folder \(places.cache) and try again")
        }
    }

    /// Makes the store anew when its file was deleted under us, so that an indexing does not fill another one.
    package func secureStore() throws(StudyFault) {
        guard store.isGone else { return }
        journal("the store \(places.store) is gone and is made anew")
        do throws(DatabaseFault) { try store.rebuild() } catch { throw StudyFault(.failed, error.sentence) }
    }
}
