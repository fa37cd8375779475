import JSONText
import Memory

/// One line of a log: something that happened, never changed afterwards.
package struct Event: Sendable, Equatable {
    package var at: Instant
    package var device: String
    /// Counts the events of one device, from 1.
    package var seq: Int64
    package var what: What

    package enum What: Sendable, Equatable {
        /// A card was graded. `zoneMinutes` is how far east of UTC that was, which gives the study day;
        /// `milliseconds` how long the answer took.
        case review(card: String, grade: Grade, zoneMinutes: Int, milliseconds: Int?)
        /// An earlier event of a device does not count.
        case undo(device: String, seq: Int64)
        /// From a newer version; kept in the log, passed over here.
        case unknown(String)
    }

    package init(at: Instant, device: String, seq: Int64, what: What) {
        self.at = at
        self.device = device
        self.seq = seq
        self.what = what
    }

    /// A longer line is no event.
    package static let lineBytes = 65_536
    /// A longer card id is no card's.
    package static let cardBytes = 512
    /// A longer name is no device's.
    private static let deviceBytes = 128
    /// What events are numbered with: every whole number that any JSON reader keeps exactly, with room to count on.
    static let numbers: ClosedRange<Int64> = 1...(1 << 53)
    /// Times that ECMAScript's dates can hold, in milliseconds since 1970.
    private static let times: ClosedRange<Int64> = -8_640_000_000_000_000...8_640_000_000_000_000

    /// The line, with its line feed.
    package var line: [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.name("at")
            $0.integer(at.milliseconds)
            $0.name("device")
            $0.text(device)
            $0.name("seq")
            $0.integer(seq)
            $0.name("event")
            switch what {
            case .review(let card, let grade, let zoneMinutes, let milliseconds):
                $0.text("review")
                $0.name("card")
                $0.text(card)
                $0.name("grade")
                $0.integer(Int64(grade.rawValue))
                $0.name("zone")
                $0.integer(Int64(zoneMinutes))
                if let milliseconds {
                    $0.name("milliseconds")
                    $0.integer(Int64(milliseconds))
                }
            case .undo(let device, let seq):
                $0.text("undo")
                $0.name("undoes")
                $0.object {
                    $0.name("device")
                    $0.text(device)
                    $0.name("seq")
                    $0.integer(seq)
                }
            case .unknown(let name):
                $0.text(name)
            }
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    /// The event of a line without its line feed, or why it is none.
    package static func read(_ line: some Collection<UInt8>) -> Result<Event, EventFault> {
        if line.count > lineBytes { return .failure(EventFault("the line is longer than \(lineBytes) bytes")) }
        let json: JSON
        do throws(JSONFault) { json = try JSONReader.read(line) } catch {
            return .failure(EventFault("not JSON at byte \(error.offset) of the line: \(error.sentence)"))
        }
        guard let at = json["at"]?.integer, times.contains(at) else {
            return .failure(EventFault("\"at\" is not a time in milliseconds"))
        }
        guard let (device, seq) = source(json) else {
            return .failure(EventFault("\"device\" or \"seq\" is missing or no name or number of an event"))
        }
        guard let name = json["event"]?.text else { return .failure(EventFault("\"event\" is missing")) }
        switch what(name, json) {
        case .success(let what):
            return .success(Event(at: Instant(milliseconds: at), device: device, seq: seq, what: what))
        case .failure(let fault):
            return .failure(fault)
        }
    }

    /// The device and the number of an event.
    private static func source(_ json: JSON?) -> (device: String, seq: Int64)? {
        guard let device = json?["device"]?.text, !device.isEmpty, device.utf8.count <= deviceBytes,
            let seq = json?["seq"]?.integer, numbers.contains(seq)
        else { return nil }
        return (device, seq)
    }

    private static func what(_ name: String, _ json: JSON) -> Result<What, EventFault> {
        switch name {
        case "review":
            guard let card = json["card"]?.text, !card.isEmpty, card.utf8.count <= cardBytes else {
                return .failure(EventFault("a review without a card"))
            }
            guard let grade = json["grade"]?.integer.flatMap({ Grade(rawValue: Int(truncatingIfNeeded: $0)) }) else {
                return .failure(EventFault("a review whose grade is not 1 to 4"))
            }
            let zone = json["zone"]?.integer ?? 0
            guard (-1_440...1_440).contains(zone) else {
                return .failure(EventFault("a review whose zone is not -1440 to 1440 minutes"))
            }
            let milliseconds = json["milliseconds"]?.integer.map { Int(min(max($0, 0), 86_400_000)) }
            return .success(
                .review(card: card, grade: grade, zoneMinutes: Int(zone), milliseconds: milliseconds))
        case "undo":
            guard let (device, seq) = source(json["undoes"]) else {
                return .failure(EventFault("an undo that does not say of what"))
            }
            return .success(.undo(device: device, seq: seq))
        default:
            return .success(.unknown(name))
        }
    }
}

/// Why a line is no event.
package struct EventFault: Error, Sendable {
    package let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}
