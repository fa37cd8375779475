import CLinux
import Glibc

/// Signals as readable events, so that they are handled in the loop like everything else.
package enum Signals {
    /// Blocks these signals in this thread (threads made later inherit it) and gives a descriptor that becomes readable
    /// when one arrives. Signals about writing are ignored; see `ignoreWriteFaults`.
    package static func descriptor(_ numbers: [Int32] = [SIGTERM, SIGINT, SIGHUP]) throws(SystemFault) -> Int32 {
        ignoreWriteFaults()
        var wanted = sigset_t()
        sigemptyset(&wanted)
        for number in numbers { sigaddset(&wanted, number) }
        sigprocmask(SIG_BLOCK, &wanted, nil)
        let descriptor = signalfd(-1, &wanted, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard descriptor >= 0 else { throw .last("watch", "signals") }
        return descriptor
    }

    /// A reader that has gone, or a file that may not grow further, is an error of `write`, not the end of the process.
    package static func ignoreWriteFaults() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }
}
