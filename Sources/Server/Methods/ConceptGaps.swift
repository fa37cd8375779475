import Study
import Wire

extension Method where Context == Client {
    static var conceptGaps: Method {
        Method(
            "concept/gaps", "What was looked up and not found, the most often asked first: what to read or to write.",
            runs: .whenIndexed, params: GapsParams.self, result: WireType<GapsResult>.object
        ) { client, params throws(Refusal) in
            client.hub.takeNotes()
            let (gaps, found) = try Refusal.mapping { () throws(StudyFault) in
                try client.study.gaps(limit: params.limit ?? 20, now: client.now)
            }
            var result = GapsResult()
            result.gaps = gaps.map { WireGap($0) }
            result.found = found
            return result
        }
    }
}
