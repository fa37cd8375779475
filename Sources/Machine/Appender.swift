import CLinux
import Glibc

/// A file that only grows, and durably: what `append` has returned from survives a crash and a power cut.
package final class Appender {
    private let file: Int32
    private let path: String
    private let identity: FileIdentity

    /// Opens the file or makes it; a new file's name is made durable too.
    package init(path: String) throws(SystemFault) {
        let isNew = !Files.exists(path)
        let file = retort_open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .last("write", path) }
        var information = stat()
        guard fstat(file, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw SystemFault("cannot write \(path): it is no regular file")
        }
        self.file = file
        self.path = path
        identity = FileIdentity(information)
        if isNew { Self.keepName(of: path) }
    }

    deinit {
        close(file)
    }

    /// Whether the path still leads to this file: somebody may have deleted it or put another in its place.
    package var isInPlace: Bool { Files.identity(path) == identity }

    /// Whether the file is empty or ends with a line feed.
    package var endsWithLineFeed: Bool {
        let end = lseek(file, 0, SEEK_END)
        var last: UInt8 = 0
        return end <= 0 || (pread(file, &last, 1, end - 1) == 1 && last == UInt8(ascii: "\n"))
    }

    /// Writes the bytes at the end and waits until they are on the disk, unless it need not be durable. When that fails,
    /// what was written of them is taken away again if the system lets us: nobody was told of it.
    package func append(_ bytes: [UInt8], durably: Bool = true) throws(SystemFault) {
        let end = lseek(file, 0, SEEK_END)
        do throws(SystemFault) {
            try Files.append(bytes, to: file, name: path)
            guard !durably || fdatasync(file) == 0 else { throw SystemFault.last("write", path) }
        } catch {
            let grown = lseek(file, 0, SEEK_END) - end
            // More than that comes from somebody else, whose lines are not ours to cut.
            if end >= 0, grown > 0, grown <= bytes.count { ftruncate(file, end) }
            throw error
        }
    }

    /// Makes the entries of a new file and of the folders that were perhaps made for it durable.
    private static func keepName(of path: String) {
        var folder = Path.folder(of: path)
        for _ in 0..<3 {
            let handle = retort_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
            guard handle >= 0 else { return }
            fsync(handle)
            close(handle)
            folder = Path.folder(of: folder)
        }
    }
}

extension Files {
    /// Up to `count` bytes of a file from an offset on; fewer at its end.
    package static func read(_ path: String, from offset: Int64, count: Int) throws(SystemFault) -> [UInt8] {
        let file = retort_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0)
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
