import JSONText

/// How one kind of value goes over the wire: read with its bounds, written, and described as JSON Schema.
package struct WireType<Value>: Sendable {
    /// The JSON Schema, made when somebody asks: a session needs none.
    package let schema: @Sendable () -> JSON
    package let read: @Sendable (JSON) throws(ShapeFault) -> Value
    /// Takes the value where it lies: a copy of what is known only when it runs takes as long as writing it.
    package let write: @Sendable (UnsafePointer<Value>, inout JSONWriter) -> Void
    /// The named shapes that the schema refers to.
    package let definitions: @Sendable () -> [ShapeDescription]

    package init(
        schema: @autoclosure @escaping @Sendable () -> JSON,
        definitions: @escaping @Sendable () -> [ShapeDescription] = { [] },
        read: @escaping @Sendable (JSON) throws(ShapeFault) -> Value,
        write: @escaping @Sendable (UnsafePointer<Value>, inout JSONWriter) -> Void
    ) {
        self.schema = schema
        self.definitions = definitions
        self.read = read
        self.write = write
    }

    /// Where the value of an optional lies, nil when there is none: an optional with a value begins with it, as it is alone.
    static func present(in optional: UnsafeRawPointer) -> UnsafePointer<Value>? {
        switch optional.assumingMemoryBound(to: Value?.self).pointee {
        case .some: optional.assumingMemoryBound(to: Value.self)
        case .none: nil
        }
    }
}

/// A value that does not fit: where (outermost name first) and why.
package struct ShapeFault: Error, Sendable {
    package var path: String
    package var sentence: String

    package init(_ sentence: String, path: String = "") {
        self.sentence = sentence
        self.path = path
    }

    func within(_ name: String) -> ShapeFault {
        ShapeFault(sentence, path: path.isEmpty || path.hasPrefix("[") ? name + path : name + "." + path)
    }

    /// "limit must be a whole number from 1 to 50, not "ten""
    package var words: String { path.isEmpty ? sentence : "\(path) \(sentence)" }

    static func expected(_ what: String, _ json: JSON) -> ShapeFault {
        ShapeFault("must be \(what), not \(shortened(json))")
    }

    /// Lists and objects are named, not repeated: they can be large.
    private static func shortened(_ json: JSON) -> String {
        switch json {
        case .list: return "a list"
        case .object: return "an object"
        case .text(let text):
            // Not `count` or characters: one character can be megabytes of accents.
            let start = text.unicodeScalars.prefix(WireLimits.quoted)
            return JSON.text(String(start) + (start.endIndex == text.endIndex ? "" : "…")).written
        default: return json.written
        }
    }
}

extension WireType where Value == String {
    /// Text of at most so many characters; `least` 1 refuses an empty one.
    package static func text(least: Int = 0, most: Int = 10_000) -> WireType {
        WireType(schema: textSchema(least: least, most: most)) { json throws(ShapeFault) in
            guard case .text(let text) = json else { throw .expected("a text", json) }
            // There are no more characters than bytes, so that most texts need no counting.
            let count = least <= 1 && text.utf8.count <= most ? text.utf8.count : text.unicodeScalars.count
            if count < least {
                let wanted = least == 1 ? "not be empty" : "be a text of at least \(least) characters, not \(count)"
                throw ShapeFault("must \(wanted)")
            }
            if count > most { throw ShapeFault("must be a text of at most \(most) characters, not \(count)") }
            return text
        } write: {
            $1.text($0.pointee)
        }
    }

    private static func textSchema(least: Int, most: Int) -> JSON {
        var schema: JSONObject = ["type": "string", "maxLength": .integer(Int64(most))]
        if least > 0 { schema.append("minLength", .integer(Int64(least))) }
        return .object(schema)
    }

