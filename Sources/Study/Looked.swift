import Memory
import Storage

/// Something that was asked and not found.
package struct Gap: Sendable {
    /// As it was asked last.
    package var query: String
    /// On how many study days it was asked; a day counts once for each device.
    package var days: Int
    package var last: Instant
    /// What comes closest now.
    package var nearest: [KnowledgeStore.Entry]
}

extension Study {
    /// Remembers in passing that a concept (`pack/id`) was looked up; once a study day, and never a reason to fail.
    package func noteLook(_ concept: String, now: Now) {
        // Its new cards come first from now on.
        dueCache = nil
        store.note(at: now.at, dayStart: now.today.start(zoneMinutes: now.zoneMinutes), .look(concept: concept))
    }

    /// Remembers in passing that a look-up found nothing sure.
    package func noteMiss(_ query: String, now: Now) {
        let text = Self.noted(query)
        guard !Folding.fold(text).isEmpty else { return }
        store.note(at: now.at, dayStart: now.today.start(zoneMinutes: now.zoneMinutes), .miss(query: text))
    }

    /// More of a query says nothing new.
    private static let notedScalars = 120

    /// A query on one line, as far as it tells: of a traceback its last line, which says what happened.
    private static func noted(_ query: String) -> String {
        let lines = query.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        let isTraceback = lines.first?.hasPrefix("Traceback (most recent call last)") ?? false
        let telling = isTraceback ? lines.suffix(1) : lines[...]
        let words = telling.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let scalars = words.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint && $0.value >= 0x20 }
        return String(String.UnicodeScalarView(scalars.prefix(notedScalars)))
    }

    /// A gap of a year ago is none any more.
    private static let gapDays = 365
    /// Queries that are looked up again to see whether they are found by now: some milliseconds each in the largest packs.
    private static let gapsTried = 100

    /// What was asked and not found, the most often asked first. What is found by now is left out and counted.
    ///
    /// - Parameter limit: gaps given at most.
    package func gaps(limit: Int, now: Now) throws(StudyFault) -> (gaps: [Gap], found: Int) {
        let since = now.at.adding(milliseconds: -Int64(Self.gapDays) * 86_400_000)
        let missed = try reading { store throws(DatabaseFault) in
            try store.memory.missCounts(since: since, limit: Self.gapsTried)
        }
        // One wording in small and large letters, with and without a question mark, is one gap.
        var gaps: [Gap] = []
        var places: [String: Int] = [:]
        for miss in missed {
            let key = Folding.fold(miss.query)
            if let place = places[key] {
                gaps[place].days += miss.count
                if miss.last > gaps[place].last {
                    gaps[place].last = miss.last
                    gaps[place].query = miss.query
                }
            } else {
                places[key] = gaps.count
                gaps.append(Gap(query: miss.query, days: miss.count, last: miss.last, nearest: []))
            }
        }
        gaps.sort { ($1.days, $1.last, $0.query) < ($0.days, $0.last, $1.query) }
        var open: [Gap] = []
        var found = 0
        for var gap in gaps {
            let answer = try lookup(gap.query, limit: 1)
            if answer.isConfident {
                found += 1
            } else if open.count < limit {
                gap.nearest = answer.nearest.map(\.entry)
                open.append(gap)
            }
        }
        return (open, found)
    }
}
