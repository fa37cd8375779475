import CLinux
import Glibc

/// Signals as readable events, so that they are handled in the loop like everything else.
package enum Signals {
    /// Blocks SIGTERM, SIGINT and SIGHUP in this thread (threads made later inherit it) and gives a descriptor that
    /// becomes readable when one arrives. SIGPIPE is ignored: a client that goes away is an error of `write`.
    package static func descriptor() throws(SystemFault) -> Int32 {
        ignorePipe()
        var wanted = sigset_t()
        sigemptyset(&wanted)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&wanted, number) }
        sigprocmask(SIG_BLOCK, &wanted, nil)
        let descriptor = signalfd(-1, &wanted, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard descriptor >= 0 else { throw .last("watch", "signals") }
        return descriptor
    }

    package static func ignorePipe() {
        signal(SIGPIPE, SIG_IGN)
    }
}
