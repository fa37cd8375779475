import JSONText

/// A request that is not answered with a result: the JSON-RPC error with a sentence for people.
package struct Refusal: Error, Sendable {
    package enum Code: Int, Sendable, CaseIterable {
        case parseError = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case internalError = -32603
        /// LSP: a request before `initialize`.
        case notInitialized = -32002
        /// LSP: the client took the request back.
        case cancelled = -32800
        /// No such concept, card, pack or file.
        case notFound = -32001
        /// It was understood, but cannot be done now: a full disk, say.
        case failed = -32003
        /// Too much at once; try again later.
        case busy = -32005

        package var words: String {
            switch self {
            case .parseError: "The text is not JSON."
            case .invalidRequest: "The message is not a JSON-RPC request, or comes at the wrong time."
            case .methodNotFound: "No method has this name."
            case .invalidParams: "A parameter is missing or wrong; the message names it."
            case .internalError: "A fault of Retort's own."
            case .notInitialized: "An LSP request came before initialize."
            case .cancelled: "The client cancelled the request."
            case .notFound: "There is no such concept, card, pack or file."
            case .failed: "It was understood but could not be done; the message says why."
            case .busy: "Too many requests wait already."
            }
        }
    }

    package var code: Code
    package var message: String
    /// Names that were meant, perhaps; sent as `data.nearest`.
    package var nearest: [String]

    package init(_ code: Code, _ message: String, nearest: [String] = []) {
        self.code = code
        self.message = message
        self.nearest = nearest
    }

    package func write(_ writer: inout JSONWriter) {
        writer.object {
            $0.name("code")
            $0.integer(Int64(code.rawValue))
            $0.name("message")
            $0.text(message)
            if !nearest.isEmpty {
                $0.name("data")
                $0.object {
                    $0.name("nearest")
                    $0.list { for name in nearest { $0.text(name) } }
                }
            }
        }
    }
}
