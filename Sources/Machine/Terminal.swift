import CLinux
import Glibc

/// The terminal a person sits at; what is typed there comes from `Keyboard`.
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
}
