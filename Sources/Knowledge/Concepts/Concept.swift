/// One thing worth knowing: a file of a pack.
package struct Concept: Sendable, Equatable {
    /// The file's name without `.md`; unique in its pack.
    package var id: String
    /// A heading people recognise.
    package var title: String
    /// Other names of the same thing.
    package var aliases: [String]
    /// How people ask who do not know the term.
    package var asked: [String]
    /// Canonical names in code, such as `flask.Flask.route`.
    package var symbols: [String]
    /// The word that packs are browsed by.
    package var topic: String
    /// How far into the subject it lies.
    package var level: Level
    /// Ids of concepts to know first.
    package var needs: [String]
    /// Ids of related concepts.
    package var see: [String]
    /// Ids of concepts that people mix this one up with.
    package var confusedWith: [String]
    /// Where the facts can be checked.
    package var sources: [String]
    /// The versions of the subject for which it holds; nil for all.
    package var versions: String?
    /// The first paragraph, Markdown, on one line: the short answer.
    package var summary: String
    /// The sections but for the questions, in the file's order. Text that stands between the summary and the first
    /// heading is a section whose heading is empty.
    package var sections: [Section]
    /// What it is asked by, in the file's order.
    package var questions: [Question]
    /// Where the links stand in the file, for complaints about them.
    package var linkLines: LinkLines

    /// A concept made of its parts.
    package init(
        id: String, title: String, aliases: [String] = [], asked: [String] = [], symbols: [String] = [],
        topic: String, level: Level, needs: [String] = [], see: [String] = [], confusedWith: [String] = [],
        sources: [String] = [], versions: String? = nil, summary: String, sections: [Section] = [],
        questions: [Question] = [], linkLines: LinkLines = LinkLines()
    ) {
        self.id = id
        self.title = title
        self.aliases = aliases
        self.asked = asked
        self.symbols = symbols
        self.topic = topic
        self.level = level
        self.needs = needs
        self.see = see
        self.confusedWith = confusedWith
        self.sources = sources
        self.versions = versions
        self.summary = summary
        self.sections = sections
        self.questions = questions
        self.linkLines = linkLines
    }
}

/// A part of a concept under its own heading.
package struct Section: Sendable, Equatable {
    /// The heading's text; empty for text before the first heading.
    package var heading: String
    /// Markdown as it stands in the file, without blank lines at its ends.
    package var body: String

    /// A section made of its parts.
    package init(heading: String, body: String) {
        self.heading = heading
        self.body = body
    }
}

/// The lines, counted from 1, on which a concept's id, links and summary stand; 1 where they are missing.
package struct LinkLines: Sendable, Equatable {
    package var id = 1
    package var needs = 1
    package var see = 1
    package var confusedWith = 1
    package var summary = 1

    /// No line is known.
    package init() {}
}
