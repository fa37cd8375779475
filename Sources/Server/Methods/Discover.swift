import JSONText
import Wire

extension Method where Context == Client {
    static var discover: Method {
        Method(
            "rpc.discover", "Gives this description of the protocol, an OpenRPC document.",
            params: Nothing.self, result: WireType<JSON>.anything
        ) { _, _ throws(Refusal) in
            Protocol.document
        }
    }
}
