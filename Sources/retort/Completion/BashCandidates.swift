/// Candidates as bash wants them: quoted, without what its word breaks (`:`, `=`) leave standing, with the space behind the only one.
struct BashCandidates {
    private let line: ShellLine
    /// Characters of the typed word before what bash replaces.
    private let kept: Int

    /// - Parameter word: what bash replaces, as it stands on the line.
    init(_ line: ShellLine, replacing word: String) {
        self.line = line
        let replaced = ShellLine((line.quote.map { String($0) } ?? "") + word).words.joined(separator: " ")
        kept = max(0, (line.words.last ?? "").count - replaced.count)
    }

    /// - Parameter columns: more than 0 when several are not put into the line but listed: there they are told with their words.
    func lines(_ candidates: [Completing.Candidate], columns: Int) -> [String] {
        if columns > 0, candidates.count > 1 {
            let widest = candidates.map { Page.columns($0.text) }.max() ?? 0
            let width = min(widest, columns / 2)
            return candidates.map { candidate in
                let gap = String(repeating: " ", count: max(0, width - Page.columns(candidate.text)))
                let line = candidate.words.isEmpty ? candidate.text : candidate.text + gap + "  " + candidate.words
                // One a line, and none of them wrapped.
                return Page.fold(line, columns - 1)[0]
            }
        }
        return candidates.map { candidate in
            let goesOn = candidate.text.last.map { ":/=".contains($0) } ?? true
            let text = line.quoted(String(candidate.text.dropFirst(kept)))
            return candidates.count == 1 && !goesOn && line.quote == nil ? text + " " : text
        }
    }
}
