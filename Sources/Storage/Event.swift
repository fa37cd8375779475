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
        /// The same outside the schedule: it tells how long answers take, and moves no memory.
        case practice(card: String, grade: Grade, zoneMinutes: Int, milliseconds: Int?)
        /// Another event does not count, whatever it is; one that takes back an undo lets what that took back count again.
        case undo(device: String, seq: Int64)
        /// The card is not asked until it is unsuspended.
        case suspend(card: String)
        case unsuspend(card: String)
        /// The card is not asked any more on this study day.
        case bury(card: String, zoneMinutes: Int)
        /// The card is marked by the person, who may say why.
        case flag(card: String, note: String?)
        case unflag(card: String)
        /// The card is new again: its earlier reviews do not count.
        case reset(card: String)
        /// Nothing is asked, up to the morning of the study day `until` if there is one.
        case pause(zoneMinutes: Int, until: StudyDay?)
        case resume
        /// A setting that holds on all devices; for one pack, or for all that have none of their own.
        case setting(name: String, value: JSON, pack: String?)
        /// The card continues the history of another one, which it was before it was moved or renamed.
        case same(card: String, was: String)
        /// It does not. Of a card and itself: what it asks now is something else than before, and it is new.
        case apart(card: String, was: String)
        /// It may, and the person is asked until one of the two above is said; how the two asked, now and before.
        case resembles(card: String, was: String, now: String, before: String)
        /// A look-up that found nothing sure.
        case miss(query: String)
        /// A look-up that found a concept, as `pack/id`.
        case look(concept: String)
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
    /// A longer note to a flag is none; it may be a few paragraphs.
    package static let noteBytes = 8_192
    /// A longer look-up, or a longer name of a setting or a pack, is none.
    package static let wordBytes = 512
    /// A longer value of a setting, as JSON, is none.
    fileprivate static let valueBytes = 1_024
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
            $0.text(what.name)
            what.write(&$0)
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
        do throws(EventFault) {
            return .success(try What.read(name, EventReader(event: name, json: json)))
        } catch {
            return .failure(error)
        }
    }

    /// The device and the number of another event.
    fileprivate static func undone(_ json: JSON) throws(EventFault) -> (device: String, seq: Int64) {
        guard let source = source(json["undoes"]) else { throw EventFault("an undo that does not say of what") }
        return source
    }
}

extension Event.What {
    /// What it is called in a line.
    package var name: String {
        switch self {
        case .review: "review"
        case .practice: "practice"
        case .undo: "undo"
        case .suspend: "suspend"
        case .unsuspend: "unsuspend"
        case .bury: "bury"
        case .flag: "flag"
        case .unflag: "unflag"
        case .reset: "reset"
        case .pause: "pause"
        case .resume: "resume"
        case .setting: "setting"
        case .same: "same"
        case .apart: "apart"
        case .resembles: "resembles"
        case .miss: "miss"
        case .look: "look"
        case .unknown(let name): name
        }
    }

    /// The members of its line behind `event`.
    fileprivate func write(_ writer: inout JSONWriter) {
        func text(_ name: String, _ text: String?) {
            guard let text else { return }
            writer.name(name)
            writer.text(text)
        }
        func integer(_ name: String, _ value: Int?) {
            guard let value else { return }
            writer.name(name)
            writer.integer(Int64(value))
        }
        switch self {
        case .review(let card, let grade, let zoneMinutes, let milliseconds),
            .practice(let card, let grade, let zoneMinutes, let milliseconds):
            text("card", card)
            integer("grade", grade.rawValue)
            integer("zone", zoneMinutes)
            integer("milliseconds", milliseconds)
        case .undo(let device, let seq):
            writer.name("undoes")
            writer.object {
                $0.name("device")
                $0.text(device)
                $0.name("seq")
                $0.integer(seq)
            }
        case .suspend(let card), .unsuspend(let card), .unflag(let card), .reset(let card):
            text("card", card)
        case .bury(let card, let zoneMinutes):
            text("card", card)
            integer("zone", zoneMinutes)
        case .flag(let card, let note):
            text("card", card)
            text("note", note)
        case .pause(let zoneMinutes, let until):
            integer("zone", zoneMinutes)
            text("until", until?.iso8601)
        case .setting(let name, let value, let pack):
            text("name", name)
            writer.name("value")
            writer.value(value)
            text("pack", pack)
        case .same(let card, let was), .apart(let card, let was):
            text("card", card)
            text("was", was)
        case .resembles(let card, let was, let now, let before):
            text("card", card)
            text("was", was)
            text("now", now)
            text("before", before)
        case .miss(let query): text("query", query)
        case .look(let concept): text("concept", concept)
        case .resume, .unknown: break
        }
    }

