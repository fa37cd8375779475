import Machine
import Study
import Wire

extension Method where Context == Client {
    static var sessionOpen: Method {
        Method(
            "session/open",
            "Optional first words of a client: which data folder it means, so that it never talks to another one's daemon, and the time its requests go by.",
            params: OpenParams.self, result: WireType<Nothing>.object, refusals: [.notFound]
        ) { client, params throws(Refusal) in
            let own = client.study.places.data
            if let data = params.data, data != own {
                throw Refusal(.notFound, "this daemon serves \(own), not \(data)")
            }
            if let now = params.now {
                guard let clock = Clock(now) else {
                    throw Refusal(.invalidParams, "now must be like 2026-11-22T09:00:00Z or +3d, not \"\(now)\"")
                }
                client.clock = clock
            }
            return Nothing()
        }
    }
}
