import Study
import Wire

extension Method where Context == Client {
    static var cardSource: Method {
        Method(
            "card/source", "Tells where a card is written down, to edit it.", runs: .whenIndexed,
            params: CardParams.self, result: WireType<SourceResult>.object, refusals: [.notFound]
        ) { client, params throws(Refusal) in
            try Refusal.mapping { () throws(StudyFault) in SourceResult(try client.study.source(of: params.card)) }
        }
    }
}
