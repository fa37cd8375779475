import JSONText

/// A struct that goes over the wire. Its `shape` is the one place that says how: from it come reading, writing,
/// bounds, error messages and the JSON Schema.
package protocol WireObject: Sendable {
    /// A value with every field at its default.
    init()
    static var shape: Shape<Self> { get }
}

/// The fields of a wire struct, in the order they are written. (A class, since a shape is used for every message and a struct
/// would be copied with all it holds each time.)
package final class Shape<Root: Sendable>: Sendable {
    package let name: String
    let words: String
    let fields: [Field<Root>]
    private let empty: @Sendable () -> Root
    // Those of all fields again: what knows its types only when it runs is slow, even as the item of a list.
    private let places: [FieldPlace]

    /// Members that no field names are ignored, so that a newer client can talk to an older daemon.
    package func read(_ json: JSON) throws(ShapeFault) -> Root {
        guard case .object(let object) = json else { throw .expected("an object", json) }
        var root = empty()
        try withUnsafeMutablePointer(to: &root) { root throws(ShapeFault) in
            for place in places { try place.read(object, UnsafeMutableRawPointer(root)) }
        }
        return root
    }

    package func write(_ root: Root, _ writer: inout JSONWriter) {
        withUnsafePointer(to: root) { write(at: $0, &writer) }
    }

    func write(at root: UnsafePointer<Root>, _ writer: inout JSONWriter) {
        writer.object { for place in places { place.write(UnsafeRawPointer(root), &$0) } }
    }

    /// This shape and all it refers to.
    package func definitions() -> [ShapeDescription] {
        var required: [JSON] = []
        var properties = JSONObject()
        for field in fields {
            if field.isRequired { required.append(.text(field.name)) }
            properties.append(field.name, field.described)
        }
        var schema: JSONObject = ["type": "object", "description": .text(words), "properties": .object(properties)]
        if !required.isEmpty { schema.append("required", .list(required)) }
        let own = ShapeDescription(name: name, schema: .object(schema), fields: fields.map(\.description))
        return [own] + fields.flatMap { $0.definitions() }
    }

    package init(_ name: String, _ words: String, _ fields: [Field<Root>]) where Root: WireObject {
        self.name = name
        self.words = words
        self.fields = fields
        empty = { Root() }
        places = fields.map(\.place)
    }
}

/// Reads and writes one field of a struct that lies at an address.
struct FieldPlace: Sendable {
    let read: @Sendable (JSONObject, UnsafeMutableRawPointer) throws(ShapeFault) -> Void
    let write: @Sendable (UnsafeRawPointer, inout JSONWriter) -> Void
}

/// One member of a wire struct.
package struct Field<Root: Sendable>: Sendable {
    let name: String
    let words: String
    let isRequired: Bool
    let schema: @Sendable () -> JSON
    let definitions: @Sendable () -> [ShapeDescription]
    let place: FieldPlace

    package typealias Place<Value> = WritableKeyPath<Root, Value> & Sendable

    /// Where a stored property lies. (Going through the key path each time takes as long as writing the value.)
    private static func offset<Value>(_ name: String, _ place: any Place<Value>) -> Int {
        guard let offset = MemoryLayout<Root>.offset(of: place) else {
            preconditionFailure("\(Root.self).\(name) is no stored property")
        }
        return offset
    }

    /// A member that must be there when read and always is when written.
    package static func required<Value>(
        _ name: String, _ place: any Place<Value>, _ kind: WireType<Value>, _ words: String
    ) -> Field {
        let (offset, written) = (offset(name, place), JSONWriter.Name(name))
        return Field(
            name: name, words: words, isRequired: true, schema: kind.schema, definitions: kind.definitions,
            place: FieldPlace { object, root throws(ShapeFault) in
                guard let json = object[name] else { throw ShapeFault("is missing: \(words)", path: name) }
                let place = (root + offset).assumingMemoryBound(to: Value.self)
                do throws(ShapeFault) { place.pointee = try kind.read(json) } catch { throw error.within(name) }
            } write: { root, writer in
                writer.name(written)
                kind.write((root + offset).assumingMemoryBound(to: Value.self), &writer)
            })
    }

    /// A member that may be left out, or null, when read; nil is left out when written.
    package static func optional<Value>(
        _ name: String, _ place: any Place<Value?>, _ kind: WireType<Value>, _ words: String
    ) -> Field {
        let (offset, written) = (offset(name, place), JSONWriter.Name(name))
        return Field(
            name: name, words: words, isRequired: false, schema: kind.schema, definitions: kind.definitions,
            place: FieldPlace { object, root throws(ShapeFault) in
                guard let json = object[name], json != .null else { return }
                let place = (root + offset).assumingMemoryBound(to: Value?.self)
                do throws(ShapeFault) { place.pointee = try kind.read(json) } catch { throw error.within(name) }
            } write: { root, writer in
                guard let value = WireType<Value>.present(in: root + offset) else { return }
                writer.name(written)
                kind.write(value, &writer)
            })
    }

    var described: JSON {
        let schema = schema()
        guard case .object(var object) = schema, object["$ref"] == nil else { return schema }
        object.append("description", .text(words))
        return .object(object)
    }

    var description: FieldDescription {
        FieldDescription(name: name, words: words, isRequired: isRequired, schema: schema())
    }
}

/// A shape without its Swift type, for the documents made from it.
package struct ShapeDescription: Sendable {
    package var name: String
    package var schema: JSON
    package var fields: [FieldDescription]
}

package struct FieldDescription: Sendable {
    package var name: String
    package var words: String
    package var isRequired: Bool
    package var schema: JSON
}

/// For methods that take or give nothing.
package struct Nothing: WireObject {
    package init() {}
    package static let shape = Shape<Nothing>("Nothing", "No members.", [])
}
