/// The words behind a command, sorted into options and the rest.
struct Arguments {
    /// Of a command that has verbs, the one that was said; empty for none.
    private(set) var verb = ""
    private(set) var plain: [String] = []
    private var values: [String: String] = [:]
    private var flags: Set<String> = []

    /// Options may stand anywhere; `--` ends them. Unknown ones are refused with the known ones named.
    init(_ words: [String], command: Command) throws(Failure) {
        var isOpen = true
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            guard isOpen, word.hasPrefix("--"), word.count > 2 else {
                if isOpen, word == "--" { isOpen = false } else { plain.append(word) }
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = command.allOptions.first(where: { $0.name == parts[0] }) else {
                let known = command.allOptions.map(\.name)
                throw .usage(
                    "retort \(command.name) has no option \(parts[0]); "
                        + (known.isEmpty ? "it takes none" : "it takes \(known.joined(separator: ", "))"))
            }
            guard option.value != nil else {
                if parts.count > 1 { throw .usage("\(option.name) takes no value") }
                flags.insert(option.name)
                continue
            }
            if parts.count > 1 {
                values[option.name] = parts[1]
            } else if index < words.count {
                values[option.name] = words[index]
                index += 1
            } else {
                throw .usage("\(option.name) needs a value: \(option.words)")
            }
        }
        if !command.verbs.isEmpty { try takeVerb(of: command) }
    }

    private mutating func takeVerb(of command: Command) throws(Failure) {
        verb = plain.first ?? ""
        guard let known = command.verbs.first(where: { $0.name == verb }) else {
            let known = command.verbs.map(\.synopsis).filter { !$0.isEmpty }
            throw .usage(
                (verb.isEmpty ? "" : "there is no retort \(command.name) \(verb); ")
                    + "say retort \(command.name) \(known.joined(separator: ", or "))")
        }
        plain = Array(plain.dropFirst())
        for other in command.verbs where other.name != known.name {
            if let option = other.options.first(where: { has($0.name) || value($0.name) != nil }) {
                throw .usage("\(option.name) belongs to retort \(command.name) \(other.name)")
            }
        }
    }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    func value(_ option: String) -> String? { values[option] }

    func whole(_ option: String, _ range: ClosedRange<Int>) throws(Failure) -> Int? {
        guard let text = values[option] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw .usage(
                "\(option) must be a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"")
        }
        return value
    }

    /// The one word that a command needs.
    func only(_ what: String) throws(Failure) -> String {
        guard plain.count == 1 else {
            throw .usage(plain.isEmpty ? "\(what) is missing" : "expected one word, \(what), not \(plain.count)")
        }
        return plain[0]
    }
}
