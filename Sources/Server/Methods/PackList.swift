import Study
import Wire

extension Method where Context == Client {
    static var packList: Method {
        Method(
            "pack/list", "Lists the packs in the index.",
            runs: .whenIndexed, params: Nothing.self, result: WireType<PackListResult>.object
        ) { client, _ throws(Refusal) in
            var result = PackListResult()
            result.packs = try Refusal.mapping { () throws(StudyFault) in
                try client.study.status().packs.map { PackEntry($0) }
            }
            return result
        }
    }
}
