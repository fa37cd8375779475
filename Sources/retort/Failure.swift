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
