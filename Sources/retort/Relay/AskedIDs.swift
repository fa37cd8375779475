import JSONText
import Wire

/// The ids of what daemons ask an editor. Each daemon counts from the same number; here they go on from one to the next, so that
/// the editor's answer to a daemon that has gone is never taken for one to the present daemon.
struct AskedIDs {
    /// What is added to the present daemon's ids.
    private var shift: Int64 = 0
    private var next = WireLimits.firstAsked

    /// From now on another daemon asks.
    mutating func beginAnew() {
        shift = next - WireLimits.firstAsked
    }

    /// What the editor gets of a daemon's request.
    mutating func taken(_ message: [UInt8], _ id: Int64) -> [UInt8] {
        next = max(next, id + shift + 1)
        guard shift > 0, let json = try? JSONReader.read(message) else { return message }
        return Self.written(json, id: id + shift)
    }

    /// What the daemon gets of the editor's message; nil for an answer to what a former daemon asked.
    func passed(_ message: [UInt8], _ json: JSON) -> [UInt8]? {
        guard shift > 0, json["result"] != nil || json["error"] != nil, let id = json["id"]?.integer else {
            return message
        }
        return id >= WireLimits.firstAsked + shift ? Self.written(json, id: id - shift) : nil
    }

    private static func written(_ json: JSON, id: Int64) -> [UInt8] {
        var object = json.object ?? [:]
        for place in object.members.indices where object.members[place].name == "id" {
            object.members[place].value = .integer(id)
        }
        return Array(JSON.object(object).written.utf8)
    }
}
