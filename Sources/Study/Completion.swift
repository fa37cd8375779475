import Knowledge
import Storage

extension Study {
    /// What can be meant by the beginning of a name, the most important first; an empty beginning stands for all.
    ///
    /// - Parameters:
    ///   - prefix: as far as it was typed. Capitals and the marks between words do not count.
    ///   - limit: completions given at most.
    package func complete(_ prefix: String, limit: Int) throws(StudyFault) -> [Completion] {
        var folded = Folding.fold(prefix)
        // `flask.` wants what comes behind that word, not `flaskr`.
        if let last = prefix.last, !folded.isEmpty, !last.isLetter, !last.isNumber { folded += " " }
        return try reading { store throws(DatabaseFault) in
            try store.knowledge.atOnce { () throws(DatabaseFault) in
                try store.knowledge.completions(of: folded, limit: limit)
            }
        }
    }
}
