import Glibc
import Machine

/// The command line: finds the command, runs it, and ends with its status.
enum Program {
    static func run() {
        Signals.ignoreWriteFaults()
        let arguments = Array(CommandLine.arguments.dropFirst())
        do throws(Failure) {
            exit(try dispatch(arguments))
        } catch {
            complain(error.sentence)
            exit(error.status)
        }
    }

    private static func dispatch(_ arguments: [String]) throws(Failure) -> Int32 {
        let width = Terminal.isTerminal(1) ? Page.terminalWidth : nil
        guard let first = arguments.first else {
            Standard.print(Help.overview(width))
            return 2
        }
        switch first {
        case "--help", "-h", "help":
            Standard.print(arguments.dropFirst().first.flatMap { Help.page($0, width) } ?? Help.overview(width))
            return 0
        case "--version", "-V", "version":
            Standard.print(Help.version)
            return 0
        default: break
        }
        guard let command = Command.named(first) else {
            if first.hasPrefix("-"), first != "--" {
                throw .usage("there is no option \(first); retort --help lists the commands")
            }
            if arguments.dropFirst().allSatisfy({ $0.hasPrefix("-") }),
                let sentence = Pointer.sentence(for: first, program: Path.program)
            {
                let lines = Page.hang(sentence, width ?? .max) + ["(The word itself: retort lookup \(first))"]
                Output.lines(lines)
                return 0
            }
            // Words that are no command are what most people come for.
            return try run(.lookup, arguments)
        }
        let rest = Array(arguments.dropFirst())
        let options = rest.prefix { $0 != "--" }
        if options.contains("--help") || options.contains("-h") {
            Standard.print(Help.page(command.name, width) ?? Help.overview(width))
            return 0
        }
        return try run(command, rest)
    }

    private static func complain(_ sentence: String) {
        let lines =
            Terminal.isTerminal(2) ? Page.hang("retort: \(sentence)", Page.terminalWidth) : ["retort: \(sentence)"]
        Standard.complain(lines.joined(separator: "\n") + "\n")
    }

    private static func run(_ command: Command, _ words: [String]) throws(Failure) -> Int32 {
        let words = try Arguments(words, command: command)
        return try command.run(CommandContext(environment: Standard.environment()), words)
    }
}
