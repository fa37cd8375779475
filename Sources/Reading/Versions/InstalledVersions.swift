/// Which version a project has of each package, read from what tools leave behind. Every reader takes what it understands and
/// passes over the rest.
package struct InstalledVersions: Equatable, Sendable {
    /// By import name: lower case, `_` for `-` and `.`.
    private var versions: [String: String] = [:]
    /// Far above what a project depends on; a longer list is cut.
    private static let packages = 5_000

    package init() {}

    package var isEmpty: Bool { versions.isEmpty }

    /// The version of a package by its import name: `flask`, `flask_sqlalchemy`.
    package func version(of package: String) -> String? { versions[package] }

    /// The folders of a `site-packages`: `Flask-3.0.3.dist-info`, `Flask_SQLAlchemy-2.5.1.egg-info`.
    package init(folders: [String]) {
        for folder in folders {
            guard let ending = [".dist-info", ".egg-info"].first(where: { folder.hasSuffix($0) }) else { continue }
            let parts = folder.dropLast(ending.count).split(separator: "-")
            if parts.count > 1 { note(String(parts[0]), String(parts[1])) }
        }
    }

    /// `poetry.lock`, `uv.lock`, `pdm.lock`: tables with a `name` and a `version`.
    package init(lock text: String) {
        var name: String?
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("[") { name = nil }
            if let value = Self.value(of: "name", in: line) { name = value }
            if let version = Self.value(of: "version", in: line), let known = name {
                note(known, version)
                name = nil
            }
        }
    }

    /// `Pipfile.lock`: `"flask": {`, and some lines later `"version": "==3.0.3"`.
    package init(pipfileLock text: String) {
        var name: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard words.count >= 3 else { continue }
            if words[1] == "version", words.count >= 5, words[3].hasPrefix("=="), let known = name {
                note(known, String(words[3].dropFirst(2)))
            } else if words[2].hasSuffix("{") {
                name = String(words[1])
            }
        }
    }

    /// `requirements.txt`: what is pinned with `==` or `~=`.
    package init(requirements text: String) {
        for line in text.split(whereSeparator: \.isNewline) { pin(line) }
    }

    /// `pyproject.toml`: `"Flask==3.0.3"` in a list, `flask = "^3.0"` in Poetry's tables.
    package init(pyproject text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: "\"", omittingEmptySubsequences: false)
            if let equals = line.firstIndex(of: "="), line[..<equals].allSatisfy({ $0 != "\"" && $0 != "[" }) {
                let name = line[..<equals].filter { $0 != " " }
                // `flask = "^3.0"`, `flask = { version = "~3.0", … }`
                if words.count >= 3, let version = Self.pinned(words[1]) { note(name, version) }
            }
            for word in words.indices where word % 2 == 1 { pin(words[word]) }
        }
    }

    /// `Flask[async]==3.0.3 ; python_version > "3.8"`.
    private mutating func pin(_ line: Substring) {
        let text = line.prefix { $0 != ";" && $0 != "#" }
        guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "~" }) else { return }
        let name = text[..<sign].prefix { $0 != "[" }.filter { $0 != " " }
        if let version = Self.pinned(text[sign...]) { note(name, version) }
    }

    /// The version of `==1.2`, `~=1.2`, `^1.2`, `~1.2`; nil for a range.
    private static func pinned(_ text: Substring) -> String? {
        let digits = text.drop { $0 == "=" || $0 == "~" || $0 == "^" || $0 == " " }
        guard digits.startIndex > text.startIndex, digits.first?.isNumber ?? false else { return nil }
        return String(digits.prefix { $0 != "," && $0 != " " && $0 != "*" })
    }

    /// The text of `key = "text"` at the start of a line.
    private static func value(of key: String, in line: Substring) -> String? {
        guard line.hasPrefix(key) else { return nil }
        let rest = line.dropFirst(key.count).drop { $0 == " " }
        guard rest.first == "=", let open = rest.firstIndex(of: "\"") else { return nil }
        return String(rest[rest.index(after: open)...].prefix { $0 != "\"" })
    }

    private mutating func note(_ name: String, _ version: String) {
        let name = String(
            decoding: name.lowercased().utf8.map { isNameByte($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        guard versions.count < Self.packages, !name.isEmpty, let first = version.utf8.first, isDigit(first),
            versions[name] == nil
        else { return }
        versions[name] = version
    }
}
