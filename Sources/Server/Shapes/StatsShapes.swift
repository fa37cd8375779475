import JSONText
import Memory
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

package struct StatsParams: WireObject {
    package var workDoneToken: JSON?

    package init() {}

    package static let shape = Shape<StatsParams>(
        "StatsParams", "Nothing has to be said.",
        [
            .optional(
                "workDoneToken", \.workDoneToken, .anything,
                "Names the progress notices ($/progress) about this request.")
        ])
}

package struct StatsDay: WireObject {
    package var day = ""
    package var cards = 0
    package var minutes = 0.0

    package init() {}

    init(_ day: Statistics.Day) {
        self.day = day.day.iso8601
        cards = day.cards
        minutes = day.minutes
    }

    package static let shape = Shape<StatsDay>(
        "StatsDay", "A study day, from 04:00 on.",
        [
            .required("day", \.day, .text(), "The date on whose morning it begins, like 2026-11-22."),
            .required("cards", \.cards, .count, "Cards due, or answers given."),
            .required("minutes", \.minutes, .number(0...1e9), "How long they take, or took."),
        ])
}

package struct StatsBin: WireObject {
    package var from = 0.0
    package var to = 1.0
    package var reviews = 0
    package var predicted: Double?
    package var actual: Double?

    package init() {}

    init(_ bin: Calibration.Bin, from: Double, to: Double) {
        self.from = from
        self.to = to
        reviews = bin.count
        predicted = bin.count == 0 ? nil : bin.predicted
        actual = bin.count == 0 ? nil : bin.actual
    }

    package static let shape = Shape<StatsBin>(
        "StatsBin", "Reviews whose predicted probability of recall lay between two bounds.",
        [
            .required("from", \.from, .number(0...1), "The lower bound, included."),
            .required("to", \.to, .number(0...1), "The upper bound; 1 is included."),
            .required("reviews", \.reviews, .count, "How many there were."),
            .required(
                "predicted", \.predicted, .nullable(.number(0...1)), "The mean prediction; null without reviews."),
            .required("actual", \.actual, .nullable(.number(0...1)), "The share that was remembered."),
        ])
}

package struct StatsRetention: WireObject {
    package var reviews = 0
    package var predicted: Double?
    package var actual: Double?
    package var logLoss: Double?
    package var rmseBins: Double?
    package var bins: [StatsBin] = []

    package init() {}

    init(_ calibration: Calibration) {
        let total = calibration.total
        reviews = total.count
        predicted = total.count == 0 ? nil : total.predicted
        actual = total.count == 0 ? nil : total.actual
        logLoss = calibration.logLoss
        rmseBins = calibration.rootMeanSquaredErrorOfBins
        bins = calibration.bins.enumerated().map { index, bin in
            StatsBin(bin, from: Calibration.bounds[index], to: Calibration.bounds[index + 1])
        }
    }

    package static let shape = Shape<StatsRetention>(
        "StatsRetention",
        "Predicted against actual recall, over all reviews at least a study day after the one before (as the public benchmark of such models counts).",
        [
            .required("reviews", \.reviews, .count, "How many count."),
            .required(
                "predicted", \.predicted, .nullable(.number(0...1)), "The mean prediction; null without reviews."),
            .required("actual", \.actual, .nullable(.number(0...1)), "The share that was remembered."),
            .required(
                "logLoss", \.logLoss, .nullable(.number(0...100)),
                "The mean of -ln of the probability given to what happened; lower is better."),
            .required(
                "rmseBins", \.rmseBins, .nullable(.number(0...1)),
                "RMSE (bins) of open-spaced-repetition/srs-benchmark; lower is better."),
            .required("bins", \.bins, .list(.object, most: 100), "By prediction, the lowest first."),
        ])
}

package struct StatsTopic: WireObject {
    package var topic = ""
    package var cards = 0
    package var answered = 0
    package var strength: Double?
    package var reviews = 0
    package var actual: Double?

    package init() {}

    init(_ topic: Statistics.Topic) {
        self.topic = topic.name
        cards = topic.cards
        answered = topic.answered
        strength = topic.strength
        reviews = topic.recall.count
        actual = topic.recall.count == 0 ? nil : topic.recall.actual
    }

    package static let shape = Shape<StatsTopic>(
        "StatsTopic", "How well a topic is known.",
        [
            .required("topic", \.topic, .text(), "Its name."),
            .required("cards", \.cards, .count, "Cards it has."),
            .required("answered", \.answered, .count, "Those answered at least once."),
            .required(
                "strength", \.strength, .nullable(.number(0...1)),
                "The mean probability that an answered card is known now; null without any."),
            .required("reviews", \.reviews, .count, "Reviews that count for `actual`."),
            .required("actual", \.actual, .nullable(.number(0...1)), "The share of them that was remembered."),
        ])
}

package struct StatsResult: WireObject {
    package var today = ""
    package var since: String?
    package var reviews = 0
    package var cards = 0
    package var answered = 0
    package var forecast: [StatsDay] = []
    package var past: [StatsDay] = []
    package var retention = StatsRetention()
    package var topics: [StatsTopic] = []
    package var enoughCards = 0
    package var enoughReviews = 0

    package init() {}

    init(_ report: Statistics.Report) {
        today = report.today.iso8601
        since = report.since?.iso8601
        reviews = report.reviews
        cards = report.cards
        answered = report.answered
        forecast = report.forecast.map { StatsDay($0) }
        past = report.past.map { StatsDay($0) }
        retention = StatsRetention(report.calibration)
        // The strongest first, then those of which too little is known.
        let (said, unsaid) = (
            report.topics.filter { $0.answered >= Statistics.topicCards },
            report.topics.filter { $0.answered < Statistics.topicCards }
        )
        topics =
            (said.sorted { ($0.strength ?? 0, $1.name) > ($1.strength ?? 0, $0.name) }
            + unsaid.sorted { ($0.answered, $1.name) > ($1.answered, $0.name) }).map { StatsTopic($0) }
        enoughCards = Statistics.topicCards
        enoughReviews = Statistics.binReviews
    }

    package static let shape = Shape<StatsResult>(
        "StatsResult", "What the reviews say.",
        [
            .required("today", \.today, .text(), "The study day it was made on."),
            .optional("since", \.since, .text(), "The study day of the first review."),
            .required("reviews", \.reviews, .count, "All reviews that count."),
            .required("cards", \.cards, .count, "Cards in the packs."),
            .required("answered", \.answered, .count, "Cards answered at least once."),
            .required(
                "forecast", \.forecast, .list(.object, most: 366),
                "What will be asked on each coming day as things stand, today first; what a day's minutes have no room for moves on to the next."
            ),
            .required("past", \.past, .list(.object, most: 366), "What was done on each of the last days, today last."),
            .required("retention", \.retention, .object, "Whether the predictions hold."),
            .required(
                "topics", \.topics, .list(.object, most: 100_000),
                "The strongest first; then those with too few cards answered."),
            .required("enoughCards", \.enoughCards, .count, "With fewer answered cards a topic says too little."),
            .required("enoughReviews", \.enoughReviews, .count, "With fewer reviews a bin says too little."),
        ])
}
