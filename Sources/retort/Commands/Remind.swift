import JSONText
import Machine
import Study

extension Command {
    static let remind = Command(
        name: "remind",
        words: "show a notification when it is time for a few questions, once a day at most; off until you say on",
        verbs: [
            Verb(
                synopsis: "on", words: "switch reminders on, or change when they come",
                options: [
                    Option(name: "--at", value: "FROM-TO", words: "in this part of the day (default 9:30-18:00)"),
                    Option(
                        name: "--days", value: "weekdays|weekends|daily|DAYS",
                        words: "on which days (default weekdays), also by name: mon,wed,fri"),
                    Option(name: "--every", value: "N", words: "one in so many days at most (default 1)"),
                ]),
            Verb(synopsis: "off", words: "switch them off, and take back what on has set up"),
            Verb(synopsis: "status", words: "tell when they come, who looks, and why none comes now"),
            Verb(synopsis: "snooze", words: "none for an hour"),
            Verb(
                synopsis: "check", words: "show one if it is time: what timers, cron and prompts run",
                options: [
                    Option(name: "--why", words: "say why none is shown"),
                    Option(name: "--stay", value: "SECONDS", words: "how long it stays (default 1200)"),
                ]),
        ],
        options: [json],
        details: """
            One comes when there is something to do that fits into today's minutes, when nobody has typed in an
            editor or answered for five minutes, and not while notifications are silenced. Its buttons start two
            minutes of questions, put it off for an hour, skip today, or let it come less often; "on" brings it
            back to once a day.
            """
    ) { context, words throws(Failure) in
        guard words.plain.isEmpty else {
            throw .usage("retort remind \(words.verb) takes no words, only options; found \"\(words.plain[0])\"")
        }
        switch words.verb {
        case "on": return try context.remindOn(words)
        case "off": return try context.remindOff()
        case "status": return try context.remindStatus(words)
        case "snooze": return try context.remindSnooze()
        default:
            var check = ReminderCheck(context: context)
            check.staySeconds = try words.whole("--stay", 1...86_400) ?? ReminderCheck.usualSeconds
            let outcome = check.run()
            // Cron sends mail about everything that is said.
            if words.has("--why") { Output.lines([outcome]) }
            return 0
        }
    }
}

extension CommandContext {
    /// Nil when reminders are off.
    func reminderSettings() throws(Failure) -> ReminderSettings? {
        try Failure.mapping { () throws(StudyFault) in try ReminderSettings.read(places.reminders) }
    }

    private var now: Now { Now(clock) }

    fileprivate func remindOn(_ words: Arguments) throws(Failure) -> Int32 {
        var settings = try reminderSettings() ?? ReminderSettings()
        if let text = words.value("--at") {
            guard let window = ReminderWindow(text) else {
                throw .usage(
                    "--at must be like 9:30-18:00, within a day that goes from 4:00 to 4:00, not \"\(text)\"")
            }
            settings.window = window
        }
        if let text = words.value("--days") {
            guard let days = ReminderDays.read(text) else {
                throw .usage("--days must be weekdays, weekends, daily or names like mon,wed,fri, not \"\(text)\"")
            }
            settings.days = days
        }
        settings.every = try words.whole("--every", 1...365) ?? 1
        try Failure.mapping { () throws(StudyFault) in
            try settings.write(places.reminders)
            // What was put off or skipped was so under what held before.
            var state = ReminderState.read(places.reminded)
            state.later = nil
            state.skipped = nil
            try state.write(places.reminded)
        }
        let (clockwork, advice) = try ReminderClockwork.start(self)
        var lines = ["reminders are on: \(settings.words)", clockwork.words]
        if let advice { lines.append(advice) }
        Output.lines(lines)
        return 0
    }

    fileprivate func remindOff() throws(Failure) -> Int32 {
        for file in [places.reminders, places.reminded] { Files.remove(file) }
        try ReminderClockwork.stop(self)
        Output.lines(["reminders are off"])
        return 0
    }

    fileprivate func remindSnooze() throws(Failure) -> Int32 {
        guard try reminderSettings() != nil else {
            Output.lines([Reminder.Obstacle.off.sentence(nil, now: now)])
            return 1
        }
        var state = ReminderState.read(places.reminded)
        let until = now.at.adding(milliseconds: ReminderState.laterMilliseconds)
        state.later = until
        try Failure.mapping { () throws(StudyFault) in try state.write(places.reminded) }
        Output.lines([Reminder.Obstacle.putOff(until: until).sentence(nil, now: now)])
        return 0
    }

    fileprivate func remindStatus(_ words: Arguments) throws(Failure) -> Int32 {
        let settings = try reminderSettings()
        let state = ReminderState.current(places)
        let now = now
        var obstacle = Reminder.obstacle(settings, state, now: now)
        if obstacle == nil {
            SessionBus.find(environment)
            obstacle = Reminder.obstacle(
                settings, state, now: now, work: try work(), isSilenced: SessionBus.isSilenced)
        }
        let clockwork = settings.flatMap { _ in ReminderClockwork.present(self) }
        let sentence = obstacle?.sentence(settings, now: now) ?? "one comes at the next look"
        if words.has("--json") {
            Output.json([
                "on": .bool(settings != nil), "at": settings.map { .text($0.window.words) } ?? .null,
                "days": settings.map { .text(ReminderDays.written($0.days)) } ?? .null,
                "every": settings.map { .integer(Int64($0.every)) } ?? .null,
                "by": clockwork.map { .text($0.rawValue) } ?? .null,
                "obstacle": obstacle.map { .text($0.name) } ?? .null, "sentence": .text(sentence),
            ])
            return 0
        }
        guard let settings else {
            Output.lines([sentence])
            return 0
        }
        Output.lines([
            "reminders are on: \(settings.words)",
            clockwork?.words ?? "nobody looks whether it is time; retort remind on sees to that",
            "now: \(sentence)",
        ])
        return 0
    }
}
