import Machine
import Server
import Study
import TestSupport
import Wire

/// A whole Retort in one process: the tea pack, folders of its own, a clock that stands still.
final class World {
    private let temporary = TemporaryFolder()
    var folder: String { temporary.path }
    let places: Places
    let hub: Hub
    private let labour: Labour
    private(set) var received: [[UInt8]] = []
    private(set) var isFinished = false
    private var session: Session<Client>?

    /// Sunday 2026-11-22, 09:00 UTC.
    static let now: Int64 = 1_795_338_000_000

    /// - Parameters:
    ///   - packs: a folder of packs; nil for the tea pack.
    ///   - filesWaitedFor: nil for as many as there are.
    init(packs: String? = nil, filesWaitedFor: Int? = nil) throws {
        let packs = packs ?? Path.folder(of: Path.folder(of: #filePath)) + "/Fixtures/packs"
        let environment = ["HOME": temporary.path, "RETORT_PACKS": packs]
        places = Places(environment: environment, program: "/nowhere/retort")
        let clock = Clock(now: { Self.now }, zoneMinutes: { _ in 0 })
        // Of short work no machine, however busy, tells how far it is.
        labour = try Labour(pauseNanoseconds: filesWaitedFor == nil ? .max : -1)
        let study = try Study(places: places, settings: Settings(), device: "test-0001") { _ in }
        hub = Hub(
            study: study, settings: Settings(), clock: clock, labour: labour, filesWaitedFor: filesWaitedFor ?? .max
        ) { _ in }
        hub.socket = folder + "/socket"
        let client = Client(hub: hub)
        hub.hasSubscribers = { client.isSubscribed }
        hub.broadcast = { [unowned self] method, params in if client.isSubscribed { session?.notify(method, params) } }
        session = Session(
            registry: Protocol.registry, context: client, send: { [unowned self] in received.append($0) },
            isIndexed: { [unowned self] in hub.isReady }, finished: { [unowned self] _ in isFinished = true })
        client.notify = { [unowned self] in session?.notify($0, $1) }
        client.ask = { [unowned self] in session?.ask($0, $1, take: $2) }
        hub.ready = { [unowned self] in session?.resume() }
        if filesWaitedFor != nil { return }
        hub.refreshPacks()
        while !hub.isReady { waitForLabour() }
    }

    func send(_ line: String) {
        session?.receive(Array((line + "\n").utf8))
        hub.takeNotes()
    }

    /// The next message, waiting for the labour thread if need be; nil when none comes.
    func next() -> [UInt8]? {
        // What the labour thread tells is a message only now and then.
        while received.isEmpty, waitForLabour() {}
        return received.isEmpty ? nil : received.removeFirst()
    }

    /// Takes what the labour thread tells; false when it has nothing to tell for long.
    @discardableResult
    func waitForLabour() -> Bool {
        guard labour.wait(milliseconds: 20_000) else { return false }
        hub.deliver()
        return true
    }
}
