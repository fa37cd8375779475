import Machine
import Server

/// A concept as people see it in the terminal.
struct ConceptView {
    let page: Page

    private var markdown: MarkdownPage { MarkdownPage(page: page) }
    /// A card is read at a glance: no more lines of an example than these.
    private static let exampleLines = 6
    /// How few lines an answer takes, source and related concepts included.
    private static let cardLines = 12

    /// `Blueprints — A blueprint is …` on one line, with how well it is remembered where that was asked.
    func line(_ card: ConceptCard, clock: Clock) -> String {
        var title = Page.plain(card.title)
        var room = page.width - Page.columns(title) - 3
        title = page.styled(title, .bold)
        if let recall = card.recall, let due = card.due {
            let memory = ", \(percent(recall)), next \(RelativeTime.words(due, clock: clock))"
            room -= memory.count
            title += page.styled(memory, .dim)
        }
        let summary = Page.plain(card.summary).split(separator: "\n").joined(separator: " ")
        return title + " — " + cut(summary, to: room)
    }

    private func cut(_ text: String, to columns: Int) -> String {
        if Page.columns(text) <= columns { return text }
        var used = 1
        let fitting = text.prefix { character in
            used += Page.columns(String(character))
            return used <= columns
        }
        return fitting + "…"
    }

    private func percent(_ share: Double) -> String {
        "\(Int((share * 100).rounded())) %"
    }

    /// All of a concept, what is remembered of it, what else was found, and why it was.
    func deep(_ answer: WireDeepAnswer, others: [String], clock: Clock) -> [String] {
        let concept = answer.concept
        var lines = whole(concept)
        let known = Dictionary(answer.memory.map { ($0.card, $0) }, uniquingKeysWith: { first, _ in first })
        let cards = concept.cards.map { card in
            let key = String(card.split(separator: "/").last ?? "")
            guard let memory = known[card] else { return key + " new" }
            return "\(key) \(percent(memory.retrievability)), next \(RelativeTime.words(memory.due, clock: clock))"
        }
        if !cards.isEmpty { lines += entries("remembered: ", cards) }
        if !others.isEmpty { lines += entries("also found: ", others) }
        if let why = answer.why { lines += entries("found by: ", reasons(why)) }
        return lines
    }

    /// `“error” in its title and body`, `its alias “bluep”`.
    private func reasons(_ why: WireExplanation) -> [String] {
        var reasons = why.words.map { "\"\($0.word)\" in its \(Self.list($0.fields))" }
        if let phrase = why.phrase { reasons.append("its \(phrase.field) \"\(phrase.text)\"") }
        if why.confidence > 0 { reasons.append("\(percent(why.confidence)) sure") }
        return reasons
    }

    private static func list(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    }

    private func entries(_ head: String, _ entries: [String]) -> [String] {
        markdown.wrap(
            entries.joined(separator: " · "), first: head, rest: String(repeating: " ", count: head.count))
    }

    func showing(_ understood: String, instead query: String) -> String {
        page.styled("showing \"\(Page.plain(understood))\"", .yellow)
    }

    /// The short answer, an example where there is room for it, where it comes from, where to go on.
    func card(_ concept: WholeConcept, alsoFound: [String]) -> [String] {
        var lines = [heading(concept)] + markdown.lines(concept.summary)
        let tail = sources(concept) + [related(concept, alsoFound)].compactMap { $0 }
        if let example = concept.sections.first(where: { $0.heading == "Example" }) {
            let code = firstBlock(example.body)
            if !code.isEmpty, code.count <= Self.exampleLines, lines.count + code.count + tail.count <= Self.cardLines {
                lines += code
            }
        }
        return lines + tail
    }

    /// Everything but the questions.
    func whole(_ concept: WholeConcept) -> [String] {
        var lines = [heading(concept)] + markdown.lines(concept.summary)
        for section in concept.sections {
            lines += ["", page.styled(Page.plain(section.heading), .bold)] + markdown.lines(section.body)
        }
        lines.append("")
        if !concept.symbols.isEmpty {
            lines += markdown.wrap(concept.symbols.joined(separator: ", "), first: "in code: ", rest: "         ")
        }
        if !concept.needs.isEmpty { lines += links("know first: ", concept.needs) }
        if !concept.confusedWith.isEmpty { lines += links("not to be confused with: ", concept.confusedWith) }
        if let versions = concept.versions { lines.append("versions: " + Page.plain(versions)) }
        lines += sources(concept)
        if let related = related(concept, []) { lines.append(related) }
        return lines
    }

    func nothing(for query: String, nearest: [ConceptCard]) -> [String] {
        let head = "nothing for \"\(Page.plain(query))\""
        guard !nearest.isEmpty else { return [head] }
        return Page.hang(
            head + "; nearest: " + nearest.map { Page.plain($0.title) }.joined(separator: " · "), page.width)
    }

    private func heading(_ concept: WholeConcept) -> String {
        page.styled(Page.plain(concept.title), .bold)
            + page.styled("  \(Page.plain(concept.topic)), \(Page.plain(concept.level))", .dim)
    }

    private func firstBlock(_ body: String) -> [String] {
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        guard let open = lines.firstIndex(where: { $0.hasPrefix("```") }),
            let close = lines[(open + 1)...].firstIndex(where: { $0.hasPrefix("```") })
        else { return [] }
        return markdown.lines(lines[open...close].joined(separator: "\n"))
    }

    private func links(_ head: String, _ links: [ConceptLink]) -> [String] {
        entries(head, links.map { $0.title ?? $0.id })
    }

    private func related(_ concept: WholeConcept, _ alsoFound: [String]) -> String? {
        let titles = concept.see.compactMap(\.title) + alsoFound
        var seen: Set<String> = [concept.title]
        var text = ""
        for title in titles.map(Page.plain) where seen.insert(title).inserted {
            let longer = text.isEmpty ? "see also: " + title : text + " · " + title
            if Page.columns(longer) > page.width { break }
            text = longer
        }
        return text.isEmpty ? nil : page.styled(text, .dim)
    }

    private func sources(_ concept: WholeConcept) -> [String] {
        concept.sources.prefix(1).map { page.styled("source: " + Page.plain($0), .dim) }
    }
}