    /// One of a few words.
    package static func word(_ allowed: [String]) -> WireType {
        WireType(schema: ["type": "string", "enum": .list(allowed.map { .text($0) })]) { json throws(ShapeFault) in
            guard case .text(let text) = json, allowed.contains(text) else {
                throw .expected("one of \(allowed.joined(separator: ", "))", json)
            }
            return text
        } write: {
            $1.text($0.pointee)
        }
    }
}

extension WireType where Value == Int {
    package static func integer(_ range: ClosedRange<Int>) -> WireType {
        WireType(
            schema: [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        ) { json throws(ShapeFault) in
            guard let value = json.integer.map(Int.init), range.contains(value) else {
                throw .expected("a whole number from \(range.lowerBound) to \(range.upperBound)", json)
            }
            return value
        } write: {
            $1.integer(Int64($0.pointee))
        }
    }

    /// Counts and sizes.
    package static var count: WireType { integer(0...Int(Int32.max)) }
    /// Milliseconds since 1970-01-01 UTC.
    package static var moment: WireType { integer(-8_640_000_000_000_000...8_640_000_000_000_000) }
}

extension WireType where Value == Double {
    package static func number(_ range: ClosedRange<Double>) -> WireType {
        WireType(
            schema: ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        ) { json throws(ShapeFault) in
            let value: Double? =
                switch json {
                case .integer(let value): Double(value)
                case .number(let value): value
                default: nil
                }
            guard let value, range.contains(value) else {
                throw .expected("a number from \(range.lowerBound) to \(range.upperBound)", json)
            }
            return value
        } write: {
            $1.number($0.pointee)
        }
    }
}

extension WireType where Value == Bool {
    package static var bool: WireType {
        WireType(schema: ["type": "boolean"]) { json throws(ShapeFault) in
            guard case .bool(let value) = json else { throw .expected("true or false", json) }
            return value
        } write: {
            $1.bool($0.pointee)
        }
    }
}

extension WireType where Value == JSON {
    /// Any value at all, kept as it is.
    package static var anything: WireType {
        WireType(schema: .object([:])) { json throws(ShapeFault) in
            json
        } write: {
            $1.value($0.pointee)
        }
    }
}

extension WireType {
    /// A list of at most so many items.
    package static func list<Item>(_ item: WireType<Item>, most: Int) -> WireType where Value == [Item] {
        WireType(
            schema: ["type": "array", "items": item.schema(), "maxItems": .integer(Int64(most))],
            definitions: item.definitions
        ) { json throws(ShapeFault) in
            guard case .list(let items) = json else { throw .expected("a list", json) }
            if items.count > most { throw ShapeFault("must have at most \(most) items, not \(items.count)") }
            var values: [Item] = []
            values.reserveCapacity(items.count)
            for (index, json) in items.enumerated() {
                do throws(ShapeFault) { values.append(try item.read(json)) } catch { throw error.within("[\(index)]") }
            }
            return values
        } write: { list, writer in
            list.pointee.withUnsafeBufferPointer { items in
                guard let first = items.baseAddress else { return writer.list { _ in } }
                writer.list { for place in items.indices { item.write(first + place, &$0) } }
            }
        }
    }

    /// The value, or null.
    package static func nullable<Inner>(_ inner: WireType<Inner>) -> WireType where Value == Inner? {
        WireType(schema: ["oneOf": [inner.schema(), ["type": "null"]]], definitions: inner.definitions) {
            json throws(ShapeFault) in
            json == .null ? nil : try inner.read(json)
        } write: {
            if let value = WireType<Inner>.present(in: $0) { inner.write(value, &$1) } else { $1.null() }
        }
    }
}

extension WireType where Value: WireObject {
    /// An object of a named shape.
    package static var object: WireType {
        let definitions: @Sendable () -> [ShapeDescription] = { Value.shape.definitions() }
        return WireType(
            schema: ["$ref": .text("#/components/schemas/" + Value.shape.name)], definitions: definitions
        ) { json throws(ShapeFault) in
            try Value.shape.read(json)
        } write: {
            Value.shape.write(at: $0, &$1)
        }
    }
}
