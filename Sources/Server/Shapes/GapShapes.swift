import Study
import Wire

package struct GapsParams: WireObject {
    package var limit: Int?

    package init() {}

    package static let shape = Shape<GapsParams>(
        "GapsParams", "How many.",
        [.optional("limit", \.limit, .integer(1...100), "Gaps given at most; 20 when left out.")])
}

package struct WireGap: WireObject {
    package var query = ""
    package var days = 0
    package var at = 0
    package var nearest: [ConceptLink] = []

    package init() {}

    init(_ gap: Gap) {
        query = gap.query
        days = gap.days
        at = Int(gap.last.milliseconds)
        nearest = gap.nearest.map {
            var link = ConceptLink()
            link.id = $0.pack + "/" + $0.id
            link.title = $0.title
            return link
        }
    }

    package static let shape = Shape<WireGap>(
        "Gap", "Something that was asked and not found.",
        [
            .required("query", \.query, .text(), "As it was asked last, on one line and shortened."),
            .required("days", \.days, .count, "On how many study days it was asked, counted for each device."),
            .required("at", \.at, .moment, "When it was asked last, milliseconds since 1970 UTC."),
            .required(
                "nearest", \.nearest, .list(.object, most: 3), "What comes closest now, with its pack in its id."),
        ])
}

package struct GapsResult: WireObject {
    package var gaps: [WireGap] = []
    package var found = 0

    package init() {}

    package static let shape = Shape<GapsResult>(
        "GapsResult", "What was asked and not found within the last year.",
        [
            .required("gaps", \.gaps, .list(.object, most: 100), "The most often asked first."),
            .required("found", \.found, .count, "How many others are found by now."),
        ])
}
