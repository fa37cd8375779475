import Knowledge
import Storage
import Study
import Wire

/// A concept in a list of results.
package struct ConceptCard: WireObject {
    package var id = ""
    package var pack = ""
    package var title = ""
    package var aliases: [String]?
    package var summary = ""
    package var topic = ""
    package var level = ""
    package var see: [String]?
    package var source: String?
    package var score = 0.0
    package var recall: Double?
    package var due: String?

    package init() {}

    /// With little more than its title and its first sentence.
    init(line entry: KnowledgeStore.Entry, score: Double) {
        id = entry.id
        pack = entry.pack
        title = entry.title
        summary = FirstSentence.of(entry.summary)
        topic = entry.topic
        level = Level(rawValue: entry.level)?.name ?? ""
        self.score = score
    }

    init(_ entry: KnowledgeStore.Entry, score: Double = 0) {
        id = entry.id
        pack = entry.pack
        title = entry.title
        aliases = entry.aliases
        summary = entry.summary
        topic = entry.topic
        level = Level(rawValue: entry.level)?.name ?? ""
        see = entry.see
        source = entry.source.isEmpty ? nil : entry.source
        self.score = score
    }

    package static let shape = Shape<ConceptCard>(
        "ConceptCard", "A concept without its body.",
        [
            .required("id", \.id, .text(), "The concept's id, unique in its pack."),
            .required("pack", \.pack, .text(), "The pack it belongs to."),
            .required("title", \.title, .text(), "What people call it."),
            .optional("aliases", \.aliases, .list(.text(), most: 1000), "Other names; not at the depth \"line\"."),
            .required(
                "summary", \.summary, .text(most: 100_000),
                "The short answer, Markdown on one line; at the depth \"line\" its first sentence."),
            .required("topic", \.topic, .text(), "The topic it is filed under."),
            .required("level", \.level, .word(Level.allCases.map(\.name)), "How advanced it is."),
            .optional(
                "see", \.see, .list(.text(), most: 1000), "Ids of related concepts; not at the depth \"line\"."),
            .optional("source", \.source, .text(), "Where the facts can be checked first."),
            .required("score", \.score, .number(-1e9...1e9), "Comparable within one answer; more is better."),
            .optional(
                "recall", \.recall, .number(0...1),
                "The probability that its least surely known card is remembered; with the fields due: and weak: only."),
            .optional("due", \.due, .text(), "ISO 8601 in UTC: when its first card comes up; with those fields only."),
        ])
}

package struct LookupParams: WireObject {
    package var query = ""
    package var limit: Int?
    package var depth: String?

    package init() {}

    package static let depths = ["line", "card", "deep"]

    package static let shape = Shape<LookupParams>(
        "LookupParams", "What to look for.",
        [
            .required(
                "query", \.query, .text(least: 1, most: 10_000), "A term, a question, a symbol or an error message."),
            .optional(
                "limit", \.limit, .integer(1...100),
                "Concepts given at most; when left out 10, or 100 when the query is fields only."),
            .optional(
                "depth", \.depth, .word(depths),
                "How much of them: one line, the short answer (when left out), or of the first one all there is."),
        ])
}

package struct LookupResult: WireObject {
    package var confident = false
    package var concepts: [ConceptCard] = []
    package var nearest: [ConceptCard] = []
    package var showing: String?
    package var list: Bool?
    package var deep: WireDeepAnswer?
    package var indexing: IndexingState?

    package init() {}

    package static let shape = Shape<LookupResult>(
        "LookupResult", "What was found.",
        [
            .required("confident", \.confident, .bool, "Whether the first concept can be taken as the answer."),
            .required(
                "concepts", \.concepts, .list(.object, most: 100), "The concepts, best first; empty when not confident."
            ),
            .required("nearest", \.nearest, .list(.object, most: 3), "What comes closest when nothing is sure enough."),
            .optional(
                "showing", \.showing, .text(), "The query as understood, when a word was taken for a misspelling."),
            .optional(
                "list", \.list, .bool,
                "True when the query was fields only: the concepts are a list in an order of its own."),
            .optional("deep", \.deep, .object, "At the depth \"deep\": all there is about the first concept."),
            .optional(
                "indexing", \.indexing, .object,
                "While many files of packs are read: how far that is. What is not read yet was not found."),
        ])
}

