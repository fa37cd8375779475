import Machine
import Memory
import Storage

/// What a person's reviews say: about the coming weeks, the model, the topics, and the time spent. For the labour thread.
package enum Statistics {
    /// A day, past or to come.
    package struct Day: Sendable, Equatable {
        package var day: StudyDay
        package var cards = 0
        package var minutes = 0.0
    }

    package struct Topic: Sendable {
        package var name: String
        /// Cards there are, and those answered at least once.
        package var cards: Int
        package var answered = 0
        /// The mean probability that an answered card is known now; nil without any.
        package var strength: Double?
        /// What was remembered of it, as far as `Calibration` counts it.
        package var recall = Calibration.Bin()
    }

    package struct Report: Sendable {
        package var today: StudyDay
        package var reviews = 0
        package var cards = 0
        package var answered = 0
        /// The study day of the first review.
        package var since: StudyDay?
        /// What will be asked on each of the coming days as things stand, today first: a day's minutes have room for so much, and
        /// the rest moves on to the next day.
        package var forecast: [Day]
        /// What was done on each of the last days, today last.
        package var past: [Day]
        package var calibration = Calibration()
        /// By name.
        package var topics: [Topic] = []
    }

    /// How many days are looked ahead, and back.
    package static let days = 30
    /// With fewer answered cards nothing is said of a topic, with fewer reviews nothing of a bin: a person who reads
    /// "5 of 10" takes it for more than it is.
    package static let topicCards = 5
    package static let binReviews = 10
    /// A longer answer counts as this long: somebody came in.
    private static let longestMilliseconds = 120_000
    /// Until the person's own times are known.
    private static let defaultMilliseconds = 20_000.0
    /// As many own answers count as much as what is assumed without them.
    private static let assumedAnswers = 5.0

    /// - Parameter minutes: what a study day asks for at most.
    package static func run(
        places: Places, scheduler: Scheduler, minutes: Int, now: Now, ticket: Ticket
    ) -> Result<Report, StudyFault> {
        do throws(DatabaseFault) {
            let archive = try ReviewArchive(store: places.store)
            return try archive.atOnce { () throws(DatabaseFault) in
                try read(archive, scheduler, Double(minutes), now, ticket)
            }
        } catch {
            return .failure(StudyFault(.failed, error.sentence))
        }
    }

    private static func read(
        _ archive: ReviewArchive, _ scheduler: Scheduler, _ minutes: Double, _ now: Now, _ ticket: Ticket
    ) throws(DatabaseFault) -> Result<Report, StudyFault> {
        let today = now.today
        let first = today.adding(days: 1 - days)
        var report = Report(
            today: today, forecast: (0..<days).map { Day(day: today.adding(days: $0)) },
            past: (0..<days).map { Day(day: first.adding(days: $0)) })
        var topics: [String: (topic: Topic, strength: Double, calibration: Calibration)] = [:]
        for (name, cards) in try archive.topics() {
            topics[name] = (Topic(name: name, cards: cards), 0, Calibration())
            report.cards += cards
        }
        var times = (count: 0.0, milliseconds: 0.0)
        func spent(_ day: StudyDay, _ milliseconds: Int?) {
            let milliseconds = milliseconds.map { min(max(0, $0), longestMilliseconds) }
            if let milliseconds { times = (times.count + 1, times.milliseconds + Double(milliseconds)) }
            let place = day.days(since: first)
            guard report.past.indices.contains(place) else { return }
            report.past[place].cards += 1
            report.past[place].minutes += Double(milliseconds ?? 0) / 60_000
        }

        let answered = try archive.answeredCards()
        for (done, card) in answered.enumerated() {
            ticket.report(done: done, total: answered.count)
            if ticket.isCancelled { return .failure(StudyFault(.cancelled, "the statistics were cancelled")) }
            let history = try archive.history(card.card)
            var reviews: [Review] = []
            for past in history {
                guard let grade = Grade(rawValue: past.grade) else { continue }
                let review = Review(at: past.countsAt, zoneMinutes: past.zoneMinutes, grade: grade)
                reviews.append(review)
                spent(review.day, past.milliseconds)
                report.since = min(report.since ?? review.day, review.day)
            }
            report.reviews += reviews.count
            report.answered += 1
            report.calibration.add(reviews, model: scheduler.model)
            guard let name = card.topic, var entry = topics[name] else { continue }
            entry.topic.answered += 1
            entry.strength += card.memory.retrievability(at: now.at, model: scheduler.model)
            entry.calibration.add(reviews, model: scheduler.model)
            topics[name] = entry
            guard !card.isSuspended else { continue }
            let due = card.memory.dueDay ?? StudyDay(at: card.memory.due, zoneMinutes: now.zoneMinutes)
            let place = max(0, due.days(since: today))
            if place < days { report.forecast[place].cards += 1 }
        }
        for answer in try archive.practice(since: first.start(zoneMinutes: now.zoneMinutes)) {
            spent(StudyDay(at: answer.at, zoneMinutes: answer.zoneMinutes), answer.milliseconds)
        }

        let each =
            (times.milliseconds + defaultMilliseconds * assumedAnswers) / (times.count + assumedAnswers) / 60_000
        let spentToday = report.past.last?.minutes ?? 0
        report.forecast = spread(report.forecast, each: each, minutes: minutes, leftToday: minutes - spentToday)
        report.topics = topics.values.map { entry in
            var topic = entry.topic
            topic.strength = topic.answered == 0 ? nil : entry.strength / Double(topic.answered)
            topic.recall = entry.calibration.total
            return topic
        }.sorted { $0.name < $1.name }
        return .success(report)
    }

    /// What is due, as the days have room for it; a day with any time left takes at least one card.
    static func spread(_ due: [Day], each: Double, minutes: Double, leftToday: Double) -> [Day] {
        var days = due
        var waiting = 0
        for index in days.indices {
            let left = index == 0 ? leftToday : minutes
            waiting += days[index].cards
            days[index].cards = left > 0 ? min(waiting, max(1, Int(left / each))) : 0
            days[index].minutes = Double(days[index].cards) * each
            waiting -= days[index].cards
        }
        return days
    }
}
