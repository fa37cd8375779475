import Memory
import Testing

@testable import Study

/// Whether it is time for a reminder. Ten in the morning of 2026-11-25, a Wednesday, unless a case says otherwise.
@Suite struct ReminderTests {
    private static let hour = 60 * minute

    private struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var settings: ReminderSettings? = ReminderSettings()
        var state = ReminderState()
        var after: Int64 = 0
        var zone = 0
        var work: Reminder.Work? = Reminder.Work(cards: 3, minutes: 2, left: 2)
        var isSilenced = false
        var obstacle: Reminder.Obstacle?

        var testDescription: String { name }

        func with(_ change: (inout Case) -> Void) -> Case {
            var changed = self
            change(&changed)
            return changed
        }
    }

    private static func window(_ text: String) -> ReminderSettings {
        ReminderSettings(window: ReminderWindow(text) ?? .usual, days: ReminderDays.read("daily") ?? [])
    }

    private static func state(_ change: (inout ReminderState) -> Void) -> ReminderState {
        var state = ReminderState()
        change(&state)
        return state
    }

    private static func work(_ change: (inout Reminder.Work) -> Void) -> Reminder.Work {
        var work = Reminder.Work(cards: 3, minutes: 2, left: 2)
        change(&work)
        return work
    }

    private static let today = now().today

    private static let cases: [Case] = [
        Case(name: "everything fits"),
        Case(name: "off", settings: nil, obstacle: .off),
        Case(name: "before the window", after: -31 * minute, obstacle: .tooEarly),
        Case(name: "as it opens", after: -30 * minute),
        Case(name: "a millisecond before it closes", after: 8 * hour - 1),
        Case(name: "as it closes", after: 8 * hour, obstacle: .tooLate),
        Case(name: "elsewhere it is eight already", zone: -120, obstacle: .tooEarly),
        Case(name: "elsewhere it is six in the evening", zone: 480, obstacle: .tooLate),
        Case(name: "Saturday", after: 3 * day, obstacle: .otherDay(.saturday)),
        Case(
            name: "Saturday, four in the morning has not come", settings: window("22-2"), after: 3 * day + 15 * hour),
        Case(
            name: "after midnight it is still Friday",
            settings: ReminderSettings(window: ReminderWindow("22-2") ?? .usual, days: [.friday]),
            after: 2 * day + 15 * hour),
        Case(name: "the whole day", settings: window("4-4"), after: 17 * hour + 59 * minute),
        Case(name: "skipped", state: state { $0.skipped = today }, obstacle: .skipped),
        Case(name: "skipped yesterday", state: state { $0.skipped = today.adding(days: -1) }),
        Case(name: "shown", state: state { $0.shown = today }, obstacle: .shown),
        Case(name: "shown yesterday", state: state { $0.shown = today.adding(days: -1) }),
        Case(name: "shown on a day to come", state: state { $0.shown = today.adding(days: 1) }),
        Case(
            name: "put off", state: state { $0.later = start.adding(milliseconds: 1) },
            obstacle: .putOff(until: start.adding(milliseconds: 1))),
        Case(
            name: "put off until now",
            state: state {
                $0.later = start
                $0.shown = today
            }),
        Case(name: "put off by a wrong clock", state: state { $0.later = start.adding(milliseconds: hour + 1) }),
        Case(
            name: "put off and then skipped",
            state: state {
                $0.later = start
                $0.skipped = today
            }, obstacle: .skipped),
        Case(
            name: "every fourth day, the third", settings: every(4),
            state: state { $0.shown = today.adding(days: -3) }, obstacle: .resting(until: today.adding(days: 1))),
        Case(
            name: "every fourth day, the fourth", settings: every(4), state: state { $0.shown = today.adding(days: -4) }
        ),
        Case(
            name: "nothing was to do", state: state { $0.idleUntil = start.adding(milliseconds: 1) }, work: nil,
            obstacle: .nothing),
        Case(name: "nothing was to do until now", state: state { $0.idleUntil = start }, work: nil),
        Case(
            name: "nothing was to do, by a wrong clock",
            state: state { $0.idleUntil = start.adding(milliseconds: 18 * hour + 1) }, work: nil),
        Case(name: "who knows better is believed", state: state { $0.idleUntil = start.adding(milliseconds: 1) }),
        Case(name: "paused", work: work { $0.isPaused = true }, obstacle: .paused),
        Case(name: "the budget is done", work: work { $0.left = 0 }, obstacle: .done),
        Case(name: "nothing to do", work: work { $0.cards = 0 }, obstacle: .nothing),
        Case(name: "typed four minutes ago", work: work { $0.quietSeconds = 299 }, obstacle: .busy),
        Case(name: "typed five minutes ago", work: work { $0.quietSeconds = 300 }),
        Case(name: "silenced", isSilenced: true, obstacle: .silenced),
        Case(name: "the clock counts before the daemon is asked", after: 8 * hour, work: nil, obstacle: .tooLate),
    ]

    private static func every(_ days: Int) -> ReminderSettings {
        ReminderSettings(window: .usual, days: ReminderDays.weekdays, every: days)
    }

    @Test(arguments: cases)
    private func `a reminder comes, or there is a reason`(_ one: Case) {
        let found = Reminder.obstacle(
            one.settings, one.state, now: now(one.after, zone: one.zone), work: one.work, isSilenced: one.isSilenced)
        #expect(found == one.obstacle)
    }

    @Test func `what is known already decides alike, whatever is learned later`() {
        // So the daemon need not be asked when the clock has said no.
        for one in Self.cases where one.work != nil {
            let now = now(one.after, zone: one.zone)
            guard let early = Reminder.obstacle(one.settings, one.state, now: now), early != .nothing else { continue }
            #expect(early == one.obstacle, "\(one.name)")
        }
    }

    @Test func `the daemon is asked again when something comes up, and on the next morning`() {
        let morning = start.adding(milliseconds: 18 * Self.hour)
        #expect(Reminder.idleUntil(Self.work { $0.next = nil }, now: now()) == morning)
        #expect(
            Reminder.idleUntil(Self.work { $0.next = start.adding(milliseconds: 5) }, now: now())
                == start.adding(milliseconds: 5))
        #expect(Reminder.idleUntil(Self.work { $0.next = start.adding(milliseconds: 9 * day) }, now: now()) == morning)
    }

    @Test(arguments: [
        ("9:30-18:00", "9:30-18:00"), ("9-18", "9:00-18:00"), ("09:05-9:06", "9:05-9:06"), ("22:00-1:30", "22:00-1:30"),
        ("4-4", "4:00-4:00"), ("18-24", "18:00-0:00"), ("0-4", "0:00-4:00"),
    ])
    func `a window reads back as it is written`(_ text: String, _ words: String) throws {
        let window = try #require(ReminderWindow(text))
        #expect(window.words == words)
        #expect(ReminderWindow(words) == window)
    }

    @Test(arguments: [
        "", "-", "9", "9:30", "9:30-", "18-9", "3-5", "9-9", "9:60-10", "25-26", "24:30-3", "9.30-18", "9:30-18:00-19",
        "9:-10",
        " 9-18", "+9-18", "009-18", "٩-18",
    ])
    func `what is no window is none`(_ text: String) {
        #expect(ReminderWindow(text) == nil)
    }

    @Test func `days are read as people name them`() {
        #expect(ReminderDays.read("weekdays")?.count == 5)
        #expect(ReminderDays.read("weekends") == [.saturday, .sunday])
        #expect(ReminderDays.read("Mon,we,friday") == [.monday, .wednesday, .friday])
        for text in ["", ",", "mon,", "t", "tuesdays", "mon tue", "every day"] {
            #expect(ReminderDays.read(text) == nil, "\(text)")
        }
        for days in [
            ReminderDays.weekdays, [.sunday], [.saturday, .sunday], Set(Weekday.allCases), [.friday, .monday],
        ] {
            #expect(ReminderDays.read(ReminderDays.written(days)) == days)
        }
    }

    @Test func `less often goes on to once in four weeks and stays there`() {
        var settings = ReminderSettings()
        var seen = [settings.every]
        for _ in 0..<7 {
            settings.slowDown()
            seen.append(settings.every)
        }
        #expect(seen == [1, 2, 4, 7, 14, 28, 28, 28])
        settings.every = 3
        settings.slowDown()
        #expect(settings.every == 4)
    }

    @Test func `every reason has a name and a sentence of its own`() {
        let all: [Reminder.Obstacle] = [
            .off, .otherDay(.sunday), .tooEarly, .tooLate, .skipped, .putOff(until: start), .shown,
            .resting(until: Self.today), .paused, .done, .nothing, .busy, .silenced,
        ]
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map { $0.sentence(ReminderSettings(), now: now()) }).count == all.count)
        #expect(Reminder.Obstacle.putOff(until: start).sentence(nil, now: now(zone: 90)) == "put off until 11:30")
    }
}
