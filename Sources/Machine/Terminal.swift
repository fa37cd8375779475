import CLinux
import Glibc

/// The terminal a person sits at: its size, and single keys.
package enum Terminal {
    package static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// Columns and rows, nil where there is no terminal.
    package static var size: (columns: Int, rows: Int)? {
        var columns: UInt16 = 0
        var rows: UInt16 = 0
        guard retort_terminal_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0 else { return nil }
        return (Int(columns), Int(rows))
    }

    /// One key without waiting for Return; nil at the end of input. Ctrl-C gives 3, Ctrl-D gives 4.
    package static func key() -> UInt8? {
        var before = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
        if isTerminal {
            var raw = before
            raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
            withUnsafeMutableBytes(of: &raw.c_cc) {
                $0[Int(VMIN)] = 1
                $0[Int(VTIME)] = 0
            }
            tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        }
        defer { if isTerminal { tcsetattr(STDIN_FILENO, TCSADRAIN, &before) } }
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count == 1 { return byte }
            if count < 0, errno == EINTR { continue }
            return nil
        }
    }
}
