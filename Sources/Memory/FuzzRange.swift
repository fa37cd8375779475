/// The days from which a due date is drawn, so that cards learned together do not come back together for ever.
///
/// The ranges and the way of drawing are those of Anki's scheduler.
package struct FuzzRange: Sendable, Equatable {
    /// The shortest interval, in days.
    package private(set) var lower: Int

    /// The longest interval, in days; not less than `lower`.
    package private(set) var upper: Int

    /// The range around a real-valued interval in days, from `minimum` to `maximum` days (1...36,500; `maximum` wins).
    package init(around interval: Double, minimum: Int, maximum: Int) {
        let maximum = maximum.clamped(to: 1...Self.longestDays)
        let minimum = minimum.clamped(to: 1...maximum)
        let interval = interval.clamped(to: Double(minimum)...Double(maximum))
        let spread = Self.spread(of: interval)
        lower = Int((interval - spread).rounded()).clamped(to: minimum...maximum)
        upper = Int((interval + spread).rounded()).clamped(to: minimum...maximum)
        // Where the minimum left a single day, still spread a little.
        if lower == upper, upper > 2, upper < maximum { upper += 1 }
    }

    /// The interval in days that a chance, from 0 up to but not including 1, stands for: every day is as likely.
    package func days(chance: Double) -> Int {
        let place = chance.clamped(to: 0...1) * Double(1 + upper - lower)
        return min(lower + Int(place.rounded(.down)), upper)
    }

    /// The same where the days are not as likely: each of the range has the chance its weight gives it. Weights are above
    /// zero; equal ones draw what `days(chance:)` draws but for rounding.
    package func days(chance: Double, weight: (Int) -> Double) -> Int {
        let weights = (lower...upper).map(weight)
        var rest = chance.clamped(to: 0...1) * weights.reduce(0, +)
        for (place, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return lower + place }
        }
        return upper
    }

    /// How many days either way: nothing below 2.5 days, then 1 day and 15 % of what lies between 2.5 and 7 days, 10 %
    /// of what lies between 7 and 20, 5 % of the rest.
    static func spread(of interval: Double) -> Double {
        guard interval >= 2.5 else { return 0 }
        return 1 + 0.15 * (min(interval, 7) - 2.5) + 0.10 * max(min(interval, 20) - 7, 0)
            + 0.05 * max(interval - 20, 0)
    }

    /// 36,500 days, Anki's longest interval.
    static let longestDays = 36_500
}

/// The chance, from 0 up to but not including 1, for the answer a card gets after so many reviews.
///
/// It depends on nothing else: undoing and answering again, or replaying the log elsewhere, draws the same day, and the
/// days shown for the four grades beforehand are the ones that come true. FNV-1a (64 bits; Fowler, Noll, Vo) over the
/// card's UTF-8 and the eight bytes of the count, lowest first, then the finaliser of SplitMix64 (Steele, Lea, Flood
/// 2014), since FNV alone leaves the last bytes visible in the high bits. The top 53 bits are the fraction.
package func fuzzChance(card: String, reviews: Int) -> Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func take(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    card.utf8.forEach(take)
    for shift in stride(from: 0, to: 64, by: 8) {
        take(UInt8(truncatingIfNeeded: reviews >> shift))
    }
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    hash ^= hash >> 31
    return Double(hash >> 11) * 0x1p-53
}
