import Server

/// A concept as people see it in the terminal.
struct ConceptView {
    let page: Page

    private var markdown: MarkdownPage { MarkdownPage(page: page) }
    /// A card is read at a glance: no more lines of an example than these.
    private static let exampleLines = 6
    /// How few lines an answer takes, source and related concepts included.
    private static let cardLines = 12

    /// `Blueprints  A blueprint is …` on one line.
    func line(_ card: ConceptCard) -> String {
        let title = Page.plain(card.title)
        let room = max(0, page.width - Page.columns(title) - 2)
        let summary = Page.plain(card.summary)
        return page.styled(title, .bold) + "  "
            + (summary.count > room ? summary.prefix(max(0, room - 1)) + "…" : summary)
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
        return [head + "; nearest: " + nearest.map { Page.plain($0.title) }.joined(separator: " · ")]
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
        markdown.wrap(
            links.map { $0.title ?? $0.id }.joined(separator: " · "), first: head,
            rest: String(repeating: " ", count: head.count))
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
