/// A date of the proleptic Gregorian calendar, which is what ISO 8601 uses.
///
/// The two conversions are Howard Hinnant's `civil_from_days` and `days_from_civil`
/// (howardhinnant.github.io/date_algorithms.html): integers only, no tables and no loop. A year is taken to begin in
/// March, so that the leap day is its last; then 400 years, an *era*, always have 146,097 days, and the first day of
/// month m (0 = March) is day (153 m + 2) / 5 of its year.
struct CivilDate: Equatable {
    /// The year; 0 is the year before 1.
    var year: Int

    /// 1...12.
    var month: Int

    /// 1...31.
    var day: Int

    /// Days from 1970-01-01 that any date here may have: more than 64-bit milliseconds reach (±106,751,991,167 days).
    static let dayRange = -110_000_000_000...110_000_000_000

    /// The date so many days after 1970-01-01; days outside `dayRange` count as its ends.
    init(daysSince1970 days: Int) {
        let fromMarchOfYear0 = days.clamped(to: Self.dayRange) + Self.daysFromMarchOfYear0
        let (era, dayOfEra) = fromMarchOfYear0.flooredDivision(by: Self.daysPerEra)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + 400 * era + (month <= 2 ? 1 : 0)
    }

    /// The date with these numbers, or nil when the calendar has no such day or the year has more than nine digits.
    init?(year: Int, month: Int, day: Int) {
        guard (-999_999_999...999_999_999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        // 31 April would come back as 1 May.
        guard day <= 31, CivilDate(daysSince1970: daysSince1970) == self else { return nil }
    }

    /// Days from 1970-01-01 to this date, negative before it.
    var daysSince1970: Int {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysPerEra + dayOfEra - Self.daysFromMarchOfYear0
    }

    /// `2026-11-25`; years outside 0...9999 have a sign and at least six digits, as in ECMAScript's expanded years.
    var iso8601: String {
        let years =
            (0...9_999).contains(year)
            ? padded(year, to: 4) : (year < 0 ? "-" : "+") + padded(Int(year.magnitude), to: 6)
        return "\(years)-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    private static let daysPerEra = 146_097
    /// From 0000-03-01 to 1970-01-01.
    private static let daysFromMarchOfYear0 = 719_468
}

/// The digits of a number that is not negative, with zeros in front up to `width`.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
