import Glibc
import JSONText
import Machine
import Wire

/// Passes bytes between standard input and output and the daemon, changing none of them.
enum Relay {
    static func run(_ context: CommandContext) throws(Failure) -> Int32 {
        // The first connection makes sure that the right daemon runs; the editor's own speaks from its first byte on.
        let path = try context.connect().path
        let connected: Int32?
        do throws(SystemFault) { connected = try UnixSocket.connect(to: path) } catch {
            throw .unreachable(error.sentence)
        }
        guard let socket = connected else { throw .unreachable("the daemon at \(path) has just ended; try again") }
        var isInputOpen = true
        var lifecycle = Lifecycle()
        var buffer = [UInt8](repeating: 0, count: Limits.readBytes)
        while true {
            var entries = [
                pollfd(fd: isInputOpen ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&entries, 2, -1) < 0 {
                if errno == EINTR { continue }
                return 1
            }
            if entries[0].revents != 0 {
                let count = read(STDIN_FILENO, &buffer, buffer.count)
                if count > 0 {
                    guard pass(buffer[..<count], to: socket) else { return lifecycle.status }
                    lifecycle.take(buffer[..<count])
                } else if count == 0 || errno != EINTR {
                    // The daemon still answers what was asked.
                    isInputOpen = false
                    shutdown(socket, Int32(SHUT_WR))
                }
            }
            if entries[1].revents != 0 {
                let count = read(socket, &buffer, buffer.count)
                if count > 0 {
                    guard pass(buffer[..<count], to: STDOUT_FILENO) else { return 1 }
                } else if count == 0 || errno != EINTR {
                    return lifecycle.status
                }
            }
        }
    }

    private static func pass(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        (try? Files.append(Array(bytes), to: descriptor, name: "the other side")) != nil
    }
}

/// What an editor has said of its session's beginning and end. LSP has the server's exit status tell whether `exit` came
/// after `shutdown`, and the process that the editor sees is this one.
private struct Lifecycle {
    /// Longer messages are documents; what begins and ends a session is far shorter.
    private var framing = Framing(messageBytes: 65_536)
    /// An end now would be no clean one.
    private var isOpen = false
    private var isShutDown = false

    var status: Int32 { isOpen ? 1 : 0 }

    mutating func take(_ bytes: ArraySlice<UInt8>) {
        framing.receive(bytes)
        while let frame = framing.next() {
            guard case .message(let message) = frame, let json = try? JSONReader.read(message) else { continue }
            switch json["method"]?.text {
            case "initialize", "exit": isOpen = !isShutDown
            case "shutdown":
                isShutDown = true
                isOpen = false
            default: break
            }
        }
    }
}
