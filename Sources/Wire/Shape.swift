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
    let empty: @Sendable () -> Root
    // Those of all fields, one after the other: a list of functions that know their types only when they run takes longer.
    private let readAll: @Sendable (JSONObject, inout Root) throws(ShapeFault) -> Void
    private let writeAll: @Sendable (Root, inout JSONWriter) -> Void

    /// Members that no field names are ignored, so that a newer client can talk to an older daemon.
    package func read(_ json: JSON) throws(ShapeFault) -> Root {
        guard case .object(let object) = json else { throw .expected("an object", json) }
        var root = empty()
        try readAll(object, &root)
        return root
    }

    package func write(_ root: Root, _ writer: inout JSONWriter) {
        writer.object { writeAll(root, &$0) }
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
        var readAll: @Sendable (JSONObject, inout Root) throws(ShapeFault) -> Void = { _, _ in }
        var writeAll: @Sendable (Root, inout JSONWriter) -> Void = { _, _ in }
        for field in fields {
            let (read, readBefore, write, writeBefore) = (field.read, readAll, field.write, writeAll)
            readAll = { object, root throws(ShapeFault) in
                try readBefore(object, &root)
                try read(object, &root)
            }
            writeAll = { root, writer in
                writeBefore(root, &writer)
                write(root, &writer)
            }
        }
        self.readAll = readAll
        self.writeAll = writeAll
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

    /// Takes a stored property from where it lies, and puts one there. (Going through the key path each time takes as long as
    /// writing the value.)
    private static func reader<Value>(_ place: any Place<Value>) -> @Sendable (Root) -> Value {
        guard let offset = MemoryLayout<Root>.offset(of: place) else { return { $0[keyPath: place] } }
        return { root in
            withUnsafePointer(to: root) { UnsafeRawPointer($0).load(fromByteOffset: offset, as: Value.self) }
        }
    }

    private static func setter<Value>(_ place: any Place<Value>) -> @Sendable (inout Root, Value) -> Void {
        guard let offset = MemoryLayout<Root>.offset(of: place) else { return { $0[keyPath: place] = $1 } }
        return { root, value in
            withUnsafeMutablePointer(to: &root) {
                (UnsafeMutableRawPointer($0) + offset).assumingMemoryBound(to: Value.self).pointee = value
            }
        }
    }

    /// A member that must be there when read and always is when written.
    package static func required<Value>(
        _ name: String, _ place: any Place<Value>, _ kind: WireType<Value>, _ words: String
    ) -> Field {
        let (value, set) = (reader(place), setter(place))
        return Field(name: name, words: words, isRequired: true, schema: kind.schema) {
            object, root throws(ShapeFault) in
            guard let json = object[name] else { throw ShapeFault("is missing: \(words)", path: name) }
            do throws(ShapeFault) { set(&root, try kind.read(json)) } catch { throw error.within(name) }
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
        let (value, set) = (reader(place), setter(place))
        return Field(name: name, words: words, isRequired: false, schema: kind.schema) {
            object, root throws(ShapeFault) in
            guard let json = object[name], json != .null else { return }
            do throws(ShapeFault) { set(&root, try kind.read(json)) } catch { throw error.within(name) }
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
