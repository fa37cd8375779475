extension Instant {
    /// The moment in UTC: `2026-11-25T03:00:00Z`, with milliseconds only when they are not zero (`03:00:00.250Z`).
    ///
    /// Years outside 0...9999 are written with a sign and at least six digits, so every instant reads back as itself.
    package var iso8601: String {
        let (days, time) = milliseconds.flooredDivision(by: millisecondsPerDay)
        let (seconds, fraction) = Int(time).quotientAndRemainder(dividingBy: 1_000)
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }.joined(separator: ":")
        let tail = fraction == 0 ? "" : "." + padded(fraction, to: 3)
        return "\(CivilDate(daysSince1970: Int(days)).iso8601)T\(clock)\(tail)Z"
    }

    /// Reads `2026-11-25T03:00:00Z`, `2026-11-25T04:00:00.25+01:00` or `2026-11-25` (midnight UTC).
    ///
    /// The form is RFC 3339's: upper or lower case T and Z, digits of the fraction beyond milliseconds dropped.
    /// Anything else is nil: a time without an offset, a date or time that does not exist (also the leap second 60),
    /// text before or after, a moment 64 bits cannot hold.
    package init?(iso8601 text: String) {
        var rest = Digits(text)
        guard let date = rest.date() else { return nil }
        let midnight = Int64(date.daysSince1970).multipliedReportingOverflow(by: millisecondsPerDay)
        guard !rest.isAtEnd else {
            guard !midnight.overflow else { return nil }
            self.init(milliseconds: midnight.partialValue)
            return
        }
        guard rest.skip("T", "t"), let time = rest.timeOfDay(), let offset = rest.offset(), rest.isAtEnd else {
            return nil
        }
        // The first day 64 bits reach begins before them: count from the next midnight when the date is negative.
        let day = Int64(date.daysSince1970)
        let (whole, within) = day < 0 ? (day + 1, time - offset - millisecondsPerDay) : (day, time - offset)
        let base = whole.multipliedReportingOverflow(by: millisecondsPerDay)
        let sum = base.partialValue.addingReportingOverflow(within)
        guard !base.overflow, !sum.overflow else { return nil }
        self.init(milliseconds: sum.partialValue)
    }
}

/// What is left of a text of digits and marks that is read from the left.
private struct Digits {
    private var bytes: Substring.UTF8View

    init(_ text: String) {
        bytes = text[...].utf8
    }

    var isAtEnd: Bool { bytes.isEmpty }

    /// Takes one of these marks, if it comes next.
    mutating func skip(_ marks: Unicode.Scalar...) -> Bool {
        guard let next = bytes.first, marks.contains(where: { $0.value == UInt32(next) }) else { return false }
        bytes.removeFirst()
        return true
    }

    /// `2026-11-25`, or `+012026-11-25` with six to nine digits after a sign.
    mutating func date() -> CivilDate? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let isExpanded = skip("-", "+")
        guard let year = isExpanded ? number(digits: 6...9) : number(digits: 4...4), skip("-"),
            let month = number(digits: 2...2), skip("-"), let day = number(digits: 2...2)
        else { return nil }
        return CivilDate(year: isNegative ? -year : year, month: month, day: day)
    }

    /// `03:00:00.25` as milliseconds since midnight.
    mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2...2), hour < 24, skip(":"), let minute = number(digits: 2...2), minute < 60,
            skip(":"), let second = number(digits: 2...2), second < 60
        else { return nil }
        var milliseconds = Int64((hour * 60 + minute) * 60 + second) * 1_000
        if skip(".") {
            guard bytes.first.flatMap(Self.digit) != nil else { return nil }
            var weight: Int64 = 100
            while let digit = bytes.first.flatMap(Self.digit) {
                milliseconds += Int64(digit) * weight
                weight /= 10
                bytes.removeFirst()
            }
        }
        return milliseconds
    }

    /// `Z`, `+01:00` or `-03:30` as milliseconds east of UTC.
    mutating func offset() -> Int64? {
        if skip("Z", "z") { return 0 }
        let sign: Int64 = bytes.first == UInt8(ascii: "-") ? -1 : 1
        guard skip("-", "+"), let hours = number(digits: 2...2), hours < 24, skip(":"),
            let minutes = number(digits: 2...2), minutes < 60
        else { return nil }
        return sign * Int64(hours * 60 + minutes) * millisecondsPerMinute
    }

    /// A number written with that many digits, as many of them as there are.
    private mutating func number(digits: ClosedRange<Int>) -> Int? {
        var (value, count) = (0, 0)
        while count < digits.upperBound, let digit = bytes.first.flatMap(Self.digit) {
            value = value * 10 + digit
            count += 1
            bytes.removeFirst()
        }
        return count >= digits.lowerBound ? value : nil
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
