import JSONText
import Machine
import Memory

/// What the user may set: in `settings.json`, for this device, or with `retort settings`, for all of them. What is set
/// nowhere has its default.
package struct Settings: Sendable {
    /// The probability of recall at which a card comes up again; 0.70 to 0.99.
    package var desiredRetention = 0.9
    /// Cards that may be asked for the first time on one study day.
    package var newPerDay = 3
    /// Minutes of answering a study day asks for.
    package var minutes = 2
    /// Minutes without clients after which the daemon ends; 0 for never.
    package var idleMinutes = 30
    /// No card is put off longer, in days.
    package var maximumIntervalDays = 36_500
    /// Weekdays on which less is asked.
    package var easyDays: Set<Weekday> = []

    package init() {}

    /// A larger file is no settings file.
    private static let fileBytes = 65_536

    /// The settings, and a sentence for each entry that was not understood.
    package static func read(_ path: String) -> (Settings, [String]) {
        guard Files.exists(path) else { return (Settings(), []) }
        do throws(SystemFault) {
            return read(try Files.read(path, limit: fileBytes), name: path)
        } catch {
            return (Settings(), [error.sentence])
        }
    }

    package static func read(_ bytes: [UInt8], name: String) -> (Settings, [String]) {
        var settings = Settings()
        var complaints: [String] = []
        let json: JSON
        do throws(JSONFault) { json = try JSONReader.read(bytes) } catch {
            return (settings, ["\(name) is not JSON at byte \(error.offset): \(error.sentence); the defaults are used"])
        }
        guard case .object(let object) = json else {
            return (settings, ["\(name) must hold a JSON object; the defaults are used"])
        }
        for member in object.members {
            if let complaint = settings.set(member.name, member.value) { complaints.append("\(name): \(complaint)") }
        }
        return (settings, complaints)
    }

    /// The settings that travel with the logs, and hold on every device; the others are each device's own.
    package static let travelling = ["desiredRetention", "easyDays", "maximumIntervalDays", "minutes", "newPerDay"]
    package static let names = (travelling + ["idleMinutes"]).sorted()

    /// Takes a value, or says why it is none.
    mutating func set(_ name: String, _ value: JSON) -> String? {
        func whole(_ range: ClosedRange<Int64>, _ place: WritableKeyPath<Settings, Int>) -> String? {
            guard let value = value.integer, range.contains(value) else {
                return "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
            self[keyPath: place] = Int(value)
            return nil
        }
        switch name {
        case "newPerDay": return whole(0...1000, \.newPerDay)
        case "minutes": return whole(1...600, \.minutes)
        case "idleMinutes": return whole(0...525_600, \.idleMinutes)
        case "maximumIntervalDays": return whole(1...36_500, \.maximumIntervalDays)
        case "desiredRetention":
            guard case .number(let value) = value, (0.7...0.99).contains(value) else {
                return "desiredRetention must be a number from 0.7 to 0.99"
            }
            desiredRetention = value
        case "easyDays":
            let days = value.list?.compactMap { $0.text.flatMap(Weekday.init) }
            guard let days, days.count == value.list?.count else {
                return "easyDays must be a list of weekdays like [\"saturday\", \"sunday\"]"
            }
            easyDays = Set(days)
        default: return "there is no setting \"\(name)\"; known are \(Self.names.joined(separator: ", "))"
        }
        return nil
    }

    /// The value of a setting as JSON; nil when there is none of that name.
    package func value(_ name: String) -> JSON? {
        switch name {
        case "newPerDay": .integer(Int64(newPerDay))
        case "minutes": .integer(Int64(minutes))
        case "idleMinutes": .integer(Int64(idleMinutes))
        case "maximumIntervalDays": .integer(Int64(maximumIntervalDays))
        case "desiredRetention": .number(desiredRetention)
        case "easyDays": .list(Weekday.allCases.filter(easyDays.contains).map { .text($0.rawValue) })
        default: nil
        }
    }
}
