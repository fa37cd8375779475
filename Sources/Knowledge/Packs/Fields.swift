/// Takes typed values out of front matter and complains about what is missing, misplaced or unknown.
struct Fields {
    private let fields: [FrontMatter.Field]
    private var taken: [String] = []

    init(_ frontMatter: FrontMatter) {
        fields = frontMatter.fields
    }

    /// The line of a field, counted from 1; 1 when it is missing.
    func line(_ key: String) -> Int {
        fields.first { $0.key == key }?.line ?? 1
    }

    /// The text of a field; nil when it is missing, with a complaint when it is required.
    mutating func text(_ key: String, isRequired: Bool = false, _ complaints: inout Complaints) -> String? {
        taken.append(key)
        guard let field = fields.first(where: { $0.key == key }) else {
            if isRequired { complaints.add(1, "`\(key)` is missing; add it to the front matter") }
            return nil
        }
        switch field.value {
        case .text(let text):
            if isRequired, text.isEmpty { complaints.add(field.line, "`\(key)` must not be empty") }
            return text
        case .list(let items):
            complaints.add(field.line, "`\(key)` is one text, not a list")
            return items.joined(separator: ", ")
        }
    }

    /// The entries of a list; none when it is missing.
    mutating func list(_ key: String, _ complaints: inout Complaints) -> [String] {
        taken.append(key)
        guard let field = fields.first(where: { $0.key == key }) else { return [] }
        switch field.value {
        case .list(let items): return items
        case .text(let text):
            complaints.add(field.line, "`\(key)` is a list; write `\(key): [\(text)]`")
            return [text]
        }
    }

    /// Complains about every field that nobody asked for.
    func reportUnknown(_ complaints: inout Complaints) {
        for field in fields where !taken.contains(field.key) {
            let guess = Spelling.suggestion(field.key, among: taken)
            complaints.add(field.line, "there is no field `\(field.key)`\(guess)")
        }
    }
}
