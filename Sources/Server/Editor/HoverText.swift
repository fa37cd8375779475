import Machine
import Memory
import Reading
import Study

/// A hint as an editor shows it: at most twelve lines.
enum HoverText {
    static func write(_ hint: Hint, _ found: Found, clock: Clock, isMarkdown: Bool) -> String {
        // Dotted throughout, as names are in code: `jinja.tag.block` for `jinja:tag.block`.
        var head = "`\(hint.symbol.replacing(":", with: "."))`"
        if let entry = hint.entry { head += isMarkdown ? " · **\(entry.title)**" : " · \(entry.title)" }
        if found.isLikely { head += " (likely)" }
        var parts = [head]
        if let version = found.removedIn { parts.append("Removed in \(version).") }
        if let entry = hint.entry { parts.append(entry.summary) }
        if let pitfall = hint.pitfall { parts.append((isMarkdown ? "*Mind:* " : "Mind: ") + pitfall) }
        var tail: [String] = []
        if let recall = hint.recall {
            let next = hint.due.map { ", next \(RelativeTime.words($0.iso8601, clock: clock))" } ?? ""
            tail.append("you know this: \(Int((recall * 100).rounded())) %\(next)")
        }
        if let source = hint.entry?.source, !source.isEmpty { tail.append(isMarkdown ? "[source](\(source))" : source) }
        if !tail.isEmpty { parts.append(tail.joined(separator: " · ")) }
        return parts.joined(separator: isMarkdown ? "\n\n" : "\n")
    }
}
