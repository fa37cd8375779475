import Wire

extension Method where Context == Client {
    static var reviewSubscribe: Method {
        Method(
            "review/subscribe",
            "From now on this client gets the notice review/changed, shaped like review/due's result, after every grade and undo.",
            params: Nothing.self, result: WireType<Nothing>.object
        ) { client, _ throws(Refusal) in
            client.isSubscribed = true
            return Nothing()
        }
    }
}
