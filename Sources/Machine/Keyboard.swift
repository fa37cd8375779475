import CLinux
import Glibc

/// What a person at a terminal does, byte by byte, and what happens to the terminal meanwhile.
///
/// While it is open, keys come without waiting for Return and are not shown; however the process is asked to end, stopped
/// or continued, the terminal is put back first. On a pipe bytes are simply read.
package final class Keyboard {
    package enum Event: Sendable, Equatable {
        case byte(UInt8)
        /// The window has another size, or the program goes on after a stop: what is on the screen has to be drawn anew.
        case redraw
        /// The process was asked to end by this signal.
        case end(signal: Int32)
        /// Nothing more can come.
        case closed
    }

    /// Whether keys come from a terminal.
    package let isTerminal: Bool
    private let signals: Int32
    private var before = termios()
    private var isRaw = false
    /// What is sent to the terminal before it is given back, and again when it is taken: the switch of screens.
    package var taking = ""
    package var giving = ""

    /// Signals that are waited for beside keys. The stop by Ctrl-Z comes as a byte, one by `kill` as a signal.
    private static let watched = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGWINCH, SIGCONT]

    package init() throws(SystemFault) {
        isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
        signals = try Signals.descriptor(Self.watched)
    }

    deinit {
        give()
        close(signals)
    }

    /// Takes the terminal for single keys.
    package func take() {
        guard isTerminal, !isRaw else { return }
        var raw = before
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(ICRNL | IXON)
        withUnsafeMutableBytes(of: &raw.c_cc) {
            $0[Int(VMIN)] = 1
            $0[Int(VTIME)] = 0
        }
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        isRaw = true
        if !taking.isEmpty { Standard.print(taking) }
    }

    /// Gives the terminal back as it was: lines, echo, Ctrl-C.
    package func give() {
        guard isRaw else { return }
        if !giving.isEmpty { Standard.print(giving) }
        tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
        isRaw = false
    }

    /// Stops the process as Ctrl-Z does, with the terminal given back, and goes on when it is continued.
    package func stop() {
        let wasRaw = isRaw
        give()
        kill(getpid(), SIGSTOP)
        if wasRaw { take() }
    }

    /// Forgets signals that came while another program had the terminal: its Ctrl-C was not meant for this one.
    package func forgetSignals() {
        var isEnding: Int32?
        while let signal = readSignal() {
            if signal == SIGTERM || signal == SIGHUP { isEnding = signal }
        }
        if let isEnding { kill(getpid(), isEnding) }
    }

    /// The next event; nil when nothing comes in time.
    package func next(milliseconds: Int32 = -1) -> Event? {
        while true {
            var entries = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&entries, 2, milliseconds)
            if ready < 0, errno == EINTR { continue }
            if ready == 0 { return nil }
            if ready < 0 { return .closed }
            if entries[1].revents != 0, let signal = readSignal() {
                switch signal {
                case SIGWINCH: return .redraw
                case SIGCONT:
                    // The shell may have set the terminal its own way in between.
                    if isRaw {
                        isRaw = false
                        take()
                    }
                    return .redraw
                case SIGTSTP:
                    stop()
                    return .redraw
                default: return .end(signal: signal)
                }
            }
            guard entries[0].revents != 0 else { continue }
            var byte: UInt8 = 0
            let count = read(STDIN_FILENO, &byte, 1)
            if count == 1 { return .byte(byte) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            return .closed
        }
    }

    private func readSignal() -> Int32? {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(signals, &information, size) == size else { return nil }
        return Int32(information.ssi_signo)
    }
}
