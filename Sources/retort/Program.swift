import Glibc
import Machine

/// The command line: finds the command, runs it, and ends with its status.
enum Program {
    static func run() {
        Signals.ignoreWriteFaults()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let context = CommandContext(environment: Standard.environment())
        do throws(Failure) {
            exit(try dispatch(arguments, context))
        } catch {
            Standard.complain("retort: \(error.sentence)\n")
            exit(error.status)
        }
    }

    private static func dispatch(_ arguments: [String], _ context: CommandContext) throws(Failure) -> Int32 {
        let width = Terminal.isTerminal(1) ? context.page.width : nil
        guard let first = arguments.first else {
            Standard.print(Help.overview(width))
            return 2
        }
        switch first {
        case "--help", "-h", "help":
            Standard.print(arguments.dropFirst().first.flatMap { Help.page($0, width) } ?? Help.overview(width))
            return 0
        case "--version", "-V":
            Standard.print(Help.version)
            return 0
        default: break
        }
        guard let command = Command.named(first) else {
            if first.hasPrefix("-") {
                throw .usage("there is no option \(first); retort --help lists the commands")
            }
            // Words that are no command are what most people come for.
            return try Command.lookup.run(context, Words(arguments, command: .lookup))
        }
        let rest = Array(arguments.dropFirst())
        if rest.contains("--help") || rest.contains("-h") {
            Standard.print(Help.page(command.name, width) ?? Help.overview(width))
            return 0
        }
        return try command.run(context, Words(rest, command: command))
    }
}

/// Why a command ends early: a sentence for standard error and the exit status.
struct Failure: Error {
    let status: Int32
    let sentence: String

    /// Whether the same words may do better later.
    var mayPass: Bool { status == 3 }

    /// 1: it was refused or found nothing.
    static func refused(_ sentence: String) -> Failure { Failure(status: 1, sentence: sentence) }
    /// 2: the words on the command line are wrong.
    static func usage(_ sentence: String) -> Failure { Failure(status: 2, sentence: sentence) }
    /// 3: no daemon could be reached or started.
    static func unreachable(_ sentence: String) -> Failure { Failure(status: 3, sentence: sentence) }
}
