import Wire

extension Method where Context == Client {
    static var reviewSubscribe: Method {
        Method(
            "review/subscribe",
            "From now on this client gets two notices shaped like review/due's result: review/changed after anything changed, and review/due when by the passing of time something has become due.",
            params: Nothing.self, result: WireType<Nothing>.object
        ) { client, _ throws(Refusal) in
            client.hub.prospect.settle()
            client.isSubscribed = true
            return Nothing()
        }
    }
}
