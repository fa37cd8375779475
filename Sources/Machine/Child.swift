import CLinux
import Glibc

/// A program that was started to be listened to: every wait for it has a limit.
package final class Child {
    private let process: Int
    private let output: Int32
    private var unread: [UInt8] = []

    /// No line of a program that is asked something is longer, nor all that it says.
    private static let outputBytes = 1 << 20

    /// Starts a program without input.
    ///
    /// - Parameter isOnTerminal: lets it take a terminal of its own for standard output and error, so that each line comes at once;
    ///   otherwise its errors are dropped.
    package init(_ arguments: [String], isOnTerminal: Bool = false) throws(SystemFault) {
        let (reading, writing) = try isOnTerminal ? Self.terminal() : Self.pipe()
        do throws(SystemFault) {
            defer { close(writing) }
            process = Int(
                try Spawn.start(arguments) { actions in
                    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
                    posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO)
                    if isOnTerminal {
                        posix_spawn_file_actions_adddup2(&actions, writing, STDERR_FILENO)
                    } else {
                        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
                    }
                })
            output = reading
        } catch {
            close(reading)
            throw error
        }
    }

    deinit { close(output) }

    /// Runs a program; its exit status and what it printed. Nil when it cannot be started or does not end in time.
    package static func run(_ arguments: [String], milliseconds: Int) -> (status: Int32, output: String)? {
        guard let child = try? Child(arguments) else { return nil }
        let end = Clock.monotonic() + Int64(milliseconds) * 1_000_000
        while child.take(until: end) {}
        if let status = Spawn.end(of: child.process, milliseconds: child.left(until: end)) {
            return (status, String(decoding: child.unread, as: UTF8.self))
        }
        child.stop()
        return nil
    }

    /// The next line it prints, without its end; nil when none comes in time or any more.
    package func line(milliseconds: Int) -> String? {
        let end = Clock.monotonic() + Int64(milliseconds) * 1_000_000
        while true {
            if let place = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = unread[..<place].filter { $0 != UInt8(ascii: "\r") }
                unread.removeSubrange(...place)
                return String(decoding: line, as: UTF8.self)
            }
            guard take(until: end) else { return nil }
        }
    }

    /// Waits for its end; nil when it is still running then.
    package func end(milliseconds: Int) -> Int32? {
        Spawn.end(of: process, milliseconds: milliseconds)
    }

    /// Ends it, if need be the hard way.
    package func stop() {
        let graceMilliseconds = 1000
        _ = Process.terminate(process)
        if Spawn.end(of: process, milliseconds: graceMilliseconds) != nil { return }
        kill(pid_t(process), SIGKILL)
        _ = Spawn.end(of: process, milliseconds: graceMilliseconds)
    }

    private func left(until end: Int64) -> Int {
        Int(max(0, end - Clock.monotonic()) / 1_000_000)
    }

    /// Takes what it has printed; false at the end of that, or of the time.
    private func take(until end: Int64) -> Bool {
        while true {
            var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, Int32(clamping: left(until: end)))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0, unread.count < Self.outputBytes else { return false }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            // A terminal that nobody holds any more says so by an error.
            guard count > 0 else { return false }
            unread.append(contentsOf: chunk[..<count])
            return true
        }
    }

    private static func pipe() throws(SystemFault) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard retort_pipe(&ends) == 0 else { throw .last("make", "a pipe") }
        return (ends[0], ends[1])
    }

    private static func terminal() throws(SystemFault) -> (reading: Int32, writing: Int32) {
        let reading = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
        var name = [CChar](repeating: 0, count: 64)
        guard reading >= 0, grantpt(reading) == 0, unlockpt(reading) == 0, ptsname_r(reading, &name, name.count) == 0
        else {
            let fault = SystemFault.last("make", "a terminal")
            if reading >= 0 { close(reading) }
            throw fault
        }
        let writing = retort_open(&name, O_RDWR | O_NOCTTY | O_CLOEXEC, 0)
        guard writing >= 0 else {
            let fault = SystemFault.last("open", "a terminal")
            close(reading)
            throw fault
        }
        return (reading, writing)
    }
}
