import JSONText
import Machine
import Memory

/// When somebody wants to be reminded: `reminders.json` beside the settings, this device's own, theirs to edit. Without it there are no
/// reminders.
package struct ReminderSettings: Equatable, Sendable {
    package var window = ReminderWindow.usual
    package var days = ReminderDays.weekdays
    /// A reminder comes on every so manieth day at most: 1 for each.
    package var every = 1

    /// What "less often" leads to, one after the other.
    package static let rhythms = [1, 2, 4, 7, 14, 28]

    /// A larger file is none of ours.
    private static let fileBytes = 65_536

    package init() {}

    package init(window: ReminderWindow, days: Set<Weekday>, every: Int = 1) {
        self.window = window
        self.days = days
        self.every = every
    }

    /// Half as often, or what comes nearest.
    package mutating func slowDown() {
        every = Self.rhythms.first { $0 > every } ?? every
    }

    /// Nil when reminders are off.
    package static func read(_ path: String) throws(StudyFault) -> ReminderSettings? {
        guard Files.exists(path) else { return nil }
        let bytes: [UInt8]
        do throws(SystemFault) { bytes = try Files.read(path, limit: fileBytes) } catch {
            throw StudyFault(.failed, error.sentence)
        }
        return try read(bytes, name: path)
    }

    package static func read(_ bytes: [UInt8], name: String) throws(StudyFault) -> ReminderSettings {
        let json: JSON
        do throws(JSONFault) { json = try JSONReader.read(bytes) } catch {
            throw StudyFault(
                .failed, "\(name) is not JSON at byte \(error.offset): \(error.sentence); correct or remove it")
        }
        var settings = ReminderSettings()
        if let at = json["at"] {
            guard let window = at.text.flatMap({ ReminderWindow($0) }) else {
                throw StudyFault(.failed, "\(name): at must be like \"9:30-18:00\", not \(at.written)")
            }
            settings.window = window
        }
        if let days = json["days"] {
            guard let read = days.text.flatMap({ ReminderDays.read($0) }) else {
                throw StudyFault(.failed, "\(name): days must be like \"weekdays\" or \"mon,wed\", not \(days.written)")
            }
            settings.days = read
        }
        if let every = json["every"] {
            guard let days = every.integer, (1...365).contains(days) else {
                throw StudyFault(.failed, "\(name): every must be a whole number from 1 to 365, not \(every.written)")
            }
            settings.every = Int(days)
        }
        return settings
    }

    package func write(_ path: String) throws(StudyFault) {
        let text = """
            {
              "at": \(JSON.text(window.words).written),
              "days": \(JSON.text(ReminderDays.written(days)).written),
              "every": \(every)
            }

            """
        do throws(SystemFault) {
            try Files.makeFolder(Path.folder(of: path))
            try Files.replace(path, with: Array(text.utf8))
        } catch {
            throw StudyFault(.failed, error.sentence)
        }
    }

    /// "9:30-18:00 on weekdays, every 4th day at most".
    package var words: String {
        let rhythm = every == 1 ? "one a day at most" : "one in \(every) days at most"
        return "\(window.words) \(ReminderDays.words(days)), \(rhythm)"
    }
}
