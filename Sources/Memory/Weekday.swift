/// A day of the week, named as settings name it.
package enum Weekday: String, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// As it stands in a sentence.
    package var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

extension StudyDay {
    /// The weekday on whose morning the study day begins.
    package var weekday: Weekday {
        // 1970-01-01 was a Thursday, three days after a Monday.
        let daysSinceMonday = number.flooredDivision(by: 7).remainder + 3
        return Weekday.allCases[daysSinceMonday % 7]
    }
}
