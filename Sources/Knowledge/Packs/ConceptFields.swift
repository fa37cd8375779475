/// The front matter of a concept.
enum ConceptFields {
    /// A concept with everything but its body; nil when neither the field nor the file's name gives an id.
    static func read(_ frontMatter: FrontMatter, file: String, _ complaints: inout Complaints) -> Concept? {
        var fields = Fields(frontMatter)
        guard let id = id(&fields, file: file, &complaints) else { return nil }
        var concept = Concept(id: id, title: id, topic: "", level: .beginner, summary: "")
        if let title = fields.text("title", isRequired: true, &complaints), !title.isEmpty { concept.title = title }
        concept.aliases = fields.list("aliases", &complaints)
        concept.asked = fields.list("asked", &complaints)
        concept.symbols = fields.list("symbols", &complaints)
        concept.topic = fields.text("topic", isRequired: true, &complaints) ?? ""
        if concept.topic.utf8.contains(UInt8(ascii: " ")) {
            complaints.add(fields.line("topic"), "a topic is one word")
        }
        if let name = fields.text("level", isRequired: true, &complaints) {
            if let level = Level(name: name) {
                concept.level = level
            } else {
                complaints.add(fields.line("level"), "`level` is beginner, intermediate or advanced")
            }
        }
        concept.needs = fields.list("needs", &complaints)
        concept.see = fields.list("see", &complaints)
        concept.confusedWith = fields.list("confused-with", &complaints)
        concept.sources = fields.list("sources", &complaints)
        concept.versions = fields.text("versions", &complaints)
        fields.reportUnknown(&complaints)
        concept.linkLines.id = fields.line("id")
        concept.linkLines.needs = fields.line("needs")
        concept.linkLines.see = fields.line("see")
        concept.linkLines.confusedWith = fields.line("confused-with")
        return concept
    }

    /// Lower-case letters, digits and single hyphens, neither first nor last.
    static func isID(_ text: String) -> Bool {
        var previous = UInt8(ascii: "-")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "-") where previous != byte: break
            default: return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: "-")
    }

    /// The id of the field, or else the one the file's name gives.
    private static func id(_ fields: inout Fields, file: String, _ complaints: inout Complaints) -> String? {
        let last = file.utf8.split(separator: UInt8(ascii: "/")).last ?? file.utf8[...]
        var name = Clean.printable(String(last) ?? "")
        if name.hasSuffix(".md") {
            name.removeLast(3)
        } else {
            complaints.add(1, "a concept's file is named after its id and ends in .md")
        }
        let nameAsID = isID(name) ? name : nil
        guard let id = fields.text("id", isRequired: true, &complaints), !id.isEmpty else { return nameAsID }
        guard isID(id) else {
            complaints.add(fields.line("id"), "an id is made of lower-case letters, digits and single hyphens")
            return nameAsID
        }
        if id != name {
            // As programs name what they put beside a file: `teapot.sync-conflict-…`, `teapot (conflicted copy …)`.
            let isCopy = name.hasPrefix(id) && !isID(name)
            complaints.add(
                fields.line("id"),
                "the id is `\(id)`, but the file is named \(name); "
                    + (isCopy ? "if it is a copy of \(id).md, join the two and delete it" : "they must be equal"))
        }
        return id
    }
}
