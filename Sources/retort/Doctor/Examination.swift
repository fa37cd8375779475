import Machine
import Server
import Study
import Wire

/// Everything `retort doctor` looks at, in the order it tells: first what needs no daemon, so that what keeps one from
/// starting is named before that it does not start.
struct Examination {
    private var context: CommandContext
    private var places: Places { context.places }
    private typealias Finding = Checkup.Finding

    /// A daemon that is well answers within milliseconds; a large pack may be just being read.
    private static let patienceNanoseconds: Int64 = 10_000_000_000

    init(_ context: CommandContext) {
        self.context = context
        self.context.deadline = Clock.monotonic() + Self.patienceNanoseconds
    }

    func findings() -> [Checkup.Finding] {
        var findings = [program(), data(), disk()]
        findings += Checkup.logs(places, now: context.clock.now())
        findings.append(Checkup.store(places))
        findings += Checkup.settings(places)
        findings += sockets()
        findings += daemonAndPacks()
        findings.append(reminders())
        findings += SwitchedOn.findings(program: Path.program)
        return findings
    }

    // MARK: The program and its folders

    private func program() -> Finding {
        let own = Path.program
        let words = "retort \(Version.program), \(own)"
        let folders = (context.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let first = folders.map { $0 + "/retort" }.first { Files.exists($0) }
        guard let first else {
            return Finding(
                "program", "\(words); there is no retort on the PATH, which is where editors and shells look for it",
                advice: "put \(Path.folder(of: own)) on the PATH")
        }
        guard Files.identity(first) == Files.identity(own) else {
            return Finding(
                "program", "\(words); what editors and shells start is another one, \(first)",
                advice: "remove one of the two, or put \(Path.folder(of: own)) first on the PATH")
        }
        return Finding("program", words)
    }

    private func data() -> Finding {
        for folder in [places.data, places.ownPacks, places.cache, places.state] {
            let there = Files.nearest(folder)
            if !Files.isFolder(there) {
                return Finding(
                    "data", "\(folder) cannot be made, since \(there) is no folder", advice: "move that file away")
            }
            if !Files.isWritable(there) {
                return Finding(
                    "data", "\(there) cannot be written, so nothing would be recorded",
                    advice: "see whose it is and what mode it has: ls -ld '\(there)'")
            }
        }
        return Finding("data", "\(places.data) can be written")
    }

    /// Below this a full disk is a matter of days: the store of the shipped pack takes some megabytes.
    private static let leastBytes = 50 << 20

    private func disk() -> Finding {
        for folder in [places.data, places.cache] {
            guard let bytes = Files.freeBytes(at: Files.nearest(folder)), bytes < Self.leastBytes else { continue }
            return Finding(
                "disk", "\(bytes >> 20) MB are left where \(folder) is; without room no grade can be recorded",
                advice: "make room on that disk")
        }
        let free = Files.freeBytes(at: Files.nearest(places.data)).map {
            $0 >> 30 < 10 ? "\($0 >> 20) MB are left" : "\($0 >> 30) GB are left"
        }
        return Finding("disk", free ?? "the system does not tell how much is left")
    }

    // MARK: The socket

    /// sockaddr_un(7): 108 bytes, one of them for the end.
    private static let socketBytes = 107

    private func sockets() -> [Finding] {
        let path = places.sockets[0]
        if path.utf8.count > Self.socketBytes {
            return [
                Finding(
                    "socket", "\(path) has \(path.utf8.count) bytes and Linux allows \(Self.socketBytes)",
                    advice: "set RETORT_SOCKET to a shorter path, for the editors, too")
            ]
        }
        // Made by the system for the time that somebody is logged in.
        if let runtime = context.environment["XDG_RUNTIME_DIR"], path.hasPrefix(runtime + "/"),
            !Files.isFolder(runtime) || !Files.isWritable(runtime)
        {
            return [
                Finding(
                    "socket", "XDG_RUNTIME_DIR is \(runtime), which is no folder that can be written",
                    advice: "unset XDG_RUNTIME_DIR, or log in so that the system makes the folder")
            ]
        }
        for (place, most) in [(path, 0o600), (Path.folder(of: path), 0o700)] {
            guard let (owner, mode) = Files.permissions(place) else { continue }
            let octal = String(mode, radix: 8)
            if owner != Process.user || mode & ~UInt32(most) != 0 {
                return [
                    Finding(
                        "socket", "\(place) is user \(owner)'s with mode \(octal), so that others may reach it",
                        advice:
                            "chmod \(String(most, radix: 8)) '\(place)', or remove it; the next daemon makes it anew")
                ]
            }
        }
        return [Finding("socket", path)]
    }

    // MARK: The daemon

    private func daemonAndPacks() -> [Finding] {
        let note = DaemonNote.read(places)
        if let running = try? Connection.openRunning(context) { return asked(running, "runs") }
        if let note {
            return [
                Finding(
                    "daemon", "process \(note.pid) holds \(places.lock) but does not answer",
                    advice: "end it: kill \(note.pid), or kill -9 if it stays; every grade is on the disk"),
                Checkup.packs(places),
            ]
        }
        do throws(Failure) {
            return asked(try Connection.open(context), "was started")
        } catch {
            return [
                Finding(
                    "daemon", error.sentence + lastWords(error.sentence),
                    advice: "see the other problems; then: retort status"),
                Checkup.packs(places),
            ]
        }
    }

    /// What a daemon that did not stay wrote last.
    private func lastWords(_ sentence: String) -> String {
        guard sentence.contains(places.journal), let size = Files.stamp(places.journal)?.size,
            let end = try? Files.read(places.journal, from: max(0, size - 2048), count: 2048),
            let line = end.split(separator: UInt8(ascii: "\n")).last
        else { return "" }
        return " (the journal ends with: \(String(decoding: line, as: UTF8.self)))"
    }

    private func asked(_ connection: Connection, _ how: String) -> [Finding] {
        let status: StatusResult
        let packs: [PackEntry]
        do throws(Failure) {
            status = try connection.ask("daemon/status", Nothing(), StatusResult.self)
            packs = try connection.ask("pack/list", Nothing(), PackListResult.self).packs
        } catch {
            return [
                Finding(
                    "daemon", error.sentence, advice: "if packs are just being read wait, else: retort stop"),
                Checkup.packs(places),
            ]
        }
        return [daemon(status, how), memory(status)] + self.packs(packs) + clocks(status)
    }

    private func daemon(_ status: StatusResult, _ how: String) -> Finding {
        let words = "process \(status.pid) \(how), retort \(status.version)"
        // A program that was replaced while it ran is "/path (deleted)".
        let running = Files.target(ofLink: "/proc/\(status.pid)/exe")
        if status.version != Version.program || running?.hasSuffix(" (deleted)") == true {
            return Finding(
                "daemon", "\(words), of an earlier installation",
                advice: "retort stop; the next command starts this one")
        }
        return Finding("daemon", words)
    }

    private func memory(_ status: StatusResult) -> Finding {
        if let fault = status.noteFault {
            return Finding(
                "look-ups", "they are not remembered: \(fault)", advice: "nothing else suffers; see data and disk")
        }
        return Finding(
            "memory", "\(Page.count(status.reviews, "review", "reviews")), \(Page.count(status.cards, "card", "cards"))"
        )
    }

    private func packs(_ packs: [PackEntry]) -> [Finding] {
        if packs.isEmpty { return [Checkup.noPacks(places)] }
        return packs.map { pack in
            let words = "\(pack.name), \(Page.count(pack.concepts, "concept", "concepts")) in \(pack.folder)"
            guard pack.faults > 0 else { return Finding("pack", words) }
            return Finding(
                "pack", "\(words), \(Page.count(pack.faults, "fault", "faults"))",
                advice: "retort pack check \(pack.name)")
        }
    }

    /// What a clock did is put right by itself; it is told, since a person may wonder about their dates.
    private func clocks(_ status: StatusResult) -> [Finding] {
        status.clocks.isEmpty
            ? [Finding("clock", "no device's was seen to jump")]
            : status.clocks.map { Finding("clock", "\($0); those answers are dated anew, and nothing is to be done") }
    }

    // MARK: Reminders

    private func reminders() -> Finding {
        do throws(Failure) {
            guard let settings = try context.reminderSettings() else { return Finding("reminders", "off") }
            guard let clockwork = ReminderClockwork.present(context) else {
                return Finding(
                    "reminders", "on, \(settings.words), but nobody looks whether it is time",
                    advice: "retort remind on")
            }
            return Finding("reminders", "on, \(settings.words); \(clockwork.words)")
        } catch {
            return Finding("reminders", error.sentence, advice: "until then there are none")
        }
    }
}
