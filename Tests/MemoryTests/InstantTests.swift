import Memory
import TestSupport
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_795_575_600_000, "2026-11-25T03:00:00Z"),
        (1_795_575_600_250, "2026-11-25T03:00:00.250Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"),
        (-2_203_977_600_000, "1900-02-28T00:00:00Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00Z"),
        (-62_167_219_200_001, "-000001-12-31T23:59:59.999Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (253_402_300_800_000, "+010000-01-01T00:00:00Z"),
        (Int64.max, "+292278994-08-17T07:12:55.807Z"),
        (Int64.min, "-292275055-05-16T16:47:04.192Z"),
    ]) func `a moment is written in UTC and reads back`(milliseconds: Int64, text: String) {
        let moment = Instant(milliseconds: milliseconds)
        #expect(moment.iso8601 == text)
        #expect(Instant(iso8601: text) == moment)
    }

    @Test(arguments: [
        ("2026-11-25", 1_795_564_800_000),
        ("2026-11-25T04:00:00+01:00", 1_795_575_600_000),
        ("2026-11-24T23:30:00-03:30", 1_795_575_600_000),
        ("2026-11-25t03:00:00z", 1_795_575_600_000),
        ("2026-11-25T03:00:00.2Z", 1_795_575_600_200),
        ("2026-11-25T03:00:00.2509999Z", 1_795_575_600_250),
        ("1969-12-31T23:00:00-01:00", 0),
    ]) func `offsets, fractions and bare dates are read`(text: String, milliseconds: Int64) {
        #expect(Instant(iso8601: text) == Instant(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-25T", "2026-11-25T03:00:00", "2026-11-25T03:00Z", "2026-11-25 03:00:00Z",
        "2026-11-25T24:00:00Z", "2026-11-25T03:60:00Z", "2026-11-25T03:00:60Z", "2026-11-25T03:00:00.Z",
        "2026-11-25T03:00:00+0100", "2026-11-25T03:00:00+24:00", "2026-11-25T03:00:00Zz", " 2026-11-25", "2026-11-25 ",
        "2026-02-29", "2100-02-29", "2026-04-31", "2026-00-10", "2026-13-10", "2026-01-00", "2026-01-32", "26-11-25",
        "+2026-11-25", "+999999999-01-01", "+292278994-08-17T07:12:55.808Z", "-292275055-05-16T16:47:04.191Z",
        "-292275055-05-16", "2026-11-25T03:00:00\u{0}Z", "２０２６-11-25", "2026-11-25T03:00:00−01:00",
    ]) func `what is no moment is nil`(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }

    @Test func `every part of a moment's text is needed`() {
        let whole = "2026-11-25T03:00:00.250Z"
        for length in 0..<whole.utf8.count where length != 10 {
            #expect(Instant(iso8601: String(whole.prefix(length))) == nil, "\(whole.prefix(length))")
        }
    }

    @Test func `any moment reads back`() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<20_000 {
            let shift = Int64.random(in: 0..<64, using: &random)
            let moment = Instant(milliseconds: Int64.random(in: .min ... .max, using: &random) >> shift)
            #expect(Instant(iso8601: moment.iso8601) == moment)
        }
    }

    @Test func `dates and day numbers agree over four centuries and around zero`() {
        for days in Array(-150_000...150_000) + Array(-800_000 ... -650_000) {
            let date = StudyDay(number: days).iso8601
            #expect(Instant(iso8601: date) == Instant(milliseconds: Int64(days) * 86_400_000), "\(date)")
        }
        #expect(StudyDay(number: 11_016).iso8601 == "2000-02-29")
    }

    @Test func `adding stops at the ends`() {
        #expect(Instant(milliseconds: 5).adding(milliseconds: -7) == Instant(milliseconds: -2))
        #expect(Instant(milliseconds: .max - 1).adding(milliseconds: 5) == Instant(milliseconds: .max))
        #expect(Instant(milliseconds: .min + 1).adding(milliseconds: -5) == Instant(milliseconds: .min))
        #expect(Instant(milliseconds: 1) < Instant(milliseconds: 2))
    }
}
