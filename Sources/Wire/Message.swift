import JSONText

/// One JSON-RPC 2.0 message as it came in.
package enum Message {
    case request(id: RequestID, method: String, params: JSON?)
    case notification(method: String, params: JSON?)
    /// The client's answer to a request of ours; `result` is nil when it is an error.
    case response(id: RequestID, result: JSON?)
    case invalid(id: RequestID?, sentence: String)

    package init(_ json: JSON) {
        guard case .object(let object) = json else {
            self = .invalid(id: nil, sentence: "a message must be an object, or a list of them")
            return
        }
        let id = object["id"].map(RequestID.init)
        if case .some(.none) = id {
            self = .invalid(id: nil, sentence: "id must be a text, a number or null")
            return
        }
        let known = id ?? nil
        guard object["jsonrpc"] == .text("2.0") else {
            self = .invalid(id: known, sentence: "jsonrpc must be \"2.0\"")
            return
        }
        guard let method = object["method"] else {
            let result = object["result"]
            if let known, result != nil || object["error"] != nil {
                self = .response(id: known, result: object["error"] == nil ? result : nil)
            } else {
                self = .invalid(id: known, sentence: "method is missing")
            }
            return
        }
        guard case .text(let name) = method else {
            self = .invalid(id: known, sentence: "method must be a text")
            return
        }
        let params: JSON?
        switch object["params"] {
        case .some(.object(let members)): params = .object(members)
        case .some(.list(let items)): params = .list(items)
        // Some editors send null where there are no parameters.
        case .none, .some(.null): params = .none
        default:
            self = .invalid(id: known, sentence: "params must be an object")
            return
        }
        if let known {
            self = .request(id: known, method: name, params: params)
        } else {
            self = .notification(method: name, params: params)
        }
    }

    // MARK: What we send

    package static func result(_ id: RequestID, _ result: (inout JSONWriter) -> Void) -> [UInt8] {
        envelope(id, "result", result)
    }

    package static func refusal(_ id: RequestID?, _ refusal: Refusal) -> [UInt8] {
        envelope(id ?? .null, "error") { refusal.write(&$0) }
    }

    package static func notice(_ method: String, _ params: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.name("jsonrpc")
            $0.text("2.0")
            $0.name("method")
            $0.text(method)
            $0.name("params")
            params(&$0)
        }
        return writer.bytes
    }

    /// A request of ours.
    package static func request(_ id: Int64, _ method: String, _ params: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.name("jsonrpc")
            $0.text("2.0")
            $0.name("id")
            $0.integer(id)
            $0.name("method")
            $0.text(method)
            $0.name("params")
            params(&$0)
        }
        return writer.bytes
    }

    private static func envelope(_ id: RequestID, _ name: String, _ content: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(reserving: 1024)
        writer.object {
            $0.name("jsonrpc")
            $0.text("2.0")
            $0.name("id")
            id.write(&$0)
            $0.name(name)
            content(&$0)
        }
        return writer.bytes
    }
}

/// What a client calls its request; sent back with the same value.
package enum RequestID: Sendable, Hashable {
    case integer(Int64)
    case number(Double)
    case text(String)
    case null

    package init?(_ json: JSON) {
        switch json {
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .text(let value): self = .text(value)
        case .null: self = .null
        default: return nil
        }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .integer(let value): writer.integer(value)
        case .number(let value): writer.number(value)
        case .text(let value): writer.text(value)
        case .null: writer.null()
        }
    }
}