    fileprivate static func read(_ name: String, _ line: EventReader) throws(EventFault) -> Event.What {
        switch name {
        case "review":
            return .review(
                card: try line.card(), grade: try line.grade(), zoneMinutes: try line.zone(),
                milliseconds: line.milliseconds)
        case "practice":
            return .practice(
                card: try line.card(), grade: try line.grade(), zoneMinutes: try line.zone(),
                milliseconds: line.milliseconds)
        case "undo":
            let (device, seq) = try Event.undone(line.json)
            return .undo(device: device, seq: seq)
        case "suspend": return .suspend(card: try line.card())
        case "unsuspend": return .unsuspend(card: try line.card())
        case "bury": return .bury(card: try line.card(), zoneMinutes: try line.zone())
        case "flag":
            let note = line.json["note"] == nil ? nil : try line.text("note", least: 0, most: Event.noteBytes)
            return .flag(card: try line.card(), note: note)
        case "unflag": return .unflag(card: try line.card())
        case "reset": return .reset(card: try line.card())
        case "pause": return .pause(zoneMinutes: try line.zone(), until: try line.day("until"))
        case "resume": return .resume
        case "setting":
            let pack = line.json["pack"] == nil ? nil : try line.text("pack", most: Event.wordBytes)
            return .setting(name: try line.text("name", most: Event.wordBytes), value: try line.value(), pack: pack)
        case "same": return .same(card: try line.card(), was: try line.card("was"))
        case "apart": return .apart(card: try line.card(), was: try line.card("was"))
        case "resembles":
            return .resembles(
                card: try line.card(), was: try line.card("was"),
                now: try line.text("now", least: 0, most: Event.noteBytes),
                before: try line.text("before", least: 0, most: Event.noteBytes))
        case "miss": return .miss(query: try line.text("query", most: Event.wordBytes))
        case "look": return .look(concept: try line.text("concept", most: Event.wordBytes))
        default: return .unknown(name)
        }
    }
}

/// The members of a line, each with its bounds.
private struct EventReader {
    let event: String
    let json: JSON

    private func fault(_ sentence: String) -> EventFault {
        EventFault("\("aeiou".contains(event.first ?? " ") ? "an" : "a") \(event) \(sentence)")
    }

    func text(_ name: String, least: Int = 1, most: Int) throws(EventFault) -> String {
        guard let text = json[name]?.text, (least...most).contains(text.utf8.count) else {
            throw fault("whose \(name) is missing or has more than \(most) bytes")
        }
        return text
    }

    func card(_ name: String = "card") throws(EventFault) -> String {
        guard let card = json[name]?.text, !card.isEmpty, card.utf8.count <= Event.cardBytes else {
            throw fault("without a card" + (name == "card" ? "" : " as its \"\(name)\""))
        }
        return card
    }

    func grade() throws(EventFault) -> Grade {
        guard let grade = json["grade"]?.integer.flatMap({ Grade(rawValue: Int(truncatingIfNeeded: $0)) }),
            json["grade"]?.integer == Int64(grade.rawValue)
        else { throw fault("whose grade is not 1 to 4") }
        return grade
    }

    /// Minutes east of UTC; 0 when left out.
    func zone() throws(EventFault) -> Int {
        let zone = json["zone"]?.integer ?? 0
        guard (-1_440...1_440).contains(zone) else { throw fault("whose zone is not -1440 to 1440 minutes") }
        return Int(zone)
    }

    /// How long an answer took, moved into a day.
    var milliseconds: Int? {
        json["milliseconds"]?.integer.map { Int(min(max($0, 0), 86_400_000)) }
    }

    func day(_ name: String) throws(EventFault) -> StudyDay? {
        guard let value = json[name] else { return nil }
        guard let day = value.text.flatMap({ StudyDay(iso8601: $0) }) else {
            throw fault("whose \(name) is no date like 2026-11-25")
        }
        return day
    }

    func value() throws(EventFault) -> JSON {
        guard let value = json["value"], value.written.utf8.count <= Event.valueBytes else {
            throw fault("whose value is missing or has more than \(Event.valueBytes) bytes")
        }
        return value
    }
}

/// Why a line is no event.
package struct EventFault: Error, Sendable {
    package let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}
