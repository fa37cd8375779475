import Study
import Wire

extension Method where Context == Client {
    static var reviewStats: Method {
        Method(
            labour: "review/stats",
            "What the reviews say: what comes up in the next 30 days, how predictions and memory agree, how strong each topic is, and the minutes of the last 30 days.",
            params: StatsParams.self, result: WireType<StatsResult>.object, refusals: [.cancelled, .busy, .failed]
        ) { client, params, answer throws(Refusal) in
            let (places, now) = (client.study.places, client.now)
            let (scheduler, minutes) = (client.study.scheduler, client.study.settings.minutes)
            // Counted once the index is whole: a large pack is looked at for a while.
            var cancel: () -> Void = {}
            cancel = client.awaitIndex(
                token: nil,
                answer: { (waited: Result<Bool, Refusal>) in
                    if case .failure(let refusal) = waited { return answer(.failure(refusal)) }
                    cancel = client.labour(
                        "counting reviews", token: params.workDoneToken, answer: answer, shape: { StatsResult($0) }
                    ) {
                        Statistics.run(places: places, scheduler: scheduler, minutes: minutes, now: now, ticket: $0)
                    }
                }, value: { true })
            return { cancel() }
        }
    }
}
