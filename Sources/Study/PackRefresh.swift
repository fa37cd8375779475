import Machine
import Storage

/// Brings the store in line with the pack folders; for the labour thread.
package enum PackRefresh {
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
