import Memory
import Study
import Wire

extension Method where Context == Client {
    static var reviewPause: Method {
        Method(
            "review/pause", "Asks nothing from now on, up to a day or until review/resume.", params: PauseParams.self,
            result: WireType<PauseResult>.object, refusals: [.failed]
        ) { client, params throws(Refusal) in
            let now = client.now
            var until = params.days.map { now.today.adding(days: $0) }
            if let text = params.until {
                guard let day = StudyDay(iso8601: text) else {
                    throw Refusal(.invalidParams, "until must be a day like 2026-12-01, not \"\(text)\"")
                }
                until = day
            }
            let pause = try Refusal.mapping { () throws(StudyFault) in
                try client.study.pause(until: until, now: now)
            }
            client.hub.reviewChanged()
            return PauseResult(pause)
        }
    }

    static var reviewResume: Method {
        Method(
            "review/resume", "Ends a pause.", params: Nothing.self, result: WireType<PauseResult>.object,
            refusals: [.failed]
        ) { client, _ throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in try client.study.resume(now: client.now) }
            client.hub.reviewChanged()
            return PauseResult(nil)
        }
    }
}
