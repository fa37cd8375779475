import Memory
import Testing

/// 2026-11-25 as a day number.
private let november25 = 20_782

@Suite struct StudyDayTests {
    @Test(arguments: [
        ("2026-11-25T03:59:59.999+00:00", 0, -1),
        ("2026-11-25T04:00:00+00:00", 0, 0),
        ("2026-11-25T03:59:59.999+01:00", 60, -1),
        ("2026-11-25T04:00:00+01:00", 60, 0),
        ("2026-11-25T03:59:59.999-08:00", -480, -1),
        ("2026-11-25T04:00:00-08:00", -480, 0),
        ("2026-11-25T03:59:59.999+05:45", 345, -1),
        ("2026-11-25T04:00:00+05:45", 345, 0),
        ("2026-11-25T03:59:59.999+14:00", 840, -1),
        ("2026-11-25T04:00:00+14:00", 840, 0),
        ("2026-11-25T23:59:59-12:00", -720, 0),
        ("2026-11-26T00:00:00-12:00", -720, 0),
    ]) func `a study day begins at four in the morning of every zone`(text: String, zoneMinutes: Int, offset: Int)
        throws
    {
        let moment = try #require(Instant(iso8601: text))
        let day = StudyDay(at: moment, zoneMinutes: zoneMinutes)
        #expect(day == StudyDay(number: november25 + offset))
        #expect(day.iso8601 == (offset == 0 ? "2026-11-25" : "2026-11-24"))
        #expect(day.start(zoneMinutes: zoneMinutes) <= moment)
        #expect(StudyDay(number: day.number + 1).start(zoneMinutes: zoneMinutes) > moment)
    }

    @Test func `a clock that is put forward or back makes days of 23 and 25 hours, each one day`() throws {
        // Berlin: summer time ended on 2026-10-25 at 03:00 (+02:00), and began on 2026-03-29 at 02:00 (+01:00).
        for (dayBefore, zoneBefore, dayAfter, zoneAfter, hours) in [
            ("2026-10-24T04:00:00+02:00", 120, "2026-10-25T04:00:00+01:00", 60, 25),
            ("2026-03-28T04:00:00+01:00", 60, "2026-03-29T04:00:00+02:00", 120, 23),
        ] {
            let first = try #require(Instant(iso8601: dayBefore))
            let second = try #require(Instant(iso8601: dayAfter))
            #expect(second.milliseconds - first.milliseconds == Int64(hours) * 3_600_000)
            let day = StudyDay(at: first, zoneMinutes: zoneBefore)
            #expect(StudyDay(at: second, zoneMinutes: zoneAfter).days(since: day) == 1)
            #expect(StudyDay(at: second.adding(milliseconds: -1), zoneMinutes: zoneAfter) == day)
        }
    }

    @Test(arguments: [
        (0, Weekday.thursday), (november25, .wednesday), (november25 + 4, .sunday), (november25 + 5, .monday),
        (-1, .wednesday), (-165, .sunday), (Int.min, .wednesday), (.max, .thursday),
    ]) func `a study day has the weekday of its morning`(number: Int, weekday: Weekday) {
        #expect(StudyDay(number: number).weekday == weekday)
    }

    @Test func `moments before 1970 belong to days below zero`() throws {
        #expect(StudyDay(at: Instant(milliseconds: 0), zoneMinutes: 0).number == -1)
        #expect(StudyDay(at: Instant(milliseconds: 4 * 3_600_000), zoneMinutes: 0).number == 0)
        let moment = try #require(Instant(iso8601: "1969-07-20T20:17:40Z"))
        #expect(StudyDay(at: moment, zoneMinutes: -300).iso8601 == "1969-07-20")
        #expect(StudyDay(number: -165).start(zoneMinutes: 0).iso8601 == "1969-07-20T04:00:00Z")
    }

    @Test func `the start of a day belongs to it, the moment before does not`() {
        for number in [-800_000, -1, 0, 1, november25] {
            for zoneMinutes in [-720, -210, 0, 60, 345, 840] {
                let start = StudyDay(number: number).start(zoneMinutes: zoneMinutes)
                #expect(StudyDay(at: start, zoneMinutes: zoneMinutes).number == number)
                #expect(StudyDay(at: start.adding(milliseconds: -1), zoneMinutes: zoneMinutes).number == number - 1)
            }
        }
    }

    @Test func `extreme numbers stop at the ends`() {
        for zoneMinutes in [Int.min, -1_440, 0, 1_440, .max] {
            #expect(StudyDay(number: .max).start(zoneMinutes: zoneMinutes).milliseconds > .max - 100_000_000_000)
            #expect(StudyDay(number: .min).start(zoneMinutes: zoneMinutes).milliseconds < .min + 100_000_000_000)
            _ = StudyDay(at: Instant(milliseconds: .max), zoneMinutes: zoneMinutes)
            _ = StudyDay(at: Instant(milliseconds: .min), zoneMinutes: zoneMinutes)
        }
        #expect(StudyDay(number: .max).days(since: StudyDay(number: .min)) == .max)
        #expect(StudyDay(number: .min).days(since: StudyDay(number: .max)) == .min)
        #expect(StudyDay(number: .max).adding(days: 1).number == .max)
        #expect(!StudyDay(number: .max).iso8601.isEmpty)
    }
}
