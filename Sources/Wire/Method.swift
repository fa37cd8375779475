import JSONText

/// One method of the protocol: its name, words for the documents, the shapes of what it takes and gives, and its answer.
///
/// `Context` is what an answer may use; it stays on the loop's thread. (A class: it is looked up for every message.)
package final class Method<Context>: Sendable {
    package enum Sort: Sendable {
        /// Ours; may come at any time.
        case own
        /// LSP's; refused before `initialize`.
        case lsp
        /// LSP's frame around a session.
        case initialize, shutdown, exit
    }

    /// How a method runs belongs to the method, as a value.
    package enum Runs: Sendable {
        /// On the loop's thread, at once.
        case atOnce
        /// The same, but held back until the packs have been looked at once, unless they are large.
        case whenIndexed
        /// On the labour thread; the loop goes on meanwhile.
        case asLabour
    }

    package let name: String
    package let words: String
    package let sort: Sort
    package let runs: Runs
    /// Sent without an id; nothing comes back.
    package let isNotification: Bool
    /// Besides those that every method may give.
    package let refusals: [Refusal.Code]
    /// For the documents. A shape is made when it is first used: who starts a session waits for none but its own.
    package let paramsShape: @Sendable () -> ShapeDescription
    package let resultSchema: @Sendable () -> JSON
    package let definitions: @Sendable () -> [ShapeDescription]
    let answer: @Sendable (Context, JSON?, @escaping Answer) -> Cancel?

    /// Takes what an answer needs to be sent: a refusal, or a function that writes the result.
    package typealias Answer = (Outcome) -> Void
    /// Stops work that is under way.
    package typealias Cancel = () -> Void

    /// A request answered on the loop's thread.
    package convenience init<Params: WireObject, Value>(
        _ name: String, _ words: String, sort: Sort = .own, runs: Runs = .atOnce,
        params: Params.Type, result: @autoclosure @escaping @Sendable () -> WireType<Value>,
        refusals: [Refusal.Code] = [],
        answer: @escaping @Sendable (Context, Params) throws(Refusal) -> Value
    ) {
        self.init(name, words, sort, runs, false, params, result(), refusals) { context, json, reply in
            do throws(Refusal) {
                let value = try answer(context, try Self.params(json))
                reply(.result { writer in withUnsafePointer(to: value) { result().write($0, &writer) } })
            } catch {
                reply(.refused(error))
            }
            return nil
        }
    }

    /// A request answered later, from the labour thread's results or when something else has come. `answer` gives what stops the work.
    package convenience init<Params: WireObject, Value>(
        labour name: String, _ words: String, sort: Sort = .own, runs: Runs = .asLabour,
        params: Params.Type, result: @autoclosure @escaping @Sendable () -> WireType<Value>,
        refusals: [Refusal.Code] = [],
        answer:
            @escaping @Sendable (
                Context, Params, @escaping (Result<Value, Refusal>) -> Void
            ) throws(Refusal) -> Cancel
    ) {
        self.init(name, words, sort, runs, false, params, result(), refusals) { context, json, reply in
            do throws(Refusal) {
                return try answer(context, try Self.params(json)) { value in
                    switch value {
                    case .success(let value):
                        reply(.result { writer in withUnsafePointer(to: value) { result().write($0, &writer) } })
                    case .failure(let refusal): reply(.refused(refusal))
                    }
                }
            } catch {
                reply(.refused(error))
                return nil
            }
        }
    }

    /// A notification. A fault in it is nobody's answer and is dropped.
    package convenience init<Params: WireObject>(
        notification name: String, _ words: String, sort: Sort = .own, params: Params.Type,
        take: @escaping @Sendable (Context, Params) -> Void
    ) {
        self.init(name, words, sort, .atOnce, true, params, WireType<JSON>.anything, []) { context, json, _ in
            if let params: Params = try? Self.params(json) { take(context, params) }
            return nil
        }
    }

    private init<Params: WireObject, Value>(
        _ name: String, _ words: String, _ sort: Sort, _ runs: Runs, _ isNotification: Bool,
        _ params: Params.Type, _ result: @autoclosure @escaping @Sendable () -> WireType<Value>,
        _ refusals: [Refusal.Code],
        answer: @escaping @Sendable (Context, JSON?, @escaping Answer) -> Cancel?
    ) {
        self.name = name
        self.words = words
        self.sort = sort
        self.runs = runs
        self.isNotification = isNotification
        self.refusals = refusals
        paramsShape = { Params.shape.definitions()[0] }
        resultSchema = { result().schema() }
        definitions = { Array(Params.shape.definitions().dropFirst()) + result().definitions() }
        self.answer = answer
    }

    private static func params<Params: WireObject>(_ json: JSON?) throws(Refusal) -> Params {
        if case .list = json {
            throw Refusal(.invalidParams, "params must be an object with named members, not a list")
        }
        do throws(ShapeFault) {
            return try Params.shape.read(json ?? [:])
        } catch {
            throw Refusal(.invalidParams, error.words)
        }
    }
}

/// How a request ended. (A type of its own, since Swift builds `Result`'s description anew at every use across modules.)
package enum Outcome {
    /// Writes the result.
    case result((inout JSONWriter) -> Void)
    case refused(Refusal)
}

/// All methods by name.
package struct Registry<Context>: Sendable {
    package let methods: [Method<Context>]
    private let places: [String: Int]

    package init(_ methods: [Method<Context>]) {
        self.methods = methods
        places = Dictionary(methods.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(name: String) -> Method<Context>? {
        places[name].map { methods[$0] }
    }
}
