import JSONText
import Machine
import Server
import Study
import Wire

/// What a timer, a cron line or a prompt runs every few minutes: shows a notification when it is time for one.
///
/// It looks at the clock, the settings and what came of the last reminders before it wakes anybody up.
struct ReminderCheck {
    let context: CommandContext
    /// How long a notification stays.
    var staySeconds = ReminderCheck.usualSeconds

    /// Twenty minutes: long enough to come back to, gone before it is in the way.
    static let usualSeconds = 1200

    private var places: Places { context.places }
    private var now: Now { Now(context.clock) }

    /// Gives a sentence that says what came of it, also of what goes wrong: nobody sits in front of a timer.
    func run() -> String {
        do throws(Failure) { return try look(try context.reminderSettings()) } catch { return tellOnce(error.sentence) }
    }

    private func look(_ settings: ReminderSettings?) throws(Failure) -> String {
        if let obstacle = Reminder.obstacle(settings, state, now: now) { return obstacle.sentence(settings, now: now) }
        let turn: FileLock?
        do throws(SystemFault) { turn = try FileLock.take(places.reminding, waiting: false) } catch {
            throw .refused(error.sentence)
        }
        guard let turn else { return "another check is showing it" }
        defer { turn.release() }
        // The one that held the lock may just have shown it.
        if let obstacle = Reminder.obstacle(settings, state, now: now) { return obstacle.sentence(settings, now: now) }
        let found = ReminderState.standing(places)
        let work = try context.work()
        if let obstacle = Reminder.obstacle(settings, state, now: now, work: work) {
            note(obstacle, work, found)
            return obstacle.sentence(settings, now: now)
        }
        SessionBus.find(context.environment)
        if SessionBus.isSilenced { return Reminder.Obstacle.silenced.sentence(settings, now: now) }
        return show(work)
    }

    /// What was shown and put off. That nothing is to do holds until the status file says something else.
    private var state: ReminderState { ReminderState.current(places) }

    private func change(_ body: (inout ReminderState) -> Void) {
        var state = ReminderState.read(places.reminded)
        let before = state
        body(&state)
        guard state != before else { return }
        do throws(StudyFault) { try state.write(places.reminded) } catch { journal(error.sentence) }
    }

    /// What the daemon said spares it from being started again for the same answer.
    private func note(_ obstacle: Reminder.Obstacle, _ work: Reminder.Work, _ found: String) {
        switch obstacle {
        case .paused, .done, .nothing:
            change {
                $0.idleUntil = Reminder.idleUntil(work, now: now)
                $0.found = found
            }
        default: break
        }
    }

    // MARK: The notification

    private func show(_ work: Reminder.Work) -> String {
        let title = Page.count(work.minutes, "minute", "minutes") + " of questions"
        var shown = Notification.show(
            title, "Whenever it suits you today.", choices: Notification.Choice.allCases, staySeconds: staySeconds)
        if case .withoutChoices(let number) = shown {
            shown = Notification.show(
                title, "Whenever it suits you today: retort quiz", choices: [], staySeconds: staySeconds,
                replacing: number)
        }
        guard case .shown(let notification) = shown else {
            if case .fault(let sentence) = shown { return tellOnce(sentence) }
            return tellOnce("no notification could be shown")
        }
        // Before anything is waited for: whoever ends this process now, it was shown.
        change {
            $0.shown = now.today
            $0.later = nil
            $0.idleUntil = nil
            $0.found = nil
            $0.told = nil
        }
        guard let choice = notification.choice() else { return "shown" }
        follow(choice)
        return "shown; chosen: \(choice.label)"
    }

    private func follow(_ choice: Notification.Choice) {
        switch choice {
        case .now:
            guard !TerminalWindow.open([Path.program, "quiz", "--minutes", "2"], context) else { return }
            _ = Notification.show(
                "No terminal was found", "Open one and type: retort quiz", choices: [], staySeconds: staySeconds)
        case .later: change { $0.later = now.at.adding(milliseconds: ReminderState.laterMilliseconds) }
        case .skip: change { $0.skipped = now.today }
        case .less:
            // Switched off meanwhile they stay off.
            guard var settings = try? ReminderSettings.read(places.reminders) else { return }
            settings.slowDown()
            do throws(StudyFault) { try settings.write(places.reminders) } catch { journal(error.sentence) }
        }
    }

    // MARK: What goes wrong

    /// Into the journal, but not every ten minutes.
    private func tellOnce(_ sentence: String) -> String {
        if state.told != sentence { journal("reminders: \(sentence)") }
        change { $0.told = sentence }
        return sentence
    }

    private func journal(_ sentence: String) {
        Journal(path: places.journal, clock: context.clock).write(sentence)
    }
}

extension ReminderState {
    /// As it counts now.
    static func current(_ places: Places) -> ReminderState {
        var state = ReminderState.read(places.reminded)
        // Something has come up since: a pack, a log from elsewhere, an undo.
        if Files.stamp(places.status)?.size ?? 0 > 0 { state.idleUntil = nil }
        if state.idleUntil != nil, state.found != standing(places) { state.idleUntil = nil }
        return state
    }
}

extension CommandContext {
    /// What the daemon knows, which is started for it if need be.
    func work() throws(Failure) -> Reminder.Work {
        let connection = try connect()
        let due = try connection.ask("review/due", Nothing(), DueResult.self)
        let status = try connection.ask("daemon/status", Nothing(), StatusResult.self)
        var work = Reminder.Work(cards: due.due + due.new, minutes: due.minutes, left: due.left)
        work.isPaused = due.pause != nil
        work.quietSeconds = status.quietSeconds
        work.setNext(due.next)
        return work
    }
}

extension Failure {
    static func mapping<Value>(_ body: () throws(StudyFault) -> Value) throws(Failure) -> Value {
        do throws(StudyFault) { return try body() } catch { throw .refused(error.sentence) }
    }
}
