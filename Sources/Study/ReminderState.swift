import JSONText
import Machine
import Memory

/// What became of the last reminders. When it is lost, one may come that was put off.
package struct ReminderState: Equatable, Sendable {
    /// The study day on which one was shown last.
    package var shown: StudyDay?
    /// The study day that was to be skipped last.
    package var skipped: StudyDay?
    /// Put off until then.
    package var later: Instant?
    /// The daemon said that nothing would be to do before then.
    package var idleUntil: Instant?
    /// What `standing` was when the daemon said so.
    package var found: String?
    /// Why a notification could not be shown last; the journal has it.
    package var told: String?

    /// How long "later" is: an hour, in milliseconds.
    package static let laterMilliseconds: Int64 = 3_600_000

    private static let fileBytes = 65_536

    package init() {}

    /// What cannot be read counts as lost.
    package static func read(_ path: String) -> ReminderState {
        guard let bytes = try? Files.read(path, limit: fileBytes), let json = try? JSONReader.read(bytes) else {
            return ReminderState()
        }
        var state = ReminderState()
        state.shown = json["shown"]?.text.flatMap { StudyDay(iso8601: $0) }
        state.skipped = json["skipped"]?.text.flatMap { StudyDay(iso8601: $0) }
        state.later = json["later"]?.text.flatMap { Instant(iso8601: $0) }
        state.idleUntil = json["idleUntil"]?.text.flatMap { Instant(iso8601: $0) }
        state.found = json["found"]?.text
        state.told = json["told"]?.text
        return state
    }

    /// Tells whether packs or logs have come since, also while no daemon saw them: how many files there are, and the newest change.
    package static func standing(_ places: Places) -> String {
        var count = 0
        var newest: Int64 = 0
        for root in places.packs + [places.log] {
            Files.walk(root, suffix: "") { _, stamp in
                count += 1
                newest = max(newest, stamp.changed)
                return true
            }
        }
        return "\(count) \(newest)"
    }

    package func write(_ path: String) throws(StudyFault) {
        let members: [(String, String?)] = [
            ("shown", shown?.iso8601), ("skipped", skipped?.iso8601), ("later", later?.iso8601),
            ("idleUntil", idleUntil?.iso8601), ("found", found), ("told", told),
        ]
        var json = JSONObject()
        for (name, value) in members {
            if let value { json.append(name, .text(value)) }
        }
        do throws(SystemFault) {
            try Files.makeFolder(Path.folder(of: path))
            try Files.replace(path, with: Array((JSON.object(json).written + "\n").utf8))
        } catch {
            throw StudyFault(.failed, error.sentence)
        }
    }
}
