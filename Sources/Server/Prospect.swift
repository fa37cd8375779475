import JSONText
import Machine
import Memory
import Study
import Wire

/// What there is to do, told to those who do not ask: the status file that prompts show, and the notices to subscribers.
///
/// It is counted after something has changed and at the one moment when the passing of time changes it. Counting takes
/// longer than a grade, so it is done when the answers are on their way.
package final class Prospect {
    /// Calls `rang` after so many milliseconds; set by who runs the loop.
    package var wake: (_ milliseconds: Int64) -> Void = { _ in }

    private unowned let hub: Hub
    private let journal: (String) -> Void
    private var isChanged = false
    private var isDeed = false
    private var isPutOff = false
    /// What was to do when it was counted last.
    private var known: DueSummary?
    private var told: String?

    /// While no subscriber waits for it, what changes within this time is counted once: a question follows a grade at once.
    private static let pauseMilliseconds: Int64 = 100
    /// Before a moment that has not come yet though the alarm rang, as on a clock that stands still.
    private static let leastMilliseconds: Int64 = 1000
    /// A larger status file is none of ours.
    private static let fileBytes = 4096

    init(hub: Hub, journal: @escaping (String) -> Void) {
        self.hub = hub
        self.journal = journal
    }

    /// - Parameter isDeed: somebody has done something, which subscribers are told in any case.
    func changed(isDeed: Bool) {
        isChanged = true
        if isDeed { self.isDeed = true }
    }

    func turnEnded() {
        guard isChanged, hub.isReady else { return }
        if hub.hasSubscribers() { return count() }
        if !isPutOff { wake(Self.pauseMilliseconds) }
        isPutOff = true
    }

    /// The time has come: for what was put off, or of something that becomes due.
    package func rang() {
        if hub.isReady { count() }
    }

    /// Counts what was put off: before the end, and before somebody listens who asked for later changes only.
    package func settle() {
        if isChanged, hub.isReady { count() }
    }

    private func count() {
        let isByTime = !isChanged
        let isTold = isDeed
        isChanged = false
        isDeed = false
        isPutOff = false
        let now = hub.now
        // A fault is told to whoever asks for something.
        guard let summary = try? hub.study.due(now: now) else { return }
        if let changes = summary.changes {
            wake(max(changes.milliseconds - now.at.milliseconds, Self.leastMilliseconds))
        }
        keep(summary.line)
        if isByTime, let known, summary.due + summary.new > known.due + known.new {
            tell("review/due", summary)
        } else if isTold || summary.line != known?.line {
            tell("review/changed", summary)
        }
        known = summary
    }

    private func tell(_ notice: String, _ summary: DueSummary) {
        guard hub.hasSubscribers() else { return }
        hub.broadcast(notice) { DueResult.shape.write(DueResult(summary), &$0) }
    }

    /// Only a line that says something else is written.
    private func keep(_ line: String) {
        let file = hub.study.places.status
        let bytes = line.isEmpty ? [] : Array((line + "\n").utf8)
        if (try? Files.read(file, limit: Self.fileBytes)) == bytes { return }
        do throws(SystemFault) {
            try Files.makeFolder(hub.study.places.state)
            try Files.replace(file, with: bytes)
            told = nil
        } catch {
            if told != error.sentence { journal("prompts show what was: \(error.sentence)") }
            told = error.sentence
        }
    }
}
