import Glibc

/// Standard output and standard error as text. A reader that has gone away is no reason to complain.
package enum Standard {
    package static func print(_ text: String) {
        try? Files.append(Array(text.utf8), to: STDOUT_FILENO, name: "standard output")
    }

    package static func complain(_ text: String) {
        try? Files.append(Array(text.utf8), to: STDERR_FILENO, name: "standard error")
    }

    package static func environment() -> [String: String] {
        var values: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if let equals = line.firstIndex(of: "=") {
                values[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            entry += 1
        }
        return values
    }
}
