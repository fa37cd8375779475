import CLinux
import Glibc

/// The daemon's diary for a bug report: one dated line an event, bounded in size.
///
/// When the file is full it becomes `journal.old` and a new one begins, so both together stay under twice the limit.
package final class Journal {
    /// 256 KiB: some thousand lines, enough for weeks and small enough to attach to a report.
    package static let limitBytes: Int64 = 256 * 1024

    /// A longer line is cut.
    private static let lineCharacters = 2000

    private let path: String
    private let clock: Clock

    package init(path: String, clock: Clock) {
        self.path = path
        self.clock = clock
        try? Files.makeFolder(Path.folder(of: path))
    }

    /// Adds a line; a journal that cannot be written is no reason to stop serving, so failures are ignored.
    package func write(_ line: String) {
        if let stamp = Files.stamp(path), stamp.size > Self.limitBytes { rename(path, path + ".old") }
        let file = retort_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let tidy = line.prefix(Self.lineCharacters).map { $0.isNewline ? " " : $0 }
        try? Files.append(Array("\(clock.now()) \(getpid()) \(String(tidy))\n".utf8), to: file, name: path)
    }
}
