/// Writes front matter that its reader, and any YAML reader, reads back as the same texts.
struct FrontMatterWriter {
    private var lines: [String] = ["---"]

    /// The widest list on one line, in characters; a longer one gets a line for each entry.
    private static let widestList = 100

    /// The front matter with both `---` lines and a line end.
    var text: String { lines.joined(separator: "\n") + "\n---\n" }

    /// Adds a text; nothing for nil.
    mutating func add(_ key: String, _ value: String?) {
        if let value { lines.append("\(key): \(scalar(value, inFlow: false))") }
    }

    /// Adds a list; nothing for an empty one.
    mutating func add(_ key: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        let entries = values.map { scalar($0, inFlow: true) }
        let flow = "\(key): [\(entries.joined(separator: ", "))]"
        if flow.utf8.count <= Self.widestList { return lines.append(flow) }
        lines.append("\(key):")
        for value in values { lines.append("  - \(scalar(value, inFlow: false))") }
    }

    private func scalar(_ value: String, inFlow: Bool) -> String {
        let value = Clean.oneLine(value, keepingTabs: false)
        let bytes = Array(value.utf8)
        let isTrimmed = bytes.first != UInt8(ascii: " ") && bytes.last != UInt8(ascii: " ")
        if isTrimmed, PlainScalar.fault(bytes[...], inFlow: inFlow) == nil { return value }
        var quoted = "\""
        for scalar in value.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
