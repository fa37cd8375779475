import JSONText
import Wire

/// LSP's frame around a session. Retort's own methods need none of it.
extension Method where Context == Client {
    static var initialize: Method {
        Method(
            "initialize", "LSP: begins a session and tells what the server can do.",
            sort: .initialize, params: Nothing.self, result: WireType<InitializeResult>.object
        ) { _, _ throws(Refusal) in
            InitializeResult()
        }
    }

    static var initialized: Method {
        Method(notification: "initialized", "LSP: the client has taken note.", sort: .lsp, params: Nothing.self) { _, _ in }
    }

    static var setTrace: Method {
        Method(notification: "$/setTrace", "LSP: accepted; there is nothing to trace.", params: Nothing.self) { _, _ in }
    }

    static var shutdown: Method {
        Method(
            "shutdown", "LSP: ends the session; only exit may follow.",
            sort: .shutdown, params: Nothing.self, result: WireType<JSON>.anything
        ) { _, _ throws(Refusal) in
            .null
        }
    }

    static var exit: Method {
        Method(notification: "exit", "LSP: closes the connection.", sort: .exit, params: Nothing.self) { _, _ in }
    }
}

package struct ServerInfo: WireObject {
    package var name = "retort"
    package var version = Version.program

    package init() {}

    package static let shape = Shape<ServerInfo>(
        "ServerInfo", "Who answers.",
        [
            .required("name", \.name, .text(), "retort"),
            .required("version", \.version, .text(), "The program's version."),
        ])
}

package struct ServerCapabilities: WireObject {
    package var positionEncoding = "utf-16"

    package init() {}

    package static let shape = Shape<ServerCapabilities>(
        "ServerCapabilities", "What the server can do of LSP.",
        [.required("positionEncoding", \.positionEncoding, .word(["utf-16"]), "How columns are counted.")])
}

package struct InitializeResult: WireObject {
    package var capabilities = ServerCapabilities()
    package var serverInfo = ServerInfo()

    package init() {}

    package static let shape = Shape<InitializeResult>(
        "InitializeResult", "LSP's answer to initialize.",
        [
            .required("capabilities", \.capabilities, .object, "What the server can do."),
            .required("serverInfo", \.serverInfo, .object, "Who answers."),
        ])
}
