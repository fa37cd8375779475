import Study
import Wire

package struct WhyResult: WireObject {
    package var card = ""
    package var sentence = ""
    package var asked = false
    package var desiredRetention = 0.9
    package var reviews = 0
    package var known = 0
    package var memory: GradeResult?

    package init() {}

    package static let shape = Shape<WhyResult>(
        "WhyResult", "Why a card is asked now, or not.",
        [
            .required("card", \.card, .text(), "The card's id."),
            .required("sentence", \.sentence, .text(), "The reason in one sentence."),
            .required("asked", \.asked, .bool, "Whether it is due and nothing keeps it from being asked."),
            .required(
                "desiredRetention", \.desiredRetention, .number(0...1),
                "The probability of recall at which it comes up."),
            .required("reviews", \.reviews, .count, "How many of its reviews count."),
            .required("known", \.known, .count, "In how many of them it was known: every grade but again."),
            .required("memory", \.memory, .nullable(.object), "What is remembered; null for a card never answered."),
        ])
}
