/// From which release on a name is there, and until which.
package struct Lifetime: Equatable, Sendable {
    /// The import name of the package whose releases are meant: `flask`, `flask_sqlalchemy`.
    package var package: String
    package var since: String?
    package var removedIn: String?
    /// What to use once it is gone, Markdown; empty where nothing is known.
    package var instead = ""

    /// What to tell of a name beside the version a project has; nil where all is well or nothing certain can be said.
    package func note(_ facts: Facts, installed: InstalledVersions) -> String? {
        let title = facts.row("package:" + package)?.type ?? package
        let here = installed.version(of: package)
        let known = here.map { " (here: \($0))" } ?? ""
        if let removedIn {
            let advice = instead.isEmpty ? "" : " Instead: \(instead)."
            guard let here, Version(here) < Version(removedIn) else {
                return "Removed in \(title) \(removedIn)\(known).\(advice)"
            }
            return "Goes away with \(title) \(removedIn)\(known).\(advice)"
        }
        guard let since, let here, Version(here) < Version(since) else { return nil }
        return "New in \(title) \(since)\(known)."
    }

    /// The package a name of the facts belongs to.
    static func package(of name: String) -> String {
        if name.hasPrefix("flask.config:SQLALCHEMY_") { return "flask_sqlalchemy" }
        let head = name.prefix { $0 != "." && $0 != ":" }
        switch head {
        case "jinja": return "jinja2"
        case "env": return "flask"
        default: return String(head)
        }
    }
}

/// A release number, compared part by part; what follows the numbers (`rc1`, `.post2`) does not count.
struct Version: Comparable {
    private var parts: [Int] = []

    init(_ text: String) {
        for part in text.split(separator: ".").prefix(4) {
            let digits = part.utf8.prefix { isDigit($0) }.prefix(9)
            guard !digits.isEmpty else { break }
            parts.append(digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
            if digits.count < part.utf8.count { break }
        }
        while parts.last == 0 { parts.removeLast() }
    }

    static func < (left: Version, right: Version) -> Bool { left.parts.lexicographicallyPrecedes(right.parts) }
}
