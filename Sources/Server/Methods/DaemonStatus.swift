import Machine
import Study
import Wire

extension Method where Context == Client {
    static var daemonStatus: Method {
        Method(
            "daemon/status", "Tells which version runs, since when, with what in it, and how far packs are read.",
            params: Nothing.self, result: WireType<StatusResult>.object
        ) { client, _ throws(Refusal) in
            let (hub, now) = (client.hub, client.now)
            let status = try Refusal.mapping { () throws(StudyFault) in try hub.study.status() }
            var result = StatusResult()
            result.version = Version.program
            result.wire = Version.wire
            result.pid = Process.identifier
            result.uptimeSeconds = Int((Clock.monotonic() - hub.started) / 1_000_000_000)
            result.concepts = status.concepts
            result.cards = status.cards
            result.reviews = status.reviews
            result.packs = status.packs.count
            result.clients = hub.clientCount()
            result.residentBytes = hub.residentBytes
            result.device = hub.study.device
            result.data = hub.study.places.data
            result.socket = hub.socket
            result.idleMinutes = hub.settings.idleMinutes
            result.logFaults = status.logFaults
            // Before the first look at the packs nobody knows how much there is to read.
            let indexing = hub.indexing ?? (hub.isReady ? nil : LabourProgress(done: 0, total: 0))
            result.indexing = indexing.map { IndexingState($0) }
            result.clocks = try Refusal.mapping { () throws(StudyFault) in
                try hub.study.clockReport(now: now)
            }
            result.noteFault = status.noteFault
            result.quietSeconds = hub.quietSeconds(at: now.at, lastAnswer: status.lastAnswer)
            return result
        }
    }

    static var daemonStop: Method {
        Method(
            "daemon/stop",
            "Ends the daemon once this answer is sent. Nothing is lost: every grade is on the disk already.",
            params: Nothing.self, result: WireType<Nothing>.object
        ) { client, _ throws(Refusal) in
            client.hub.stop()
            return Nothing()
        }
    }
}
