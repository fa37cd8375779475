import Memory

/// Whether it is time to remind somebody: a function of the clock, of what they want, and of what there is to do.
package enum Reminder {
    /// What the daemon knows.
    package struct Work: Equatable, Sendable {
        /// Cards that today has room for: never more than today's minutes.
        package var cards: Int
        package var minutes: Int
        /// Minutes of today's budget that are left.
        package var left: Double
        package var isPaused = false
        /// Since somebody typed, was asked or answered; nil when not known.
        package var quietSeconds: Int?
        /// When something comes up.
        package var next: Instant?

        package init(cards: Int, minutes: Int, left: Double) {
            self.cards = cards
            self.minutes = minutes
            self.left = left
        }

        /// - Parameter text: ISO 8601; what is none counts as not known.
        package mutating func setNext(_ text: String?) {
            next = text.flatMap { Instant(iso8601: $0) }
        }
    }

    /// A pause, in seconds: five minutes without typing and answering.
    package static let quietSeconds = 300

    /// Why no reminder comes.
    package enum Obstacle: Equatable, Sendable {
        case off
        case otherDay(Weekday)
        case tooEarly, tooLate
        case skipped
        case putOff(until: Instant)
        case shown
        /// One in so many days was wanted.
        case resting(until: StudyDay)
        case paused
        /// Today's minutes are used up.
        case done
        case nothing
        case busy
        /// Notifications are switched off, or the screen is locked.
        case silenced
    }

    /// The first reason against a reminder among what is known so far; nil when nothing speaks against it.
    ///
    /// - Parameters:
    ///   - settings: nil when reminders are off.
    ///   - work: nil as long as the daemon was not asked.
    ///   - isSilenced: whether notifications are not wanted now; false as long as that was not asked.
    package static func obstacle(
        _ settings: ReminderSettings?, _ state: ReminderState, now: Now, work: Work? = nil, isSilenced: Bool = false
    ) -> Obstacle? {
        guard let settings else { return .off }
        guard settings.days.contains(now.today.weekday) else { return .otherDay(now.today.weekday) }
        let minute = ReminderWindow.sinceFour(now)
        if minute < settings.window.from { return .tooEarly }
        if minute >= settings.window.until { return .tooLate }
        if state.skipped == now.today { return .skipped }
        if let obstacle = earlier(settings, state, now) { return obstacle }
        guard let work else {
            // A moment far away was written by a clock that was wrong.
            let tomorrow = now.today.adding(days: 1).start(zoneMinutes: now.zoneMinutes)
            return state.idleUntil.map { now.at < $0 && $0 <= tomorrow } ?? false ? .nothing : nil
        }
        if work.isPaused { return .paused }
        if work.left <= 0 { return .done }
        if work.cards == 0 { return .nothing }
        if let quiet = work.quietSeconds, quiet < quietSeconds { return .busy }
        return isSilenced ? .silenced : nil
    }

    /// What one that was shown or put off means for the next.
    private static func earlier(_ settings: ReminderSettings, _ state: ReminderState, _ now: Now) -> Obstacle? {
        if let later = state.later, later <= now.at.adding(milliseconds: ReminderState.laterMilliseconds) {
            // Who put it off wants another one, the same day or the next.
            return now.at < later ? .putOff(until: later) : nil
        }
        // Days that lie ahead were written by a clock that was wrong.
        guard let shown = state.shown, shown <= now.today else { return nil }
        if shown == now.today { return .shown }
        let next = shown.adding(days: settings.every)
        return now.today < next ? .resting(until: next) : nil
    }

    /// Until when the daemon need not be asked again, since it said that nothing is to do: the next morning at the latest.
    package static func idleUntil(_ work: Work, now: Now) -> Instant {
        let tomorrow = now.today.adding(days: 1).start(zoneMinutes: now.zoneMinutes)
        return min(work.next ?? tomorrow, tomorrow)
    }
}

extension Reminder.Obstacle {
    /// For programs: the name of the case.
    package var name: String {
        switch self {
        case .off: "off"
        case .otherDay: "otherDay"
        case .tooEarly: "tooEarly"
        case .tooLate: "tooLate"
        case .skipped: "skipped"
        case .putOff: "putOff"
        case .shown: "shown"
        case .resting: "resting"
        case .paused: "paused"
        case .done: "done"
        case .nothing: "nothing"
        case .busy: "busy"
        case .silenced: "silenced"
        }
    }

    /// - Parameter settings: nil when reminders are off.
    package func sentence(_ settings: ReminderSettings?, now: Now) -> String {
        let window = settings?.window ?? .usual
        switch self {
        case .off: return "reminders are off; retort remind on switches them on"
        case .otherDay(let day): return "none on a \(day.name)"
        case .tooEarly: return "none before \(window.begin)"
        case .tooLate: return "none after \(window.end)"
        case .skipped: return "today is skipped"
        case .putOff(let until):
            return "put off until \(ReminderWindow.time(until, zoneMinutes: now.zoneMinutes))"
        case .shown: return "today's has been shown"
        case .resting(let until): return "the next one comes on \(until.iso8601) at the earliest"
        case .paused: return "reviews are paused; retort resume goes on"
        case .done: return "today's minutes are done"
        case .nothing: return "nothing is to do now"
        case .busy: return "it waits until nobody has typed or answered for five minutes"
        case .silenced: return "notifications are silenced or the screen is locked"
        }
    }
}
