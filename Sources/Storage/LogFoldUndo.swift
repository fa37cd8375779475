/// Which events count: those that no undo that counts takes back.
extension LogFold {
    /// Which undos count. One counts when no undo that counts takes it back; undos that take back one another in a circle
    /// count none (the grounded extension of Dung's argumentation frameworks, 1995: there is exactly one).
    func settleUndos(_ news: inout News) throws(DatabaseFault) {
        // The undos that may depend on the new ones are those reached from them along undos of undos, either way.
        var targets: [Source: [Source]] = [:]
        var takers: [Source: [Source]] = [:]
        var waiting = Array(news.undos)
        while let undo = waiting.popLast() {
            guard targets[undo] == nil else { continue }
            let of = try sources("SELECT of_device, of_seq FROM undo WHERE device = ? AND seq = ?", undo)
            let by = try sources("SELECT device, seq FROM undo WHERE of_device = ? AND of_seq = ?", undo)
            targets[undo] = of
            takers[undo] = by
            waiting += by
            for target in of where try isUndo(target) { waiting.append(target) }
        }

        var counts: [Source: Bool] = [:]
        var open = takers.mapValues(\.count)
        var ready = open.filter { $0.value == 0 }.map(\.key)
        while let undo = ready.popLast() {
            guard counts[undo] == nil else { continue }
            // Whoever took it back does not count: all of them are known, or one of them is known to count.
            let isTakenBack = (takers[undo] ?? []).contains { counts[$0] == true }
            counts[undo] = !isTakenBack
            for target in targets[undo] ?? [] where open[target] != nil && counts[target] == nil {
                open[target, default: 1] -= 1
                if counts[undo] == true || open[target] == 0 { ready.append(target) }
            }
        }
        for (undo, of) in targets {
            try database.run(
                "UPDATE undo SET counts = ? WHERE device = ? AND seq = ?", SQLValue(counts[undo] == true ? 1 : 0),
                .text(undo.device.text), SQLValue(undo.seq))
            for target in of { try concern(target, &news) }
        }
    }

    private func sources(_ sql: String, _ source: Source) throws(DatabaseFault) -> [Source] {
        try database.all(sql, .text(source.device.text), SQLValue(source.seq)) {
            Source(device: ExactText($0.text(0)), seq: $0.integer(1))
        }
    }

    private func isUndo(_ source: Source) throws(DatabaseFault) -> Bool {
        try database.first(
            "SELECT 1 FROM undo WHERE device = ? AND seq = ? LIMIT 1", .text(source.device.text), SQLValue(source.seq)
        ) { _ in true } ?? false
    }

    /// What an event that may have begun or ceased to count is about.
    private func concern(_ source: Source, _ news: inout News) throws(DatabaseFault) {
        let values: [SQLValue] = [.text(source.device.text), SQLValue(source.seq)]
        try database.rows("SELECT card FROM review WHERE device = ? AND seq = ?", values) {
            news.cards.insert(ExactText($0.text(0)))
        }
        try database.rows("SELECT name, subject, other FROM event WHERE device = ? AND seq = ?", values) {
            let (subject, other) = (ExactText($0.text(1)), ExactText($0.text(2)))
            switch $0.text(0) {
            case "pause", "resume": news.pauses = true
            case "setting": news.settings.insert(Setting(name: subject, pack: other))
            case "resembles": break
            case "same", "apart": news.links.insert(Link(card: subject, was: other))
            case "reset": news.cards.insert(subject)
            default: news.standings.insert(subject)
            }
        }
    }
}
