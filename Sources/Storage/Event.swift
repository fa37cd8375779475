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
        guard let at = json["at"]?.integer, abs(at) < 8_640_000_000_000_000 else {
            return .failure(EventFault("\"at\" is not a time in milliseconds"))
        }
        guard let device = json["device"]?.text, !device.isEmpty, let seq = json["seq"]?.integer else {
            return .failure(EventFault("\"device\" or \"seq\" is missing"))
        }
        guard let name = json["event"]?.text else { return .failure(EventFault("\"event\" is missing")) }
        switch what(name, json) {
        case .success(let what):
            return .success(Event(at: Instant(milliseconds: at), device: device, seq: seq, what: what))
        case .failure(let fault):
            return .failure(fault)
        }
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
            guard abs(zone) <= 1_440 else { return .failure(EventFault("a review whose zone is not -1440 to 1440 minutes")) }
            let milliseconds = json["milliseconds"]?.integer.map { Int(min(max($0, 0), 86_400_000)) }
            return .success(
                .review(card: card, grade: grade, zoneMinutes: Int(zone), milliseconds: milliseconds))
        case "undo":
            guard let device = json["undoes"]?["device"]?.text, let seq = json["undoes"]?["seq"]?.integer else {
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
