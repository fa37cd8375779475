import CLinux
import Glibc

/// Starting other programs; each is found as a shell finds it.
package enum Spawn {
    /// Runs a program in this terminal until it ends; its exit status, 128 and the signal's number when one ended it.
    package static func foreground(_ arguments: [String]) throws(SystemFault) -> Int32 {
        let child = try start(arguments)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw .last("wait for", arguments[0]) }
        }
        return exitStatus(status)
    }

    /// The descriptor number under which `detached` hands over `passing`; as in systemd's socket activation.
    package static let passedDescriptor: Int32 = 3

    /// Starts a program in a session of its own, with no terminal. Gives its process.
    ///
    /// - Parameters:
    ///   - folder: where it works.
    ///   - passing: a descriptor that the child gets as number 3.
    ///   - errors: a file that gets what the child prints to standard error.
    @discardableResult
    package static func detached(
        _ arguments: [String], folder: String = "/", passing: Int32? = nil, errors: String
    ) throws(SystemFault) -> Int {
        let child = try start(arguments, isDetached: true) { actions in
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            if let passing { posix_spawn_file_actions_adddup2(&actions, passing, passedDescriptor) }
            posix_spawn_file_actions_addchdir_np(&actions, folder)
        }
        return Int(child)
    }

    /// Waits so long for a process that was started here; its exit status, nil when it is still running.
    package static func end(of child: Int, milliseconds: Int) -> Int32? {
        let stepMilliseconds = 10
        var left = milliseconds
        while true {
            var status: Int32 = 0
            let found = waitpid(pid_t(child), &status, WNOHANG)
            if found == pid_t(child) { return exitStatus(status) }
            // Gone without a word: somebody else has waited for it.
            if found < 0, errno != EINTR { return 0 }
            guard left > 0 else { return nil }
            Process.sleep(milliseconds: stepMilliseconds)
            left -= stepMilliseconds
        }
    }

    static func start(
        _ arguments: [String], isDetached: Bool = false,
        _ arrange: (inout posix_spawn_file_actions_t) -> Void = { _ in }
    ) throws(SystemFault) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        arrange(&actions)

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
        let session = isDetached ? Int16(RETORT_SPAWN_NEW_SESSION) : 0
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | session)

        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let result = posix_spawnp(&child, arguments[0], &actions, &attributes, &words, environ)
        guard result == 0 else {
            throw SystemFault("cannot start \(arguments[0]): \(String(cString: strerror(result)))", code: result)
        }
        return child
    }

    static func exitStatus(_ status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
