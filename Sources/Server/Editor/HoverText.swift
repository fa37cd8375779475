import Machine
import Memory
import Reading
import Study

/// A hint as an editor shows it: at most twelve lines.
enum HoverText {
    /// How much is said.
    enum Amount {
        case whole, line

        /// Nil for nothing at all. Who asks for the same place again wants the whole; what the installed version makes of it is
        /// said whatever is known.
        init?(_ hint: Hint, _ found: Found, isAskedAgain: Bool) {
            switch hint.familiarity {
            case .new: self = .whole
            case .known: self = isAskedAgain ? .whole : .line
            case .mastered:
                guard isAskedAgain || found.note != nil else { return nil }
                self = isAskedAgain ? .whole : .line
            }
        }
    }

    static func write(_ hint: Hint, _ found: Found, _ amount: Amount, clock: Clock, isMarkdown: Bool) -> String {
        var head = "`\(dotted(hint.symbol))`"
        if let title = hint.known.entry?.title { head += isMarkdown ? " · **\(title)**" : " · \(title)" }
        if found.isLikely { head += " (likely)" }
        let note = found.note.map { shown($0, isMarkdown: isMarkdown) }
        let memory = memory(hint, clock: clock)
        if amount == .line { return ([head, note, memory].compactMap { $0 }).joined(separator: " · ") }

        var parts = [head]
        if let note { parts.append(Paragraph.folded(note)) }
        if let summary = hint.known.hover.summary { parts.append(shown(summary, isMarkdown: isMarkdown)) }
        // What the installed version makes of it is warning enough.
        if note == nil, let pitfall = hint.known.hover.pitfall {
            parts.append((isMarkdown ? "*Mind:* " : "Mind: ") + shown(pitfall, isMarkdown: isMarkdown))
        }
        let address = hint.known.entry?.source ?? ""
        let source = address.isEmpty ? nil : isMarkdown ? "[source](\(address))" : address
        let gap = isMarkdown ? "\n\n" : "\n"
        let text = parts.joined(separator: gap)
        let tail = [memory, source].compactMap { $0 }
        // The thirteenth line would be that before the source.
        return tail.isEmpty ? text : text + (hint.known.hover.isLong ? "\n" : gap) + tail.joined(separator: " · ")
    }

    /// Dotted throughout, as names are in code: `jinja.tag.block` for `jinja:tag.block`.
    static func dotted(_ symbol: String) -> String {
        // Most names are, and a search by characters takes longer than all else here.
        symbol.utf8.contains(UInt8(ascii: ":")) ? symbol.replacing(":", with: ".") : symbol
    }

    /// What a quiz would find, in words: "you know this: 93 %, next in 12 days".
    private static func memory(_ hint: Hint, clock: Clock) -> String? {
        guard let recall = hint.recall else { return nil }
        let next = hint.due.map { due in
            let words = RelativeTime.words(due.iso8601, clock: clock)
            return words == "now" ? ", to be asked now" : ", next \(words)"
        }
        let percent = Int((recall * 100).rounded())
        let state =
            switch hint.familiarity {
            // Right after an answer, also a wrong one, the model expects a recall of 100 %.
            case .new where recall >= Familiarity.fadingRecall: "you are learning this"
            case .new: "this is fading: \(percent) %"
            case .known, .mastered: "you know this: \(percent) %"
            }
        return state + (next ?? "")
    }

    /// Where Markdown is not understood links and emphasis would only be noise; code keeps its backticks, as in plain mail.
    private static func shown(_ markdown: String, isMarkdown: Bool) -> String {
        isMarkdown ? markdown : PlainText.of(markdown)
    }
}
