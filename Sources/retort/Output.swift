import JSONText
import Machine

/// Standard output of a command.
enum Output {
    static func lines(_ lines: [String]) {
        Standard.print(lines.map { $0 + "\n" }.joined())
    }

    /// One value and nothing else.
    static func json(_ json: JSON) {
        Standard.print(json.written + "\n")
    }
}
