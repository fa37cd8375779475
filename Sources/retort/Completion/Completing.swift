import Server
import Study

/// What could stand where a command line ends: it follows from the commands' own descriptions, and from what the daemon knows.
struct Completing {
    struct Candidate: Equatable {
        /// The whole word.
        var text: String
        /// What a person is told about it.
        var words = ""
    }

    /// Tells what begins so; nothing when it is not known in time.
    typealias Ask = (CompletionSubject, String, _ limit: Int) -> [CompletionItem]

    private(set) var candidates: [Candidate] = []
    /// Whether the shell's names of files fit, too.
    private(set) var takesFiles = false
    private let typed: String
    private let ask: Ask

    /// Of names, which are many, the most important ones; of ids all that is reasonable.
    private static let names = 100
    private static let ids = 1000

    /// - Parameter words: what stands behind `retort`; the last one is being typed.
    init(_ words: [String], ask: @escaping Ask) {
        typed = words.last ?? ""
        self.ask = ask
        let before = Array(words.dropLast())
        switch before.first {
        case nil: completeFirst()
        case "help": take(.something("COMMAND"), behind: [])
        case let first?:
            let command = Command.named(first)
            complete(command ?? .lookup, behind: command == nil ? before : Array(before.dropFirst()))
        }
    }

    /// A command, or what most people come for: something to look up.
    private mutating func completeFirst() {
        if typed.hasPrefix("-") {
            add("--help", "what there is to say")
            add("--version", "which version this is")
        } else {
            take(.something("COMMAND"), behind: [])
            if candidates.isEmpty { take(.something("WORDS"), behind: []) }
        }
    }

    private mutating func complete(_ command: Command, behind words: [String]) {
        var plain: [String] = []
        var open: Command.Option?
        var isOpen = true
        for word in words {
            if open != nil {
                open = nil
            } else if isOpen, word == "--" {
                isOpen = false
            } else if isOpen, word.hasPrefix("--") {
                open = command.allOptions.first { $0.name == word && $0.value != nil }
            } else {
                plain.append(word)
            }
        }
        if let value = open?.value { return takeAll(Synopsis(value).words(behind: 0)) }
        var synopsis = command.synopsis
        var options = command.options
        if !command.verbs.isEmpty {
            let verb = command.verbs.first { $0.name == plain.first ?? "" }
            options = (verb?.options ?? []) + options
            synopsis = String((verb?.synopsis ?? "").dropFirst(plain.first?.count ?? 0))
        }
        if isOpen, typed.hasPrefix("-") { return add(options, of: command) }
        if !command.verbs.isEmpty {
            guard !plain.isEmpty else {
                for verb in command.verbs where !verb.name.isEmpty { add(verb.name, verb.words) }
                return
            }
            plain.removeFirst()
        }
        let next = Synopsis(synopsis).words(behind: plain.count)
        takeAll(next, behind: plain)
        // Where nothing else may follow, options are all there is.
        if next.isEmpty, typed.isEmpty { add(options, of: command) }
    }

    private mutating func add(_ options: [Command.Option], of command: Command) {
        if let equals = typed.firstIndex(of: "="),
            let value = options.first(where: { $0.name == typed[..<equals] })?.value
        {
            let head = typed[...equals]
            let inner = Completing(value: Synopsis(value), typed: String(typed[equals...].dropFirst()), ask: ask)
            candidates = inner.candidates.map { Candidate(text: head + $0.text, words: $0.words) }
            return
        }
        for option in options { add(option.name, option.words) }
        if !command.isPlumbing { add("--help", "what it does and takes") }
    }

    private init(value: Synopsis, typed: String, ask: @escaping Ask) {
        self.typed = typed
        self.ask = ask
        takeAll(value.words(behind: 0))
    }

    private mutating func takeAll(_ words: [Synopsis.Word], behind before: [String] = []) {
        for word in words { take(word, behind: before) }
    }

    private mutating func take(_ word: Synopsis.Word, behind before: [String]) {
        switch word {
        case .said(let text): add(text)
        case .something("COMMAND"):
            for command in Command.all where !command.isPlumbing { add(command.name, command.words) }
        case .something("METHOD"):
            for method in Protocol.registry.methods where method.sort == .own { add(method.name, method.words) }
        case .something("SETTING"):
            for name in Settings.names { add(name) }
        case .something("FILE"), .something("FOLDER"), .something("PATH"): takesFiles = true
        case .something("CONCEPT"): addItems(.concepts)
        case .something("CARD"): addItems(.cards)
        case .something("TOPIC"): addItems(.topics)
        case .something("PACK"): addItems(.packs)
        case .something("WORDS"): addNames(behind: before)
        case .something: break
        }
    }

    private mutating func add(_ text: String, _ words: String = "") {
        if text.hasPrefix(typed) { candidates.append(Candidate(text: text, words: words)) }
    }

    private mutating func addItems(_ subject: CompletionSubject) {
        let items = ask(subject, typed, Self.ids)
        candidates += items.map { Candidate(text: $0.text, words: $0.title ?? "") }
        markMore(items.count, of: Self.ids)
    }

    /// Names that go on where several words end, or else what the last word alone begins.
    private mutating func addNames(behind before: [String]) {
        var items = ask(.names, (before + [typed]).joined(separator: " "), Self.names)
        var skipped = before.joined(separator: " ").split(separator: " ").count
        if items.isEmpty, !before.isEmpty, !typed.isEmpty {
            items = ask(.names, typed, Self.names)
            skipped = 0
        }
        // In symbols capitals matter, where there is a choice.
        let symbols = items.filter { $0.kind == "symbol" }.map(\.text)
        if symbols.contains(where: { $0.hasPrefix(typed) }) {
            items.removeAll { $0.kind == "symbol" && !$0.text.hasPrefix(typed) }
        }
        var seen: Set<String> = []
        for item in items {
            let rest = item.text.split(separator: " ").dropFirst(skipped).joined(separator: " ")
            guard !rest.isEmpty, rest.lowercased().hasPrefix(typed.lowercased()) else { continue }
            // In prose what was typed stays as it was typed; what looks like code keeps its capitals.
            let isCode = item.kind == "symbol" || rest.contains { "._".contains($0) }
            let text = isCode ? rest : typed + rest.dropFirst(typed.count)
            guard seen.insert(text.lowercased()).inserted else { continue }
            let words = item.kind == "title" ? item.summary : item.title
            candidates.append(Candidate(text: text, words: words ?? ""))
        }
        markMore(items.count, of: Self.names)
    }

    /// Shells go on by what all candidates have in common; where some are missing that is no more than what was typed.
    private mutating func markMore(_ count: Int, of limit: Int) {
        if count == limit, !typed.isEmpty { candidates.append(Candidate(text: typed, words: "and more that begin so")) }
    }
}
