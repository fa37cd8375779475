import CLinux
import Glibc

/// A file that only grows, and durably: what `append` has returned from survives a crash and a power cut.
package final class Appender {
    private let file: Int32
    private let path: String
    /// Whether the file was empty or ended with a line feed when it was opened.
    package let endsWithLineFeed: Bool

    /// Opens the file or makes it; a new file's name is made durable too.
    package init(path: String) throws(SystemFault) {
        let isNew = !Files.exists(path)
        file = retort_open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .last("write", path) }
        self.path = path
        let end = lseek(file, 0, SEEK_END)
        var last: UInt8 = 0
        endsWithLineFeed = end <= 0 || (pread(file, &last, 1, end - 1) == 1 && last == UInt8(ascii: "\n"))
        if isNew {
            let folder = retort_open(Path.folder(of: path), O_RDONLY | O_CLOEXEC, 0)
            if folder >= 0 {
                fsync(folder)
                close(folder)
            }
        }
    }

    deinit {
        close(file)
    }

    package func append(_ bytes: [UInt8]) throws(SystemFault) {
        try Files.append(bytes, to: file, name: path)
        guard fdatasync(file) == 0 else { throw .last("write", path) }
    }
}

extension Files {
    /// Up to `count` bytes of a file from an offset on; fewer at its end.
    package static func read(_ path: String, from offset: Int64, count: Int) throws(SystemFault) -> [UInt8] {
        let file = retort_open(path, O_RDONLY | O_CLOEXEC, 0)
        guard file >= 0 else { throw .last("read", path) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress! + done, count - done, off_t(offset) + off_t(done))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .last("read", path) }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(count - done)
        return bytes
    }
}
