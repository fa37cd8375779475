import JSONText
import Machine
import Study
import Wire

/// The long-running process: owns the data folder, listens, and serves everybody on one thread.
package final class Daemon {
    package struct Options {
        /// Serve standard input and output too, and end with them.
        package var usesStandardStreams = false
        /// Where to listen; nil for the usual places.
        package var socket: String?
        /// A socket that already listens, handed over by who started us, and its path.
        package var listener: (descriptor: Int32, path: String)?
        /// The socket stays with who handed it over, who starts another daemon when somebody comes; one that listened before
        /// is not reached any more and ends.
        package var isActivated = false
        /// Wait for a daemon that is ending to let go of the data folder.
        package var isPatient = false

        package init() {}
    }

    private let places: Places
    private let settings: Settings
    private let journal: Journal
    private let lock: FileLock
    private let labour: Labour
    private let hub: Hub
    private let loop: Loop
    private let watch: FolderWatch
    private let alarm: Alarm
    /// Of the one file that every hover goes by.
    private let switchesWatch: FolderWatch
    private var members: [ObjectIdentifier: Member] = [:]
    private var exitStatus: Int32 = 0

    /// One connected client.
    private final class Member {
        let channel: Channel
        let client: Client
        let session: Session<Client>

        init(channel: Channel, client: Client, session: Session<Client>) {
            self.channel = channel
            self.client = client
            self.session = session
        }
    }

    /// Serves until it is told to stop. Gives the exit status, or nil when another daemon owns the data folder.
    package static func run(_ options: Options, places: Places, clock: Clock) throws(StudyFault) -> Int32? {
        do throws(SystemFault) {
            let signals = try Signals.descriptor()
            for folder in [places.state, places.log, places.ownPacks] { try Files.makeFolder(folder) }
            guard let lock = try takeLock(places, options) else { return nil }
            let journal = Journal(path: places.journal, clock: clock)
            let daemon = try Daemon(
                places: places, clock: clock, lock: lock, journal: journal, labour: try Labour(),
                watch: try FolderWatch(), alarm: try Alarm(), switchesWatch: try FolderWatch())
            return try daemon.serve(options, signals: signals)
        } catch {
            throw StudyFault(.failed, error.sentence)
        }
    }

    private static func takeLock(_ places: Places, _ options: Options) throws(SystemFault) -> FileLock? {
        // An ending daemon writes its last answers and is gone within milliseconds; who asks whether one runs holds the lock for
        // an instant.
        let pauseMilliseconds = 5
        let tries = options.isPatient ? 600 : 4
        var hasTold = !options.isActivated
        for attempt in 1...tries {
            if let lock = try FileLock.take(places.lock, waiting: false) {
                // What the one before has left there is not true any more.
                lock.note("")
                return lock
            }
            if !hasTold, let before = DaemonNote.read(places) { hasTold = Process.terminate(before.pid) }
            if attempt < tries { Process.sleep(milliseconds: pauseMilliseconds) }
        }
        return nil
    }

    private init(
        places: Places, clock: Clock, lock: FileLock, journal: Journal, labour: Labour, watch: FolderWatch,
        alarm: Alarm, switchesWatch: FolderWatch
    ) throws(SystemFault) {
        self.places = places
        self.lock = lock
        self.journal = journal
        self.labour = labour
        self.watch = watch
        self.alarm = alarm
        self.switchesWatch = switchesWatch
        loop = try Loop()
        let (settings, complaints) = Settings.read(places.settings)
        self.settings = settings
        for complaint in complaints { journal.write(complaint) }
        var random = SystemRandomNumberGenerator()
        let device = try DeviceName.settle(file: places.device, host: Process.host, random: random.next())
        do throws(StudyFault) {
            let study = try Study(places: places, settings: settings, device: device) { journal.write($0) }
            hub = Hub(study: study, settings: settings, clock: clock, labour: labour) { journal.write($0) }
        } catch {
            journal.write(error.sentence)
            throw SystemFault(error.sentence)
        }
    }

    private func serve(_ options: Options, signals: Int32) throws(SystemFault) -> Int32 {
        hub.editors = { [unowned self] in members.values.map(\.client.editor) }
        hub.clientCount = { [unowned self] in members.count }
        hub.stop = { [unowned self] in loop.stop() }
        hub.ready = { [unowned self] in resumeAll() }
        hub.hasSubscribers = { [unowned self] in members.values.contains { $0.client.isSubscribed } }
        hub.broadcast = { [unowned self] method, params in
            for member in members.values where member.client.isSubscribed { member.session.notify(method, params) }
        }
        loop.watch(signals) { [unowned self] in loop.stop() }
        loop.watch(labour.ready) { [unowned self] in hub.deliver() }
        loop.watch(watch.descriptor) { [unowned self] in foldersChanged() }
        loop.watch(switchesWatch.descriptor) { [unowned self] in
            let changes = switchesWatch.drain { $0 == Path.name(of: places.hints) }
            if changes.ofFiles || changes.ofFolders { followSwitches() }
        }
        followSwitches()
        hub.prospect.wake = { [unowned self] in alarm.set(inMilliseconds: $0) }
        loop.watch(alarm.descriptor) { [unowned self] in
            alarm.drain()
            hub.prospect.rang()
        }
        hub.listen = { [unowned self] watch, told in loop.watch(watch.descriptor, ready: told) }
        hub.ignore = { [unowned self] watch in loop.ignore(watch.descriptor) }
        loop.turnEnded = { [unowned hub] in hub.takeNotes() }
        loop.deadlineReached = { [unowned self] in
            journal.write("idle for \(settings.idleMinutes) minutes")
            loop.stop()
        }

        let listener = try listen(options)
        let socketFile = listener.flatMap { Files.identity($0.path) }
        hub.socket = listener?.path
        lock.note(DaemonNote(pid: Process.identifier, socket: listener?.path ?? "").text)
        if options.usesStandardStreams { admitStandardStreams() }
        journal.write("version \(Version.program) serves \(places.data) at \(listener?.path ?? "standard input")")
        watchFolders()
        hub.refreshPacks()
        restartIdling()
        loop.run()
        hub.prospect.settle()
        hub.end()

        // Somebody else may listen at this path by now.
        if let listener, !options.isActivated, Files.identity(listener.path) == socketFile {
            Files.remove(listener.path)
        }
        journal.write("ended")
        return exitStatus
    }

    // MARK: Clients

    private func listen(_ options: Options) throws(SystemFault) -> (descriptor: Int32, path: String)? {
        let listener: (descriptor: Int32, path: String)
        if let given = options.listener {
            listener = given
        } else {
            let path: String
            if let wanted = options.socket { path = wanted } else { path = try Self.freeSocket(places) }
            listener = (try UnixSocket.listen(at: path), path)
        }
        Channel.makeNonblocking(listener.descriptor)
        loop.listen(listener.descriptor) { [unowned self] in admit(from: listener.descriptor) }
        return listener
    }

    /// The first usual place where no daemon of another data folder listens.
    package static func freeSocket(_ places: Places) throws(SystemFault) -> String {
        for path in places.sockets where try !UnixSocket.isTaken(path) { return path }
        throw SystemFault(
            "another daemon listens at \(places.sockets.joined(separator: " and ")); set RETORT_SOCKET to another path")
    }

    private func admit(from listener: Int32) {
        while loop.channelCount < Limits.clients, let descriptor = UnixSocket.accept(listener) {
            let channel = Channel(input: descriptor, output: descriptor)
            // The socket's mode keeps others out already; this holds even if somebody changed it.
            guard UnixSocket.peerUser(descriptor) == Process.user else {
                journal.write("refused a client of another user")
                channel.close()
                continue
            }
            add(channel) { _ in }
        }
        loop.isAccepting = loop.channelCount < Limits.clients
    }

    private func admitStandardStreams() {
        add(Channel(input: 0, output: 1)) { [unowned self] isClean in
            exitStatus = isClean ? 0 : 1
            loop.stop()
        }
    }

    private func add(_ channel: Channel, finished: @escaping (Bool) -> Void) {
        let client = Client(hub: hub)
        let session = Session(
            registry: Protocol.registry, context: client, send: { [weak channel] in channel?.send($0) },
            isIndexed: { [unowned hub] in hub.isReady },
            finished: { [weak channel] isClean in
                channel?.finish()
                finished(isClean)
            })
        client.notify = { [weak session] in session?.notify($0, $1) }
        client.ask = { [weak session] in session?.ask($0, $1, take: $2) }
        let member = Member(channel: channel, client: client, session: session)
        members[ObjectIdentifier(channel)] = member
        channel.received = { [unowned session, unowned channel] bytes in
            if bytes.isEmpty { session.end() } else { session.receive(bytes) }
            channel.isReading = !session.isHeld
        }
        channel.closed = { [unowned self, unowned channel] in
            session.abandon()
            client.editor.end()
            members.removeValue(forKey: ObjectIdentifier(channel))
            loop.isAccepting = true
            restartIdling()
        }
        loop.add(channel)
        loop.deadline = nil
    }

    private func resumeAll() {
        for member in members.values where member.session.isHeld {
            member.session.resume()
            member.channel.isReading = !member.session.isHeld
        }
    }

    /// Counts from the moment the last client has gone.
    private func restartIdling() {
        guard members.isEmpty, settings.idleMinutes > 0 else { return }
        loop.deadline = Clock.monotonic() + Int64(settings.idleMinutes) * 60_000_000_000
    }

    // MARK: Files

    private func watchFolders() {
        watch.watch(places.packs + [places.log])
    }

    private func followSwitches() {
        hub.study.hintSwitchesMayHaveChanged(isTold: switchesWatch.follow(places.hints))
    }

    private func foldersChanged() {
        watch.drain()
        watchFolders()
        do throws(StudyFault) { try hub.study.logsChanged() } catch { journal.write(error.sentence) }
        hub.prospect.changed(isDeed: false)
        hub.refreshPacks()
    }
}
