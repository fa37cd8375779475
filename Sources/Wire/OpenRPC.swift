import JSONText

/// The OpenRPC description of the protocol, made from the methods themselves.
package enum OpenRPC {
    /// A document by OpenRPC 1.3.2 (https://spec.open-rpc.org). Notifications have no result, by which it
    /// tells them, and carry `x-notification: true` for people.
    package static func document<Context>(
        title: String, version: String, words: String, registry: Registry<Context>
    ) -> JSON {
        var schemas: [String: JSON] = [:]
        let methods = registry.methods.map { method in
            for shape in method.definitions() { schemas[shape.name] = shape.schema }
            return describe(method)
        }
        let components = JSONObject(schemas.keys.sorted().map { .init(name: $0, value: schemas[$0] ?? .null) })
        return [
            "openrpc": "1.3.2",
            "info": ["title": .text(title), "version": .text(version), "description": .text(words)],
            "methods": .list(methods),
            "components": ["schemas": .object(components)],
        ]
    }

    private static func describe<Context>(_ method: Method<Context>) -> JSON {
        let params: [JSON] = method.paramsShape().fields.map { field in
            [
                "name": .text(field.name), "description": .text(field.words), "required": .bool(field.isRequired),
                "schema": field.schema,
            ]
        }
        let errors: [JSON] = ([.invalidParams] + method.refusals).map { code in
            ["code": .integer(Int64(code.rawValue)), "message": .text(code.words)]
        }
        var object: JSONObject = [
            "name": .text(method.name), "description": .text(method.words), "paramStructure": "by-name",
            "params": .list(params),
        ]
        if method.isNotification {
            object.append("x-notification", true)
        } else {
            object.append("result", ["name": "result", "schema": method.resultSchema()])
            object.append("errors", .list(errors))
        }
        return .object(object)
    }
}
