import JSONText
import Machine
import Memory

/// What the user may set in `settings.json`; a file that is missing leaves everything at its default.
package struct Settings: Sendable {
    /// The probability of recall at which a card comes up again; 0.70 to 0.99.
    package var desiredRetention = 0.9
    /// Cards that may be asked for the first time on one study day.
    package var newPerDay = 3
    /// Minutes a quiz lasts.
    package var minutes = 2
    /// Minutes without clients after which the daemon ends; 0 for never.
    package var idleMinutes = 30

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
            func whole(_ range: ClosedRange<Int64>) -> Int? {
                if let value = member.value.integer, range.contains(value) { return Int(value) }
                complaints.append(
                    "\(name): \(member.name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
                return nil
            }
            switch member.name {
            case "newPerDay": settings.newPerDay = whole(0...1000) ?? settings.newPerDay
            case "minutes": settings.minutes = whole(1...600) ?? settings.minutes
            case "idleMinutes": settings.idleMinutes = whole(0...525_600) ?? settings.idleMinutes
            case "desiredRetention":
                if case .number(let value) = member.value, (0.7...0.99).contains(value) {
                    settings.desiredRetention = value
                } else {
                    complaints.append("\(name): desiredRetention must be a number from 0.7 to 0.99")
                }
            default:
                complaints.append(
                    "\(name): there is no setting \"\(member.name)\"; known are desiredRetention, idleMinutes, minutes, newPerDay"
                )
            }
        }
        return (settings, complaints)
    }
}
