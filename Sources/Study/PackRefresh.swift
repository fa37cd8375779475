import Machine
import Storage

/// Brings the store in line with the pack folders; for the labour thread.
package enum PackRefresh {
    /// What is left to do after a run that changed something, and need not be waited for.
    package static func settle(places: Places) {
        PackIndexer.settle(store: places.store)
    }

    package static func run(places: Places, ticket: Ticket) -> Result<PackIndexer.Report, StudyFault> {
        do throws(DatabaseFault) {
            return .success(try PackIndexer(store: places.store, ticket: ticket).run(roots: places.packs))
        } catch {
            guard error.isDamage else { return .failure(StudyFault(.failed, error.sentence)) }
        }
        // `Study.packsChanged` goes over to the new store.
        do throws(DatabaseFault) {
            return .success(try PackIndexer(store: places.store, ticket: ticket, isAnew: true).run(roots: places.packs))
        } catch {
            return .failure(StudyFault(.failed, error.sentence))
        }
    }
}
