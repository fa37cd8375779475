/// What `pack.md` says about a pack.
package struct Manifest: Sendable, Equatable {
    /// What people call the subject.
    package var title: String
    /// The version of the subject that the pack describes.
    package var version: String?
    /// How others may use the pack.
    package var licence: String?
    /// Python modules whose import makes a project use this pack.
    package var imports: [String]
    /// File endings, without the dot, that count as the pack's templates.
    package var templates: [String]
    /// Where the pack's facts come from.
    package var sources: [String]
    /// The Markdown below the front matter.
    package var text: String

    /// A manifest made of its parts.
    package init(
        title: String, version: String? = nil, licence: String? = nil, imports: [String] = [],
        templates: [String] = [], sources: [String] = [], text: String = ""
    ) {
        self.title = title
        self.version = version
        self.licence = licence
        self.imports = imports
        self.templates = templates
        self.sources = sources
        self.text = text
    }
}
