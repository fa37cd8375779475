import Machine
import Storage

/// What can be told of a data folder by reading its files, whether or not a daemon serves it. Nothing is changed.
package enum Checkup {
    package struct Finding: Sendable {
        /// What was looked at: a word.
        package var subject: String
        /// How it is.
        package var words: String
        /// What to do; nil when all is well.
        package var advice: String?

        package init(_ subject: String, _ words: String, advice: String? = nil) {
            self.subject = subject
            self.words = words
            self.advice = advice
        }
    }

    /// Later than the clock by more than this, an event is in the future: clocks differ by some minutes.
    private static let futureMilliseconds: Int64 = 10 * 60_000

    /// One for each log.
    /// - Parameter now: in milliseconds since 1970.
    package static func logs(_ places: Places, now: Int64) -> [Finding] {
        guard Files.exists(places.log) else {
            return [Finding("log", "\(places.log) is not there yet: nothing was answered here")]
        }
        guard Files.isFolder(places.log) else {
            return [
                Finding("log", "\(places.log) is no folder", advice: "move it away; the next command makes the folder")
            ]
        }
        let logs = LogCheck.all(in: places.log)
        if logs.isEmpty { return [Finding("log", "\(places.log) is empty: nothing was answered yet")] }
        return logs.map { finding($0, places.log + "/" + $0.name, now: now) }
    }

    private static func finding(_ log: LogCheck, _ path: String, now: Int64) -> Finding {
        if let refusal = log.refusal {
            return Finding("log", refusal, advice: "make it readable, or move it away if it is no log of yours")
        }
        let counted = "\(path): \(log.events) \(log.events == 1 ? "event" : "events")"
        if let first = log.firstFault {
            let lines = log.faults == 1 ? "1 line is no event" : "\(log.faults) lines are no events"
            return Finding(
                "log", "\(counted); \(lines) and counted for nothing, \(first)",
                advice: "look at the line, and correct or delete it while no daemon runs (retort stop)")
        }
        if let latest = log.latest, latest > now + futureMilliseconds {
            return Finding(
                "log", "\(counted), the latest \((latest - now) / 60_000) minutes ahead of this machine's clock",
                advice: "see which clock is wrong, this machine's or that of the one that wrote it")
        }
        return Finding("log", counted + (log.isUnfinished ? "; the last line was cut off and does not count" : ""))
    }

    package static func store(_ places: Places) -> Finding {
        let again = "retort stop, then delete \(places.cache); it is made again, and nothing is lost"
        switch StoreCheck.run(places.store) {
        case .missing: return Finding("store", "\(places.store) is not there; the daemon makes it from packs and logs")
        case .otherVersion(let found, let wanted):
            return Finding("store", "of another version (\(found), not \(wanted)); the daemon makes it anew by itself")
        case .sound(let bytes): return Finding("store", "\(places.store) is sound, \(bytes >> 20) MB")
        case .damaged(let words): return Finding("store", "\(places.store) is damaged: \(words)", advice: again)
        case .closed(let sentence):
            return Finding("store", sentence, advice: "make it readable and writable, or: \(again)")
        }
    }

    /// The files in the folder of settings.
    package static func settings(_ places: Places) -> [Finding] {
        var findings: [Finding] = []
        let complaints = Settings.read(places.settings).1
        for complaint in complaints { findings.append(Finding("settings", complaint, advice: "correct the file")) }
        if complaints.isEmpty {
            let words = Files.exists(places.settings) ? "\(places.settings) is understood" : "none of this device's own"
            findings.append(Finding("settings", words))
        }
        if Files.exists(places.hints) {
            switch HintSwitches.read(places.hints) {
            case .success: findings.append(Finding("hints", "\(places.hints) is understood"))
            case .failure(let fault):
                findings.append(Finding("hints", fault.sentence, advice: "until then hints are shown everywhere"))
            }
        }
        return findings
    }

    /// The packs' names, when there is no daemon to tell how many faults they have.
    package static func packs(_ places: Places) -> Finding {
        let names = PackIndexer.packs(in: places.packs).map(\.name)
        return names.isEmpty ? noPacks(places) : Finding("packs", "found: \(names.joined(separator: ", "))")
    }

    package static func noPacks(_ places: Places) -> Finding {
        Finding(
            "packs", "none in \(places.packs.joined(separator: " and "))",
            advice: "install again, or name folders of packs in RETORT_PACKS")
    }
}
