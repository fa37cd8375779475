// Integer arithmetic that has an answer for every input: days and moments come from files, and a file may say anything.

extension FixedWidthInteger {
    /// The sum, or the nearest representable value.
    func addingSaturated(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the nearest representable value.
    func subtractingSaturated(_ other: Self) -> Self {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }

    /// The product, or the nearest representable value.
    func multipliedSaturated(by other: Self) -> Self {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }

    /// Quotient rounded down and remainder from zero up to, but not including, `divisor` (which is positive).
    func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Comparable {
    /// The nearest value inside `range`. NaN counts as the lower bound.
    func clamped(to range: ClosedRange<Self>) -> Self {
        guard self >= range.lowerBound else { return range.lowerBound }
        return self > range.upperBound ? range.upperBound : self
    }
}
