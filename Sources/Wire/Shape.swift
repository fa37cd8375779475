import JSONText

/// A struct that goes over the wire. Its `shape` is the one place that says how: from it come reading, writing,
/// bounds, error messages and the JSON Schema.
package protocol WireObject: Sendable {
    /// A value with every field at its default.
    init()
    static var shape: Shape<Self> { get }
}

/// The fields of a wire struct, in the order they are written.
package struct Shape<Root: Sendable>: Sendable {
    package let name: String
    let words: String
    let fields: [Field<Root>]
    let empty: @Sendable () -> Root
    // The two functions of each field again, on their own: going through them copies no more than a function each.
    private let readers: [@Sendable (JSONObject, inout Root) throws(ShapeFault) -> Void]
    private let writers: [@Sendable (Root, inout JSONWriter) -> Void]

    /// Members that no field names are ignored, so that a newer client can talk to an older daemon.
    package func read(_ json: JSON) throws(ShapeFault) -> Root {
        guard case .object(let object) = json else { throw .expected("an object", json) }
        var root = empty()
        for index in readers.indices { try readers[index](object, &root) }
        return root
    }

    package func write(_ root: Root, _ writer: inout JSONWriter) {
        writer.object { for index in writers.indices { writers[index](root, &$0) } }
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
}

extension Shape where Root: WireObject {
    package init(_ name: String, _ words: String, _ fields: [Field<Root>]) {
        self.name = name
        self.words = words
        self.fields = fields
        empty = { Root() }
        readers = fields.map(\.read)
        writers = fields.map(\.write)
    }
}

/// One member of a wire struct.
package struct Field<Root: Sendable>: Sendable {
    let name: String
    let words: String
    let isRequired: Bool
    let schema: @Sendable () -> JSON
    let read: @Sendable (JSONObject, inout Root) throws(ShapeFault) -> Void
    let write: @Sendable (Root, inout JSONWriter) -> Void
    let definitions: @Sendable () -> [ShapeDescription]

    package typealias Place<Value> = WritableKeyPath<Root, Value> & Sendable

    /// Takes a stored property from where it lies. (Going through the key path each time takes as long as writing the value.)
    private static func reader<Value>(_ place: any Place<Value>) -> @Sendable (Root) -> Value {
        guard let offset = MemoryLayout<Root>.offset(of: place) else { return { $0[keyPath: place] } }
        return { root in
            withUnsafePointer(to: root) { UnsafeRawPointer($0).load(fromByteOffset: offset, as: Value.self) }
        }
    }

    /// A member that must be there when read and always is when written.
    package static func required<Value>(
        _ name: String, _ place: any Place<Value>, _ kind: WireType<Value>, _ words: String
    ) -> Field {
        let value = reader(place)
        return Field(name: name, words: words, isRequired: true, schema: kind.schema) {
            object, root throws(ShapeFault) in
            guard let json = object[name] else { throw ShapeFault("is missing: \(words)", path: name) }
            do throws(ShapeFault) { root[keyPath: place] = try kind.read(json) } catch { throw error.within(name) }
        } write: { root, writer in
            writer.name(name)
            kind.write(value(root), &writer)
        } definitions: {
            kind.definitions()
        }
    }

    /// A member that may be left out, or null, when read; nil is left out when written.
    package static func optional<Value>(
        _ name: String, _ place: any Place<Value?>, _ kind: WireType<Value>, _ words: String
    ) -> Field {
        let value = reader(place)
        return Field(name: name, words: words, isRequired: false, schema: kind.schema) {
            object, root throws(ShapeFault) in
            guard let json = object[name], json != .null else { return }
            do throws(ShapeFault) { root[keyPath: place] = try kind.read(json) } catch { throw error.within(name) }
        } write: { root, writer in
            guard let value = value(root) else { return }
            writer.name(name)
            kind.write(value, &writer)
        } definitions: {
            kind.definitions()
        }
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
