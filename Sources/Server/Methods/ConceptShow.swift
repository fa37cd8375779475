import Study
import Wire

extension Method where Context == Client {
    static var conceptShow: Method {
        Method(
            "concept/show",
            "Gives one concept with all its text. Questions are left out: they would give answers away.",
            runs: .whenIndexed, params: ShowParams.self, result: WireType<WholeConcept>.object, refusals: [.notFound]
        ) { client, params throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in WholeConcept(try client.study.show(params.id)) }
        }
    }
}
