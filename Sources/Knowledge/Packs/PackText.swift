/// Reading and writing the files of a pack. The format is described in the README beside the packs.
package enum PackText {
    /// What `pack.md` says, and what is wrong with it; nil without front matter.
    package static func readManifest(_ text: String, file: String) -> (Manifest?, [Complaint]) {
        var complaints = Complaints(file: file)
        guard var source = MarkdownSource(text, complaints: &complaints)?.withoutMergeMarks(&complaints),
            let frontMatter = FrontMatter(source, complaints: &complaints)
        else { return (nil, complaints.list) }
        if let line = source.findFences(from: frontMatter.bodyStart) { complaints.addUnclosedFence(line) }
        var fields = Fields(frontMatter)
        var manifest = Manifest(title: fields.text("title", isRequired: true, &complaints) ?? "")
        manifest.version = fields.text("version", &complaints)
        manifest.licence = fields.text("licence", &complaints)
        manifest.imports = fields.list("imports", &complaints)
        manifest.templates = fields.list("templates", &complaints)
        manifest.sources = fields.list("sources", &complaints)
        fields.reportUnknown(&complaints)
        manifest.text = Passage(text: source, lines: frontMatter.bodyStart..<source.lines.count).verbatim()
        return (manifest, complaints.list)
    }

    /// The concept in a file, and what is wrong with it; nil when there is no front matter or no id.
    ///
    /// Whatever else is missing is complained about and replaced: the title by the id, the level by `beginner`.
    /// - Parameter file: its path, whose last component should be `<id>.md`.
    package static func readConcept(_ text: String, file: String) -> (Concept?, [Complaint]) {
        var complaints = Complaints(file: file)
        guard var source = MarkdownSource(text, complaints: &complaints)?.withoutMergeMarks(&complaints),
            let frontMatter = FrontMatter(source, complaints: &complaints)
        else { return (nil, complaints.list) }
        if let line = source.findFences(from: frontMatter.bodyStart) { complaints.addUnclosedFence(line) }
        guard var concept = ConceptFields.read(frontMatter, file: file, &complaints) else {
            return (nil, complaints.list)
        }
        let body = Passage(text: source, lines: frontMatter.bodyStart..<source.lines.count)
        ConceptBody.read(body, into: &concept, &complaints)
        return (concept, complaints.list)
    }
}

extension Complaints {
    mutating func addUnclosedFence(_ index: Int) {
        add(index + 1, "this code block is never closed; close it with the same marks")
    }
}