package struct ShowParams: WireObject {
    package var id = ""

    package init() {}

    package init(id: String) {
        self.id = id
    }

    package static let shape = Shape<ShowParams>(
        "ShowParams", "Which concept.",
        [
            .required(
                "id", \.id, .text(least: 1, most: 512),
                "`blueprints`, or `flask/blueprints` when several packs have one.")
        ])
}

package struct WireSection: WireObject {
    package var heading = ""
    package var body = ""

    package init() {}

    package static let shape = Shape<WireSection>(
        "Section", "A part of a concept's text.",
        [
            .required("heading", \.heading, .text(), "Why, Example, Pitfalls or Follow-ups."),
            .required("body", \.body, .text(most: 1_000_000), "Markdown."),
        ])
}

package struct ConceptLink: WireObject {
    package var id = ""
    package var title: String?

    package init() {}

    package static let shape = Shape<ConceptLink>(
        "ConceptLink", "A concept named by another.",
        [
            .required("id", \.id, .text(), "Its id."),
            .optional("title", \.title, .text(), "Its title; left out when the pack does not have it."),
        ])
}

/// A concept with all its text; questions are left out, since they would give answers away.
package struct WholeConcept: WireObject {
    package var id = ""
    package var pack = ""
    package var title = ""
    package var aliases: [String] = []
    package var asked: [String] = []
    package var symbols: [String] = []
    package var topic = ""
    package var level = ""
    package var needs: [ConceptLink] = []
    package var see: [ConceptLink] = []
    package var confusedWith: [ConceptLink] = []
    package var sources: [String] = []
    package var versions: String?
    package var summary = ""
    package var sections: [WireSection] = []
    package var cards: [String] = []

    package init() {}

    init(_ shown: ShownConcept) {
        let concept = shown.concept
        func links(_ ids: [String]) -> [ConceptLink] {
            ids.map {
                var link = ConceptLink()
                link.id = $0
                link.title = shown.titles[$0]
                return link
            }
        }
        id = concept.id
        pack = shown.entry.pack
        title = concept.title
        aliases = concept.aliases
        asked = concept.asked
        symbols = concept.symbols
        topic = concept.topic
        level = concept.level.name
        needs = links(concept.needs)
        see = links(concept.see)
        confusedWith = links(concept.confusedWith)
        sources = concept.sources
        versions = concept.versions
        summary = concept.summary
        sections = concept.sections.map {
            var section = WireSection()
            section.heading = $0.heading
            section.body = $0.body
            return section
        }
        cards = shown.cards
    }

    package static let shape = Shape<WholeConcept>(
        "Concept", "A concept with all its text, but without its questions.",
        [
            .required("id", \.id, .text(), "Its id, unique in its pack."),
            .required("pack", \.pack, .text(), "The pack it belongs to."),
            .required("title", \.title, .text(), "What people call it."),
            .required("aliases", \.aliases, .list(.text(), most: 1000), "Other names."),
            .required("asked", \.asked, .list(.text(), most: 1000), "How people ask for it."),
            .required("symbols", \.symbols, .list(.text(), most: 1000), "Canonical names in code."),
            .required("topic", \.topic, .text(), "The topic it is filed under."),
            .required("level", \.level, .word(Level.allCases.map(\.name)), "How advanced it is."),
            .required("needs", \.needs, .list(.object, most: 1000), "What to know first."),
            .required("see", \.see, .list(.object, most: 1000), "Related concepts."),
            .required("confusedWith", \.confusedWith, .list(.object, most: 1000), "What it is mixed up with."),
            .required("sources", \.sources, .list(.text(), most: 1000), "Where the facts can be checked."),
            .optional("versions", \.versions, .text(), "For which versions it holds; left out: for all."),
            .required("summary", \.summary, .text(most: 100_000), "The short answer, Markdown on one line."),
            .required("sections", \.sections, .list(.object, most: 100), "The rest of the text."),
            .required("cards", \.cards, .list(.text(), most: 1000), "The ids of its cards."),
        ])
}
