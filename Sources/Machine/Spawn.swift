import CLinux
import Glibc

/// Starting other programs.
package enum Spawn {
    /// Runs a program, found as a shell finds it, in this terminal until it ends; its exit status, 128 and the signal's
    /// number when one ended it.
    package static func foreground(_ arguments: [String]) throws(SystemFault) -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process ignores or waits for is not the other's business.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var ignored = sigset_t()
        sigemptyset(&ignored)
        for number in [SIGPIPE, SIGXFSZ] { sigaddset(&ignored, number) }
        posix_spawnattr_setsigdefault(&attributes, &ignored)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let result = posix_spawnp(&child, arguments[0], nil, &attributes, &words, environ)
        guard result == 0 else {
            throw SystemFault("cannot start \(arguments[0]): \(String(cString: strerror(result)))", code: result)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw .last("wait for", arguments[0]) }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// The descriptor number under which `detached` hands over `passing`; as in systemd's socket activation.
    package static let passedDescriptor: Int32 = 3

    /// Starts `arguments[0]` in a session of its own, with no terminal, in the root folder.
    ///
    /// - Parameters:
    ///   - passing: a descriptor that the child gets as number 3.
    ///   - errors: a file that gets what the child prints to standard error.
    package static func detached(_ arguments: [String], passing: Int32, errors: String) throws(SystemFault) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, passing, passedDescriptor)
        posix_spawn_file_actions_addchdir_np(&actions, "/")

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var every = sigset_t()
        sigemptyset(&every)
        posix_spawnattr_setsigmask(&attributes, &every)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(RETORT_SPAWN_NEW_SESSION))

        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let result = posix_spawn(&child, arguments[0], &actions, &attributes, &words, environ)
        guard result == 0 else {
            throw SystemFault("cannot start \(arguments[0]): \(String(cString: strerror(result)))", code: result)
        }
    }
}
