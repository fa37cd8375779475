import Machine
import Memory

/// The store: the database with everything that can be asked of it, and the log that the truth is appended to.
///
/// One `Store` belongs to the serving thread. When the database proves damaged it is deleted and filled again from
/// packs and logs.
package final class Store {
    private let places: Places
    private let scheduler: Scheduler
    private let log: EventLog
    private var database: Database
    private var fileIdentity: FileIdentity?
    /// Whether the log has what the database has not taken yet.
    package private(set) var isBehind = false
    /// What was looked up on this study day.
    private var notes: (dayStart: Instant, words: Set<String>)?
    /// Why look-ups are not remembered at present; nil when they are.
    package private(set) var noteFault: String?
    /// More look-ups a day are not remembered: somebody's editor asks, not a person.
    private static let notesADay = 1_000
    package let device: String
    /// Why the database that was there could not be used; nil when it could, or when there was none.
    package let reasonMadeAnew: String?

    package init(places: Places, scheduler: Scheduler, device: String) throws(StorageFault) {
        self.places = places
        self.scheduler = scheduler
        self.device = device
        log = EventLog(folder: places.log, device: device)
        do {
            (database, reasonMadeAnew) = try Schema.open(places.store)
            fileIdentity = Files.identity(places.store)
        } catch {
            throw StorageFault(error)
        }
    }

    package var knowledge: KnowledgeStore { KnowledgeStore(database: database) }
    package var memory: MemoryStore { MemoryStore(database: database) }
    package var identity: IdentityStore { IdentityStore(database: database) }

    /// What the closure asks is answered from one state of the store, and sooner than question by question: each would
    /// take the locks anew.
    package func atOnce<Value>(_ body: () throws(DatabaseFault) -> Value) throws(DatabaseFault) -> Value {
        try database.snapshot(body)
    }

    /// Reads what is new in the logs of all devices.
    package func catchUp() throws(DatabaseFault) {
        try LogReplay(database: database, scheduler: scheduler).run(folder: places.log)
        isBehind = false
    }

    /// Appends an event of this device. When this returns, the event is on the disk; the database takes it with
    /// `takeAppended`.
    package func append(at: Instant, _ what: Event.What) throws(StorageFault) {
        do {
            // The last word must be the last also when the clock has run ahead meanwhile.
            let earlier = try memory.latest(contradicting: what)?.adding(milliseconds: 1)
            try write(Event(at: max(at, earlier ?? at), device: device, seq: 0, what: what))
        } catch {
            throw StorageFault(error)
        }
        isBehind = true
    }

    /// Takes what was appended into the database, from the log, as it takes all.
    package func takeAppended() throws(DatabaseFault) {
        // Who reads from one state of the store does so to the end.
        guard isBehind, !database.isInTransaction else { return }
        try LogReplay(database: database, scheduler: scheduler).run(folder: places.log, name: device + ".jsonl")
        isBehind = false
    }

    /// Remembers that something was looked up, once a study day and in passing: it does not wait for the disk, and
    /// when it cannot be written the reason stays in `noteFault`.
    ///
    /// - Parameter dayStart: when the study day began.
    package func note(at: Instant, dayStart: Instant, _ what: Event.What) {
        let word: String
        switch what {
        case .look(let concept): word = "look " + concept
        case .miss(let query): word = "miss " + query
        default: return
        }
        do {
            if notes?.dayStart != dayStart {
                notes = (dayStart, Set(try memory.notes(device: device, since: dayStart)))
            }
            guard word.utf8.count <= Event.wordBytes, notes?.words.count ?? 0 < Self.notesADay,
                notes?.words.insert(word).inserted == true
            else { return }
            try write(Event(at: at, device: device, seq: 0, what: what), durably: false)
            isBehind = true
            noteFault = nil
        } catch {
            // Another time it may be possible.
            notes?.words.remove(word)
            noteFault = StorageFault(error).sentence
        }
    }

    private func write(_ event: Event, durably: Bool = true) throws {
        try log.append(event, after: try memory.lastSeq(device: device), durably: durably)
    }

    /// Deletes the database and makes an empty one; the logs are read again at once, the packs by the next indexing.
    package func rebuild() throws(DatabaseFault) {
        database = try Schema.make(places.store)
        fileIdentity = Files.identity(places.store)
        try catchUp()
    }

    /// Whether the file was deleted or replaced under the open database.
    package var isGone: Bool { Files.identity(places.store) != fileIdentity }

    /// Goes over to the database that stands there now, or to a new one; what the logs have more than it is read.
    package func reopen() throws(DatabaseFault) {
        database = try Schema.open(places.store).database
        fileIdentity = Files.identity(places.store)
        try catchUp()
    }
}

/// Anything that went wrong below, in one sentence.
package struct StorageFault: Error, Sendable {
    package let sentence: String
    /// Whether making the database anew will help.
    package let isDamage: Bool

    package init(_ error: any Error) {
        switch error {
        case let fault as DatabaseFault: (sentence, isDamage) = (fault.sentence, fault.isDamage)
        case let fault as SystemFault: (sentence, isDamage) = (fault.sentence, false)
        case let fault as StorageFault: self = fault
        default: (sentence, isDamage) = ("\(error)", false)
        }
    }
}
