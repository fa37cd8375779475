/// Something a reader could not take as it stood: where, and what to do about it.
///
/// Readers in this module never fail. They return what they understood and a list of these.
package struct Complaint: Sendable, Equatable {
    /// How much it matters.
    package enum Severity: Sendable {
        /// Something was left out or means something else than it looks like.
        case error
        /// It works, and could be better.
        case advice
    }

    /// The file as the caller named it.
    package var file: String
    /// The line, counted from 1.
    package var line: Int
    /// What is wrong and what to do, one sentence without a full stop.
    package var sentence: String
    /// Whether it is a fault or a piece of advice.
    package var severity: Severity

    /// A complaint about one line of a file.
    package init(file: String, line: Int, sentence: String, severity: Severity = .error) {
        self.file = file
        self.line = line
        self.sentence = sentence
        self.severity = severity
    }

    /// `file:line: sentence`, safe to print: control characters of the file's name show as `?`.
    package var description: String {
        "\(Clean.printable(file)):\(line): \(sentence)"
    }
}

/// The complaints about one file while it is read, never more than `Bounds.complaints`.
struct Complaints {
    let file: String
    private(set) var list: [Complaint] = []

    init(file: String) {
        self.file = file
    }

    mutating func add(_ line: Int, _ sentence: String, _ severity: Complaint.Severity = .error) {
        if list.count < Bounds.complaints {
            list.append(Complaint(file: file, line: line, sentence: sentence, severity: severity))
        } else if list.count == Bounds.complaints {
            list.append(Complaint(file: file, line: line, sentence: "there are more faults; correct these first"))
        }
    }
}
